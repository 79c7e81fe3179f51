"""What is wrong at the end of a range: services slower than usual, failing, or silent, and whose fault it is.

Counts find the trouble, the rules of `findings_rules` judge it. For what is slow or failing, a sample of whole traces from
during and before the trouble then tells a service whose own work got slower from its callers, who merely wait: of each
service's mean request the part that grew most is the cause (`time_spent` says what the parts are).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sardonyx.query.scope import AccessScope
from sardonyx.query.services.counts import COUNTS_SECONDS, FAILED, counts_in, entry, one_of, quantiles_ms, whole_range
from sardonyx.query.services.evidence import Evidence, evidence_of
from sardonyx.query.services.findings_rules import (
    BLAMED_SHARE,
    UNKNOWN,
    Cause,
    Finding,
    Piece,
    Spent,
    bad_from,
    failing,
    followed,
    since,
    slow,
    usual_p95,
    why_slow,
)
from sardonyx.query.services.sample import sample_of
from sardonyx.query.services.time_spent import TimeSpent, failed_below, time_spent
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

MEMORY_SECONDS = 3600
LONGEST_MEMORY_SECONDS = 86_400
PIECE_SECONDS = 300
SHORT_PIECE_SECONDS = 60
_SHORT_HISTORY_SECONDS = 6 * PIECE_SECONDS
_STEP_SECONDS = 30
_BEFORE_SECONDS = 900
SILENT_SECONDS = 120
_REGULAR_SHARE = 0.8
_RANK = {"critical": 0, "error": 1, "warning": 2}


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong, the worst first, those who merely wait last. `recent_seconds` were compared with the
    `memory_seconds` before them; too short a memory (`young`) tells nothing of what is usual."""

    findings: list[Finding]
    services: int
    recent_seconds: int
    memory_seconds: int
    young: bool


