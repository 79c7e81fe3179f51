"""Which records came twice and which are missing, told from what is stored."""

from typing import Any

import pytest

from sardonyx.logs import findings
from sardonyx.logs.findings import Findings, found_sql, looked_until, parameters
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_logs, log

NS = 10**9
S0 = T0 // NS // 60 * 60
Found = dict[str, tuple[int, int]]


def record(after: float, body: str, *, received: float, service: str = "shop", **attributes: str) -> dict[str, Any]:
    """A record of `after` seconds, received at `received` seconds after S0."""
    row = log(int((after + S0) * NS) - T0, body, service=service, LogAttributes=attributes)
    return {**row, "ReceivedAt": int((S0 + received) * 1000)}


async def found(engine: EmbeddedEngine, from_s: int = 0, until_s: int = 60) -> Found:
    rows = await engine.rows(found_sql(), await parameters(engine, S0 + from_s, S0 + until_s))
    return {row["ServiceName"]: (int(row["Duplicates"]), int(row["Missing"])) for row in rows}


async def test_a_record_that_came_before_or_with_it_counts_as_received_again(engine: EmbeddedEngine) -> None:
    await insert_logs(
        engine,
        [
            record(1, "a", received=-50),
            record(1, "a", received=10),
            record(1, "b", received=10),
            record(1, "b", received=10.5),
            record(1, "b", received=11),
            record(2, "a", received=12),
            record(1, "a", received=12, service="other"),
            record(13, "alike", received=13),
            record(13, "alike", received=13),
        ],
    )
    assert await found(engine) == {"shop": (3, 0)}
    assert await found(engine, -60, 0) == {}


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([1, 2, 3], 0),
        ([1, 2, 5, 9], 5),
        ([7, 8, 1, 2], 0),
        ([1, 2, 3_000_000], 0),
        ([5, 5, 6], 0),
    ],
    ids=["whole", "gaps", "began-again", "another-counter", "repeated"],
)
async def test_numbers_that_are_skipped_are_missing(engine: EmbeddedEngine, numbers: list[int], missing: int) -> None:
    rows = [record(place, f"n{place}", received=20 + place / 10, seq=str(n)) for place, n in enumerate(numbers)]
    await insert_logs(engine, rows)
    assert await found(engine) == ({"shop": (0, missing)} if missing else {})


async def test_numbers_of_syslog_are_found_in_its_structured_data(engine: EmbeddedEngine) -> None:
    texts = {place: f'[meta sequenceId="{n}" sysUpTime="3"]' for place, n in enumerate((4, 6))}
    await insert_logs(
        engine, [record(p, "x", received=20 + p, **{"syslog.structured_data": text}) for p, text in texts.items()]
    )
    assert await found(engine) == {"shop": (0, 1)}


async def test_what_arrives_out_of_order_or_in_the_minute_before_fills_the_gap(engine: EmbeddedEngine) -> None:
    rows = [(1, 1, -5), (2, 2, 70), (3, 3, 30), (4, 4, 31)]  # number, happened, received
    await insert_logs(engine, [record(at, f"n{n}", received=came, seq=str(n)) for n, at, came in rows])
    assert await found(engine) == {}


async def test_a_minute_is_looked_over_once_when_what_is_late_has_come(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await insert_logs(engine, [record(1, "a", received=10), record(1, "a", received=11)])
    await engine.execute(
        "INSERT INTO log_sources_10s (ReceivedTime, ServiceName, Outcome, Records) "
        "SELECT toDateTime({s:UInt32}), 'shop', 'stored', 2",
        {"s": S0 + 10},
    )
    now = [S0 + 119]
    looking = Findings(engine, lambda: now[0] * NS, clock=lambda: now[0] + 0.25)
    assert await looking.look_due()  # the minute before, in which nothing came
    assert not await looking.look_due()
    assert await looked_until(engine) == 0
    now[0] = S0 + 125
    assert await looking.look_due()
    assert not await looking.look_due()
    assert await looked_until(engine) == S0 + 60
    stored = "SELECT sum(Duplicates) AS n, count() AS rows FROM log_findings_1m"
    assert await engine.rows(stored) == [{"n": 1, "rows": 2}]
    again = Findings(engine, lambda: now[0] * NS, clock=lambda: now[0] + 0.25)
    assert not await again.look_due()
    monkeypatch.setattr(findings, "MAX_ROWS", 1)
    assert (await parameters(engine, S0, S0 + 60))["one_in"] == 3
