"""Inserts cut short between the entry in the deduplication log and the part: the state such a kill leaves is made by hand."""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sardonyx.storage import deduplication_logs
from tests.support.child import start

SETTINGS = "SETTINGS non_replicated_deduplication_window = 1000"
TABLES = (
    f"!CREATE TABLE t (n UInt64) ENGINE = MergeTree ORDER BY n {SETTINGS}",
    f"!CREATE TABLE v (n UInt64, times UInt64) ENGINE = SummingMergeTree ORDER BY n {SETTINGS}",
    "!CREATE MATERIALIZED VIEW mv TO v AS SELECT n, count() AS times FROM t GROUP BY n",
)
COUNTS = "SELECT (SELECT count() FROM t) AS records, (SELECT sum(times) FROM v) AS counted"
PLACES = (
    "SELECT name, data_paths[1] AS place FROM system.tables WHERE database = currentDatabase() AND name IN ('t', 'v')"
)


def insert(token: str) -> str:
    """An insert of ten rows; they say all they need in the SELECT."""
    return f"!INSERT INTO t SETTINGS insert_deduplication_token = '{token}' SELECT number FROM numbers(10)"


def ask(folder: Path, *statements: str) -> list[Any]:
    with start("tests.support.engine_child", str(folder), stdin=subprocess.PIPE) as child:
        out, _ = child.communicate("\n".join(statements), timeout=60)
    assert child.returncode == 0
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("lost", [("t",), ("v",), ("t", "v")], ids="-".join)
def test_what_a_kill_cut_short_is_there_once_when_inserted_again(tmp_path: Path, lost: tuple[str, ...]) -> None:
    *_, places = ask(tmp_path, *TABLES, insert("first"), insert("second"), PLACES)
    for place in places:
        if place["name"] in lost:
            shutil.rmtree(_newest_part(Path(place["place"])))
    (before,) = ask(tmp_path, COUNTS)
    assert before == [{"records": 10 if "t" in lost else 20, "counted": 10 if "v" in lost else 20}]
    after = ask(tmp_path, insert("first"), insert("second"), insert("second"), COUNTS)
    assert after[-1] == [{"records": 20, "counted": 20}]


def test_entries_of_parts_that_are_there_or_were_merged_stay(tmp_path: Path) -> None:
    table = tmp_path / "store" / "abc" / "abc-def"
    logs = table / "deduplication_logs"
    logs.mkdir(parents=True)
    for part in ("20261123_1_4_1", "20261123_6_6_0_9", "tmp_insert_20261123_7_7_0", "20261124_8_8_0"):
        (table / part).mkdir()
    (tmp_path / "cold" / "store" / "abc" / "abc-def" / "20251123_5_5_0").mkdir(parents=True)
    parts = ["20261123_2_2_0", "20261123_6_6_0", "20251123_5_5_0", "20261123_7_7_0", "20261123_8_8_0", "20261124_8_8_0"]
    file = logs / "deduplication_log_1.txt"
    file.write_text("".join(f"1\t{part}\tblock-of-{part}\n" for part in parts) + "2\t20261123_0_0_0\tgone\n")
    assert deduplication_logs.repair([tmp_path, tmp_path / "cold"]) == 2
    assert [line.split("\t")[1] for line in file.read_text().splitlines()] == [
        "20261123_2_2_0", "20261123_6_6_0", "20251123_5_5_0", "20261124_8_8_0", "20261123_0_0_0",
    ]  # fmt: skip
    assert deduplication_logs.repair([tmp_path, tmp_path / "cold"]) == 0


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    logs = tmp_path / "store" / "abc" / "abc-def" / "deduplication_logs"
    logs.mkdir(parents=True)
    (logs / "deduplication_log_1.txt").write_text("1\tall_1_1_0\tblock\n")
    with (tmp_path / "status").open("w") as status:
        fcntl.flock(status, fcntl.LOCK_EX)  # as the engine does
        assert deduplication_logs.repair([tmp_path]) == 0
    assert deduplication_logs.repair([tmp_path]) == 1


def _newest_part(table: Path) -> Path:
    parts = [path for path in table.iterdir() if path.name.startswith("all_")]
    return max(parts, key=lambda path: int(path.name.split("_")[1]))
