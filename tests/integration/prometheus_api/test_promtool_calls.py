"""Debian's promtool against our server; it signs in with what the address says.

Its version, 2.42, has no `check healthy` and `check ready`: what those ask is asked here without it.
"""

import json
import subprocess
import urllib.request
from typing import Any

import pytest

from tests.integration.prometheus_api.conftest import EVERY_SECONDS, NOW, SAMPLES, Served

pytestmark = pytest.mark.components


@pytest.fixture
def address(served: Served) -> str:
    return served.url.replace("://", f"://promtool:{served.token}@")


def query(kind: str, *arguments: str) -> Any:
    command = ["promtool", "query", kind, "--format=json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_query_instant(address: str) -> None:
    at = str(NOW - EVERY_SECONDS)
    found = query("instant", f"--time={at}", address, 'sum by (job) (http_requests_total{code="200"})')
    assert found == [{"metric": {"job": "api"}, "value": [NOW - EVERY_SECONDS, str(2 * 10 * (SAMPLES - 1))]}]


def test_query_range(address: str) -> None:
    span = (f"--start={NOW - 60}", f"--end={NOW - 30}", "--step=15s")
    (row,) = query("range", *span, address, "sum(http_requests_total)")
    assert [at for at, _ in row["values"]] == [NOW - 60, NOW - 45, NOW - 30]


def test_query_series(address: str) -> None:
    found = query("series", "--match=http_requests_total", address)
    assert len(found) == 4
    assert {row["instance"] for row in found} == {"a:80", "b:80"}


def test_query_labels(address: str) -> None:
    found = query("labels", address, "code")
    assert found == ["200", "500"]


def test_it_says_what_is_wrong_with_a_query(address: str) -> None:
    command = ["promtool", "query", "instant", address, "sum("]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "bad_data" in done.stderr
    assert "parse error" in done.stderr


@pytest.mark.parametrize("path", ["/-/healthy", "/-/ready", "/prometheus/-/ready"])
def test_health_and_readiness_need_no_token(served: Served, path: str) -> None:
    with urllib.request.urlopen(served.url + path, timeout=10) as answer:
        assert answer.status == 200


def test_a_real_prometheus_could_scrape_what_is_federated(served: Served) -> None:
    with served.client() as http:
        answer = http.get("/federate", params={"match[]": ['{job="shop"}', "http_requests_total"]})
    lines = answer.text.splitlines()
    assert f'shop_open{{env="test",instance="{served.target}",job="shop",region="eu"}}' in answer.text
    checked = subprocess.run(
        ["promtool", "check", "metrics"], input=answer.text, capture_output=True, text=True, timeout=60
    )
    assert "error while linting" not in checked.stderr
    assert sum(line.startswith("http_requests_total{") for line in lines) == 4
