"""Requests that wait on disk: in order, whole or not at all, the oldest dropped beyond the cap."""

from pathlib import Path

import pytest

from sardonyx.collectors.agent.buffer import Buffer, Dropped
from sardonyx.collectors.agent.errors import AgentError

NOTHING = Dropped(0, 0)
BLOCK = 4096
"""A file takes whole blocks of the disk, however small it is."""


def _bodies(buffer: Buffer) -> list[bytes | None]:
    return [buffer.read(entry) for entry in buffer.oldest(1 << 30, 1000)]


def test_what_was_kept_is_there_again_after_a_kill_in_its_order(tmp_path: Path) -> None:
    first = Buffer.open(tmp_path, 1 << 20)
    for number in range(12):
        assert first.append(b"%d" % number, samples=number) == NOTHING
    first.remove(first.oldest(1 << 20, 2))
    first.close()
    (tmp_path / "0000000000000013.part").write_bytes(b"torn")
    again = Buffer.open(tmp_path, 1 << 20)
    assert _bodies(again) == [b"%d" % number for number in range(2, 12)]
    assert (len(again), again.samples, again.size) == (10, sum(range(2, 12)), 10 * BLOCK)
    again.append(b"new", 1)
    assert _bodies(again)[-1] == b"new"
    assert not list(tmp_path.glob("*.part"))
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("*.write")} == {0o600}
    again.close()


def test_beyond_the_cap_the_oldest_go_and_are_told(tmp_path: Path) -> None:
    buffer = Buffer.open(tmp_path, max_bytes=2 * BLOCK)
    assert buffer.append(b"aaaa", 3) == NOTHING
    assert buffer.append(b"bbbb", 4) == NOTHING
    taken = buffer.oldest(100, 1)
    assert buffer.append(b"cccccc", 5) == Dropped(1, 3)
    assert _bodies(buffer) == [b"bbbb", b"cccccc"]
    assert buffer.read(taken[0]) is None, "it was dropped while it was being sent"
    buffer.remove(taken)
    assert (buffer.size, buffer.samples) == (2 * BLOCK, 9)
    assert buffer.append(b"d" * 5 * BLOCK, 1) == Dropped(2, 9), "one request is kept, however large"
    assert _bodies(buffer) == [b"d" * 5 * BLOCK]
    buffer.close()


def test_a_smaller_cap_holds_at_the_next_start(tmp_path: Path) -> None:
    buffer = Buffer.open(tmp_path, 5 * BLOCK)
    for _ in range(5):
        buffer.append(b"x" * 10, 1)
    buffer.close()
    smaller = Buffer.open(tmp_path, 2 * BLOCK)
    assert smaller.size == 2 * BLOCK
    smaller.close()


def test_the_first_few_fit_what_may_be_sent_at_once(tmp_path: Path) -> None:
    buffer = Buffer.open(tmp_path, 1 << 20)
    for _ in range(5):
        buffer.append(b"x" * 10, 1)
    assert len(buffer.oldest(25, 100)) == 2
    assert len(buffer.oldest(1, 100)) == 1
    assert len(buffer.oldest(1000, 3)) == 3
    buffer.close()


def test_how_long_the_oldest_has_waited(tmp_path: Path) -> None:
    now = [100.0]
    buffer = Buffer.open(tmp_path, 1 << 20, clock=lambda: now[0])
    assert buffer.oldest_seconds == 0
    buffer.append(b"x", 1)
    now[0] = 107.5
    assert buffer.oldest_seconds == 7.5
    buffer.close()


def test_a_folder_belongs_to_one_agent(tmp_path: Path) -> None:
    buffer = Buffer.open(tmp_path, 100)
    with pytest.raises(AgentError, match="another agent"):
        Buffer.open(tmp_path, 100)
    buffer.close()
    Buffer.open(tmp_path, 100).close()


def test_a_folder_that_cant_be_made_says_which(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AgentError, match="file"):
        Buffer.open(tmp_path / "file", 100)
