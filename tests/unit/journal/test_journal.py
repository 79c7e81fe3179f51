"""The journal with a double for the engine: durability, order, back-pressure, quarantine, replay."""

import asyncio
import errno
import math
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sardonyx.journal import frame
from sardonyx.journal.batch import Batch, JournalClosed, JournalFull, JournalUnwritable
from sardonyx.journal.journal import Journal, JournalOptions
from sardonyx.journal.writer import WriterOptions
from sardonyx.storage.engine import SegmentInsert
from sardonyx.storage.errors import EngineUnavailable, QueryError
from sardonyx.storage.pipelines.base import TOO_DEEP_CODE, Pipeline
from tests.support.fake_engine import FakeEngine

STREAM = "otlp_logs"
QUICK = WriterOptions(segment_max_age_seconds=0.01)


def insert_into(table: str) -> SegmentInsert:
    return SegmentInsert(table, ("a",), "SELECT a FROM {source}", "a String", "Protobuf")


PIPELINE = Pipeline(STREAM, ((insert_into("otel_logs"),),))


@asynccontextmanager
async def opened(
    folder: Path, engine: FakeEngine, pipeline: Pipeline = PIPELINE, **options: object
) -> AsyncIterator[Journal]:
    settings = JournalOptions(**{"writer": QUICK, **options})  # type: ignore[arg-type]
    journal = Journal(folder / "journal", folder / "quarantine", engine, [pipeline], settings)
    await journal.open()
    try:
        yield journal
    finally:
        await journal.close(timeout=5)


def payloads(messages: list[bytes]) -> list[bytes]:
    """The senders' bytes of frames whose payload is `<letter>` times ten."""
    return [message[:10] for message in messages]


def batch(letter: str) -> Batch:
    return Batch(STREAM, letter.encode() * 10, 1, source="test")


async def flushed(journal: Journal) -> None:
    while not await journal.wait_for_change(STREAM, timeout=5):
        pass


async def test_an_accepted_batch_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine, writer=WriterOptions(segment_max_age_seconds=60)) as journal:
        await journal.append(batch("a"))
        (segment,) = (tmp_path / "journal" / STREAM).iterdir()
        assert segment.read_bytes()[1:11] == b"a" * 10
        assert segment.stat().st_mode & 0o777 == 0o600
        assert not engine.tables


async def test_batches_reach_the_engine_and_their_files_go(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine) as journal:
        for letter in "abcdef":
            await journal.append(batch(letter))
    assert sorted(payloads(engine.tables["otel_logs"])) == [letter.encode() * 10 for letter in "abcdef"]
    assert list((tmp_path / "journal" / STREAM).iterdir()) == []


async def test_a_segment_on_its_way_from_the_writer_is_accounted_for(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine) as journal:
        sent = batch("a")
        await journal.append(sent)
        while journal.writer.open_since_ns(STREAM) is not None:
            time.sleep(0.001)  # the loop must not turn: it would take the segment
        assert (journal.status(STREAM).records, journal.status(STREAM).segments) == (1, 1)
        assert journal.inserted_until_ns(STREAM) <= sent.received_at_ns


async def test_many_waiting_batches_share_commits(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine) as journal:
        await asyncio.gather(*(journal.append(batch("x")) for _ in range(200)))
        assert journal.writer.commits < 100
        status = journal.status(STREAM)
        assert (status.accepted_batches, status.accepted_records, status.accepted_bytes) == (200, 200, 2000)


async def test_left_over_segments_are_replayed_and_a_torn_tail_is_cut(tmp_path: Path) -> None:
    folder = tmp_path / "journal" / STREAM
    folder.mkdir(parents=True)
    whole = b"".join(frame.encode(b"a" * 10, received_at_ns=1, source="s"))
    (folder / "00000000000000000001-aaaa.seg").write_bytes(whole)
    (folder / "00000000000000000002-bbbb.open").write_bytes(whole + whole[:7])
    (folder / "00000000000000000003-cccc.open").write_bytes(whole[:9])
    engine = FakeEngine()
    async with opened(tmp_path, engine):
        pass
    assert payloads(engine.tables["otel_logs"]) == [b"a" * 10, b"a" * 10]
    assert engine.tokens == {"00000000000000000001-aaaa/otel_logs", "00000000000000000002-bbbb/otel_logs"}
    assert list(folder.iterdir()) == []


