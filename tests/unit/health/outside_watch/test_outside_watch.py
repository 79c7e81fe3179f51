"""The dead-man's switch: when it alarms, that it alarms once, across restarts, and that nothing it decided is lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pydantic import ValidationError

from sardonyx.config import Settings
from sardonyx.config.sections import WatchServerSettings
from sardonyx.health.outside_watch import watching
from sardonyx.health.outside_watch.memory import Memory, Untold
from sardonyx.health.outside_watch.watcher import Watcher
from sardonyx.notify.outlet import Undelivered
from tests.support.mail_server import mail_server


@dataclass
class Delivering:
    is_waiting: bool = False
    taken_at: float = 0.0


@dataclass
class Teller:
    down: set[str] = field(default_factory=set)
    told: list[tuple[str, str, str]] = field(default_factory=list)

    async def tell(self, untold: Untold) -> None:
        if untold.address in self.down:
            raise Undelivered("refused")
        self.told.append((untold.kind, untold.address, untold.reason))


@dataclass
class Watch:
    """A watcher whose looks are made by hand, a second apart."""

    file: Path
    teller: Teller = field(default_factory=Teller)
    delivering: Delivering = field(default_factory=Delivering)
    now: float = 1_800_000_000.0
    email: tuple[str, ...] = ("ops@example.org",)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        wanted = WatchServerSettings(enabled=True, failures=3, delivery_within="1m", email=self.email)  # type: ignore[arg-type]
        self.memory = Memory.open(self.file)
        self.watcher = Watcher(
            wanted, "http://s.test", "here", self.memory, self.teller, self.delivering,
            clock=lambda: self.now, monotonic=lambda: self.now,
        )  # fmt: skip

    async def look(self, *problems: str) -> list[str]:
        for problem in problems:
            self.now += 1
            self.watcher.decide(problem)
            await self.watcher.tell_some()
        return [kind for kind, _, _ in self.teller.told]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path / "agent" / "watch.json")


async def test_alarms_once_after_so_many_failures_and_tells_when_it_is_back(watch: Watch) -> None:
    assert await watch.look("no", "no", "", "no", "no") == []
    assert await watch.look("gone", "gone", "gone") == ["server.down"]
    assert await watch.look("", "") == ["server.down", "server.up"]
    assert watch.teller.told[0] == ("server.down", "ops@example.org", "gone")


async def test_a_restart_tells_nothing_twice_and_forgets_nothing(watch: Watch) -> None:
    await watch.look("gone", "gone", "gone")
    watch.restart()
    assert await watch.look("gone", "gone", "gone", "gone") == ["server.down"]
    watch.restart()
    assert await watch.look("") == ["server.down", "server.up"]
    watch.restart()
    assert await watch.look("") == ["server.down", "server.up"]


async def test_what_could_not_be_told_is_told_after_a_restart_in_order(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "watch.json", email=("ops@example.org", "boss@example.org"))
    watch.teller.down = {"ops@example.org"}
    await watch.look("gone", "gone", "gone", "")
    assert [(kind, who) for kind, who, _ in watch.teller.told] == [
        ("server.down", "boss@example.org"),
        ("server.up", "boss@example.org"),
    ]
    watch.teller.down.clear()
    watch.restart()
    await watch.watcher.tell_some()
    assert [kind for kind, who, _ in watch.teller.told if who == "ops@example.org"] == ["server.down", "server.up"]
    assert json.loads(watch.file.read_text())["untold"] == []


async def test_a_server_that_answers_but_takes_nothing_is_no_server(watch: Watch) -> None:
    await watch.look("")
    watch.delivering.is_waiting = True
    assert await watch.look(*[""] * 60) == []
    assert await watch.look("", "") == ["server.down"]
    assert "has taken nothing" in watch.teller.told[0][2]
    watch.restart()
    assert await watch.look(*[""] * 5) == ["server.down"]
    watch.delivering.taken_at = watch.now
    assert await watch.look("") == ["server.down", "server.up"]


async def test_an_agent_that_had_nothing_to_send_for_long_alarms_nobody(watch: Watch) -> None:
    await watch.look(*[""] * 200)
    watch.delivering.is_waiting = True
    await watch.look(*[""] * 30)
    watch.delivering.taken_at = watch.now
    assert await watch.look(*[""] * 50) == []


async def test_a_file_that_is_damaged_is_as_none(watch: Watch) -> None:
    watch.file.write_text('{"down_since": 1')
    watch.restart()
    assert await watch.look("gone", "gone", "gone") == ["server.down"]


@dataclass
class Server:
    """Answers `/health` with what it is told."""

    answer: dict[str, Any] = field(default_factory=lambda: {"status": 200, "text": '{"status": "pass"}'})
    hooks: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def health(self, _request: web.Request) -> web.Response:
        return web.Response(**self.answer)

    async def hook(self, request: web.Request) -> web.Response:
        self.hooks.append(({key.lower(): value for key, value in request.headers.items()}, await request.json()))
        self.called.set()
        return web.Response(status=204)


@asynccontextmanager
async def server() -> AsyncIterator[Server]:
    found = Server()
    app = web.Application()
    app.router.add_get("/health", found.health)
    app.router.add_post("/hook", found.hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield found
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"status": 200, "text": '{"status": "pass"}'}, ""),
        ({"status": 200, "text": '{"status": "warn"}'}, "/health says 'warn' instead of 'pass'"),
        ({"status": 200, "text": "<html>a proxy's page</html>"}, "/health says None instead of 'pass'"),
        ({"status": 502, "text": "bad gateway"}, "/health answers 502"),
        ({"status": 302, "headers": {"Location": "/login"}}, "/health answers 302"),
    ],
    ids=["pass", "warn", "proxy", "502", "redirect"],
)
async def test_what_a_look_sees(tmp_path: Path, answer: dict[str, Any], told: str) -> None:
    async with server() as there, aiohttp.ClientSession() as session:
        there.answer = answer
        wanted = WatchServerSettings(enabled=True, failures=1, email=("a@b.c",))
        teller = Teller()
        made = Watcher(wanted, there.url, "here", Memory.open(tmp_path / "w.json"), teller, Delivering())
        await made.look(session)
        await made.tell_some()
    assert [reason for _, _, reason in teller.told] == ([told] if told else [])


async def test_tells_by_mail_and_webhook_without_the_server(tmp_path: Path) -> None:
    async with server() as there, mail_server() as mail:
        there.answer = {"status": 503}
        settings = Settings.model_validate(
            {
                "data_dir": tmp_path,
                "notify": {"smtp": {"host": "127.0.0.1", "port": mail.port, "tls": "off", "sender": "agent@example.org"}},
                "agent": {
                    "watch_server": {
                        "enabled": True, "interval": "1s", "failures": 1, "email": ["ops@example.org"],
                        "webhook": f"{there.url}/hook", "webhook_secret": "a secret",
                    }
                },
            }
        )  # fmt: skip
        async with watching(settings, there.url, "berlin", Delivering()), asyncio.timeout(20):
            await mail.arrived.wait()
            await there.called.wait()
    (headers, body), (message,) = there.hooks[0], mail.mails
    assert message["Subject"] == f"Sardonyx is down: {there.url}"
    assert "503" in message.get_content()
    assert (body["type"], body["agent"], body["reason"]) == ("server.down", "berlin", "/health answers 503")
    assert headers["webhook-signature"].startswith("v1,")


@pytest.mark.parametrize(
    ("watch_server", "told"),
    [
        ({"enabled": True}, "somebody must be told"),
        ({"enabled": True, "email": ["a@b.c"]}, r"notify\.smtp\.host must be set"),
        ({"enabled": True, "webhook": "ftp://x"}, "must be a web address"),
        ({"failures": 0}, "greater than or equal to 1"),
        ({"email": ["nobody"]}, "must be an e-mail address"),
    ],
    ids=["nobody", "no mail server", "webhook", "failures", "email"],
)
def test_nonsense_is_refused(watch_server: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings.model_validate({"agent": {"watch_server": watch_server}})
