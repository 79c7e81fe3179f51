"""Files that grow, are renamed, copied, emptied and deleted: every line once, in its order."""

import os
import random
import shutil
from pathlib import Path

import pytest

from sardonyx.collectors.logs.files.tailed import (
    EVENT_QUIET_SECONDS,
    GONE_QUIET_SECONDS,
    LINE_QUIET_SECONDS,
    READ_BYTES,
)
from sardonyx.collectors.logs.files.tailer import KEYS, FileTailer
from sardonyx.collectors.logs.metrics import LogMetrics
from sardonyx.config.sections import LogFileSettings
from tests.unit.collectors.logs.kept import KeptLines


class Bench:
    """A tailer over files in a folder, with a clock of its own."""

    def __init__(self, folder: Path, sink: KeptLines | None = None, **rule: object) -> None:
        self.folder = folder
        self.sink = sink or KeptLines()
        self.now = 1000.0
        self.metrics = LogMetrics()
        said = {"path": str(folder / "*.log"), "start": "beginning", **rule}
        rules = [LogFileSettings.model_validate(said)]
        self.tailer = FileTailer(rules, self.sink, self.metrics, host="web-1", clock=lambda: self.now)

    async def start(self) -> "Bench":
        await self.tailer.start()
        return self

    async def look(self, after: float = 1.1) -> list[str]:
        """What is read in rounds until there is nothing more; the new lines."""
        before = len(self.sink.lines)
        self.now += after
        while await self.tailer.round():
            pass
        return self.sink.lines[before:]

    async def settled(self) -> list[str]:
        """All there is, once the last event and the last line are complete."""
        before = len(self.sink.lines)
        for _ in range(2):
            await self.look()
            await self.look(EVENT_QUIET_SECONDS + 0.1)
            await self.look(LINE_QUIET_SECONDS + 0.1)
        return self.sink.lines[before:]

    def append(self, name: str, text: str | bytes) -> None:
        with (self.folder / name).open("ab") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    def value(self, name: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"sardonyx_collector_logs_{name}", {"source": "files"})


