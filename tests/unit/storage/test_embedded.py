"""What only the embedded engine has: its folder. The rest is in tests/contract/engines."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.errors import EngineUnavailable, QueryError
from tests.support.child import start

CHILD = "tests.support.engine_child"
TABLE = "!CREATE TABLE IF NOT EXISTS t (n UInt64) ENGINE = MergeTree ORDER BY n"


def ask(folder: Path, *statements: str, min_free: int = 0) -> list[Any]:
    """The answers to the statements, from an engine in a process of its own."""
    with start(CHILD, str(folder), str(min_free), stdin=subprocess.PIPE) as child:
        out, _ = child.communicate("\n".join(statements), timeout=60)
    assert child.returncode == 0
    return [json.loads(line) for line in out.splitlines()]


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    assert ask(tmp_path, TABLE, "!INSERT INTO t SELECT number FROM numbers(5)") == [None, None]
    assert ask(tmp_path, "SELECT sum(n) AS s FROM t") == [[{"s": 10}]]


def test_an_insert_that_would_use_the_reserve_is_refused_and_reads_go_on(tmp_path: Path) -> None:
    ask(tmp_path, TABLE, "!INSERT INTO t SELECT 1")
    answers = ask(tmp_path, "!INSERT INTO t SELECT 2", "SELECT count() AS c FROM t", min_free=1 << 60)
    assert answers == ["StorageFull", [{"c": 1}]]
    assert ask(tmp_path, "!INSERT INTO t SELECT 2", "SELECT count() AS c FROM t") == [None, [{"c": 2}]]


def test_a_folder_in_use_by_another_process_is_refused_with_the_engines_words(tmp_path: Path) -> None:
    with start(CHILD, str(tmp_path), stdin=subprocess.PIPE) as owner:
        assert owner.stdin is not None
        assert owner.stdout is not None
        owner.stdin.write("SELECT 1 AS one\n")
        owner.stdin.flush()
        _until_open(tmp_path)
        ((kind, message),) = ask(tmp_path, "SELECT 1")
        out, _ = owner.communicate(timeout=60)
    assert kind == "EngineUnavailable"
    assert "status" in message  # the file that the engine locks
    assert json.loads(out) == [{"one": 1}]


def _until_open(folder: Path) -> None:
    status = folder / "engine" / "status"
    for _ in range(2000):
        if status.exists():
            return
        subprocess.run(["sleep", "0.01"], check=True)
    raise AssertionError("the engine did not open")


def test_a_folder_with_a_broken_table_is_refused_with_the_cause(tmp_path: Path) -> None:
    ask(tmp_path, TABLE)
    (definition,) = (tmp_path / "engine" / "store").glob("*/*/t.sql")
    definition.write_text("")
    ((kind, message),) = ask(tmp_path, "SELECT 1")
    assert kind == "EngineUnavailable"
    assert "t.sql" in message


async def test_a_second_folder_in_one_process_is_refused(shared_engine: EmbeddedEngine, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="already initialized"):
        await EmbeddedEngine(tmp_path / "engine").open()
    assert await shared_engine.rows("SELECT 1 AS one") == [{"one": 1}]


async def test_what_a_failed_query_wrote_is_not_in_the_next_ones_answer(engine: EmbeddedEngine) -> None:
    for failing in (
        "SELECT toString(number) AS a, throwIf(number = 900000) AS b, count() FROM numbers(1000000) GROUP BY a, b LIMIT 1",
        "SELECT throwIf(number = 900000) AS a FROM numbers(1000000)",
    ):
        for _ in range(4):  # as many as there are connections
            with pytest.raises(QueryError):
                await engine.raw(failing, fmt="JSON")
            with pytest.raises(QueryError):
                async for _chunk in engine.stream(failing, fmt="JSON"):
                    pass
        answers = [await engine.raw("SELECT 1 AS one", fmt="JSONEachRow") for _ in range(8)]
        assert answers == [b'{"one":1}\n'] * 8
