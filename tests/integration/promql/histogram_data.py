"""Native histograms for both sides, on the instants and with the difficulties of `data`.

Counters of different resolution with resets, gaps and staleness markers, observations on both sides of zero, a resolution and
a zero bucket that change, float histograms, gauges, a series that turns from floats to histograms and back.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.integration.promql.data import SECONDS, START, sample_times
from tests.support.remote_write import STALE, NativeHistogram, Series

_SLICE_MS = 20 * 60 * 1000
GAUGE = 3


@dataclass
class Observed:
    """A histogram that is being observed into."""

    schema: int
    threshold: float = 0.001
    count: float = 0
    sum: float = 0
    zero: float = 0
    positive: Counter[int] = field(default_factory=Counter)
    negative: Counter[int] = field(default_factory=Counter)

    def see(self, value: float, times: float = 1) -> None:
        """One more observation."""
        self.count += times
        self.sum += value * times
        if abs(value) <= self.threshold:
            self.zero += times
        else:
            side = self.positive if value > 0 else self.negative
            side[math.ceil(math.log2(abs(value)) * 2.0**self.schema)] += times  # type: ignore[assignment]

    def sent(self, at: int, *, is_float: bool = False, hint: int = 0) -> NativeHistogram:
        """On the wire."""
        (positive_spans, positive), (negative_spans, negative) = (
            _spans(side, is_float=is_float) for side in (self.positive, self.negative)
        )
        return NativeHistogram(
            at, self.count, self.sum, self.schema, self.threshold, self.zero, negative_spans, negative, positive_spans,
            positive, (), is_float, hint,
        )  # fmt: skip


def _spans(side: Counter[int], *, is_float: bool) -> tuple[list[tuple[int, int]], list[float]]:
    spans: list[tuple[int, int]] = []
    counts: list[float] = []
    end = 0
    for index in sorted(side):
        if spans and index == end:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append((index - end, 1))
        end = index + 1
        counts.append(side[index])
    if is_float:
        return spans, counts
    return spans, [after - before for before, after in zip([0, *counts], counts, strict=False)]


def histogram_dataset() -> list[Series]:
    """Some twenty series."""
    return [*_counters(), *_signed(), *_changing(), *_gauges(), *_oddities()]


def sliced_histograms(items: Sequence[Series]) -> Iterator[list[Series]]:
    """The samples in the order of time, some minutes per piece."""
    for start in range(START * 1000, (START + SECONDS + 60) * 1000, _SLICE_MS):
        end = start + _SLICE_MS
        piece = [
            Series(
                one.labels,
                [pair for pair in one.samples if start <= pair[1] < end],
                histograms=[each for each in one.histograms if start <= each.timestamp < end],
            )
            for one in items
        ]
        yield [one for one in piece if one.samples or one.histograms]


def _growing(
    rng: random.Random, times: list[int], fresh: Callable[[], Observed], draw: Callable[[], float], resets: int = 0
) -> Iterator[tuple[int, Observed]]:
    anew = set(rng.sample(range(20, len(times)), resets)) if resets else set()
    now = fresh()
    for _ in range(500):
        now.see(draw())
    for i, at in enumerate(times):
        if i in anew:
            now = fresh()
        for _ in range(rng.randint(0, 9)):
            now.see(draw())
        yield at, now


def _counters() -> Iterator[Series]:
    number = 0
    for job in ("api", "web"):
        for instance in ("a:80", "b:80"):
            rng = random.Random(f"took {number}")
            schema = (3, 3, 1, 0)[number]
            gaps = ((1800, 2400), (5000, 5100)) if number == 1 else ()
            times = sample_times(rng, gaps=gaps)
            seen = _growing(
                rng, times, lambda schema=schema: Observed(schema), lambda rng=rng: rng.lognormvariate(-2, 1.5),  # type: ignore[misc]
                (0, 0, 2, 3)[number],
            )  # fmt: skip
            sent = [now.sent(at) for at, now in seen]
            yield Series({"__name__": "took", "job": job, "instance": instance}, histograms=sent)
            number += 1


def _signed() -> Iterator[Series]:
    for job, threshold in (("api", 0.25), ("web", 0.001), ("batch", 0.3)):
        rng = random.Random(f"signed {job}")

        def fresh(threshold: float = threshold) -> Observed:
            return Observed(2, threshold)

        seen = _growing(rng, sample_times(rng), fresh, lambda rng=rng: rng.gauss(0, 2), 1)  # type: ignore[misc]
        yield Series({"__name__": "signed", "job": job}, histograms=[now.sent(at) for at, now in seen])


def _changing() -> Iterator[Series]:
    """Coarser after a while, finer again later; another with a growing zero bucket."""
    rng = random.Random("changing")
    sent = []
    values: list[float] = []
    times = sample_times(rng)
    for i, at in enumerate(times):
        values += [rng.lognormvariate(0, 1) for _ in range(rng.randint(1, 6))]
        now = Observed(3 if i < 80 else 1 if i < 160 else 2)
        for value in values:
            now.see(value)
        sent.append(now.sent(at))
    yield Series({"__name__": "changing", "what": "schema"}, histograms=sent)
    sent = []
    values = []
    for i, at in enumerate(times):
        values += [rng.lognormvariate(-3, 2) for _ in range(rng.randint(1, 6))]
        now = Observed(0, (2.0**-10, 2.0**-7, 2.0**-8)[i // 90])
        for value in values:
            now.see(value)
        sent.append(now.sent(at))
    yield Series({"__name__": "changing", "what": "zero"}, histograms=sent)


def _gauges() -> Iterator[Series]:
    for job in ("api", "web"):
        rng = random.Random(f"gauge histogram {job}")
        sent = []
        for at in sample_times(rng):
            now = Observed(2)
            for _ in range(rng.randint(1, 30)):
                now.see(rng.gauss(5, 3), rng.randint(1, 15) / 8)
            sent.append(now.sent(at, is_float=True, hint=GAUGE))
        yield Series({"__name__": "queue", "job": job}, histograms=sent)


def _oddities() -> Iterator[Series]:
    rng = random.Random("odd histograms")
    times = sample_times(rng, last=2500)
    seen = _growing(rng, times, lambda: Observed(1), lambda: rng.expovariate(1))
    sent = [now.sent(at) for at, now in seen]
    marker = NativeHistogram(times[-1] + 30_000, sum=STALE)
    again_times = sample_times(rng, first=4000)
    again = [now.sent(at) for at, now in _growing(rng, again_times, lambda: Observed(1), lambda: rng.expovariate(1))]
    yield Series({"__name__": "restarting", "job": "api"}, histograms=[*sent, marker, *again])
    times = sample_times(rng)
    native = [now.sent(at) for at, now in _growing(rng, times, lambda: Observed(1), lambda: rng.expovariate(1))]
    halves = [one for i, one in enumerate(native) if i // 20 % 2]
    floats = [(float(i), at) for i, at in enumerate(times) if not i // 20 % 2]
    yield Series({"__name__": "turning", "job": "api"}, floats, histograms=halves)
    yield Series({"__name__": "empty"}, histograms=[Observed(0).sent(at) for at in times])
    only_zero = [now.sent(at) for at, now in _growing(rng, times, lambda: Observed(0, 1.0), lambda: rng.uniform(-1, 1))]
    yield Series({"__name__": "around_zero"}, histograms=only_zero)
