"""What containers write, as the Engine API streams it: framed and raw, split and whole, once over restarts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.logs.docker.pieces import SPLIT_BYTES, Piece, Pieces, StreamError
from sardonyx.collectors.logs.docker.watcher import FIRST_START, DockerLogs
from sardonyx.collectors.logs.metrics import LogMetrics
from tests.support.docker_stand_in import DockerStandIn
from tests.unit.collectors.logs.kept import KeptLines

TIME = "2026-11-23T10:00:00.123456789Z"
START_NS = 1_795_428_000_000_000_000


def at(second: int, nanos: int = 0) -> str:
    return f"2026-11-23T10:00:{second:02d}.{nanos:09d}Z"


def framed(text: bytes, stream: int = 1) -> bytes:
    return bytes((stream, 0, 0, 0)) + len(text).to_bytes(4, "big") + text


@asynccontextmanager
async def following(docker: DockerStandIn, folder: Path, sink: KeptLines) -> AsyncIterator[DockerLogs]:
    async with docker.running(folder) as address:
        logs = DockerLogs(
            DockerApi(address), sink, LogMetrics(), host="web-1", clock_ns=lambda: START_NS, look_seconds=0.02
        )
        task = asyncio.create_task(logs.run())
        try:
            yield logs
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


async def test_a_services_lines_have_their_names_and_times(tmp_path: Path) -> None:
    docker, sink = DockerStandIn(), KeptLines()
    docker.runs("api", "registry.example:5000/shop/api:1.4")
    docker.writes("api", b"before we came\n", "2026-11-23T09:59:59.5Z")
    docker.writes("api", b"hello\n", TIME)
    async with following(docker, tmp_path, sink):
        await until(lambda: sink.lines == ["hello"])
    (group,) = sink.groups
    assert group.lines[0].time_unix_nano == START_NS + 123_456_789
    assert group.lines[0].attributes == {"log.iostream": "stdout"}
    assert group.resource == {
        "service.name": "api", "host.name": "web-1", "container.id": "api", "container.name": "shop-api-1",
        "container.image.name": "registry.example:5000/shop/api", "container.image.tags": "1.4",
        "com.docker.compose.project": "shop",
    }  # fmt: skip


async def test_a_traceback_is_one_record_and_its_streams_are_told(tmp_path: Path) -> None:
    docker, sink = DockerStandIn(), KeptLines()
    docker.runs("api", "shop/api")
    for second, line in enumerate(
        (b"Traceback (most recent call last):\n", b'  File "a"\n', b"KeyError: 1\n", b"next\n")
    ):
        docker.writes("api", line, at(second), "stderr")
    async with following(docker, tmp_path, sink):
        await until(lambda: len(sink.lines) == 2)
    assert sink.lines == ['Traceback (most recent call last):\n  File "a"\nKeyError: 1', "next"]
    assert {line.attributes["log.iostream"] for group in sink.groups for line in group.lines} == {"stderr"}


async def test_a_restart_takes_lines_of_the_same_time_neither_twice_nor_never(tmp_path: Path) -> None:
    docker, sink = DockerStandIn(), KeptLines()
    docker.runs("api", "shop/api")
    for text in (b"1\n", b"2\n", b"3\n"):
        docker.writes("api", text, TIME)
    async with following(docker, tmp_path, sink):
        await until(lambda: len(sink.lines) == 3)
    docker = _again(docker)
    docker.writes("api", b"4\n", TIME)
    docker.writes("api", b"5\n", at(1))
    (tmp_path / "again").mkdir()
    async with following(docker, tmp_path / "again", sink):
        await until(lambda: len(sink.lines) == 5)
    assert sink.lines == ["1", "2", "3", "4", "5"]
    assert docker.asked_since["api"] == ["1795428000.123456789"]


async def test_containers_come_end_start_again_and_go(tmp_path: Path) -> None:
    docker, sink = DockerStandIn(), KeptLines()
    docker.add("old", State="exited", Created=START_NS // 1_000_000_000 - 60)
    docker.writes("old", b"long ago\n", at(0))
    async with following(docker, tmp_path, sink) as logs:
        docker.runs("job", "shop/job")
        docker.writes("job", b"first run", at(1))  # it died in the middle of a line
        await until(lambda: bool(docker.asked_since))
        docker.ends("job")
        await until(lambda: sink.lines == ["first run"])
        docker.writes("job", b"second run\n", at(2))
        docker.listed[1]["State"] = "running"
        await until(lambda: sink.lines == ["first run", "second run"])
        docker.gone("job")
        docker._written.set()
        await until(lambda: not sink.positions("docker:"))
        assert logs.problems == ()
    assert "old" not in docker.asked_since


async def test_containers_that_say_no_are_left_alone_and_docker_away_is_told(tmp_path: Path) -> None:
    docker, sink = DockerStandIn(), KeptLines()
    docker.runs("quiet", "x", labels={"sardonyx.logs": "off"})
    docker.runs("named", "x", labels={"sardonyx.service": "billing", "sardonyx.environment": "test"})
    docker.writes("quiet", b"no\n", at(1))
    docker.writes("named", b"yes\n", at(1))
    async with following(docker, tmp_path, sink) as logs:
        await until(lambda: sink.lines == ["yes"])
        assert sink.groups[0].resource["service.name"] == "billing"
        assert sink.groups[0].resource["deployment.environment.name"] == "test"
        logs._docker._address = f"unix://{tmp_path}/gone.sock"
        await logs._docker.close()
        await until(lambda: any("gone.sock" in problem for problem in logs.problems))
    assert sink.positions(FIRST_START)


def test_frames_may_be_torn_anywhere_and_long_lines_are_split() -> None:
    stream = b"".join(
        (
            framed(f"{TIME} half ".encode()), framed(f"{TIME} other\n".encode(), 2), framed(f"{TIME} whole\n".encode()),
        )
    )  # fmt: skip
    for size in (1, 7, len(stream)):
        pieces, found = Pieces(terminal=False), []
        for start in range(0, len(stream), size):
            found += pieces.feed(stream[start : start + size])
        assert found == [
            Piece(TIME, b"half ", "stdout", True), Piece(TIME, b"other", "stderr", False),
            Piece(TIME, b"whole", "stdout", False),
        ]  # fmt: skip


def test_a_terminals_stream_has_no_frames_and_times_inside_split_lines() -> None:
    long = f"{TIME} {'x' * SPLIT_BYTES}{TIME} rest\r\n{TIME} next\r\n".encode()
    pieces = Pieces(terminal=True)
    found = [piece for start in range(0, len(long), 1000) for piece in pieces.feed(long[start : start + 1000])]
    assert [(len(piece.text), piece.goes_on) for piece in found] == [(SPLIT_BYTES, True), (4, False), (4, False)]


def test_what_is_no_stream_of_logs_is_refused() -> None:
    with pytest.raises(StreamError, match="unknown header"):
        list(Pieces(terminal=False).feed(b"<html>not a log</html>"))
    with pytest.raises(StreamError, match="longer than"):
        list(Pieces(terminal=True).feed(b"x" * (5 << 20)))


def _again(docker: DockerStandIn) -> DockerStandIn:
    """The same containers after the stand-in was stopped."""
    other = DockerStandIn()
    other.listed, other.inspected, other._logs = docker.listed, docker.inspected, docker._logs
    return other
