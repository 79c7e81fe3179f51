"""One series of a remote write request, looked at closely: what of it may be stored, and why the rest may not.

This costs microseconds a series, so it is done for what is not known yet (`remote_write_decode`).
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite
from typing import Any

from google.protobuf.message import DecodeError

from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.remote_write_messages import Metadata, TimeSeries

# Samples may be this much older or newer than our clock, as for OTLP; order does not matter.
OLDEST_MS = 400 * 86_400_000
NEWEST_MS = 86_400_000
# Schemas of exponential buckets, that of custom bounds, and how many buckets a histogram may unfold to.
SCHEMAS = range(-4, 9)
CUSTOM_SCHEMA = -53
MAX_BUCKETS = 10_000
_SHOWN_FAULTS = 5

Pairs = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Faults:
    """Why elements were left out: words and how often, the words of the first few."""

    reasons: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, example: str, elements: int = 1) -> None:
        """Count elements left out for `reason`."""
        self.reasons[reason] += elements
        self.examples.setdefault(reason, example)

    @property
    def total(self) -> int:
        """How many elements were left out."""
        return self.reasons.total()

    def __str__(self) -> str:
        shown = self.reasons.most_common(_SHOWN_FAULTS)
        return "; ".join(f"{reason}, got {self.examples[reason]} ({count} in all)" for reason, count in shown)


@dataclass(slots=True)
class Taken:
    """What is stored of a request, in elements."""

    samples: int = 0
    histograms: int = 0
    exemplars: int = 0

    @property
    def total(self) -> int:
        """How many elements."""
        return self.samples + self.histograms + self.exemplars

    def add(self, more: "Taken") -> None:
        """Count these too."""
        self.samples += more.samples
        self.histograms += more.histograms
        self.exemplars += more.exemplars


def check_series(raw: bytes, now_ms: int, taken: Taken, faults: Faults) -> tuple[bytes, Pairs, bool] | None:
    """The series' bytes as they may be stored, its labels, whether it has one sample and nothing else; None for nothing.

    Raises Malformed when the bytes are no TimeSeries: cut off, or text that is not UTF-8.
    """
    try:
        series = TimeSeries.FromString(raw)
    except DecodeError as error:
        raise Malformed(f"the body is not a valid WriteRequest: {error}") from error
    pairs = tuple((label.name, label.value) for label in series.labels)
    if (fault := _label_fault(pairs)) is not None:
        faults.add(fault, shown(pairs))
        return None
    before = len(series.samples), len(series.histograms), len(series.exemplars)
    for name in ("samples", "histograms", "exemplars"):
        _keep_good(getattr(series, name), name, pairs, now_ms, faults)
    after = len(series.samples), len(series.histograms), len(series.exemplars)
    taken.samples += after[0]
    taken.histograms += after[1]
    taken.exemplars += after[2]
    if not any(after):
        return None
    return raw if after == before else series.SerializeToString(), pairs, after == (1, 0, 0) == before


def check_metadata(raw: bytes) -> None:
    """Raises Malformed when the bytes are no MetricMetadata."""
    try:
        Metadata.FromString(raw)
    except DecodeError as error:
        raise Malformed(f"the body is not a valid WriteRequest: {error}") from error


def shown(pairs: Pairs) -> str:
    """Labels as people write them."""
    return "{" + ", ".join(f'{name[:60]}="{value[:60]}"' for name, value in pairs[:20]) + "}"


def _label_fault(pairs: Pairs) -> str | None:
    names = [name for name, _ in pairs]
    if "" in names or not dict(pairs).get("__name__"):
        return "invalid metric name or labels"
    if len(set(names)) < len(names):
        return f"invalid labels for series, duplicated label {next(name for name in names if names.count(name) > 1)}"
    return None


def _keep_good(items: Any, kind: str, pairs: Pairs, now_ms: int, faults: Faults) -> None:
    """Take out of a repeated field what is too old, too far ahead, or can't be stored."""
    bad = []
    for index, item in enumerate(items):
        reason = _time_fault(item.timestamp, kind, now_ms) or (_bucket_fault(item) if kind == "histograms" else None)
        if reason is not None:
            bad.append(index)
            faults.add(reason, f"{shown(pairs)} at {item.timestamp}")
    for index in reversed(bad):
        del items[index]


def _time_fault(timestamp: int, kind: str, now_ms: int) -> str | None:
    if timestamp < now_ms - OLDEST_MS:
        return f"out of bounds: {kind} older than {OLDEST_MS // 86_400_000} days"
    if timestamp > now_ms + NEWEST_MS:
        return f"out of bounds: {kind} more than a day ahead"
    return None


def _bucket_fault(histogram: Any) -> str | None:
    custom = histogram.schema == CUSTOM_SCHEMA
    fault = _custom_fault(histogram) if custom else _schema_fault(histogram)
    if fault is not None:
        return fault
    sides = (
        (histogram.positive_spans, histogram.positive_deltas, histogram.positive_counts),
        (histogram.negative_spans, histogram.negative_deltas, histogram.negative_counts),
    )
    for spans, deltas, counts in sides:
        sent = sum(span.length for span in spans)
        if sent != len(counts or deltas):
            return f"the spans of the histogram need {sent} buckets, have {len(counts or deltas)}"
        if any(span.offset < 0 for span in spans[1:]):
            return "histogram has a span whose offset is negative"
        if sent + sum(span.offset for span in spans[1:]) > MAX_BUCKETS:
            return f"histogram unfolds to more than {MAX_BUCKETS} buckets"
        if _below_zero(deltas):
            return "histogram has a bucket whose observation count is negative"
    return None


def _schema_fault(histogram: Any) -> str | None:
    if histogram.schema not in SCHEMAS:
        allowed = f"{SCHEMAS[0]} to {SCHEMAS[-1]} and {CUSTOM_SCHEMA}"
        return f"histograms of schema {histogram.schema} are not stored (allowed are {allowed})"
    if histogram.custom_values:
        return "histogram with exponential schema must not have custom bounds"
    return None


def _custom_fault(histogram: Any) -> str | None:
    bounds = list(histogram.custom_values)
    if any(not isfinite(bound) for bound in bounds) or any(after <= before for before, after in pairwise(bounds)):
        return "histogram custom bounds must be finite and in strictly increasing order"
    if histogram.negative_spans or histogram.zero_count_int or histogram.zero_count_float:
        return "custom buckets: must not have negative buckets or a zero bucket"
    first = end = 0
    for index, span in enumerate(histogram.positive_spans):
        first = span.offset if index == 0 else first
        end += span.offset + span.length
    if first < 0 or end > len(bounds) + 1:
        return f"only {len(bounds)} custom bounds defined which is insufficient to cover the buckets up to {end}"
    return None


def _below_zero(deltas: Any) -> bool:
    count = 0
    for delta in deltas:
        count += delta
        if count < 0:
            return True
    return False
