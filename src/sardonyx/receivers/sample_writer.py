"""Samples from inside the house (scrapes, recording rules, collectors) → the journal, by the two streams of remote write.

Samples of series whose ids are known travel as (id, time, value); the others with their labels, and their ids are learned.
`encode` is pure and may run in a thread; `SampleWriter` appends.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sardonyx.journal.batch import Batch
from sardonyx.journal.frame import varint
from sardonyx.query.promql.histograms.pool import Pool
from sardonyx.receivers.histogram_field import histogram_field
from sardonyx.receivers.intake import Intake
from sardonyx.receivers.known_series import KnownSeries
from sardonyx.receivers.labelled_series import LabelledSeriesLimits, without
from sardonyx.receivers.remote_write_check import NEWEST_MS, OLDEST_MS
from sardonyx.receivers.remote_write_decode import NEAR_MS, known_payload
from sardonyx.receivers.remote_write_messages import Metadata
from sardonyx.receivers.series_limits import Refusal
from sardonyx.storage.pipelines.remote_write import KNOWN_STREAM, STREAM
from sardonyx.storage.pipelines.remote_write.metadata import TYPES
from sardonyx.storage.series import STALE_MARKER_BITS

Pairs = tuple[tuple[str, str], ...]
Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.uint64]
Times = npt.NDArray[np.int64]

STALE: float = float(np.array([STALE_MARKER_BITS], np.uint64).view(np.float64)[0])
"""Prometheus' staleness marker. A NaN: only its bits tell it from others."""

