"""When each source last gave what is watched. Times in milliseconds since the epoch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sardonyx.alerting.evaluation.outputs import Query, Result
from sardonyx.alerting.no_data.inputs import SOURCE_LABELS, Input

FORGOTTEN_MS = 24 * 3_600_000
"""A source that has been silent for this long is no longer waited for."""

UP = "min by (job, instance) (up)"

Source = tuple[str, str]
"""A job and an instance; either may be empty."""


@dataclass(slots=True)
class _Seen:
    """`ended`: the series have ended with a staleness marker. `first_ms` is None for what was there from the start; `alive`: it
    gave more since it was first seen."""

    first_ms: int | None
    last_ms: int
    alive: bool = False
    present: bool = True
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A source has not given something since `since_ms`."""

    source: Source
    since_ms: int
    metric: str


@dataclass(slots=True)
class Sightings:
    """What was seen since it is there; what gave nothing since then is not missed. `lookback_ms`: how long a series without a
    marker counts after its last sample."""

    lookback_ms: int
    _seen: dict[Input, dict[Source, _Seen]] = field(default_factory=dict)
    _up: dict[Source, bool] = field(default_factory=dict)

    async def look(self, inputs: Iterable[Input], query: Query, at_ms: int) -> None:
        """Ask who gives them at `at_ms`. Raises PromqlError."""
        self._up = {_source(one): one.value > 0 for one in await query(UP, at_ms)}
        for wanted in inputs:
            self._note(self._seen.setdefault(wanted, {}), await query(question(wanted), at_ms), at_ms)

    def keep_only(self, inputs: Collection[Input]) -> None:
        """Forget what no rule needs any more."""
        for gone in self._seen.keys() - set(inputs):
            del self._seen[gone]

    def missing(self, inputs: Iterable[Input], at_ms: int, after_ms: int = 0) -> list[Missing]:
        """Which sources gave one of these once and have not for `after_ms`, the longest silence of each first.

        A scrape that fails ends a target's series and says `up` is 0: that is missing. What ends while its target is up, or
        along with `up`, was taken away; what falls silent just when its job gets another instance was replaced.
        """
        return sorted(
            (
                Missing(source, seen.last_ms, wanted.metric)
                for wanted in inputs
                for source, seen in self._seen.get(wanted, {}).items()
                if not seen.present
                and at_ms - seen.last_ms >= after_ms
                and (not seen.ended or self._up.get(source) is False)
            ),
            key=lambda one: (one.source, one.since_ms, one.metric),
        )

    def present(self, inputs: Iterable[Input]) -> set[Source]:
        """The sources that give at least one of these."""
        return {source for wanted in inputs for source, seen in self._seen.get(wanted, {}).items() if seen.present}

    def _note(self, known: dict[Source, _Seen], found: Sequence[Result], at_ms: int) -> None:
        first_ms = at_ms if known else None
        now = {_source(one): round(one.value * 1000) for one in found}
        for source, last_ms in now.items():
            before = known.get(source)
            alive = before is not None and (before.alive or last_ms > before.last_ms)
            known[source] = _Seen(before.first_ms if before else first_ms, last_ms, alive)
        for source in list(known.keys() - now.keys()):
            seen = known[source]
            if seen.present:
                seen.present, seen.ended = False, at_ms - seen.last_ms < self.lookback_ms
            removed = seen.ended and self._up.get(source) is not False
            if not seen.alive or removed or self._replaced(source, known) or at_ms - seen.last_ms > FORGOTTEN_MS:
                del known[source]

    def _replaced(self, source: Source, known: Mapping[Source, _Seen]) -> bool:
        since_ms = known[source].last_ms - self.lookback_ms
        return source not in self._up and any(
            one.present and other[0] == source[0] and one.first_ms is not None and one.first_ms > since_ms
            for other, one in known.items()
        )


def question(wanted: Input) -> str:
    """The time (epoch seconds) of the last sample each source has of it."""
    return f"max by (job, instance) (timestamp({wanted.selector}))"


def _source(one: Result) -> Source:
    job, instance = (one.labels.get(name, "") for name in SOURCE_LABELS)
    return job, instance
