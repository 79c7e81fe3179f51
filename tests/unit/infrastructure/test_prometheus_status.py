"""What the server tells of itself where Prometheus does, its life cycle, and pages of other sites."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
import yaml

from sardonyx.infrastructure.prometheus.secrets import without_secrets
from tests.support.callers import CALLER, client, make_app
from tests.support.prometheus_api import api, two_pools

ADMIN = replace(CALLER, permissions=CALLER.permissions | {"settings:read", "settings:write"})


async def ask(path: str, method: str = "GET", *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    async with client(make_app(api(**{"scraped": two_pools(), **more}), ADMIN)) as http:
        return await http.request(method, path, headers=headers)


async def test_the_configuration_is_shown_as_yaml() -> None:
    shown = (await ask("/api/v1/status/config")).json()["data"]["yaml"]
    assert yaml.safe_load(shown) == {"global": {"external_labels": {"region": "eu"}}, "scrape_configs": []}


async def test_the_configuration_is_shown_to_who_may_see_settings() -> None:
    async with client(make_app(api(scraped=two_pools()))) as http:
        assert (await http.get("/api/v1/status/config")).status_code == 403


def test_secrets_of_a_configuration_are_hidden_and_nothing_else_is() -> None:
    shown = without_secrets(
        """
        global: {external_labels: {password: is a label}}
        scrape_configs:
        - job_name: a
          basic_auth: {username: u, password: hunter2}
          authorization: {credentials: hunter2, credentials_file: /etc/token}
          tls_config: {key: hunter2, key_file: /etc/key}
          http_headers: {X-A: {values: [v], secrets: [hunter2]}}
          http_sd_configs: [{url: "https://u:hunter2@example.org/targets"}]
        remote_write:
        - {url: "http://example.org/write", bearer_token: hunter2, headers: {Authorization: hunter2}}
        """
    )
    assert "hunter2" not in shown
    assert shown.count("<secret>") == 7
    for kept in ("is a label", "username: u", "/etc/token", "/etc/key", "- v", "example.org/targets", "/write"):
        assert kept in shown


async def test_flags_are_our_settings_under_prometheus_names() -> None:
    told = (await ask("/api/v1/status/flags")).json()["data"]
    assert told["config.file"] == "/etc/p.yml"
    assert told["storage.tsdb.retention.time"] == "2w"
    assert told["query.lookback-delta"] == "5m"
    assert all(isinstance(value, str) for value in told.values())


async def test_run_time_is_told() -> None:
    told = (await ask("/api/v1/status/runtimeinfo")).json()["data"]
    assert told["startTime"] == "2023-11-14T22:13:20Z"
    assert told["lastConfigTime"] == "2023-11-14T22:14:10Z"
    assert told["reloadConfigSuccess"] is True
    assert told["storageRetention"] == "2w"


@pytest.mark.parametrize(
    ("path", "data"),
    [("status/walreplay", {"min": 0, "max": 0, "current": 0, "state": "done"}), ("notifications", [])],
    ids=["walreplay", "notifications"],
)
async def test_what_has_nothing_to_tell_says_so_in_shape(path: str, data: Any) -> None:
    assert (await ask(f"/api/v1/{path}")).json() == {"status": "success", "data": data}


async def test_health_and_readiness() -> None:
    assert (await ask("/-/healthy")).status_code == 200
    assert (await ask("/prometheus/-/healthy", "HEAD")).status_code == 200
    assert (await ask("/-/ready")).status_code == 200
    assert (await ask("/-/ready", ready=False)).status_code == 503


async def test_a_reload_reads_the_configuration_again() -> None:
    scraped = two_pools()
    answer = await ask("/-/reload", "POST", scraped=scraped)
    assert (answer.status_code, answer.text, scraped.reloads) == (200, "", 1)
    assert (await ask("/prometheus/-/reload", "PUT", scraped=scraped)).status_code == 200
    assert scraped.reloads == 2


async def test_a_failed_reload_says_why() -> None:
    scraped = two_pools()
    scraped.problem = "p.yml: scrape_configs[0]: unknown key"
    answer = await ask("/-/reload", "POST", scraped=scraped)
    assert answer.status_code == 500
    assert answer.text == "failed to reload config: p.yml: scrape_configs[0]: unknown key\n"


async def test_who_may_not_change_settings_may_not_reload() -> None:
    scraped = two_pools()
    async with client(make_app(api(scraped=scraped))) as http:
        assert (await http.post("/-/reload")).status_code == 403
        assert (await http.get("/-/reload")).status_code == 405
    assert scraped.reloads == 0


async def test_pages_of_trusted_sites_may_read_and_those_of_others_may_not() -> None:
    origins = frozenset({"https://grafana.example.org"})
    for origin, allowed in (
        ("https://grafana.example.org", "https://grafana.example.org"),
        ("https://evil.example", None),
    ):
        for method, status in (("OPTIONS", 204), ("GET", 200)):
            answer = await ask("/api/v1/targets", method, headers={"Origin": origin}, origins=origins)
            assert answer.status_code == status
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Origin" not in (await ask("/api/v1/targets", origins=origins)).headers