_SAMPLE_BYTES = 18
_SHIFTS = np.arange(0, 42, 7, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class FamilyMetadata:
    """What is said of a metric family; `type` is one of OpenMetrics' names, `unknown` for others."""

    family: str
    type: str = "unknown"
    help: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ExemplarOf:
    """An exemplar and the labels of its series."""

    series: Pairs
    labels: Pairs
    value: float
    at_ms: int


@dataclass(frozen=True, slots=True)
class HistogramOf:
    """A native histogram (a pool of one) and the labels of its series; `known`: the series need not be learned."""

    series: Pairs
    histogram: Pool
    at_ms: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Samples side by side; an id of 0 is not known, then `key_of(index)` tells the encoded labels and `pairs_of(index)` these."""

    ids: Ids
    values: Floats
    times_ms: Times
    key_of: Callable[[int], bytes]
    pairs_of: Callable[[int], Pairs]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What to append, and which series to learn; `samples` counts both streams, `left_out` those that can't be stored."""

    known: bytes = b""
    known_samples: int = 0
    labelled: bytes = b""
    labelled_records: int = 0
    contents: frozenset[str] = frozenset()
    new: Sequence[tuple[bytes, Pairs]] = field(default=())
    left_out: int = 0

    @property
    def samples(self) -> int:
        """How many records it holds."""
        return self.known_samples + self.labelled_records

    def without(self, places: Collection[int]) -> "Encoded":
        """The same without the new series at these positions: they come first in `labelled`, one sample each."""
        return replace(
            self,
            labelled=without(self.labelled, places),
            labelled_records=self.labelled_records - len(places),
            new=[one for index, one in enumerate(self.new) if index not in places],
            left_out=self.left_out + len(places),
        )


class SampleWriter:
    """Writes samples under `name`, by which their way is counted and their source recorded."""

    def __init__(
        self,
        intake: Intake,
        known: KnownSeries,
        *,
        name: str = "internal",
        series_limits: LabelledSeriesLimits | None = None,
    ) -> None:
        self.known = known
        self._series_limits = series_limits
        self._intake = intake
        self._name = name

    async def write(
        self, written: Sequence[tuple[Pairs, float | Pool, int]], metadata: Sequence[FamilyMetadata] = ()
    ) -> None:
        """Return when the samples (labels with `__name__`, value, milliseconds) are safe. Raises Overloaded: try again.

        A value is a float or one native histogram (a pool of one). Labels may be in any order; each name once, no empty
        values. Writing the same again changes nothing. Some thousands at a time: each costs microseconds.
        """
        young = self.known.young()
        samples = [(pairs, value, at) for pairs, value, at in written if not isinstance(value, Pool)]
        histograms = [
            HistogramOf(pairs, value, at, known=encode_labels(pairs) in young)
            for pairs, value, at in written
            if isinstance(value, Pool)
        ]
        keys = [encode_labels(pairs) for pairs, _, _ in samples]
        columns = Columns(
            np.array([young.get(key, 0) for key in keys], np.uint64),
            np.array([value for _, value, _ in samples], np.float64),
            np.array([at for _, _, at in samples], np.int64),
            keys.__getitem__,
            lambda index: samples[index][0],
        )
        await self.append(encode(columns, time.time_ns() // 1_000_000, histograms=histograms, metadata=metadata))

    async def append(self, encoded: Encoded, source: str = "") -> Mapping[int, Refusal]:
        """Return when what was encoded is safe, then learn. Raises Overloaded: nothing or a part was kept, append it again.

        Answers which of its new series are beyond a limit, by their position in `encoded.new`: they were left out.
        """
        refused: Mapping[int, Refusal] = {}
        if self._series_limits is not None and encoded.new:
            refused = await self._series_limits.refused([pairs for _, pairs in encoded.new])
            encoded = encoded.without(refused) if refused else encoded
        if encoded.labelled:
            batch = Batch(STREAM, encoded.labelled, encoded.labelled_records, source or self._name, encoded.contents)
            await self._intake.accept(self._name, "metrics", batch)
        if encoded.known:
            batch = Batch(KNOWN_STREAM, encoded.known, encoded.known_samples, source or self._name)
            await self._intake.accept(self._name, "metrics", batch)
        if encoded.left_out:
            self._intake.metrics.rejected.labels(self._name, "metrics").inc(encoded.left_out)
        self.known.learn(encoded.new)
        return refused


def encode(
    columns: Columns,
    now_ms: int,
    *,
    histograms: Sequence[HistogramOf] = (),
    exemplars: Sequence[ExemplarOf] = (),
    metadata: Sequence[FamilyMetadata] = (),
) -> Encoded:
    """Both payloads. Samples older or newer than what remote write takes are left out, and histograms too wide to store."""
    ids, times = columns.ids, columns.times_ms
    possible = (times >= now_ms - OLDEST_MS) & (times <= now_ms + NEWEST_MS)
    known = (ids != 0) & (np.abs(times - now_ms) < NEAR_MS)
    known &= possible
    payload = known_payload(ids[known], columns.values[known].tobytes(), times[known])
    others = np.flatnonzero(possible & ~known)
    tails = _sample_fields(columns.values[others], times[others])
    parts, new = [], []
    for index, tail in zip(others.tolist(), tails, strict=True):
        key = columns.key_of(index)
        parts.append(_delimited(b"\x0a", key + tail))
        new.append((key, columns.pairs_of(index)))
    # Histograms have no stream of known series. Those of new series first: see `Encoded.without`.
    written = 0
    for one in sorted(histograms, key=lambda one: one.known):
        message = histogram_field(one.histogram, one.at_ms)
        if message is None or not now_ms - OLDEST_MS <= one.at_ms <= now_ms + NEWEST_MS:
            continue
        key = encode_labels(one.series)
        parts.append(_delimited(b"\x0a", key + message))
        written += 1
        if not one.known:
            new.append((key, one.series))
    parts += [_exemplar(exemplar) for exemplar in exemplars]
    parts += [_metadata(family) for family in metadata]
    holds = {"samples": len(others), "histograms": written, "exemplars": len(exemplars), "metadata": len(metadata)}
    return Encoded(
        known=payload,
        known_samples=int(known.sum()),
        labelled=b"".join(parts),
        labelled_records=len(others) + written + len(exemplars),
        contents=frozenset(name for name, many in holds.items() if many),
        new=new,
        left_out=len(times) - int(possible.sum()) + len(histograms) - written,
    )


def encode_labels(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Labels as a TimeSeries begins with them, in order of their names: the key of a series, whoever sends it."""
    return b"".join([_label(b"\x0a", name, value) for name, value in sorted(pairs)])


def _label(tag: bytes, name: str, value: str) -> bytes:
    name_bytes, value_bytes = name.encode(), value.encode()
    return _delimited(tag, _delimited(b"\x0a", name_bytes) + _delimited(b"\x12", value_bytes))


def _sample_fields(values: Floats, times: Times) -> list[bytes]:
    """Each sample as the field of a TimeSeries, with a varint of six bytes: any time between the years 1971 and 2109."""
    fields = np.zeros((len(values), _SAMPLE_BYTES), np.uint8)
    fields[:, :3] = (0x12, 0x10, 0x09)
    fields[:, 3:11] = values.astype("<f8").view(np.uint8).reshape(-1, 8)
    fields[:, 11] = 0x10
    fields[:, 12:] = (times[:, None] >> _SHIFTS) & 0x7F | np.array([0x80] * 5 + [0], np.int64)
    whole = fields.tobytes()
    return [whole[start : start + _SAMPLE_BYTES] for start in range(0, len(whole), _SAMPLE_BYTES)]


def _exemplar(exemplar: ExemplarOf) -> bytes:
    labels = b"".join([_label(b"\x0a", name, value) for name, value in exemplar.labels])
    value = np.array([exemplar.value], "<f8").tobytes()
    at = varint(exemplar.at_ms & 0xFFFF_FFFF_FFFF_FFFF)
    message = b"".join((labels, b"\x11", value, b"\x18", at))
    return _delimited(b"\x0a", encode_labels(exemplar.series) + _delimited(b"\x1a", message))


def _metadata(said: FamilyMetadata) -> bytes:
    kind = TYPES.index(said.type) if said.type in TYPES else 0
    message: bytes = Metadata(type=kind, family=said.family, help=said.help, unit=said.unit).SerializeToString()
    return _delimited(b"\x1a", message)


def _delimited(tag: bytes, body: bytes) -> bytes:
    return tag + (bytes((len(body),)) if len(body) < 0x80 else varint(len(body))) + body
