"""kill -9 anywhere in archiving and restoring: every row is in one place afterwards, none is lost, none is there twice."""

import contextlib
import random
import subprocess
from pathlib import Path

from tests.support.child import start

from sardonyx.storage.archive import verify_all

CHILD = "tests.support.archive_child"
KILLS = 6
LONGEST_SECONDS = 0.5


def test_no_row_is_lost_or_doubled_wherever_archiving_is_cut_off(tmp_path: Path) -> None:
    chance = random.Random(7)
    told = 0
    for _ in range(KILLS):
        with start(CHILD, str(tmp_path)) as child:
            assert child.stdout is not None
            told = _checked(child.stdout.readline(), told)
            for _ in range(chance.randint(1, 4)):
                told = _inserted(child.stdout.readline(), told)
            with contextlib.suppress(subprocess.TimeoutExpired):  # an instant within a step, any
                child.wait(timeout=chance.uniform(0, LONGEST_SECONDS))
            child.kill()
            for line in child.stdout:
                told = _inserted(line, told)
    with start(CHILD, str(tmp_path), "once") as child:
        assert child.stdout is not None
        _checked(child.stdout.readline(), told)
        assert child.wait(timeout=60) == 0
    assert verify_all(tmp_path / "archive").wrong == ()


def _checked(line: str, told: int) -> int:
    """How many rows there are; an insert that was under way is there as a whole, or not at all."""
    kind, found, different = line.split()
    assert kind == "recovered"
    assert found == different
    assert int(found) - told in (0, 20 if told else 3000)
    return int(found)


def _inserted(line: str, told: int) -> int:
    kind, *figures = line.split()
    return int(figures[0]) if kind == "inserted" else told
