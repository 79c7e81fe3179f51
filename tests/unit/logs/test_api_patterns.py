"""The route of patterns: what is counted, what is known of it, and who brought it."""

from dataclasses import replace

import pytest

from sardonyx.changes.record import Change, write_changes
from sardonyx.collectors.patterns.keeper import PatternKeeper
from sardonyx.logs.analysis import LogAnalysis
from sardonyx.logs.api_analysis import build_router
from sardonyx.logs.exports import LogExports
from sardonyx.logs.models_analysis import LogPattern, LogPatternsResponse
from sardonyx.query.patterns import counts
from sardonyx.query.time_range import NS
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app
from tests.support.telemetry import T0, insert_logs, log

MINUTE = 60 * NS
RANGE = {"start": T0 // NS, "end": T0 // NS + 7200}


async def asked(engine: EmbeddedEngine, body: dict[str, object], **scope: frozenset[str]) -> LogPatternsResponse:
    router = build_router(LogAnalysis(engine), LogExports(engine, None))  # type: ignore[arg-type]
    async with client(make_app(router, principal=replace(CALLER, **scope))) as http:  # type: ignore[arg-type]
        answer = await http.post("/rest/logs/patterns", json={**RANGE, **body})
    assert answer.status_code == 200
    return LogPatternsResponse.model_validate(answer.json())


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    rows = [log(n * MINUTE, f"request {n} done in {n}.5 ms", ServiceVersion="1.0") for n in range(1, 71)]
    rows += [log(100 * MINUTE + n, f"cannot reach 10.0.0.{n}", level=17, ServiceVersion="1.1") for n in range(10)]
    rows += [log(100 * MINUTE + n, "cannot reach 10.0.0.9", service="other") for n in range(10)]
    rows += [log(101 * MINUTE, "")]
    await insert_logs(engine, rows)
    await write_changes(
        engine,
        [
            Change("a", T0 // 10**6 + 60_000, "version", "shop", "prod", "shop 1.0", "1.0"),
            Change("b", T0 // 10**6 + 99 * 60_000, "version", "shop", "prod", "shop 1.1", "1.1"),
        ],
    )
    keeper = PatternKeeper(engine, lambda: T0 + 120 * MINUTE)
    while await keeper.look() is not None:
        pass
    return engine


def by_template(found: LogPatternsResponse) -> dict[tuple[str, str], LogPattern]:
    return {(one.services[0], one.template): one for one in found.patterns}


async def test_patterns_tell_how_often_since_when_and_which_deployment_brought_them(stored: EmbeddedEngine) -> None:
    found = await asked(stored, {})
    assert (found.patterns_total, found.sampled, found.notices) == (3, False, [])
    patterns = by_template(found)
    done = patterns["shop", "request <num> done in <num> ms"]
    assert (done.count, done.share, done.level, done.is_new) == (70, round(70 / 90, 6), "INFO", False)
    assert done.introduced_by is None
    assert sum(one.share_bytes for one in found.patterns) == pytest.approx(1, abs=1e-5)
    assert done.bytes == sum(len(f"request {n} done in {n}.5 ms") for n in range(1, 71))
    new = patterns["shop", "cannot reach <ip>"]
    assert (new.count, new.level, new.is_new) == (10, "ERROR", True)
    assert new.introduced_by is not None
    assert (new.introduced_by.version, new.introduced_by.deployed_at) == ("1.1", "2026-11-23T03:52:20.000000000Z")
    assert new.first_seen == "2026-11-23T03:53:20.000000000Z"
    # Of another service the same words are another pattern; it has only begun to speak.
    other = patterns["other", "cannot reach <ip>"]
    assert (other.is_new, other.introduced_by) == (False, None)
    assert other.id != new.id
    # Two hours in parts of three minutes.
    assert (len(done.points), sum(done.points), done.points[:3]) == (40, 70, [2, 3, 3])
    assert {at: records for at, records in enumerate(new.points) if records} == {33: 10}


async def test_what_was_known_before_the_range_keeps_its_first_time(stored: EmbeddedEngine) -> None:
    found = await asked(stored, {"query": "done", "start": T0 // NS + 3600, "limit": 1})
    (done,) = found.patterns
    assert (done.count, done.first_seen) == (11, "2026-11-23T02:14:20.000000000Z")


async def test_patterns_keep_to_search_and_scope(stored: EmbeddedEngine) -> None:
    found = await asked(stored, {"query": "reach"}, services=frozenset({"other"}))
    assert [(one.services, one.count) for one in found.patterns] == [(["other"], 10)]
    assert (await asked(stored, {}, environments=frozenset({"staging"}))).patterns == []


async def test_of_many_records_a_part_is_counted_and_it_says_so(
    stored: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await insert_logs(stored, [log(110 * MINUTE + n * 1000, f"many {n}", service="busy") for n in range(3000)])
    monkeypatch.setattr(counts, "FULLY_COUNTED", 1000)
    found = await asked(stored, {"query": "service:busy"})
    assert found.sampled
    assert "one of 3 of the 3,000 records" in found.notices[0]
    (many,) = found.patterns
    assert many.count % 3 == 0
    assert 2500 < many.count < 3500
