"""A Prometheus and our server read the same prometheus.yml with the same rules, and are sent the same samples."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.prometheus import PrometheusProcess
from tests.support.remote_write import HEADERS_1, Series, snappy, write_1
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

CONFIGURATION = """\
global: {evaluation_interval: 1s, external_labels: {dc: eu}}
rule_files: [rules.yml]
"""
RULES = """\
groups:
- name: recording
  rules:
  - {record: 'job:up:sum', expr: sum by (job) (up)}
  - {record: 'job:up:twice', expr: 'job:up:sum * 2', labels: {from: rules}}
  - record: 'job:up:counted'
    expr: |
      count_over_time(up[10m]) * on (job) group_left (host)
        label_replace(info, "host", "$1", "n", "(.).*")
  - {record: 'ratio', expr: 'scalar(sum(up)) / 3'}
- name: alerting
  rules:
  - alert: Down
    expr: up == 0
    for: 2s
    keep_firing_for: 1m
    labels: {severity: page, value: '{{ $value }}', host: '{{ $labels.instance | stripPort }}'}
    annotations:
      summary: '{{ $labels.instance }} in {{ $externalLabels.dc }}'
      up: '{{ with query "sum(up)" }}{{ . | first | value }}{{ end }}'
  - {alert: Waiting, expr: up == 0, for: 1h}
  - {alert: Quiet, expr: up > 5}
  - {record: 'alerts:firing', expr: 'count by (alertname) (ALERTS{alertstate="firing"})'}
- name: broken
  interval: 2s
  limit: 7
  rules:
  - {record: many, expr: 'up * on (job) up'}
"""
RECORDED = '{__name__=~"job:.*|ratio|alerts:.*|ALERTS.*"}'


@dataclass
class Sides:
    """Both answer Prometheus' API."""

    theirs: PrometheusProcess
    ours: ServerProcess

    def ask(self, path: str, **params: str) -> tuple[Any, Any]:
        """The data of both answers."""
        query = urllib.parse.urlencode(params)
        return self.theirs.get(path, **params)[1]["data"], self.ours.get(f"/api/v1/{path}?{query}")["data"]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.yml").write_text(RULES)
    body = snappy(write_1(_series()))
    environment = {"SARDONYX_SCRAPE__PROMETHEUS_CONFIG": str(folder / "prometheus.yml")}
    with (
        PrometheusProcess(folder, CONFIGURATION) as theirs,
        ServerProcess(Path(folder) / "ours", env=environment) as ours,
    ):
        theirs.write(body)
        ours.fetch("POST", "/api/v1/write", body, HEADERS_1)
        both = Sides(theirs, ours)
        eventually(lambda: all(len(_values(side)) == 11 for side in both.ask("query", query=RECORDED)), seconds=60)
        yield both


def _series() -> list[Series]:
    now = round(time.time() * 1000)
    labels = [
        {"job": "api", "instance": "a:1"}, {"job": "api", "instance": "b:1"}, {"job": "web", "instance": "c:1"},
    ]  # fmt: skip
    found = [
        Series({"__name__": "up", **one}, [(1.0, now - 20_000), (value, now - 10_000)])
        for one, value in zip(labels, (1.0, 0.0, 1.0), strict=True)
    ]
    return [*found, Series({"__name__": "info", "job": "web", "n": "xy"}, [(1.0, now - 10_000)])]


def _values(data: Any) -> dict[str, str]:
    """Values by labels; since when alerts are active differs by when each side began."""
    return {
        json.dumps(row["metric"], sort_keys=True): "some"
        if "FOR_STATE" in row["metric"]["__name__"]
        else row["value"][1]
        for row in data["result"]
    }


def test_recorded_series_are_equal(sides: Sides) -> None:
    theirs, ours = sides.ask("query", query=RECORDED)
    assert _values(ours) == _values(theirs)


def _known(rules: Any) -> Any:
    """Without what differs by time and machine."""
    if isinstance(rules, list):
        return [_known(one) for one in rules]
    if isinstance(rules, dict):
        dropped = {"evaluationTime": 0, "lastEvaluation": "", "activeAt": "", "lastError": ""}
        # Prometheus 2.42 doesn't tell keepFiringSince.
        return {key: dropped.get(key, _known(value)) for key, value in rules.items() if key != "keepFiringSince"}
    return rules


@pytest.mark.parametrize("kind", ["", "alert", "record"])
def test_rules_are_told_alike(sides: Sides, kind: str) -> None:
    theirs, ours = sides.ask("rules", **({"type": kind} if kind else {}))
    # Prometheus 3 leaves out groups of which nothing is left; 2.42 doesn't.
    assert _known(ours["groups"]) == [group for group in _known(theirs["groups"]) if group["rules"]]


def test_alerts_are_told_alike(sides: Sides) -> None:
    theirs, ours = sides.ask("alerts")
    assert sorted(_known(ours["alerts"]), key=str) == sorted(_known(theirs["alerts"]), key=str)
    assert {alert["state"] for alert in ours["alerts"]} == {"pending", "firing"}


def test_errors_of_rules_are_told_alike(sides: Sides) -> None:
    theirs, ours = sides.ask("rules")
    errors = [
        rule["lastError"]
        for side in (theirs, ours)
        for group in side["groups"]
        for rule in group["rules"]
        if rule["health"] == "err"
    ]
    assert len(errors) == 2
    assert all("many-to-many" in error or "duplicate series" in error for error in errors)


def test_results_are_written_at_every_instant(sides: Sides) -> None:
    """Instants are whole seconds apart: the group's offset stays."""

    def times() -> list[float]:
        _, data = sides.ask("query", query="ratio[10m]")
        return [at for at, _ in data["result"][0]["values"]]

    eventually(lambda: len(times()) > 2)
    assert len({round(at % 1, 3) for at in times()}) == 1


def test_a_reload_follows_the_file_and_a_broken_one_changes_nothing(sides: Sides) -> None:
    config = Path(sides.ours._env["SARDONYX_SCRAPE__PROMETHEUS_CONFIG"])
    rules = config.parent / "rules.yml"
    rules.write_text(RULES.replace("name: broken", "name: renamed"))
    sides.ours.fetch("POST", "/-/reload")
    names = [group["name"] for group in sides.ours.get("/api/v1/rules")["data"]["groups"]]
    assert names == ["alerting", "recording", "renamed"]
    rules.write_text(RULES.replace("sum by (job) (up)", "sum by (job (up)"))
    with pytest.raises(urllib.error.HTTPError) as refused:
        sides.ours.fetch("POST", "/-/reload")
    assert refused.value.code == 500
    assert (
        b"rules.yml:4:34: groups[0] (group recording).rules[0] (record job:up:sum).expr: could not"
        in refused.value.read()
    )
    refused.value.close()
    assert [group["name"] for group in sides.ours.get("/api/v1/rules")["data"]["groups"]] == names
