"""Marks are as safe as the records they came with, and stay in their order whatever is removed first."""

import asyncio
from pathlib import Path

import pytest

from sardonyx.journal import frame
from sardonyx.journal.batch import Batch
from sardonyx.journal.marks import MAX_SENDERS, Marks
from sardonyx.journal.segment import SealedSegment
from tests.support.fake_engine import FakeEngine
from tests.unit.journal.test_journal import STREAM, batch, opened


def _segment(folder: Path, name: str, *frames: bytes) -> SealedSegment:
    path = folder / f"{name}.seg"
    path.write_bytes(b"".join(frames))
    return SealedSegment(STREAM, path, path.stat().st_size, 0, 0, 0)


def _framed(payload: bytes) -> bytes:
    return b"".join(frame.encode(payload, received_at_ns=5, source="test"))


async def test_a_mark_is_known_when_its_batch_is_safe_and_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path, FakeEngine()) as journal:
        await journal.append(batch("a"), {"file:1": "offset 10", "file:2": "x\ny"})
        assert journal.marks.get("file:1") == "offset 10"
        await journal.append(batch("b"), {"file:1": "offset 20"})
    async with opened(tmp_path, FakeEngine()) as journal:
        assert journal.marks.of("file:") == {"1": "offset 20", "2": "x\ny"}
        assert journal.marks.get("file:3") is None


async def test_a_mark_whose_segment_waits_is_read_from_it(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    payload = b"\x0a\x03abc" + marks.stamped({"a": "1"}).encoded()
    other = b"\x08\x01\x11" + bytes(8) + b"\x1d" + bytes(4) + marks.stamped({"a": "2", "b": "1"}).encoded()
    left = [
        _segment(tmp_path, "1", _framed(payload), _framed(b"no marks")),
        _segment(tmp_path, "2", _framed(other), b"torn"),
    ]
    found = Marks(tmp_path)
    found.load(left)
    assert found.of("") == {"a": "2", "b": "1"}


async def test_an_older_segment_that_outlives_a_newer_one_does_not_turn_marks_back(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    old = marks.stamped({"a": "old"})
    await marks.keep({"a": "new"})
    found = Marks(tmp_path)
    found.load([_segment(tmp_path, "1", _framed(old.encoded()))])
    assert found.get("a") == "new"
    found.note(found.stamped({"a": "newest"}))
    assert found.get("a") == "newest"


async def test_marks_are_saved_before_a_segment_goes(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine) as journal:
        await journal.append(batch("a"), {"k": "1"})
        await journal.wait_for_change(STREAM, timeout=5)
        assert not list((tmp_path / "journal" / STREAM).glob("*.seg"))
        assert '"k"' in (tmp_path / "journal" / "marks.json").read_text()
        assert (tmp_path / "journal" / "marks.json").stat().st_mode & 0o777 == 0o600


async def test_a_mark_that_is_forgotten_is_gone_after_a_restart(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    await marks.keep({"a": "1", "b": "1"})
    await marks.keep({"a": ""})
    assert (marks.of(""), marks.get("a")) == ({"b": "1"}, None)
    found = Marks(tmp_path)
    found.load([])
    assert found.of("") == {"b": "1"}


async def test_senders_beyond_the_cap_that_were_silent_longest_are_forgotten(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    for number in range(MAX_SENDERS + 3):
        marks.note(marks.stamped({f"agent:{number}": "1"}))
    await marks.keep({"agent:0": "2", "file:1": "x"})
    assert marks.get("agent:0") == "2"
    assert marks.get("agent:1") is None
    assert marks.get("file:1") == "x"
    assert len(marks.of("agent:")) == MAX_SENDERS


async def test_a_batch_that_is_refused_leaves_no_mark(tmp_path: Path) -> None:
    async with opened(tmp_path, FakeEngine(), max_bytes=50) as journal:
        with pytest.raises(Exception, match="journal's cap"):
            await journal.append(Batch(STREAM, b"x" * 100, 1), {"a": "1"})
        assert journal.marks.get("a") is None


async def test_a_batch_whose_sender_has_gone_is_marked_all_the_same(tmp_path: Path) -> None:
    engine = FakeEngine()
    async with opened(tmp_path, engine) as journal:
        sending = asyncio.create_task(journal.append(batch("a"), {"a": "1"}))
        await asyncio.sleep(0)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert sending.cancelled()
        await journal.wait_for_change(STREAM, timeout=5)
        assert len(engine.tables["otel_logs"]) == 1
        assert journal.marks.get("a") == "1"
