"""Which files are accepted: the same as by Debian's promtool, but for differences that are named here."""

import shutil
import subprocess
from pathlib import Path

import pytest

from sardonyx.collectors.scrape import config
from sardonyx.collectors.scrape.errors import ConfigError

pytestmark = pytest.mark.skipif(not shutil.which("promtool"), reason="Debian's promtool is needed")

_AS_SHIPPED = """
global:
  scrape_interval: 15s
alerting:
  alertmanagers:
    - static_configs:
        - targets:
          # - alertmanager:9093
rule_files:
  # - "first_rules.yml"
scrape_configs:
  - job_name: "prometheus"
    static_configs:
      - targets: ["localhost:9090"]
        labels:
          app: "prometheus"
"""

_FILES = {
    "as Prometheus ships it": _AS_SHIPPED,
    "nulls": "global:\nscrape_configs:\n- job_name: a\n  static_configs:\n  relabel_configs:\n  params:\n  tls_config:\n",
    "null labels": "scrape_configs:\n- job_name: a\n  static_configs:\n  - targets:\n    labels:\n",
    "null job": "scrape_configs:\n-\n",
    "empty": "",
    "no jobs": "scrape_configs:\n",
    "numbers as texts": "scrape_configs:\n- job_name: 5\n  static_configs: [{targets: [a:1], labels: {a: 1, b: true, c: 1.50}}]\n",
    "an interval without a unit": "global: {scrape_interval: 15}\n",
    "zero interval": "scrape_configs: [{job_name: a, scrape_interval: 0s}]",
    "zero timeout": "scrape_configs: [{job_name: a, scrape_timeout: 0s}]",
    "a day": "scrape_configs: [{job_name: a, scrape_interval: 1d}]",
    "1m30s": "scrape_configs: [{job_name: a, scrape_interval: 1m30s}]",
    "1.5s": "scrape_configs: [{job_name: a, scrape_interval: 1.5s}]",
    "timeout above interval": "scrape_configs: [{job_name: a, scrape_interval: 5s, scrape_timeout: 6s}]",
    "global timeout above interval": "global: {scrape_interval: 5s, scrape_timeout: 6s}\nscrape_configs: [{job_name: a}]",
    "timeout above the interval of a job": (
        "global: {scrape_interval: 20s, scrape_timeout: 15s}\nscrape_configs: [{job_name: a, scrape_interval: 10s}]"
    ),
    "a name twice": "scrape_configs: [{job_name: a},{job_name: a}]",
    "no name": "scrape_configs: [{metrics_path: /}]",
    "static url": "scrape_configs: [{job_name: a, static_configs: [{targets: ['http://a:1']}]}]",
    "static path": "scrape_configs: [{job_name: a, static_configs: [{targets: ['a:1/x']}]}]",
    "bad label name": "scrape_configs: [{job_name: a, static_configs: [{targets: ['a:1'], labels: {'a-b': c}}]}]",
    "odd external label": "global: {external_labels: {'a-b': c}}",
    "external number": "global: {external_labels: {a: 1}}",
    "two ways to sign in": "scrape_configs: [{job_name: a, basic_auth: {username: x, password: y}, bearer_token: z}]",
    "basic as a type": "scrape_configs: [{job_name: a, authorization: {type: Basic, credentials: y}}]",
    "two passwords": "scrape_configs: [{job_name: a, basic_auth: {username: x, password: y, password_file: z}}]",
    "two credentials": "scrape_configs: [{job_name: a, authorization: {credentials: y, credentials_file: z}}]",
    "tls half": "scrape_configs: [{job_name: a, tls_config: {cert_file: y}}]",
    "scheme": "scrape_configs: [{job_name: a, scheme: ftp}]",
    "scheme upper": "scrape_configs: [{job_name: a, scheme: HTTPS}]",
    "path": "scrape_configs: [{job_name: a, metrics_path: metrics}]",
    "file of unknown kind": "scrape_configs: [{job_name: a, file_sd_configs: [{files: [a.txt]}]}]",
    "star in a folder": "scrape_configs: [{job_name: a, file_sd_configs: [{files: ['*/a.yml']}]}]",
    "no files": "scrape_configs: [{job_name: a, file_sd_configs: [{files: []}]}]",
    "http url": "scrape_configs: [{job_name: a, http_sd_configs: [{url: 'ftp://x'}]}]",
    "dns a noport": "scrape_configs: [{job_name: a, dns_sd_configs: [{names: [x], type: A}]}]",
    "dns lower": "scrape_configs: [{job_name: a, dns_sd_configs: [{names: [x], type: a, port: 3}]}]",
    "sample": "scrape_configs: [{job_name: a, sample_limit: 5, body_size_limit: 10MB, target_limit: 0}]",
    "size without a unit": "scrape_configs: [{job_name: a, body_size_limit: 10}]",
    "body": "scrape_configs: [{job_name: a, body_size_limit: 1GiB}]",
    "negative limit": "scrape_configs: [{job_name: a, sample_limit: -1}]",
    "params": "scrape_configs: [{job_name: a, params: {x: [1, 2], y: ['z']}}]",
    "params str": "scrape_configs: [{job_name: a, params: {x: z}}]",
    "quoted yes": "scrape_configs: [{job_name: a, honor_labels: 'yes'}]",
    "yes": "scrape_configs: [{job_name: a, honor_labels: yes}]",
    "unknown": "foo: 1",
    "dup key": "scrape_configs: [{job_name: a, job_name: b}]",
    "rule glob": "rule_files: ['*.rules']",
    "remote write": "remote_write: [{url: 'http://x'}]",
    "storage": "storage: {tsdb: {out_of_order_time_window: 10m}}",
    "anchor": "scrape_configs:\n- &x {job_name: a}\n- {<<: *x, job_name: b}\n",
    "an option of version 3": "scrape_configs: [{job_name: a, scrape_classic_histograms: true}]",
    "oauth": "scrape_configs: [{job_name: a, oauth2: {client_id: x, client_secret: y, token_url: 'http://z'}}]",
    "oauth none": "scrape_configs: [{job_name: a, oauth2: {client_id: x, token_url: 'http://z'}}]",
    "proxy": "scrape_configs: [{job_name: a, proxy_url: 'http://p:1'}]",
    "docker": (
        "scrape_configs: [{job_name: a, "
        "docker_sd_configs: [{host: 'unix:///var/run/docker.sock', filters: [{name: x, values: [y]}]}]}]"
    ),
    "interval in ms": "scrape_configs: [{job_name: a, scrape_interval: 500ms, scrape_timeout: 500ms}]",
}

