"""A schema upgrade that is killed at any moment is completed by the next start, and no row is lost."""

import json
import random
import select
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.contract.engines.upgrade_child import STEPS
from tests.support.child import start

CHILD = "tests.contract.engines.upgrade_child"
INSPECT = "tests.support.engine_child"
KILLS = 12
ROWS = 1000


def ask(folder: Path, *statements: str) -> list[Any]:
    with start(INSPECT, str(folder), stdin=subprocess.PIPE) as child:
        out, _ = child.communicate("\n".join(statements), timeout=60)
    return [json.loads(line) for line in out.splitlines()]


def interrupt(folder: Path, seconds: float) -> None:
    """Start an upgrade and kill it `seconds` after the engine has opened."""
    with start(CHILD, str(folder)) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "opened\n"
        select.select([child.stdout], [], [], seconds)
        child.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_upgrade_killed_again_and_again_ends_complete(tmp_path: Path) -> None:
    moments = random.Random(20)
    for delay in (0.02, 0.05, 0.1, 0.2, 0.4, 1.5):  # the very first start dies, too; at last within our own steps
        interrupt(tmp_path, delay)
    filled = ask(
        tmp_path,
        f"!INSERT INTO otel_logs (Timestamp, Body) SELECT now64(9), repeat('x', number % 50) FROM numbers({ROWS})",
        "SELECT count() AS n, sum(length(Body)) AS bytes FROM otel_logs",
        "SELECT max(Version) AS v FROM sardonyx_schema",
    )
    reached = [filled[2][0]["v"]]
    for _ in range(KILLS):
        interrupt(tmp_path, moments.uniform(0.0, 0.35))
        reached += [ask(tmp_path, "SELECT max(Version) AS v FROM sardonyx_schema")[0][0]["v"]]
    assert reached == sorted(reached)
    assert reached[-1] < 9000 + STEPS, "the kills came too late to interrupt anything"
    with start(CHILD, str(tmp_path)) as child:
        out, _ = child.communicate(timeout=120)
    assert out == "opened\ndone\n"
    ledger, rows, extra, tables, detached = ask(
        tmp_path,
        "SELECT groupArray(Version) AS v FROM (SELECT Version FROM sardonyx_schema WHERE Version > 9000 ORDER BY Version)",
        "SELECT count() AS n, sum(length(Body)) AS bytes FROM otel_logs",
        f"SELECT sum(Extra0) AS first, sum(Extra{STEPS - 1}) AS last FROM otel_logs",
        "SELECT countIf(NOT endsWith(name, '_mv')) AS t, countIf(endsWith(name, '_mv')) AS v "
        "FROM system.tables WHERE startsWith(name, 'upgrade_')",
        "SELECT count() AS n FROM system.detached_parts",
    )
    assert ledger == [{"v": [9001 + step for step in range(STEPS)]}]
    assert rows == filled[1]
    assert extra == [{"first": rows[0]["bytes"], "last": rows[0]["bytes"] + ROWS * (STEPS - 1)}]
    assert tables == [{"t": STEPS, "v": STEPS}]
    assert detached == [{"n": 0}]