async def test_an_engine_that_is_away_is_tried_again_until_it_is_back(tmp_path: Path) -> None:
    engine = FakeEngine()
    away = iter([EngineUnavailable("away"), EngineUnavailable("away")])

    def refuse(_insert: SegmentInsert, _messages: list[bytes]) -> None:
        for error in away:
            raise error

    engine.on_insert = refuse
    async with opened(tmp_path, engine) as journal:
        await journal.append(batch("a"))
        await flushed(journal)
        assert journal.status(STREAM).stats.retries == 2
    assert payloads(engine.tables["otel_logs"]) == [b"a" * 10]


async def test_a_batch_the_engine_refuses_goes_to_quarantine_alone(tmp_path: Path) -> None:
    engine = FakeEngine()

    def refuse(_insert: SegmentInsert, messages: list[bytes]) -> None:
        if any(message.startswith(b"!") for message in messages):
            raise QueryError("Code: 444. corrupt", 444)

    engine.on_insert = refuse
    async with opened(tmp_path, engine, writer=WriterOptions(segment_max_age_seconds=0.2)) as journal:
        await asyncio.gather(*(journal.append(batch(letter)) for letter in "ab!cd"))
        await flushed(journal)
        assert journal.status(STREAM).quarantined == 1
        (entry,) = journal.quarantine.entries()
    assert payloads(engine.tables["otel_logs"]) == [letter.encode() * 10 for letter in "abcd"]
    assert (entry.stream, entry.error) == (STREAM, "Code: 444. corrupt")
    kept = tmp_path / "quarantine" / STREAM / f"{entry.segment}.seg"
    assert kept.read_bytes()[1:11] == b"!" * 10
    assert list((tmp_path / "journal" / STREAM).iterdir()) == []


async def test_a_burst_is_stored_when_it_ends_and_what_follows_gathers(tmp_path: Path) -> None:
    inserts: list[list[bytes]] = []
    engine = FakeEngine()
    engine.on_insert = lambda _insert, messages: inserts.append(payloads(messages))
    async with opened(tmp_path, engine, writer=WriterOptions(segment_max_age_seconds=2.5)) as journal:
        await journal.append(batch("a"))
        await journal.append(batch("b"))
        await flushed(journal)  # after the half second in which nothing came
        assert inserts == [[b"a" * 10, b"b" * 10]]
        for letter in "cde":
            await journal.append(batch(letter))
    assert inserts[1:] == [[letter.encode() * 10 for letter in "cde"]]


async def test_a_cut_that_was_interrupted_is_finished_with_the_same_tokens(tmp_path: Path) -> None:
    folder = tmp_path / "journal" / STREAM
    folder.mkdir(parents=True)
    good, bad = (b"".join(frame.encode(letter * 10, received_at_ns=1, source="s")) for letter in (b"a", b"!"))
    (folder / "00000000000000000001-aaaa.seg").write_bytes(good + bad)
    (folder / "00000000000000000001-aaaab.seg").write_bytes(bad)  # half "a" was inserted before the crash
    engine = FakeEngine()
    engine.tokens.add("00000000000000000001-aaaaa/otel_logs")

    def refuse(_insert: SegmentInsert, messages: list[bytes]) -> None:
        if any(message.startswith(b"!") for message in messages):
            raise QueryError("corrupt", 444)

    engine.on_insert = refuse
    async with opened(tmp_path, engine) as journal:
        await journal.drained()
        assert len(journal.quarantine.entries()) == 1
    assert engine.tables == {}
    assert list(folder.iterdir()) == []


async def test_senders_are_told_to_wait_when_the_journal_is_full(tmp_path: Path) -> None:
    engine = FakeEngine()

    def refuse(_insert: SegmentInsert, _messages: list[bytes]) -> None:
        raise EngineUnavailable("down")

    engine.on_insert = refuse
    options = {"max_bytes": 100, "writer": WriterOptions(segment_max_bytes=10)}
    async with opened(tmp_path, engine, **options) as journal:

        async def fill() -> None:
            for _ in range(50):
                await journal.append(batch("a"))

        with pytest.raises(JournalFull, match="cap") as caught:
            await fill()
        assert caught.value.retry_after_seconds >= 1
        engine.on_insert = lambda _insert, _messages: None
        await journal.drained()
        await journal.append(batch("b"))
    accepted = payloads(engine.tables["otel_logs"])
    assert accepted[-1] == b"b" * 10
    assert len(accepted) == journal.status(STREAM).accepted_batches


