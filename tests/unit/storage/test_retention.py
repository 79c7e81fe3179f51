"""TTL clauses, spelt as the engine spells them back."""

from datetime import timedelta

import pytest

from sardonyx.storage.engine import Engine
from sardonyx.storage.retention import Keep

DAY = timedelta(days=1)
DELETE = "toDateTime(T) + toIntervalSecond(864000)"
MOVE = "toDateTime(T) + toIntervalSecond(259200) TO VOLUME 'cold'"


@pytest.mark.parametrize(
    ("hot", "tiers", "expected"),
    [
        (None, True, DELETE),
        (3 * DAY, True, f"{MOVE}, {DELETE}"),
        (3 * DAY, False, DELETE),
        (10 * DAY, True, DELETE),
        (30 * DAY, True, DELETE),
    ],
)
def test_rows_move_only_if_they_live_on(hot: timedelta | None, tiers: bool, expected: str) -> None:
    assert Keep("T", 10 * DAY, hot).expression(tiers=tiers) == expected


@pytest.mark.parametrize("hot", [None, 3 * DAY])
async def test_the_engine_spells_the_clause_back_word_for_word(engine: Engine, hot: timedelta | None) -> None:
    clause = Keep("T", 10 * DAY, hot).expression(tiers=True)
    (row,) = await engine.rows(
        "SELECT formatQuerySingleLine({sql:String}) AS text",
        {"sql": f"CREATE TABLE t (T DateTime64(9)) ENGINE = MergeTree ORDER BY T TTL {clause} SETTINGS a = 1"},
    )
    assert f"TTL {clause} SETTINGS" in row["text"]
