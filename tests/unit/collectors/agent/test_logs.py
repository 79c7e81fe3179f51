"""Log lines on their way through an agent: kept with their positions, sent under a number, removed when they were taken."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client import CollectorRegistry

from sardonyx.collectors.agent.buffer import Buffer
from sardonyx.collectors.agent.log_forwarder import PATH, LogForwarder
from sardonyx.collectors.agent.log_sink import BufferSink
from sardonyx.collectors.agent.log_state import LogState, packed, parted
from sardonyx.collectors.agent.metrics import AgentMetrics
from sardonyx.collectors.agent.sending import Again
from sardonyx.receivers import log_batches
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.lines import Group, Line

CAP = 1 << 20


def lines(*texts: str) -> list[Group]:
    return [Group({"service.name": "shop"}, lines=[Line(text) for text in texts])]


@dataclass(slots=True)
class Agent:
    """The parts of an agent over a folder; `again` is what the next process has."""

    folder: Path
    cap: int = CAP
    state: LogState = field(init=False)
    buffer: Buffer = field(init=False)
    sink: BufferSink = field(init=False)

    def __post_init__(self) -> None:
        self.state = LogState.open(self.folder)
        self.buffer = Buffer.open(self.folder, self.cap, after=self.state.sent)
        self.state.replay(self.buffer)
        self.sink = BufferSink(self.buffer, self.state, self.cap, lambda: None)

    def again(self) -> "Agent":
        self.buffer.close()
        return Agent(self.folder, self.cap)


@dataclass(slots=True)
class Server:
    """Keeps names and lines of batches; `answer` may say something else than 200."""

    answer: Callable[[str], int] = lambda _: 200
    taken: list[tuple[str, list[str]]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        name = request.headers["X-Sardonyx-Batch"]
        assert request.headers["Content-Encoding"] == "zstd"
        groups = log_batches.decoded(await request.read())
        if (status := self.answer(name)) == 200:
            self.taken.append((name.split("/")[1], [group.encoded.decode(errors="replace") for group in groups]))
        return web.json_response({"accepted": 1}, status=status)


@asynccontextmanager
async def forwarding(agent: Agent, server: Server) -> AsyncIterator[tuple[LogForwarder, CollectorRegistry]]:
    app, registry = web.Application(), CollectorRegistry()
    app.router.add_post(PATH, server.take)
    runner = web.AppRunner(app, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    metrics = AgentMetrics(registry, agent.buffer, agent.buffer, "web-1")
    try:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield LogForwarder(agent.buffer, agent.state, session, url, metrics), registry
    finally:
        await runner.cleanup()


async def test_lines_and_positions_are_there_together_after_a_kill(tmp_path: Path) -> None:
    agent = Agent(tmp_path)
    await agent.sink.keep({"files:*": "read"})
    await agent.sink.write("files", lines("1", "2"), {"file:a": "10"})
    await agent.sink.write("files", lines("3"), {"file:a": "20", "file:b": "5"})
    agent = agent.again()
    assert agent.sink.positions("file:") == {"a": "20", "b": "5"}
    assert agent.sink.positions("files:") == {"*": "read"}
    assert [entry.samples for entry in agent.buffer.entries()] == [2, 1]


async def test_batches_are_sent_in_order_each_under_its_number_and_numbers_never_come_back(tmp_path: Path) -> None:
    agent, server = Agent(tmp_path), Server()
    for text in ("a", "b"):
        await agent.sink.write("files", lines(text), {"file:a": text})
    async with forwarding(agent, server) as (forwarder, registry):
        await forwarder.flush()
        assert registry.get_sample_value("sardonyx_agent_sent_log_lines_total") == 2
    sender = agent.state.sender
    agent = agent.again()
    assert agent.sink.positions("file:") == {"a": "b"}, "what was sent is still read"
    await agent.sink.write("files", lines("c"), {"file:a": "c"})
    async with forwarding(agent, server) as (forwarder, _):
        await forwarder.flush()
    assert [name for name, _ in server.taken] == ["1", "2", "3"]
    assert agent.state.sender == sender


async def test_a_kill_between_taken_and_removed_sends_nothing_again(tmp_path: Path) -> None:
    agent, server = Agent(tmp_path), Server()
    await agent.sink.write("files", lines("a"), {"file:a": "1"})
    (entry,) = agent.buffer.entries()
    content = agent.buffer.read(entry)
    async with forwarding(agent, server) as (forwarder, _):
        await forwarder.flush()
    (tmp_path / entry.file_name).write_bytes(content or b"")  # as if its deletion had not reached the disk
    assert len(agent.again().buffer) == 0


@pytest.mark.parametrize("status", [500, 503, 429, 401, 403, 404])
async def test_what_may_be_taken_later_stays_under_its_number(tmp_path: Path, status: int) -> None:
    answers = [status, 200]
    agent, server = Agent(tmp_path), Server(lambda _: answers.pop(0))
    await agent.sink.write("files", lines("a"), {"file:a": "1"})
    async with forwarding(agent, server) as (forwarder, _):
        with pytest.raises(Again, match=str(status)):
            await forwarder.send_some()
        assert len(agent.buffer) == 1
        await forwarder.send_some()
    assert [name for name, _ in server.taken] == ["1"]
    assert len(agent.buffer) == 0


async def test_what_is_refused_for_good_is_counted_and_does_not_hold_up_the_rest(tmp_path: Path) -> None:
    agent, server = Agent(tmp_path), Server(lambda name: 400 if name.endswith("/1") else 200)
    for text in ("a", "b"):
        await agent.sink.write("files", lines(text, text), {})
    async with forwarding(agent, server) as (forwarder, registry):
        await forwarder.flush()
        assert registry.get_sample_value("sardonyx_agent_dropped_log_lines_total", {"reason": "refused"}) == 2
    assert [name for name, _ in server.taken] == ["2"]


async def test_a_full_buffer_makes_reading_wait_and_drops_nothing(tmp_path: Path) -> None:
    agent = Agent(tmp_path, cap=16_400)
    await agent.sink.write("files", lines("a"), {"file:a": "1"})
    await agent.sink.write("files", lines("b"), {"file:a": "2"})
    with pytest.raises(Overloaded, match="full"):
        await agent.sink.write("files", lines("c"), {"file:a": "3"})
    assert agent.sink.positions("file:") == {"a": "2"}
    assert len(agent.buffer) == 2


async def test_a_disk_that_takes_nothing_keeps_the_position_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = Agent(tmp_path)
    monkeypatch.setattr(
        "sardonyx.collectors.agent.buffer.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(Overloaded, match="No space left"):
        await agent.sink.write("files", lines("a"), {"file:a": "1"})
    assert not agent.sink.positions("file:")


def test_the_path_is_the_servers() -> None:
    assert PATH == log_batches.PATH


def test_a_file_is_its_positions_and_its_body() -> None:
    assert parted(packed({"a": "1"}, b"\x00body")) == ({"a": "1"}, b"\x00body")
