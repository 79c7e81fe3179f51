"""How much of a time a monitor was available: pure arithmetic over its transitions.

Degraded counts as available. Maintenance and what is not known (Sardonyx was not running, the monitor was paused or new)
count neither way. The parts of a span always add up to it: it is counted in whole microseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sardonyx.health.states.model import COUNTS_AS, CountsAs, State

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to `end`; both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Transition:
    """A monitor was in `state` from `at` on. `counts_as` None: what the state counts as."""

    at: datetime
    state: State
    counts_as: CountsAs | None = None
    reason: str = ""
    message: str = ""
    suppressed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a span that is one thing all the time."""

    start: datetime
    end: datetime
    counts_as: CountsAs

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class Availability:
    """Parts of a span in seconds. `ratio` is up and degraded over these and down, None where nothing is known.

    `mttr_seconds`: mean length of the outages that ended; `mtbf_seconds`: mean time available between outages.
    """

    up_seconds: float
    degraded_seconds: float
    down_seconds: float
    maintenance_seconds: float
    unknown_seconds: float
    ratio: float | None
    outages: int
    mttr_seconds: float | None
    mtbf_seconds: float | None


def availability(
    transitions: Iterable[Transition], gaps: Iterable[Span], windows: Iterable[Span], span: Span
) -> Availability:
    """What `span` comes to. `transitions` in any order, with the last one before the span if its state is to be known;
    `gaps` are when nobody watched, `windows` when maintenance was on, whatever was found then."""
    return summed(pieces(transitions, gaps, windows, span))


def pieces(transitions: Iterable[Transition], gaps: Iterable[Span], windows: Iterable[Span], span: Span) -> list[Piece]:
    """The span in parts, in order and without holes; neighbours differ."""
    if span.end <= span.start:
        return []
    ordered = sorted(transitions, key=lambda one: one.at)
    before = [one for one in ordered if one.at <= span.start]
    inside = [one for one in ordered if span.start < one.at < span.end]
    points: list[tuple[datetime, CountsAs]] = [(span.start, _counted(before[-1]) if before else "unknown")]
    points += [(one.at, _counted(one)) for one in inside]
    found = [
        Piece(start, end, counts_as)
        for (start, counts_as), end in zip(points, [at for at, _ in points[1:]] + [span.end], strict=True)
        if end > start
    ]
    found = _over(found, _merged(gaps, span), "unknown")
    return _joined(_over(found, _merged(windows, span), "maintenance"))


def summed(parts: Sequence[Piece]) -> Availability:
    """The figures of parts as `pieces` gives them."""
    microseconds: dict[CountsAs, int] = {"up": 0, "degraded": 0, "down": 0, "maintenance": 0, "unknown": 0}
    outages: list[int] = []
    is_down = False
    for part in parts:
        length = (part.end - part.start) // _MICROSECOND
        microseconds[part.counts_as] += length
        if part.counts_as == "down":
            # What lies between (a window, a restart of ours) doesn't make two outages of one.
            outages[-1:] = [outages[-1] + length] if is_down else [*outages[-1:], length]
            is_down = True
        elif part.counts_as in ("up", "degraded"):
            is_down = False
    available = microseconds["up"] + microseconds["degraded"]
    known = available + microseconds["down"]
    ended = outages[:-1] if is_down else outages
    return Availability(
        **{f"{name}_seconds": length / 1e6 for name, length in microseconds.items()},
        ratio=available / known if known else None,
        outages=len(outages),
        mttr_seconds=sum(ended) / len(ended) / 1e6 if ended else None,
        mtbf_seconds=available / len(outages) / 1e6 if outages else None,
    )


def _counted(transition: Transition) -> CountsAs:
    return transition.counts_as or COUNTS_AS[transition.state]


def _merged(spans: Iterable[Span], within: Span) -> list[Span]:
    """Those inside of `within`, cut to it, overlapping ones made one, in order."""
    found: list[Span] = []
    for one in sorted(spans, key=lambda one: one.start):
        start, end = max(one.start, within.start), min(one.end, within.end)
        if end <= start:
            continue
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Span(start, end))
    return found


def _over(parts: Sequence[Piece], covers: Sequence[Span], counts_as: CountsAs) -> list[Piece]:
    """The parts with `covers` (ordered, apart from each other) laid over them."""
    if not covers:
        return list(parts)
    found: list[Piece] = []
    index = 0
    for part in parts:
        at = part.start
        while index < len(covers) and covers[index].end <= at:
            index += 1
        here = index
        while here < len(covers) and covers[here].start < part.end:
            cover = covers[here]
            if cover.start > at:
                found.append(Piece(at, cover.start, part.counts_as))
            until = min(cover.end, part.end)
            found.append(Piece(max(at, cover.start), until, counts_as))
            at = until
            here += 1
        if at < part.end:
            found.append(Piece(at, part.end, part.counts_as))
    return found


def _joined(parts: Sequence[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for part in parts:
        if found and found[-1].counts_as == part.counts_as:
            found[-1] = Piece(found[-1].start, part.end, part.counts_as)
        else:
            found.append(part)
    return found