async def test_a_full_disk_refuses_the_batch_and_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    real: Callable[..., int] = os.pwritev
    full = False

    def pwritev(descriptor: int, buffers: list[memoryview], offset: int) -> int:
        if full:
            real(descriptor, [buffers[0][:3]], offset)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, buffers, offset)

    monkeypatch.setattr(os, "pwritev", pwritev)
    async with opened(tmp_path, engine, writer=WriterOptions(segment_max_age_seconds=60)) as journal:
        await journal.append(batch("a"))
        full = True
        with pytest.raises(JournalUnwritable, match="No space left"):
            await journal.append(batch("b"))
        full = False
        await journal.append(batch("c"))
    assert payloads(engine.tables["otel_logs"]) == [b"a" * 10, b"c" * 10]


async def test_a_deeper_reading_is_used_when_the_first_throws(tmp_path: Path) -> None:
    engine = FakeEngine()
    shallow, deep = insert_into("shallow"), insert_into("deep")

    def refuse(insert: SegmentInsert, _messages: list[bytes]) -> None:
        if insert is shallow:
            raise QueryError("too deep", TOO_DEEP_CODE)

    engine.on_insert = refuse
    async with opened(tmp_path, engine, Pipeline(STREAM, ((shallow,), (deep,)))) as journal:
        await journal.append(batch("a"))
        await flushed(journal)
        attempts = engine.attempts
        await journal.append(batch("b"))
        await flushed(journal)
        assert (attempts, engine.attempts) == (2, 3)  # the second segment is read deep at once
    assert payloads(engine.tables["deep"]) == [b"a" * 10, b"b" * 10]


async def test_a_closed_journal_refuses(tmp_path: Path) -> None:
    async with opened(tmp_path, FakeEngine()) as journal:
        pass
    with pytest.raises(JournalClosed):
        await journal.append(batch("a"))


async def test_what_the_engine_does_not_take_at_closing_waits_for_the_next_start(tmp_path: Path) -> None:
    engine = FakeEngine()

    def refuse(_insert: SegmentInsert, _messages: list[bytes]) -> None:
        raise EngineUnavailable("down")

    engine.on_insert = refuse
    journal = Journal(tmp_path / "journal", tmp_path / "quarantine", engine, [PIPELINE], JournalOptions(writer=QUICK))
    await journal.open()
    await journal.append(batch("a"))
    await journal.close(timeout=0.05)
    second = FakeEngine()
    async with opened(tmp_path, second):
        pass
    assert payloads(second.tables["otel_logs"]) == [b"a" * 10]


@pytest.mark.parametrize(("insert_seconds", "age"), [(0.0, 0.5), (0.01, 0.5), (0.125, 0.75), (5.0, 1.5)])
async def test_segments_gather_longer_where_inserts_take_long(
    tmp_path: Path, insert_seconds: float, age: float
) -> None:
    async with opened(tmp_path, FakeEngine(), writer=WriterOptions(segment_max_age_seconds=0.5)) as journal:
        journal.status(STREAM).stats.mean_flush_seconds = insert_seconds
        assert journal._longest_age(STREAM) == age


@pytest.mark.parametrize(("gather_seconds", "age"), [(0.2, 0.5), (10.0, 10.0)])
async def test_a_stream_that_nobody_waits_for_gathers_as_long_as_it_says(
    tmp_path: Path, gather_seconds: float, age: float
) -> None:
    patient = replace(PIPELINE, gather_seconds=gather_seconds)
    options = JournalOptions(writer=WriterOptions(segment_max_age_seconds=0.5))
    journal = Journal(tmp_path / "journal", tmp_path / "quarantine", FakeEngine(), [patient], options)
    assert journal._longest_age(STREAM) == age


async def test_only_their_size_seals_segments_while_the_engine_is_behind(tmp_path: Path) -> None:
    engine = FakeEngine()

    def refuse(_insert: SegmentInsert, _messages: list[bytes]) -> None:
        raise EngineUnavailable("down")

    engine.on_insert = refuse
    async with opened(tmp_path, engine, writer=WriterOptions(segment_max_bytes=10)) as journal:
        for letter in "abc":
            await journal.append(batch(letter))
        while journal.status(STREAM).segments < 2:
            await asyncio.sleep(0)
        assert journal._longest_age(STREAM) == math.inf
        engine.on_insert = lambda _insert, _messages: None
        await journal.drained()
        assert journal._longest_age(STREAM) < math.inf