async def find_trouble(
    engine: Engine, time_range: TimeRange, scope: AccessScope, *, limits: Limits = INTERACTIVE
) -> Findings:
    """What is wrong at the end of the range. The longer the range, the longer the memory: an hour at least, a day at most."""
    end_s = -(-time_range.end_ns // NS)
    memory = int(min(max(time_range.seconds, MEMORY_SECONDS), LONGEST_MEMORY_SECONDS))
    start_s = max(0, end_s - memory - PIECE_SECONDS)
    history = end_s - await _first_second(engine, whole_range(start_s, end_s), scope, limits)
    piece = PIECE_SECONDS if history >= _SHORT_HISTORY_SECONDS else SHORT_PIECE_SECONDS
    whole = whole_range(start_s, end_s)
    pieces = await _pieces(engine, whole, scope, piece, limits)
    recent = whole_range(end_s - piece, end_s)
    tails = await _slower_than_usual(engine, recent, whole, scope, pieces, limits)
    found: list[Finding] = []
    for service, its in pieces.items():
        found += [one for one in (failing(service, its), slow(service, its, tails.get(service, 0))) if one]
    silent = await _silent(engine, whole, scope, limits)
    if found:
        found = await _since_when(engine, found, whole, scope, limits)
        found = await _whose_fault(engine, found, end_s, scope, limits)
        found = await _with_evidence(engine, found, end_s, scope, limits)
    services = len(pieces)
    return Findings(_worst_first(found) + silent, services, piece, min(memory, history), history < 3 * piece)


def _worst_first(found: Sequence[Finding]) -> list[Finding]:
    return sorted(
        found,
        key=lambda one: (
            one.over,
            one.cause.kind == "service",
            _RANK[one.severity],
            -one.value / (one.usual or one.value or 1),
        ),
    )


async def _first_second(engine: Engine, whole: TimeRange, scope: AccessScope, limits: Limits) -> int:
    condition = counts_in(whole, scope)
    (row,) = await engine.rows(
        f"SELECT toUnixTimestamp(min(Time)) AS first_s, count() AS rows FROM span_metrics_10s WHERE {condition.sql}",
        condition.params,
        limits=limits,
    )
    return int(row["first_s"]) if int(row["rows"]) else whole.end_ns // NS


async def _pieces(
    engine: Engine, whole: TimeRange, scope: AccessScope, piece: int, limits: Limits
) -> dict[str, list[Piece]]:
    condition = counts_in(whole, scope)
    rows = await engine.rows(
        f"SELECT ServiceName AS service, intDiv({{end_s:UInt32}} - 1 - toUnixTimestamp(Time), {{piece:UInt32}}) AS age, "
        f"sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors, {quantiles_ms()} AS ms FROM span_metrics_10s "
        f"WHERE {condition.sql} AND {entry(condition.sql)} GROUP BY service, age ORDER BY service, age",
        {**condition.params, "piece": piece},
        limits=limits,
    )
    found: dict[str, list[Piece]] = defaultdict(list)
    for row in rows:
        found[row["service"]].append(Piece(int(row["age"]), int(row["calls"]), int(row["errors"]), row["ms"][1]))
    return dict(found)


async def _slower_than_usual(
    engine: Engine,
    recent: TimeRange,
    whole: TimeRange,
    scope: AccessScope,
    pieces: Mapping[str, Sequence[Piece]],
    limits: Limits,
) -> dict[str, int]:
    """Recent requests slower than their service's usual p95."""
    usual = {name: usual_p95([one for one in its if one.age > 0]) for name, its in pieces.items()}
    known = {name: ms for name, ms in usual.items() if ms is not None}
    if not known:
        return {}
    condition = counts_in(whole, scope)
    rows = await engine.rows(
        "SELECT ServiceName AS service, sum(Calls) AS calls FROM span_metrics_10s "
        f"WHERE {condition.sql} AND Time >= toDateTime({{recent_s:UInt32}}) AND {entry(condition.sql)} "
        "AND exp2(Bucket / 8) / 1e6 > transform(toString(ServiceName), {names:Array(String)}, {usual_ms:Array(Float64)}, 1e18) "
        "GROUP BY service",
        {
            **condition.params,
            "recent_s": recent.start_ns // NS,
            "names": list(known),
            "usual_ms": list(known.values()),
        },
        limits=limits,
    )
    return {row["service"]: int(row["calls"]) for row in rows}


async def _silent(engine: Engine, whole: TimeRange, scope: AccessScope, limits: Limits) -> list[Finding]:
    """Services that sent requests steadily and sent nothing lately, neither spans nor records."""
    condition = counts_in(whole, scope)
    rows = await engine.rows(
        "SELECT service, max(last_s) AS last_s, sum(calls) AS calls, max(minutes) AS minutes, min(first_s) AS first_s FROM ("
        "SELECT ServiceName AS service, toUnixTimestamp(max(Time)) AS last_s, sum(Calls) AS calls, "
        "uniqExact(toStartOfMinute(Time)) AS minutes, toUnixTimestamp(min(Time)) AS first_s "
        f"FROM span_metrics_10s WHERE {condition.sql} GROUP BY service UNION ALL "
        "SELECT ServiceName AS service, toUnixTimestamp(max(Time)) AS last_s, 0 AS calls, 0 AS minutes, "
        "toUnixTimestamp(min(Time)) AS first_s "
        f"FROM log_counts_10s WHERE {condition.sql} GROUP BY service) GROUP BY service HAVING calls > 0",
        condition.params,
        limits=limits,
    )
    end_s = whole.end_ns // NS
    found = []
    for row in rows:
        last, minutes = int(row["last_s"]) + COUNTS_SECONDS, int(row["minutes"])
        lived = max(60, last - int(row["first_s"])) / 60
        steady = minutes >= 5 and minutes / lived >= _REGULAR_SHARE
        if steady and end_s - last >= SILENT_SECONDS:
            found.append(
                Finding("silent", row["service"], "warning", end_s - last, None, int(row["calls"]), since_s=last)
            )
    return sorted(found, key=lambda one: one.service)


async def _since_when(
    engine: Engine, found: Sequence[Finding], whole: TimeRange, scope: AccessScope, limits: Limits
) -> list[Finding]:
    condition = counts_in(whole, scope, one_of(sorted({one.service for one in found})))
    rows = await engine.rows(
        f"SELECT ServiceName AS service, intDiv(toUnixTimestamp(Time), {{step:UInt32}}) * {{step:UInt32}} AS at, "
        f"sum(Calls) AS calls, sumIf(Calls, {FAILED}) AS errors, {quantiles_ms()} AS ms FROM span_metrics_10s "
        f"WHERE {condition.sql} AND {entry(condition.sql)} GROUP BY service, at ORDER BY at",
        {**condition.params, "step": _STEP_SECONDS},
        limits=limits,
    )
    steps: dict[str, list[tuple[int, Piece]]] = defaultdict(list)
    for row in rows:
        measured = Piece(0, int(row["calls"]), int(row["errors"]), row["ms"][1])
        steps[row["service"]].append((int(row["at"]), measured))
    dated = []
    for one in found:
        limit = bad_from(one)
        told = [
            (at, measured.p95_ms >= limit if one.kind == "latency" else measured.errors / measured.calls >= limit)
            for at, measured in steps[one.service]
        ]
        began, over = since(told)
        dated.append(replace(one, since_s=began, over=over))
    return dated


async def _whose_fault(
    engine: Engine, found: Sequence[Finding], end_s: int, scope: AccessScope, limits: Limits
) -> list[Finding]:
    """Each finding with its cause, from traces during the trouble and before it."""
    began = min(one.since_s or end_s - PIECE_SECONDS for one in found)
    during = await sample_of(engine, whole_range(max(began, end_s - PIECE_SECONDS), end_s), scope, limits=limits)
    spent = await time_spent(engine, during, limits=limits)
    slow_causes: dict[str, Cause] = {}
    if any(one.kind == "latency" for one in found):
        before = await sample_of(engine, whole_range(max(0, began - _BEFORE_SECONDS), began), scope, limits=limits)
        past = await time_spent(engine, before, limits=limits)
        slow_causes = {name: why_slow(_per_request(its), _per_request(past.get(name))) for name, its in spent.items()}
    error_causes: dict[str, Cause] = {}
    if any(one.kind == "errors" for one in found):
        below = await failed_below(engine, during, limits=limits)
        error_causes = {name: _why_failing(its, below.get(name, {})) for name, its in spent.items()}
    return [
        one.with_cause(followed(slow_causes if one.kind == "latency" else error_causes, one.service)) for one in found
    ]


def _per_request(spent: TimeSpent | None) -> Spent | None:
    if spent is None or not spent.requests:
        return None
    parts = {(part.kind, part.name): part.time_ms / spent.requests for part in spent.parts}
    return Spent(spent.duration_ms / spent.requests, parts)  # type: ignore[arg-type]


def _why_failing(spent: TimeSpent, below: Mapping[str, int]) -> Cause:
    """The service called whose failures go along with most of its own; else its own work."""
    if not spent.failed:
        return UNKNOWN
    callee, traces = max(below.items(), key=lambda item: item[1], default=("", 0))
    share = min(1.0, traces / spent.failed)
    return Cause("service", callee, share) if callee and share >= BLAMED_SHARE else Cause("own")


async def _with_evidence(
    engine: Engine, found: Sequence[Finding], end_s: int, scope: AccessScope, limits: Limits
) -> list[Finding]:
    told = []
    for one in found:
        began = max(one.since_s or 0, end_s - PIECE_SECONDS) if not one.over else end_s - PIECE_SECONDS
        seen: Evidence = await evidence_of(engine, one, whole_range(began, end_s), scope, limits=limits)
        told.append(replace(one, operation=seen.operation, trace_id=seen.trace_id, span_id=seen.span_id))
    return told
