"""systemd's journal: what its entries become, and every one once over restarts; with the real one where it can run."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import pytest

from sardonyx.collectors.logs.journald.entries import entry_of
from sardonyx.collectors.logs.journald.reader import CURSOR, JournalReader
from sardonyx.collectors.logs.metrics import LogMetrics
from tests.support.journald import Journal, StandInJournal, real_can_run, real_journal
from tests.unit.collectors.logs.kept import KeptLines

_REAL = pytest.mark.skipif(not real_can_run(), reason="systemd-journald can't be started here")


@pytest.fixture(params=["stand-in", pytest.param("real", marks=_REAL)])
def journal(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    if request.param == "stand-in":
        monkeypatch.setenv("PATH", str(tmp_path))
    with real_journal() if request.param == "real" else nullcontext(StandInJournal(tmp_path)) as found:
        yield found


@asynccontextmanager
async def reading(sink: KeptLines, namespace: str) -> AsyncIterator[JournalReader]:
    reader = JournalReader(sink, LogMetrics(), namespace=namespace, host="web-1", pause_seconds=0.05)
    task = asyncio.create_task(reader.run())
    try:
        yield reader
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


def of_the_shop(sink: KeptLines) -> list[str]:
    found = [group for group in sink.groups if group.resource["service.name"] == "shop"]
    return [bytes(line.text).decode() for group in found for line in group.lines]


async def test_every_entry_is_taken_once_over_restarts(journal: Journal) -> None:
    sink = KeptLines()
    async with reading(sink, journal.namespace):
        await until(lambda: bool(sink.positions("journald-start")))
        journal.write(b"first", priority=3)
        journal.write(b"not \xff utf-8")
        journal.write(b"two\nlines", priority=4)
        for line in (b"Traceback (most recent call last):", b'  File "a"', b"KeyError: 1"):
            journal.write(line)
        await until(lambda: len(of_the_shop(sink)) == 4)
    journal.write(b"while nobody read")
    async with reading(sink, journal.namespace):
        await until(lambda: len(of_the_shop(sink)) == 5)
        journal.write(b"last")
        await until(lambda: len(of_the_shop(sink)) == 6)
    assert of_the_shop(sink) == [
        "first", "not \ufffd utf-8", "two\nlines", 'Traceback (most recent call last):\n  File "a"\nKeyError: 1',
        "while nobody read", "last",
    ]  # fmt: skip
    (first,) = [line for group in sink.groups for line in group.lines if line.text == b"first"]
    assert first.severity_number == 17
    assert first.time_unix_nano > 1_700_000_000 * 10**9
    assert first.attributes["process.pid"].isdecimal()
    assert sink.positions(CURSOR)[""].startswith("s=")


async def test_without_journalctl_the_state_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with reading(KeptLines(), "") as reader:
        await until(lambda: reader.problems == ("journald: there is no journalctl on this machine",))


async def test_a_journalctl_that_ends_is_started_again_and_its_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "journalctl"
    program.write_text(f'#!/bin/sh\necho x >> {tmp_path}/started\necho "No journal files were found." >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    async with reading(KeptLines(), "") as reader:
        await until(lambda: (tmp_path / "started").exists() and (tmp_path / "started").read_text().count("x") > 1)
        assert reader.problems == ("journald: journalctl ended with 1: No journal files were found.",)


@pytest.mark.parametrize(
    ("fields", "service"),
    [
        ('"SYSLOG_IDENTIFIER":"nginx","_SYSTEMD_UNIT":"web.service"', "nginx"),
        ('"_SYSTEMD_UNIT":"web.service","_COMM":"python3"', "web"),
        ('"_COMM":"python3"', "python3"),
        ('"CONTAINER_NAME":"shop-api-1","SYSLOG_IDENTIFIER":"dockerd"', "shop-api-1"),
        ('"SYSLOG_IDENTIFIER":["twice","there"]', "twice"),
    ],
    ids=["identifier", "unit", "command", "container", "repeated"],
)
def test_the_service_of_an_entry(fields: str, service: str) -> None:
    entry = entry_of(f'{{"__CURSOR":"c","MESSAGE":"x",{fields}}}'.encode(), "web-1")
    assert entry is not None
    assert entry.resource["service.name"] == service
    assert entry.resource["host.name"] == "web-1"


def test_damaged_entries_never_stop_the_reading() -> None:
    rng = random.Random(5)
    line = (
        b'{"__CURSOR":"c","MESSAGE":[104,105,255],"PRIORITY":"3","__REALTIME_TIMESTAMP":"1795466034071761","_PID":"1"}'
    )
    read = 0
    for _ in range(2000):
        damaged = bytearray(line)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        entry = entry_of(bytes(damaged), "web-1")
        read += entry is not None
    assert read > 100


@pytest.mark.parametrize(
    "line", [b"", b"not json", b"[]", b'{"MESSAGE":"no cursor"}'], ids=["empty", "text", "list", "no-cursor"]
)
def test_what_is_no_entry_is_none(line: bytes) -> None:
    assert entry_of(line, "h") is None
