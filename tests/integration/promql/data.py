"""The same metrics for both sides: two hours around a midnight, with what makes PromQL difficult.

Counters with resets, gauges, classic histograms, gaps, late starts, staleness markers, NaN and infinities. Samples lie about
every 30 s, jittered, and never on a whole second; every window of our queries begins and ends on one, so that closed windows
(Prometheus 2) and left-open ones (Prometheus 3) hold the same samples.
"""

import math
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from tests.support.remote_write import STALE, Series, Value

# Remote write takes nothing older than 400 days.
MIDNIGHT = int(datetime(datetime.now(UTC).year, 1, 1, tzinfo=UTC).timestamp())
START = MIDNIGHT - 3600
SECONDS = 7200
_EVERY = 30.0
_SLICE_MS = 20 * 60 * 1000
_BOUNDS = (0.005, 0.05, 0.25, 1.0, 5.0)

Samples = list[tuple[Value, int]]
Gaps = tuple[tuple[int, int], ...]


def dataset() -> list[Series]:
    """Some fifty series."""
    found = list(_counters())
    found += _gauges()
    found += _histograms()
    found += _oddities()
    return found


def sliced(items: list[Series]) -> Iterator[list[Series]]:
    """The samples in the order of time, some minutes per piece: Prometheus refuses what is an hour older than its newest."""
    for start in range(START * 1000, (START + SECONDS + 60) * 1000, _SLICE_MS):
        piece = [
            Series(one.labels, [pair for pair in one.samples if start <= pair[1] < start + _SLICE_MS]) for one in items
        ]
        yield [one for one in piece if one.samples]


def sample_times(rng: random.Random, first: float = 0, last: float = SECONDS, gaps: Gaps = ()) -> list[int]:
    """Milliseconds, about every 30 s."""
    found, at = [], first + 5
    while at < last:
        milliseconds = int((START + at) * 1000) // 1000 * 1000 + rng.randint(1, 999)
        if not any(begin <= at < end for begin, end in gaps):
            found.append(milliseconds)
        at += _EVERY + rng.uniform(-4, 4)
    return found


def _made(times: list[int], value: Callable[[int], Value]) -> Samples:
    return [(value(at), at) for at in times]


def _climbing(rng: random.Random, times: list[int], first: float, resets: int) -> Samples:
    """A counter; its resets begin above zero by little."""
    at_reset = set(rng.sample(range(20, len(times)), resets)) if resets else set()
    found: Samples = []
    value = first
    for i, at in enumerate(times):
        value = rng.uniform(0, 3) if i in at_reset else value + rng.choice([0, 1, 2.5, rng.uniform(0, 40)])
        found.append((value, at))
    return found


def _counters() -> Iterator[Series]:
    number = 0
    for job in ("api", "web"):
        for instance in ("a:80", "b:80"):
            for code in ("200", "404", "500"):
                rng = random.Random(f"counter {number}")
                gaps: Gaps = ((1800, 2400), (5000, 5100)) if number % 4 == 1 else ()
                times = sample_times(rng, gaps=gaps)
                labels = {"__name__": "requests_total", "job": job, "instance": instance, "code": code}
                yield Series(labels, _climbing(rng, times, rng.uniform(1e4, 1e5), 0 if gaps else number % 3))
                number += 1


def _gauges() -> Iterator[Series]:
    for job in ("api", "web", "batch"):
        for instance in ("a:80", "b:80"):
            rng = random.Random(f"gauge {job} {instance}")
            gaps: Gaps = ((2000, 3000),) if job == "batch" else ()
            samples = _made(sample_times(rng, gaps=gaps), lambda _at, rng=rng: rng.gauss(50, 20))  # type: ignore[misc]
            yield Series({"__name__": "temperature", "job": job, "instance": instance, "unit": "celsius"}, samples)
    for job in ("api", "web"):
        rng = random.Random(f"up {job}")
        for instance in ("a:80", "b:80", "c:80"):
            samples = _made(sample_times(rng), lambda _at, rng=rng: float(rng.random() < 0.8))  # type: ignore[misc]
            yield Series({"__name__": "up", "job": job, "instance": instance}, samples)
    for job, version in (("api", "1.2"), ("web", "2.0")):
        rng = random.Random(f"info {job}")
        yield Series(
            {"__name__": "build_info", "job": job, "version": version}, _made(sample_times(rng), lambda _at: 1.0)
        )