async def test_the_last_event_waits_until_the_file_is_quiet(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", "one\ntwo\n")
    assert await bench.look() == ["one"]
    assert await bench.look(0.2) == []
    assert await bench.look(EVENT_QUIET_SECONDS) == ["two"]
    bench.append("a.log", "three\npart")
    assert await bench.look() == []
    assert await bench.look(EVENT_QUIET_SECONDS) == ["three"]
    assert await bench.look(1) == []
    bench.append("a.log", "ial\n")
    await bench.look()
    assert await bench.look(EVENT_QUIET_SECONDS) == ["partial"]
    assert bench.value("lines_total") == 4
    assert bench.value("bytes_total") == len("one\ntwo\nthree\npartial\n")


async def test_a_line_without_an_end_is_taken_after_a_while(tmp_path: Path) -> None:
    bench = await Bench(tmp_path, multiline="none").start()
    bench.append("a.log", "no end")
    assert await bench.look() == []
    assert await bench.look(LINE_QUIET_SECONDS) == ["no end"]
    bench.append("a.log", ", but more\n")
    assert await bench.look() == [", but more"]


async def test_an_event_is_whole_though_its_writer_and_the_sink_pause(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", "before\nTraceback (most recent call last):\n")
    assert await bench.look() == ["before"]
    bench.sink.full = 3
    bench.append("a.log", '  File "a.py", line 1, in f\nValueError: x\n')
    assert await bench.look(0.3) == []
    bench.append("a.log", "after\n")
    assert await bench.look(0.3) == ['Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x']
    assert bench.value("waits_total") == 3
    assert await bench.settled() == ["after"]


async def test_lines_written_to_a_renamed_file_are_read_to_its_end(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", "1\n2\n")
    await bench.look()
    writer = (tmp_path / "a.log").open("a")
    (tmp_path / "a.log").rename(tmp_path / "a.log.1")
    bench.append("a.log", "4\n")
    await bench.look()
    writer.write("3\n")  # its writer has not noticed
    writer.close()
    await bench.settled()
    assert sorted(bench.sink.lines) == ["1", "2", "3", "4"]
    await bench.look(GONE_QUIET_SECONDS)
    await bench.look()
    assert bench.value("rotations_total") == 1
    assert bench.value("reading") == 1


@pytest.mark.parametrize("pattern", ["*.log", "*.log*"], ids=["copies-not-named", "copies-named"])
async def test_a_file_copied_and_emptied_is_read_once(tmp_path: Path, pattern: str) -> None:
    bench = await Bench(tmp_path, path=str(tmp_path / pattern)).start()
    bench.append("a.log", "1 first\n2 second\n")
    await bench.settled()
    bench.append("a.log", "3 not read yet\n")
    shutil.copy(tmp_path / "a.log", tmp_path / "a.log.1")
    os.truncate(tmp_path / "a.log", 0)
    bench.append("a.log", "4 of the new content\n")
    await bench.settled()
    await bench.look(60)
    await bench.settled()
    assert sorted(bench.sink.lines) == ["1 first", "2 second", "3 not read yet", "4 of the new content"]


async def test_a_copy_that_is_still_being_made_is_not_taken_for_a_new_file(tmp_path: Path) -> None:
    bench = await Bench(tmp_path, path=str(tmp_path / "*.log*")).start()
    bench.append("a.log", "1 first\n2 second\n")
    await bench.settled()
    for part in ("", "1 fir", "st\n2 second\n"):
        bench.append("a.log.1", part)
        assert await bench.look() == []
    os.truncate(tmp_path / "a.log", 0)
    await bench.look(60)
    assert sorted(bench.sink.lines) == ["1 first", "2 second"]


async def test_a_file_emptied_and_written_beyond_where_it_was_is_noticed(tmp_path: Path) -> None:
    bench = await Bench(tmp_path, multiline="none").start()
    bench.append("a.log", "old content\n")
    assert await bench.look() == ["old content"]
    (tmp_path / "a.log").write_text("a new and longer content\nsecond\n")
    assert await bench.look() == ["a new and longer content", "second"]


async def test_a_deleted_file_is_read_to_its_end_and_let_go(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", "1\n")
    await bench.look()
    bench.append("a.log", "2\n")
    (tmp_path / "a.log").unlink()
    assert await bench.settled() == ["1", "2"]
    await bench.look(GONE_QUIET_SECONDS)
    await bench.look()
    assert bench.value("reading") == 0
    assert not bench.sink.positions(KEYS), "its position is forgotten"


async def test_a_restart_goes_on_where_the_lines_were_safe(tmp_path: Path) -> None:
    first = await Bench(tmp_path).start()
    first.append("a.log", "1\n2\n3\n")
    assert await first.look() == ["1", "2"], "the third may go on"
    (tmp_path / "a.log").rename(tmp_path / "a.log.1")  # a name no rule has
    first.append("a.log", "4\n")
    second = await Bench(tmp_path, first.sink).start()
    await second.settled()
    assert sorted(second.sink.lines) == ["1", "2", "3", "4"]


async def test_a_copy_made_while_nobody_looked_is_read_from_where_the_original_was(tmp_path: Path) -> None:
    first = await Bench(tmp_path).start()
    first.append("a.log", "1 first\n2 second\n")
    await first.settled()
    first.append("a.log", "3 third\n")
    shutil.copy(tmp_path / "a.log", tmp_path / "a.log.1")
    (tmp_path / "a.log").write_text("4\n")
    second = await Bench(tmp_path, first.sink).start()
    await second.settled()
    assert sorted(second.sink.lines) == ["1 first", "2 second", "3 third", "4"]


async def test_at_the_very_first_start_old_lines_are_left_and_later_files_read_whole(tmp_path: Path) -> None:
    (tmp_path / "old.log").write_text("old\nhalf")
    bench = await Bench(tmp_path, start="end").start()
    bench.append("old.log", " a line\n")
    bench.append("new.log", "of a new file\n")
    assert sorted(await bench.settled()) == ["half a line", "of a new file"]
    (tmp_path / "late.log").write_text("made while nobody looked\n")
    again = await Bench(tmp_path, bench.sink, start="end").start()
    assert await again.settled() == ["made while nobody looked"]


async def test_compressed_and_excluded_files_are_left_out_and_what_cant_be_read_is_told(tmp_path: Path) -> None:
    for name in ("a.log", "a.log.gz", "debug.log"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / "folder.log").mkdir()
    bench = await Bench(tmp_path, path=str(tmp_path / "*"), exclude=[str(tmp_path / "debug*")]).start()
    assert await bench.settled() == ["a.log"]
    assert bench.tailer.problems == (f"{tmp_path}/folder.log: not a regular file",)
    assert bench.value("errors_total") == 1


async def test_a_line_longer_than_a_mebibyte_is_cut_and_the_rest_counted(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", b"before\n" + b"x" * (3 * READ_BYTES) + b"\nafter\n")
    found = await bench.settled()
    assert [len(line) for line in found] == [6, READ_BYTES, 5]
    assert bench.value("cut_lines_total") == 1
    assert bench.value("cut_bytes_total") == 2 * READ_BYTES + 1, "its LF included"


async def test_nuls_wrong_encodings_and_dos_line_ends_are_no_trouble(tmp_path: Path) -> None:
    bench = await Bench(tmp_path).start()
    bench.append("a.log", b"\0\0\0\0caf\xc3\xa9\n\xff\xfe latin \xe9\nwith cr\r\n\n\n\r\nend\n")
    assert await bench.settled() == ["café", "\ufffd\ufffd latin \ufffd", "with cr\r", "end"]
    assert bench.value("lines_total") == 4


async def test_lines_carry_where_they_come_from(tmp_path: Path) -> None:
    bench = await Bench(tmp_path, service="shop", environment="prod").start()
    bench.append("a.log", "x\n")
    await bench.settled()
    (group,) = bench.sink.groups
    assert group.resource == {"host.name": "web-1", "service.name": "shop", "deployment.environment.name": "prod"}
    assert group.attributes == {"log.file.path": str(tmp_path / "a.log")}


async def test_every_line_comes_once_and_in_order_whatever_happens_to_the_file(tmp_path: Path) -> None:
    rng = random.Random(7)
    bench = await Bench(tmp_path).start()
    number = written = 0
    seen = False
    for _ in range(400):
        act = rng.random()
        if act < 0.6:
            for _ in range(rng.randrange(1, 40)):
                bench.append(
                    "a.log", f"{written} " + "x" * rng.randrange(60) + "\n" + "  indented\n" * (written % 7 == 0)
                )
                written += 1
        elif act < 0.65 and (tmp_path / "a.log").exists() and seen:
            seen = False
            number += 1
            (tmp_path / "a.log").rename(tmp_path / f"a.log.{number}")
        elif act < 0.7:
            bench = await Bench(tmp_path, bench.sink).start()
            seen = (tmp_path / "a.log").exists()
        else:
            await bench.look(after := rng.choice([0.3, 1.1]))
            seen |= after > 1 and (tmp_path / "a.log").exists()
    await bench.settled()
    numbers = [int(line.split(" ", 1)[0]) for line in bench.sink.lines]
    assert sorted(numbers) == list(range(written))
