"""One native (exponential) histogram, and arithmetic on it.

Bucket i of a side covers (base^(i-1), base^i] with base = 2^(2^-schema), as Prometheus numbers them; `zero_count` counts
what lies within ±zero_threshold. Counts are floats, because rates of histograms are histograms.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from sardonyx.query.promql.values import Floats


@dataclass(frozen=True, slots=True)
class Side:
    """Buckets offset, offset + 1, … of one sign."""

    offset: int
    counts: Floats

    def coarser(self, levels: int) -> "Side":
        """The same counts in a schema `levels` lower: 2^levels buckets become one."""
        if levels == 0 or not len(self.counts):
            return self
        index = -((-(self.offset + np.arange(len(self.counts)))) >> levels)  # rounds up: upper bounds are inclusive
        counts = np.zeros(int(index[-1] - index[0]) + 1)
        np.add.at(counts, index - index[0], self.counts)
        return Side(int(index[0]), counts)

    def plus(self, other: "Side", factor: float) -> "Side":
        """self + factor · other, bucket by bucket."""
        if not len(other.counts):
            return self
        if not len(self.counts):
            return Side(other.offset, factor * other.counts)
        first = min(self.offset, other.offset)
        end = max(self.offset + len(self.counts), other.offset + len(other.counts))
        counts = np.zeros(end - first)
        counts[self.offset - first :][: len(self.counts)] += self.counts
        counts[other.offset - first :][: len(other.counts)] += factor * other.counts
        return Side(first, counts)

    def scaled(self, factor: float) -> "Side":
        """Every count times `factor`."""
        with np.errstate(all="ignore"):
            return Side(self.offset, self.counts * factor)

    def trimmed(self) -> "Side":
        """Without empty buckets at either end."""
        some = np.flatnonzero(self.counts)
        if not len(some):
            return EMPTY
        return Side(self.offset + int(some[0]), self.counts[some[0] : some[-1] + 1])


EMPTY = Side(0, np.zeros(0))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket that holds observations, in the order of the axis."""

    lower: float
    upper: float
    count: float


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """A native histogram; immutable."""

    schema: int
    zero_threshold: float
    zero_count: float
    count: float
    sum: float
    positive: Side = EMPTY
    negative: Side = EMPTY

    def with_schema(self, schema: int) -> "Histogram":
        """In a coarser schema."""
        levels = self.schema - schema
        return replace(
            self, schema=schema, positive=self.positive.coarser(levels), negative=self.negative.coarser(levels)
        )

    def with_zero_threshold(self, threshold: float) -> "Histogram":
        """With a zero bucket that is at least as wide as `threshold` and swallows the buckets it reaches into."""
        if threshold <= self.zero_threshold:
            return self
        threshold = max(
            [threshold, *(bucket.upper for bucket in self._side(self.positive) if bucket.lower < threshold)]
        )
        threshold = max(
            [threshold, *(bucket.upper for bucket in self._side(self.negative) if bucket.lower < threshold)]
        )
        zero = self.zero_count
        sides = []
        for side in (self.positive, self.negative):
            uppers = self._bounds(side)
            inside = uppers <= threshold
            zero += float(side.counts[inside].sum())
            sides.append(Side(side.offset, np.where(inside, 0.0, side.counts)).trimmed())
        return replace(self, zero_threshold=threshold, zero_count=zero, positive=sides[0], negative=sides[1])

    def _bounds(self, side: Side) -> Floats:
        return np.asarray(np.exp2((side.offset + np.arange(len(side.counts))) * 2.0**-self.schema))

    def _side(self, side: Side) -> list[Bucket]:
        uppers = self._bounds(side)
        growth = 2.0 ** (2.0**-self.schema)
        rows = zip(uppers.tolist(), side.counts.tolist(), strict=True)
        return [Bucket(upper / growth, upper, count) for upper, count in rows if count]

    def buckets(self) -> list[Bucket]:
        """All buckets with observations, from the most negative to the most positive."""
        found = [Bucket(-bucket.upper, -bucket.lower, bucket.count) for bucket in reversed(self._side(self.negative))]
        if self.zero_count:
            found.append(Bucket(-self.zero_threshold, self.zero_threshold, self.zero_count))
        return [*found, *self._side(self.positive)]

    def plus(self, other: "Histogram", factor: float = 1.0) -> "Histogram":
        """self + factor · other, in the coarser of both layouts."""
        schema = min(self.schema, other.schema)
        left, right = self.with_schema(schema), other.with_schema(schema)
        while left.zero_threshold != right.zero_threshold:
            left = left.with_zero_threshold(right.zero_threshold)
            right = right.with_zero_threshold(left.zero_threshold)
        return Histogram(
            schema,
            left.zero_threshold,
            left.zero_count + factor * right.zero_count,
            left.count + factor * right.count,
            left.sum + factor * right.sum,
            left.positive.plus(right.positive, factor).trimmed(),
            left.negative.plus(right.negative, factor).trimmed(),
        )

    def scaled(self, factor: float) -> "Histogram":
        """Everything times `factor`."""
        return Histogram(
            self.schema,
            self.zero_threshold,
            self.zero_count * factor,
            self.count * factor,
            self.sum * factor,
            self.positive.scaled(factor),
            self.negative.scaled(factor),
        )

    def divided(self, divisor: float) -> "Histogram":
        """Everything divided by `divisor`; by zero gives infinities and NaN, as upstream."""
        if divisor != 0:
            return self.scaled(1 / divisor)
        return self.scaled(math.copysign(math.inf, divisor))

    def same_as(self, other: "Histogram") -> bool:
        """Whether both say the same, bucket by bucket."""
        plain = (self.schema, self.zero_threshold, self.zero_count, self.count)
        if plain != (other.schema, other.zero_threshold, other.zero_count, other.count):
            return False
        if self.sum != other.sum and not (math.isnan(self.sum) and math.isnan(other.sum)):
            return False
        return self.buckets() == other.buckets()

    def fell_from(self, previous: "Histogram") -> bool:
        """Whether a counter histogram was reset between `previous` and this one."""
        if self.count < previous.count or self.schema > previous.schema:
            return True
        if self.zero_threshold < previous.zero_threshold:
            return True
        before = previous.with_schema(self.schema).with_zero_threshold(self.zero_threshold)
        change = self.plus(before, -1.0)
        return change.zero_count < 0 or bool((change.positive.counts < 0).any() or (change.negative.counts < 0).any())

    @property
    def mean(self) -> float:
        """Sum over count."""
        return _divided(self.sum, self.count)

    def variance(self) -> float:
        """Estimated from the buckets' geometric means, as upstream does."""
        total = 0.0
        mean = self.mean
        for bucket in self.buckets():
            total += bucket.count * (_representative(bucket) - mean) ** 2
        return _divided(total, self.count)

    def quantile(self, wanted: float) -> float:
        """The quantile, interpolated exponentially within a bucket (linearly in the zero bucket)."""
        if math.isnan(wanted):
            return math.nan
        if wanted < 0 or wanted > 1:
            return math.copysign(math.inf, wanted)
        if self.count == 0 or math.isnan(self.count):
            return math.nan
        rank = wanted * self.count
        seen = 0.0
        buckets = self.buckets()
        if not buckets:
            return math.nan
        found = buckets[-1]
        for bucket in buckets:
            found = bucket
            seen += bucket.count
            if seen >= rank:
                break
        if math.isnan(self.sum) and rank > seen:
            return math.nan  # NaN observations are counted, but in no bucket
        found = self._one_sided(found)
        rank -= seen - found.count
        return _within(found, min(rank / found.count, 1.0))

    def _one_sided(self, bucket: Bucket) -> Bucket:
        # A zero bucket of a histogram with observations of one sign only reaches to zero, not beyond.
        if bucket.lower < 0 < bucket.upper:
            if not self.negative.counts.any() and self.positive.counts.any():
                return Bucket(0.0, bucket.upper, bucket.count)
            if not self.positive.counts.any() and self.negative.counts.any():
                return Bucket(bucket.lower, 0.0, bucket.count)
        return bucket

    def fraction(self, lower: float, upper: float) -> float:
        """Which part of the observations lies between the bounds, interpolated."""
        if self.count == 0 or math.isnan(lower) or math.isnan(upper):
            return math.nan
        if lower >= upper:
            return 0.0
        return (self._rank(upper) - self._rank(lower)) / self.count

    def _rank(self, bound: float) -> float:
        if bound == math.inf:
            return self.count
        seen = 0.0
        for bucket in map(self._one_sided, self.buckets()):
            if bucket.upper <= bound:
                seen += bucket.count
            elif bucket.lower < bound:
                return seen + bucket.count * _share(bucket, bound)
            else:
                break
        return seen


def _divided(value: float, by: float) -> float:
    with np.errstate(all="ignore"):
        return float(np.float64(value) / np.float64(by))


def _representative(bucket: Bucket) -> float:
    if bucket.lower <= 0 <= bucket.upper:
        return 0.0
    middle = math.sqrt(abs(bucket.lower) * abs(bucket.upper))
    return middle if bucket.upper > 0 else -middle


def _within(bucket: Bucket, share: float) -> float:
    if bucket.lower <= 0 <= bucket.upper:
        return bucket.lower + (bucket.upper - bucket.lower) * share
    low, high = math.log2(abs(bucket.lower)), math.log2(abs(bucket.upper))
    if bucket.lower > 0:
        return float(2.0 ** (low + (high - low) * share))
    return -float(2.0 ** (high + (low - high) * (1 - share)))


def _share(bucket: Bucket, bound: float) -> float:
    if bucket.lower <= 0 <= bucket.upper:
        return (bound - bucket.lower) / (bucket.upper - bucket.lower)
    low, high, at = (math.log2(abs(edge)) for edge in (bucket.lower, bucket.upper, bound))
    return (at - low) / (high - low)