_RULES = {
    "no target": "{source_labels: [a], regex: x}",
    "empty": "{}",
    "only repl": "{replacement: x, target_label: y}",
    "bad target": "{source_labels: [a], target_label: 'a-b'}",
    "tmpl target": "{source_labels: [a], target_label: '${1}_b'}",
    "tmpl bad": "{source_labels: [a], target_label: '${1}-b'}",
    "null": "",
    "lm bad": "{action: labelmap, regex: x, replacement: 'a-b'}",
    "lm tmpl": "{action: labelmap, regex: '(.*)', replacement: 'a_$1'}",
    "ld extra": "{action: labeldrop, regex: x, source_labels: [a]}",
    "ld extra2": "{action: labeldrop, regex: x, target_label: y}",
    "lk": "{action: labelkeep, regex: x}",
    "ke": "{action: keepequal, source_labels: [a], target_label: b}",
    "ke extra": "{action: keepequal, source_labels: [a], target_label: b, regex: x}",
    "lc": "{action: lowercase, source_labels: [a], target_label: b}",
    "lc repl": "{action: lowercase, source_labels: [a], target_label: b, replacement: x}",
    "hm": "{action: hashmod, source_labels: [a], target_label: b}",
    "hm0": "{action: hashmod, source_labels: [a], target_label: b, modulus: 0}",
    "upper action": "{action: KEEP, source_labels: [a], regex: x}",
    "badre": "{regex: '(', action: drop}",
    "lookahead": "{regex: '(?=a)', action: drop}",
    "re num": "{regex: 5, action: drop, source_labels: [a]}",
    "src bad": "{source_labels: ['a-b'], target_label: c}",
    "sep": "{source_labels: [a], separator: '', target_label: c}",
    "null regex": "{source_labels: [a], regex: null, target_label: c}",
    "empty regex": "{source_labels: [a], regex: '', target_label: c}",
    "repl num": "{replacement: 1, target_label: c}",
    "src str": "{source_labels: a, target_label: c}",
    "repl null": "{replacement: null, target_label: c}",
    "keep none": "{action: keep}",
    "sep num": "{source_labels: [a], separator: 1, target_label: c}",
}

# Prometheus 3 accepts any UTF-8 as a name and knows more options; 2.42, which we compare with, does not.
_OF_VERSION_3 = {
    "bad label name",
    "odd external label",
    "an option of version 3",
    "rule: bad target",
    "rule: tmpl bad",
    "rule: lm bad",
    "rule: src bad",
}
# A scheme that is none would fail at every scrape; a quoted yes is a yes; a replacement without effect does no harm.
_OURS = {"scheme", "scheme upper", "quoted yes", "rule: lc repl"}

_ALL = _FILES | {
    f"rule: {name}": f"scrape_configs: [{{job_name: a, relabel_configs: [{rule}]}}]" for name, rule in _RULES.items()
}


@pytest.mark.parametrize("name", _ALL)
def test_accepts_what_promtool_accepts(tmp_path: Path, name: str) -> None:
    file = tmp_path / "prometheus.yml"
    file.write_text(_ALL[name])
    command = ["promtool", "check", "config", "--syntax-only", str(file)]
    theirs = subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    try:
        config.load(file)
        ours = True
    except ConfigError:
        ours = False
    assert (ours != theirs) == (name in _OF_VERSION_3 | _OURS)


def test_values_of_labels_are_the_texts_that_were_written(tmp_path: Path) -> None:
    file = tmp_path / "prometheus.yml"
    labels = "{a: 1.50, b: true, c: 2026-01-01, d: 0x10, e: null, f: 'yes'}"
    file.write_text(f"scrape_configs: [{{job_name: 7, static_configs: [{{targets: ['a:1'], labels: {labels}}}]}}]")
    (job,) = config.load(file).jobs
    assert job.job_name == "7"
    assert job.static_configs[0].labels == {
        "a": "1.50",
        "b": "true",
        "c": "2026-01-01",
        "d": "0x10",
        "e": "",
        "f": "yes",
    }
