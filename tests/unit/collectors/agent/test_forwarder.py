"""What the agent does with each answer of the server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import cramjam
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.forwarder import PATH, Forwarder
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.waiting import Backoff, retry_after
from sardonyx.collectors.agent.writer import BufferWriter
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.remote_write_messages import ShallowWriteRequest, TimeSeries
from sardonyx.receivers.sample_writer import STALE

Answer = Callable[[int], web.Response]


def _taken(_: int) -> web.Response:
    return web.Response(status=204)


@dataclass(slots=True)
class Server:
    """A remote write server that keeps bodies it answers with 2xx; `answer` gets how many requests came before."""

    answer: Answer = _taken
    bodies: list[bytes] = field(default_factory=list)
    requests: int = 0
    url: str = ""

    async def write(self, request: web.Request) -> web.Response:
        assert request.headers["Content-Type"] == "application/x-protobuf"
        assert request.headers["X-Prometheus-Remote-Write-Version"] == "0.1.0"
        body = await request.read()
        number, self.requests = self.requests, self.requests + 1
        said = self.answer(number)
        if said.status < 300:
            self.bodies.append(bytes(cramjam.snappy.decompress_raw(body)))
        return said


@dataclass(slots=True)
class Bench:
    """A buffer, a server, and the forwarder between them."""

    buffer: Buffer
    server: Server
    forwarder: Forwarder
    registry: CollectorRegistry

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(f"sardonyx_agent_{name}", labels)


@asynccontextmanager
async def bench(folder: Path, answer: Answer = _taken, waits: list[float] | None = None) -> AsyncIterator[Bench]:
    server = Server(answer)
    app = web.Application()
    app.router.add_post(PATH, server.write)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    buffer = Buffer.open(folder, 1 << 20)
    registry = CollectorRegistry()

    def none_at_all(least: float, most: float) -> float:
        if waits is not None:
            waits.append(most)
        return 0.0

    try:
        async with aiohttp.ClientSession() as session:
            metrics = AgentMetrics(registry, buffer, buffer, "a")
            yield Bench(buffer, server, Forwarder(buffer, session, server.url, metrics, Backoff(none_at_all)), registry)
    finally:
        buffer.close()
        await runner.cleanup()


async def _until_empty(one: Bench) -> None:
    task = asyncio.create_task(one.forwarder.run())
    try:
        async with asyncio.timeout(20):
            while len(one.buffer):
                await asyncio.sleep(0)
                assert not task.done(), task.exception()
    finally:
        task.cancel()


def _put(one: Bench, *texts: str) -> None:
    for text in texts:
        one.buffer.append(bytes(cramjam.snappy.compress_raw(text.encode())), 1)


async def test_what_waits_is_joined_in_its_order(tmp_path: Path) -> None:
    async with bench(tmp_path) as one:
        _put(one, "a", "b", "c")
        await _until_empty(one)
        assert one.server.bodies == [b"abc"]
        assert one.value("sent_samples_total") == 3
        assert one.value("sent_requests_total") == 1


@pytest.mark.parametrize("status", [429, 500, 503, 401, 403, 404, 307])
async def test_an_answer_that_may_change_is_waited_for(tmp_path: Path, status: int) -> None:
    async with bench(tmp_path, lambda n: web.Response(status=status if n < 2 else 204)) as one:
        _put(one, "a", "b")
        await _until_empty(one)
        assert one.server.bodies == [b"ab"]
        assert one.value("failed_requests_total") == 2
        assert one.value("dropped_samples_total", reason="refused") == 0


async def test_content_that_is_refused_is_dropped_counted_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(number: int) -> web.Response:
        headers = {"X-Prometheus-Remote-Write-Samples-Written": "2"}
        return _taken(number) if number else web.Response(status=400, text="label name is no UTF-8", headers=headers)

    async with bench(tmp_path, refuse) as one:
        one.buffer.append(b"first", 5)
        await one.forwarder.send_some()
        _put(one, "b")
        await _until_empty(one)
        assert one.server.bodies == [b"b"]
        assert one.value("dropped_samples_total", reason="refused") == 3
        assert one.value("sent_samples_total") == 3
        assert "3 of 5 samples (400): label name is no UTF-8" in caplog.text


async def test_a_request_that_is_too_large_is_taken_apart(tmp_path: Path) -> None:
    async with bench(tmp_path, lambda n: web.Response(status=413) if n < 2 else _taken(n)) as one:
        _put(one, "a", "b", "c", "d")
        await _until_empty(one)
        assert b"".join(one.server.bodies) == b"abcd"
        assert len(one.server.bodies) > 1
        assert one.value("dropped_samples_total", reason="refused") == 0


async def test_a_damaged_file_does_not_hold_up_the_others(tmp_path: Path) -> None:
    def whole(number: int) -> web.Response:
        return web.Response(status=400) if number == 1 else _taken(number)

    async with bench(tmp_path, whole) as one:
        _put(one, "a")
        one.buffer.append(b"\xff\xff\xff", 7)
        _put(one, "b")
        await _until_empty(one)
        assert one.server.bodies == [b"a", b"b"]
        assert one.value("dropped_samples_total", reason="refused") == 7


async def test_a_server_that_is_away_is_waited_for_longer_and_longer(tmp_path: Path) -> None:
    waits: list[float] = []
    async with bench(tmp_path, lambda n: web.Response(status=503) if n < 9 else _taken(n), waits) as one:
        _put(one, "a")
        await _until_empty(one)
    assert len(waits) == 9


async def test_flushing_ends_at_the_first_failure_and_keeps_the_rest(tmp_path: Path) -> None:
    async with bench(tmp_path, lambda _: web.Response(status=503)) as one:
        _put(one, "a")
        await one.forwarder.flush()
        assert one.server.requests == 1
        assert len(one.buffer) == 1


def test_waiting_doubles_up_to_half_a_minute_and_starts_anew() -> None:
    longest = Backoff(lambda _, most: most)
    assert [longest.seconds() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    longest.worked()
    assert longest.seconds() == 0.5
    assert Backoff(lambda least, _: least).seconds() == 0.25, "never at once, never all agents together"


def test_a_server_that_says_when_is_not_asked_earlier() -> None:
    earliest = Backoff(lambda least, _: least)
    assert earliest.seconds(asked=45) == 45
    assert earliest.seconds(asked=100_000) == 600
    now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert retry_after("120") == 120
    assert retry_after("Mon, 23 Nov 2026 10:00:30 GMT", now) == 30
    assert retry_after("Mon, 23 Nov 2026 09:00:00 GMT", now) == 0
    assert retry_after("soon") is None
    assert retry_after(None) is None


async def test_what_is_written_is_a_remote_write_request_markers_included(tmp_path: Path) -> None:
    buffer = Buffer.open(tmp_path, 1 << 20)
    told: list[int] = []
    writer = BufferWriter(buffer, lambda dropped: told.append(dropped.samples))
    now = round(datetime.now(UTC).timestamp() * 1000)
    await writer.write([((("__name__", "a"), ("x", "1")), 1.5, now), ((("__name__", "b"),), STALE, now)])
    (entry,) = buffer.oldest(1 << 20, 10)
    assert (entry.samples, told) == (2, [0])
    request = ShallowWriteRequest.FromString(bytes(cramjam.snappy.decompress_raw(buffer.read(entry) or b"")))
    series = [TimeSeries.FromString(raw) for raw in request.timeseries]
    assert [(one.labels[0].value, one.samples[0].timestamp) for one in series] == [("a", now), ("b", now)]
    assert series[0].samples[0].value == 1.5
    buffer.close()


async def test_a_disk_that_takes_nothing_is_told_to_the_scrape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = Buffer.open(tmp_path, 1 << 20)
    monkeypatch.setattr(
        "sardonyx.collectors.agent.buffer.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    writer = BufferWriter(buffer, lambda _: None)
    with pytest.raises(Overloaded, match="No space left"):
        await writer.write([((("__name__", "a"),), 1.0, round(datetime.now(UTC).timestamp() * 1000))])
    assert len(buffer) == 0
    assert not list(tmp_path.glob("*.part"))
    buffer.close()
