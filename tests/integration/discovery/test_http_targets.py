"""http_sd_configs against a local HTTP server."""

from pathlib import Path
from typing import Any

import pytest

from sardonyx.collectors.scrape.discovery.http_targets import HttpDiscovery
from sardonyx.collectors.scrape.models import HttpSd
from tests.support.discovery import problem_of, telling
from tests.support.json_server import serving


def asking(url: str, **more: Any) -> HttpDiscovery:
    return HttpDiscovery("http_sd_configs[0]", HttpSd(url=f"{url}/targets", refresh_interval="20ms", **more))


async def test_groups_carry_the_address_they_come_from() -> None:
    async with serving() as server:
        server.documents["/targets"] = [{"targets": ["a:1", "b:1"], "labels": {"env": "x"}}, {"targets": ["c:1"]}]
        async with telling(asking(server.url)) as told:
            await told.next()
        url = {"__meta_url": f"{server.url}/targets"}
    assert told.targets == [
        {"__address__": "a:1", "env": "x", **url}, {"__address__": "b:1", "env": "x", **url}, {"__address__": "c:1", **url},
    ]  # fmt: skip


async def test_the_server_is_told_who_asks_for_what_and_how_often() -> None:
    async with serving() as server:
        server.documents["/targets"] = [{"targets": ["a:1"]}]
        async with telling(asking(server.url, basic_auth={"username": "u", "password": "p"})) as told:
            await told.next()
    headers = server.asked[0].headers
    assert headers["Accept"] == "application/json"
    assert headers["X-Prometheus-Refresh-Interval-Seconds"] == "0.02"
    assert headers["Authorization"] == "Basic dTpw"


async def test_a_renewed_token_is_sent_without_a_reload(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("old\n")
    async with serving() as server:
        server.documents["/targets"] = [{"targets": ["a:1"]}]
        wanted = asking(server.url, authorization={"credentials_file": str(tmp_path / "token")})
        async with telling(wanted) as told:
            await told.next()
            (tmp_path / "token").write_text("new\n")
            server.documents["/targets"] = [{"targets": ["a:2"]}]
            await told.next()
    assert server.asked[0].headers["Authorization"] == "Bearer old"
    assert server.asked[-1].headers["Authorization"] == "Bearer new"


async def test_groups_that_are_no_longer_answered_vanish() -> None:
    async with serving() as server:
        server.documents["/targets"] = [{"targets": ["a:1"]}, {"targets": ["b:1"]}]
        async with telling(asking(server.url)) as told:
            await told.next()
            server.documents["/targets"] = [{"targets": ["a:1"]}]
            await told.next()
            assert told.addresses == ["a:1"]


@pytest.mark.parametrize(
    ("status", "content_type", "document", "words"),
    [
        (500, "application/json", [], "status 500"),
        (200, "text/plain", [], "answered text/plain"),
        (200, "application/json", "[{", "is not JSON"),
        (200, "application/json", {"targets": []}, "is no list of target groups"),
    ],
    ids=["error", "no json type", "broken json", "not a list"],
)
async def test_a_bad_answer_keeps_the_targets_and_says_why(
    status: int, content_type: str, document: Any, words: str
) -> None:
    async with serving() as server:
        server.documents["/targets"] = [{"targets": ["a:1"]}]
        discovery = asking(server.url)
        async with telling(discovery) as told:
            await told.next()
            server.status, server.content_type, server.documents["/targets"] = status, content_type, document
            problem = await problem_of(discovery) or ""
            assert problem.startswith(f"{server.url}/targets: ")
            assert words in problem
            assert told.addresses == ["a:1"]


async def test_a_server_that_is_not_there_is_named_and_found_when_it_comes() -> None:
    async with serving() as gone:
        url = gone.url
    discovery = asking(url)
    async with telling(discovery) as told:
        assert "can't connect" in (await problem_of(discovery) or "")
    assert told.groups == {}
