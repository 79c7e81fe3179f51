"""Relabelling and prometheus.yml: what comes of labels, and what a wrong file is told."""

from pathlib import Path

import pytest

from sardonyx.collectors.scrape import config
from sardonyx.collectors.scrape.errors import BadTarget, ConfigError
from sardonyx.collectors.scrape.models import Job, RelabelConfig
from sardonyx.collectors.scrape.relabel import relabel
from sardonyx.collectors.scrape.series import merged
from sardonyx.collectors.scrape.target import make_target, with_defaults

pytest.importorskip("re2", reason="google-re2 is needed")

LABELS = {"a": "foo", "b": "Bar", "__meta_x": "1"}


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ({"source_labels": ["a", "b"], "regex": "(f)oo;(.*)", "target_label": "c", "replacement": "$2-${1}"},
         {**LABELS, "c": "Bar-f"}),
        ({"source_labels": ["a"], "regex": "fo", "target_label": "c", "replacement": "x"}, LABELS),
        ({"target_label": "b", "replacement": ""}, {"a": "foo", "__meta_x": "1"}),
        ({"action": "keep", "source_labels": ["a"], "regex": "foo|x"}, LABELS),
        ({"action": "keep", "source_labels": ["a"], "regex": "fo"}, None),
        ({"action": "drop", "source_labels": ["a"], "regex": "f.*"}, None),
        ({"action": "keepequal", "source_labels": ["a"], "target_label": "b"}, None),
        ({"action": "dropequal", "source_labels": ["a"], "target_label": "b"}, LABELS),
        ({"action": "labelmap", "regex": "__meta_(.+)", "replacement": "m_$1"}, {**LABELS, "m_x": "1"}),
        ({"action": "labeldrop", "regex": "a|b"}, {"__meta_x": "1"}),
        ({"action": "labelkeep", "regex": "a"}, {"a": "foo"}),
        ({"action": "lowercase", "source_labels": ["b"], "target_label": "b"}, {**LABELS, "b": "bar"}),
        ({"action": "Uppercase", "source_labels": ["a"], "target_label": "a"}, {**LABELS, "a": "FOO"}),
    ],
    ids=[
        "replace", "anchored", "empty deletes", "keep", "keep not", "drop", "keepequal", "dropequal", "labelmap",
        "labeldrop", "labelkeep", "lowercase", "uppercase",
    ],
)  # fmt: skip
def test_a_rule(rule: dict[str, object], after: dict[str, str] | None) -> None:
    assert relabel(LABELS, [RelabelConfig.model_validate(rule).rule()]) == after


def test_hashmod_gives_what_prometheus_gives() -> None:
    # The value of Prometheus' own test of this action.
    rule = RelabelConfig(action="hashmod", source_labels=("c",), target_label="d", modulus=1000).rule()
    assert relabel({"c": "baz"}, [rule]) == {"c": "baz", "d": "976"}


def test_the_blackbox_pattern_makes_the_exporter_the_address() -> None:
    rules = tuple(
        RelabelConfig.model_validate(rule).rule()
        for rule in (
            {"source_labels": ["__address__"], "target_label": "__param_target"},
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": "127.0.0.1:9115"},
        )
    )
    job = Job(job_name="probe", metrics_path="/probe", params={"module": ("http",)}, scrape_interval="1m")
    target = make_target(with_defaults({"__address__": "https://example.org"}, job), job, rules)
    assert target is not None
    assert target.url == "http://127.0.0.1:9115/probe?module=http&target=https%3A%2F%2Fexample.org"
    assert target.labels == {"job": "probe", "instance": "https://example.org"}
    assert (target.interval_seconds, target.timeout_seconds) == (60, 10)


def test_labels_without_an_address_make_no_target() -> None:
    with pytest.raises(BadTarget, match="no address"):
        make_target({"job": "x"}, Job(job_name="x"), ())


def test_a_clash_of_labels_is_settled_as_honor_labels_says() -> None:
    scraped, target = {"__name__": "m", "job": "inner", "instance": ""}, {"job": "outer", "instance": "a:1"}
    assert merged({"__name__": "m", "job": "inner"}, target, honor=False) == {
        "__name__": "m", "job": "outer", "exported_job": "inner", "instance": "a:1",
    }  # fmt: skip
    assert merged(scraped, target, honor=True) == {"__name__": "m", "job": "inner"}


def test_a_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "prometheus.yml"
    path.write_text(
        "global: {scrape_interval: 5s, external_labels: {zone: 1}, sample_limit: 7}\nremote_write: [{url: http://x}]\n"
        "scrape_configs:\n- job_name: a\n  file_sd_configs: [{files: [sd/*.json]}]\n  body_size_limit: 10MB\n"
    )
    found = config.load(path)
    (job,) = found.jobs
    assert (job.scrape_interval, job.scrape_timeout, job.sample_limit, job.body_size_limit) == (5, 5, 7, 10 << 20)
    assert job.file_sd_configs[0].files == (str(tmp_path / "sd/*.json"),)
    assert (found.external_labels, found.unused) == ({"zone": "1"}, ("remote_write",))


def test_every_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "prometheus.yml"
    path.write_text(
        "scrape_configs:\n- job_name: a\n  kubernetes_sd_configs: [{role: node}]\n  proxy_url: nowhere\n"
        "  relabel_configs: [{action: repace}, {regex: '(?=x)', target_label: y}]\n- job_name: b\n  scrape_timout: 1s\n"
    )
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    told = str(caught.value)
    assert "kubernetes_sd_configs is not supported; supported are static_configs, file_sd_configs" in told
    assert "(job a).proxy_url: String should match pattern" in told
    assert "relabel_configs[0].action: must be one of replace, keep" in told
    assert "relabel_configs[1].regex: is not a regular expression (RE2)" in told
    assert "(job b).scrape_timout: unknown key; allowed are" in told