def _histograms() -> Iterator[Series]:
    for job in ("api", "web"):
        rng = random.Random(f"histogram {job}")
        times = sample_times(rng)
        counts = [0.0] * (len(_BOUNDS) + 1)
        buckets: list[Samples] = [[] for _ in counts]
        sums: Samples = []
        total = 1e5
        for at in times:
            for _ in range(rng.randint(0, 12)):
                seen = rng.lognormvariate(-2, 1.5)
                total += seen
                for i, bound in enumerate((*_BOUNDS, math.inf)):
                    counts[i] += seen <= bound
            for samples, count in zip(buckets, counts, strict=True):
                samples.append((count + 1000 * (len(counts) - 1), at))
            sums.append((total, at))
        for bound, samples in zip((*map(str, _BOUNDS), "+Inf"), buckets, strict=True):
            yield Series({"__name__": "latency_bucket", "job": job, "le": bound}, samples)
        yield Series({"__name__": "latency_count", "job": job}, buckets[-1])
        yield Series({"__name__": "latency_sum", "job": job}, sums)


def _oddities() -> Iterator[Series]:
    rng = random.Random("odd")
    late = sample_times(rng, first=3500)
    yield Series({"__name__": "late", "job": "api"}, _made(late, lambda _at: rng.gauss(0, 5)))
    yield Series({"__name__": "late_total", "job": "api"}, _climbing(rng, late, 0.0, 1))
    ended = sample_times(rng, last=2500)
    yield Series({"__name__": "ended", "job": "api"}, [*_made(ended, lambda _at: rng.gauss(0, 5)), _marker(ended)])
    for instance in ("a:80", "b:80"):
        again = sample_times(rng, first=3000 if instance == "b:80" else 3600, last=6000)
        samples = _made(sample_times(rng, last=2000), lambda _at: rng.uniform(-1, 1))
        samples = [*samples, _marker([at for _, at in samples])]
        samples += _made(again, lambda _at: rng.uniform(-1, 1))
        yield Series({"__name__": "restarted", "instance": instance}, [*samples, _marker(again)])
    # No value in two of them: equal values have no order that topk could keep.
    odd = {
        "all": (math.nan, math.inf, 1e-300, 3.5, -2.0),
        "nan": (math.nan, 1.0, 2.0),
        "inf": (-math.inf, 4.0),
        "zero": (0.0, -0.0),
    }
    for kind, chosen in odd.items():
        samples = _made(sample_times(rng), lambda _at, chosen=chosen: rng.choice(chosen))  # type: ignore[misc]
        yield Series({"__name__": "odd", "kind": kind}, samples)
    huge = (1e300, -1e300, 1e-300, 7.0)
    yield Series({"__name__": "huge"}, _made(sample_times(rng), lambda _at: rng.choice(huge)))
    for name, value in (("constant", 42.0), ("clock", None)):
        yield Series(
            {"__name__": name}, _made(sample_times(rng), lambda at, value=value: at / 1000 if value is None else value)
        )  # type: ignore[misc]
    texts = ("", "plain", "two words", "naïve", 'quo"te', "back\\slash", "10", "9", "a1b22")
    for text in texts:
        labels = {"__name__": "texts", "text": text, "n": str(len(text))}
        yield Series({k: v for k, v in labels.items() if v}, _made(sample_times(rng), lambda _at: rng.uniform(0, 10)))
    sparse = [int((START + at) * 1000) + 500 for at in range(40, SECONDS, 260)]
    yield Series({"__name__": "sparse", "job": "web"}, _made(sparse, lambda _at: rng.uniform(0, 10)))


def _marker(times: list[int]) -> tuple[Value, int]:
    return (STALE, times[-1] + 30_000)
