"""What counts as wrong, as pure rules over a service's recent past in pieces of equal length.

A piece's age 0 is the newest. What is usual is the lower quartile of the older pieces, so that trouble that has lasted for
less than three quarters of the memory does not become the measure of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

FindingKind = Literal["latency", "errors", "silent"]
CauseKind = Literal["own", "service", "outside", "unknown"]
Severity = Literal["warning", "error", "critical"]

LEAST_CALLS = 8
LEAST_SLOW = 5
SLOW_FACTOR = 2.0
SLOW_SHARE = 0.15
SLOW_MORE_MS = 20.0
VERY_SLOW_FACTOR = 5.0
LEAST_ERRORS = 3
ERROR_RATIO = 0.05
DOUBTFUL_RATIO = 0.02
DOUBTFUL_FACTOR = 3.0
CRITICAL_RATIO = 0.25
BLAMED_SHARE = 0.5
_TOLERATED_GAP = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A service's requests in one piece of time."""

    age: int
    calls: int
    errors: int
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Cause:
    """Why: its own work, a service it waits for, something outside, or not known. `share` of what grew is explained by it;
    `via` names the services between, nearest first."""

    kind: CauseKind
    name: str = ""
    share: float | None = None
    via: tuple[str, ...] = ()


UNKNOWN = Cause("unknown")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong at the end of a range. Latency: `value` and `usual` are p95 in milliseconds; errors: ratios of
    requests; silent: seconds since the last span, and None. Times are epoch seconds."""

    kind: FindingKind
    service: str
    severity: Severity
    value: float
    usual: float | None
    calls: int
    since_s: int | None = None
    over: bool = False
    operation: str = ""
    cause: Cause = UNKNOWN
    trace_id: str = ""
    span_id: str = ""

    def with_cause(self, cause: Cause) -> "Finding":
        """The same with its cause."""
        return replace(self, cause=cause)


def usual_p95(pieces: Sequence[Piece]) -> float | None:
    """The lower quartile of the pieces' p95; pieces with few calls say little and count only when all have few."""
    told = [piece.p95_ms for piece in pieces if piece.calls >= LEAST_CALLS] or [
        piece.p95_ms for piece in pieces if piece.calls
    ]
    return _lower_quartile(told)


def usual_errors(pieces: Sequence[Piece]) -> float | None:
    """The lower quartile of the pieces' error ratios."""
    return _lower_quartile([piece.errors / piece.calls for piece in pieces if piece.calls >= LEAST_CALLS])


def _lower_quartile(values: Sequence[float]) -> float | None:
    return sorted(values)[len(values) // 4] if values else None


def slow(service: str, pieces: Sequence[Piece], slower_than_usual: int) -> Finding | None:
    """Whether the newest piece is slow. `slower_than_usual`: its calls slower than the usual p95, of which a healthy service
    has one in twenty."""
    now = next((piece for piece in pieces if piece.age == 0), None)
    usual = usual_p95([piece for piece in pieces if piece.age > 0])
    if now is None or usual is None or now.calls < LEAST_CALLS:
        return None
    enough = slower_than_usual >= max(LEAST_SLOW, SLOW_SHARE * now.calls)
    if not enough or now.p95_ms < SLOW_FACTOR * usual or now.p95_ms - usual < SLOW_MORE_MS:
        return None
    severity: Severity = "error" if now.p95_ms >= VERY_SLOW_FACTOR * usual else "warning"
    return Finding("latency", service, severity, now.p95_ms, usual, now.calls)


def failing(service: str, pieces: Sequence[Piece]) -> Finding | None:
    """Whether too many requests of the newest piece failed: a twentieth always, fewer when they are many more than usual."""
    now = next((piece for piece in pieces if piece.age == 0), None)
    if now is None or now.calls < LEAST_CALLS or now.errors < LEAST_ERRORS:
        return None
    ratio, usual = now.errors / now.calls, usual_errors([piece for piece in pieces if piece.age > 0])
    unusual = usual is not None and ratio >= max(DOUBTFUL_RATIO, DOUBTFUL_FACTOR * usual)
    if ratio < ERROR_RATIO and not unusual:
        return None
    severity: Severity = "critical" if ratio >= CRITICAL_RATIO else "error" if ratio >= ERROR_RATIO else "warning"
    return Finding("errors", service, severity, ratio, usual, now.calls)


def since(steps: Sequence[tuple[int, bool]]) -> tuple[int | None, bool]:
    """When the trouble at the end of `steps` began, and whether it is over.

    Steps are (start in epoch seconds, whether bad), oldest first; those without requests are left out. A good step or two between
    bad ones does not end the trouble; after the last bad one they do.
    """
    began: int | None = None
    last_bad: int | None = None
    good = 0
    for start, bad in reversed(steps):
        if bad:
            began, good = start, 0
            last_bad = start if last_bad is None else last_bad
        else:
            good += 1
            if began is not None and good > _TOLERATED_GAP:
                break
    if began is None or last_bad is None:
        return None, False
    good_after = sum(1 for start, bad in steps if start > last_bad and not bad)
    return began, good_after > _TOLERATED_GAP


def bad_from(finding: Finding) -> float:
    """The value from which a moment belongs to the trouble: half-way between usual and now, on a log scale for durations."""
    if finding.kind == "latency" and finding.usual:
        return sqrt(finding.usual * finding.value)
    return finding.value / 2


@dataclass(frozen=True, slots=True)
class Spent:
    """What one request of a service spent, in ms: its own work, by service waited for, by thing outside."""

    total_ms: float
    parts: Mapping[tuple[CauseKind, str], float]


def why_slow(now: Spent | None, before: Spent | None) -> Cause:
    """The part that grew most, when it explains at least half of the growth; without a past, the largest part."""
    if now is None or now.total_ms <= 0:
        return UNKNOWN
    past: Mapping[tuple[CauseKind, str], float] = before.parts if before else {}
    grown = {part: ms - past.get(part, 0.0) for part, ms in now.parts.items()}
    growth = now.total_ms - before.total_ms if before else now.total_ms
    if not grown or growth <= 0:
        return UNKNOWN
    (kind, name), most = max(grown.items(), key=lambda item: item[1])
    share = most / growth
    return Cause(kind, name, min(share, 1.0)) if share >= BLAMED_SHARE else UNKNOWN


def followed(causes: Mapping[str, Cause], service: str) -> Cause:
    """The cause behind the cause: who waits for one who waits, waits for the last in the row."""
    cause, via = causes.get(service, UNKNOWN), []
    seen = {service}
    while cause.kind == "service" and cause.name not in seen:
        seen.add(cause.name)
        behind = causes.get(cause.name, UNKNOWN)
        if behind.kind != "service":
            break
        via.append(cause.name)
        cause = Cause("service", behind.name, cause.share)
    return replace(cause, via=tuple(via))
