"""Where an agent sends, what it collects, and what its series are called."""

import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from sardonyx.cli import agent as cli
from sardonyx.cli.errors import CommandError
from sardonyx.collectors.agent.agent import Upstream
from sardonyx.collectors.agent.errors import AgentError
from sardonyx.collectors.agent.targets import NamedFinder, agent_targets, instance_of, server_peer
from sardonyx.collectors.network.peers import SERVER_NODE
from sardonyx.collectors.own.page import OwnPage
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.config import Settings
from sardonyx.config.peers import Peer


def _settings(**agent: object) -> Settings:
    return Settings.model_validate({"agent": agent})


def test_the_settings_say_which_server_and_the_usual_variables_fill_in() -> None:
    env = {"SARDONYX_URL": "http://from.env:1/", "SARDONYX_TOKEN": "from env"}
    assert Upstream.of(_settings(), env) == Upstream("http://from.env:1", "from env", socket.gethostname())
    said = _settings(server="https://said.example/", token="said", name="web-1")
    assert Upstream.of(said, env) == Upstream("https://said.example", "said", "web-1")


@pytest.mark.parametrize("server", ["", "sardonyx:8600", "ftp://x", "http://u:secret@x"])
def test_a_server_that_cant_be_used_is_told_without_its_password(server: str) -> None:
    with pytest.raises(AgentError, match="server") as failure:
        Upstream.of(_settings(server=server or None), {})
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize(
    ("instance", "told"),
    [
        (socket.gethostname(), "web-1"),
        ("127.0.0.1:5432", "web-1:5432"),
        ("localhost:80", "web-1:80"),
        ("[::1]:80", "web-1:80"),
        ("10.0.0.7:5432", "10.0.0.7:5432"),
        ("db.internal:5432", "db.internal:5432"),
    ],
)
def test_this_host_and_its_loopback_have_the_agents_name(instance: str, told: str) -> None:
    assert instance_of(instance, "web-1") == told


def test_the_server_is_a_peer_at_a_page_that_needs_no_key() -> None:
    assert server_peer("https://s.example/") == Peer(SERVER_NODE, "http", "s.example", 443, "https://s.example/live")
    assert server_peer("http://10.0.0.1:8600").port == 8600


async def test_two_agents_with_the_same_databases_have_different_series() -> None:
    collectors = {"docker": "off", "redis": ["redis://127.0.0.1:6379"]}
    settings = Settings.model_validate({"collectors": collectors}).collectors
    found = [
        {(each.job, each.instance) for each in agent_targets(settings, name, "http://s:1", CollectorRegistry())}
        for name in ("a", "b")
    ]
    assert found[0] == {("node", "a"), ("redis", "a:6379"), ("network", "a"), ("sardonyx-agent", "a")}
    assert not found[0] & found[1]


class _Found:
    """A finder that tells two targets, then one."""

    def __init__(self) -> None:
        self.problems: Mapping[str, tuple[str, ...]] = {"found": ("docker: no answer",)}

    async def run(self, update: Callable[[Sequence[BuiltIn]], Awaitable[None]]) -> None:
        page = OwnPage(CollectorRegistry())
        first, second = BuiltIn("redis", "127.0.0.1:6379", page), BuiltIn("redis", "10.0.0.7:6379", page)
        await update([first, second])
        await update([first])


async def test_what_is_found_has_the_agents_name_and_stays_the_same_object() -> None:
    told: list[Sequence[BuiltIn]] = []

    async def update(found: Sequence[BuiltIn]) -> None:
        told.append(found)

    finder = NamedFinder(_Found(), "web-1")
    await finder.run(update)
    assert [one.instance for one in told[0]] == ["web-1:6379", "10.0.0.7:6379"]
    assert list(told[1]) == [told[0][0]], "the loop that scrapes it goes on"
    assert finder.problems == {"found": ("docker: no answer",)}


def test_the_command_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SARDONYX_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    failed = CliRunner().invoke(cli.app, ["--data", str(tmp_path)])
    assert isinstance(failed.exception, CommandError)
    assert "which server" in str(failed.exception)
