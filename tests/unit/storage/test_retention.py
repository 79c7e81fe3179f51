"""TTL clauses, spelt as the engine spells them back."""

from datetime import timedelta

import pytest

from sardonyx.storage import retention
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


@pytest.mark.parametrize(("tiers", "expected"), [(True, MOVE), (False, "")])
def test_the_engine_only_moves_what_the_archive_takes(tiers: bool, expected: str) -> None:
    assert Keep("T", 10 * DAY, 3 * DAY, by_ttl=False).expression(tiers=tiers) == expected


async def test_a_ttl_that_deleted_is_taken_back(engine: Engine) -> None:
    await engine.execute("CREATE TABLE aging (T DateTime) ENGINE = MergeTree ORDER BY T")
    try:
        for keep, changes in (
            (Keep("T", 10 * DAY), True),
            (Keep("T", 10 * DAY, by_ttl=False), True),
            (Keep("T", 10 * DAY, by_ttl=False), False),
            (Keep("T", 10 * DAY, 3 * DAY, by_ttl=False), True),
            (Keep("T", 10 * DAY, 3 * DAY, by_ttl=False), False),
        ):
            assert bool(await retention.apply(engine, {"aging": keep})) is changes
        (row,) = await engine.rows("SELECT create_table_query AS ddl FROM system.tables WHERE name = 'aging'")
        assert "TO VOLUME" in row["ddl"]
        assert row["ddl"].count("toIntervalSecond") == 1
    finally:
        await engine.execute("DROP TABLE aging SYNC")


@pytest.mark.parametrize("hot", [None, 3 * DAY])
async def test_the_engine_spells_the_clause_back_word_for_word(engine: Engine, hot: timedelta | None) -> None:
    clause = Keep("T", 10 * DAY, hot).expression(tiers=True)
    (row,) = await engine.rows(
        "SELECT formatQuerySingleLine({sql:String}) AS text",
        {"sql": f"CREATE TABLE t (T DateTime64(9)) ENGINE = MergeTree ORDER BY T TTL {clause} SETTINGS a = 1"},
    )
    assert f"TTL {clause} SETTINGS" in row["text"]
