"""The agent as a vantage point: it checks what the server says, goes on while the server is away, and loses no result."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.monitors.source import NoMonitors
from sardonyx.collectors.agent.monitors.vantage import ResultsWaiting, VantagePoint
from sardonyx.collectors.agent.sending import Again
from sardonyx.collectors.probes import runner as runner_module
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import Outcome, ProbeResult
from sardonyx.collectors.probes.retrying import Retrying
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.wire import decode_results, encode_monitors
from sardonyx.config.checks import PostgresCheck
from sardonyx.config.monitors import Monitor
from sardonyx.config.sections import OutgoingSettings
from sardonyx.outgoing.guard import Guard

SECRET = "postgresql://me:s3cr3t@db/shop"
CAP = 1 << 20


def monitor(name: str, **options: object) -> Scheduled:
    spec = {"name": name, "check": PostgresCheck(url=SECRET), "interval": "1s", "vantage_points": ["web-1"], **options}  # type: ignore[arg-type]
    return Scheduled(name, Monitor.model_validate(spec))


@dataclass
class Server:
    """Has monitors to check, takes results under the numbers of their batches; `status` may say that it takes none."""

    monitors: list[Scheduled] = field(default_factory=list)
    status: int = 200
    asked_unchanged: int = 0
    taken: dict[str, list[ProbeResult]] = field(default_factory=dict)

    async def give(self, request: web.Request) -> web.Response:
        if self.status != 200:
            return web.Response(status=self.status, text="not now")
        body = encode_monitors(self.monitors)
        etag = f'"{hash(body)}"'
        if request.headers.get("If-None-Match") == etag:
            self.asked_unchanged += 1
            return web.Response(status=304)
        return web.Response(body=body, headers={"ETag": etag})

    async def take(self, request: web.Request) -> web.Response:
        if self.status != 200:
            return web.Response(status=self.status)
        assert request.headers["Content-Encoding"] == "zstd"  # aiohttp unfolds it
        self.taken[request.headers["X-Sardonyx-Batch"]] = decode_results(await request.read())
        return web.json_response({"accepted": 1})

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_get("/rest/health/vantage/web-1", self.give)
        app.router.add_post("/rest/health/vantage/web-1/results", self.take)
        runner = web.AppRunner(app, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


@asynccontextmanager
async def vantage(folder: Path, url: str) -> AsyncIterator[VantagePoint]:
    registry, guard = CollectorRegistry(), Guard.of(OutgoingSettings())
    waiting = ResultsWaiting(folder, CAP)
    metrics = AgentMetrics(registry, waiting.buffer, waiting.buffer, "web-1", waiting.buffer)
    async with aiohttp.ClientSession() as session:
        try:
            yield VantagePoint(session, url, "web-1", waiting, metrics, registry, guard, at_once=10)
        finally:
            waiting.buffer.close()


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> "asyncio.Queue[str]":
    """The names of the monitors that were checked; every check comes out as up."""
    names: asyncio.Queue[str] = asyncio.Queue()

    async def probe(_: object, context: ProbeContext) -> ProbeResult:
        names.put_nowait(context.monitor_id)
        return context.result("up")

    monkeypatch.setattr(runner_module, "probe_of", lambda _: probe)
    return names


async def test_it_checks_what_names_it_and_tells_the_server(tmp_path: Path, checked: "asyncio.Queue[str]") -> None:
    server = Server([monitor("a")])
    async with server.serving() as url, vantage(tmp_path, url) as point:
        async with point.checking() as source:
            monitors = await source.fetch()
            assert monitors == server.monitors
            point.apply(monitors)
            assert await checked.get() == "a"
            assert await source.fetch() is None
            assert server.asked_unchanged == 1
        await point.forwarder.flush()
    (results,) = server.taken.values()
    assert {(one.monitor_id, one.vantage) for one in results} == {("a", "web-1")}


async def test_a_restart_without_the_server_goes_on_with_what_was_known(
    tmp_path: Path, checked: "asyncio.Queue[str]"
) -> None:
    server = Server([monitor("a")])
    async with server.serving() as url, vantage(tmp_path, url) as point, point.checking() as source:
        assert await source.fetch()
        assert (tmp_path / "monitors.json").stat().st_mode & 0o777 == 0o600
    server.status = 503
    async with server.serving() as url, vantage(tmp_path, url) as point:
        async with point.checking() as source:
            assert await checked.get() == "a"
            with pytest.raises(NoMonitors, match="503"):
                await source.fetch()
        with pytest.raises(Again):
            await point.forwarder.send_some()
        server.status = 200
        await point.forwarder.flush()
    assert [one.monitor_id for batch in server.taken.values() for one in batch]


async def test_numbers_of_batches_go_on_after_a_restart(tmp_path: Path, checked: "asyncio.Queue[str]") -> None:
    server = Server([monitor("a")])
    async with server.serving() as url:
        for _ in range(2):
            async with vantage(tmp_path, url) as point:
                async with point.checking() as source:
                    await source.fetch()
                    point.apply(server.monitors)
                    await checked.get()
                await point.forwarder.flush()
    numbers = [name.rpartition("/")[2] for name in server.taken]
    assert len({name.partition("/")[0] for name in server.taken}) == 1
    assert numbers == sorted(set(numbers), key=int)


async def test_a_damaged_file_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "monitors.json").write_text("{")
    server = Server([monitor("a")])
    async with server.serving() as url, vantage(tmp_path, url) as point, point.checking() as source:
        assert source.restored() == []
        assert await source.fetch() == server.monitors


@pytest.mark.parametrize(
    ("outcomes", "answers"),
    [
        (["up", "down", "down", "down"], [None, 3, None, None]),
        (["down", "up", "down", "up"], [3, None, 3, None]),
        (["down", "down", "up", "up"], [3, None, 3, None]),
        (["degraded", "degraded", "down", "down"], [3, None, 3, None]),
    ],
    ids=["goes down", "wavers", "recovers", "worsens"],
)
def test_it_looks_again_soon_while_an_outcome_is_about_to_change(
    outcomes: list[Outcome], answers: list[float | None]
) -> None:
    retrying, one = Retrying(), monitor("a", interval="30s", retry_interval="3s", attempts=2, recoveries=2)
    assert [retrying.after(one, ProbeResult("a", 0, outcome)) for outcome in outcomes] == answers
