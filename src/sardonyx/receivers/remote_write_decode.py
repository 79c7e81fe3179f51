"""Remote write requests → what goes into the journal. Pure: bytes in, `Sorted`, then `Decoded`, or an error out.

Both versions come down to a list of encoded TimeSeries of 1.0. Most of these end in one sample and begin with labels whose
id is known: they are told by their first bytes, and their samples taken out for all at once. The others are looked at one by
one and travel with their labels.

Source: Prometheus' remote write specifications 1.0 and 2.0.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError

from sardonyx.journal.frame import varint
from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.remote_write_check import Faults, Pairs, Taken, check_metadata, check_series, shown
from sardonyx.receivers.remote_write_messages import ShallowWriteRequest, TimeSeries

# A sample as Prometheus encodes it: 12 10, 09 and eight bytes, 10 and a varint of six; without 09… when its value is 0.
_SAMPLE_BYTES = 18
_ZERO_BYTES = 9
_TIME_BYTES = 6
_ZERO_AS_SAMPLE = b"\x12\x10\x09" + bytes(8)
_HEAD, _TAIL = itemgetter(slice(None, -_SAMPLE_BYTES)), itemgetter(slice(-_SAMPLE_BYTES, None))
# Its bytes that are always the same, and the highest bits of its varint's: more to come, but after the last.
_FIXED_MASK = np.array([0xFF, 0xFF, 0xFF, *[0] * 8, 0xFF, *[0x80] * _TIME_BYTES], np.uint8)
_FIXED = np.array([0x12, 0x10, 0x09, *[0] * 8, 0x10, *[0x80] * (_TIME_BYTES - 1), 0], np.uint8)
_WEIGHTS = 1 << np.arange(0, 7 * _TIME_BYTES, 7, dtype=np.int64)
# A known sample is at most this far from our clock: `metric_series.FirstSeen` and `LastSeen` hold for it.
NEAR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request of either version: encoded TimeSeries and MetricMetadata of 1.0."""

    series: Sequence[bytes]
    metadata: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Decoded:
    """What to append: `known` to the stream of known samples, `labelled` to that of requests; either may be empty.

    `taken` counts both; `new` are keys to learn, with their labels; `faults` says what was left out.
    """

    known: bytes
    known_samples: int
    labelled: bytes
    labelled_records: int
    contents: frozenset[str]
    taken: Taken
    faults: Faults
    new: Sequence[tuple[bytes, Pairs]] = field(default=())


@dataclass(frozen=True, slots=True)
class Other:
    """A series that is not known: its bytes as they may be stored, its labels, the key to learn it by, what it holds."""

    kept: bytes
    pairs: Pairs
    key: bytes | None
    holds: Taken


@dataclass(frozen=True, slots=True)
class Sorted:
    """A request's known samples, and its other series in order."""

    known: bytes
    known_samples: int
    others: Sequence[Other]
    metadata: Sequence[bytes]
    faults: Faults

    def decoded(self, refused: Mapping[int, object]) -> Decoded:
        """All of it but the `refused` others (by position, with the reason), which are faults."""
        taken, labelled, new = Taken(samples=self.known_samples), Taken(), []
        parts: list[bytes] = []
        for index, other in enumerate(self.others):
            if index in refused:
                self.faults.add(str(refused[index]), shown(other.pairs), other.holds.total)
                continue
            labelled.add(other.holds)
            parts.append(_delimited(b"\x0a", other.kept))
            if other.key is not None:
                new.append((other.key, other.pairs))
        taken.add(labelled)
        parts += [_delimited(b"\x1a", raw) for raw in self.metadata]
        holds = {
            "samples": labelled.samples, "histograms": labelled.histograms, "exemplars": labelled.exemplars,
            "metadata": len(self.metadata),
        }  # fmt: skip
        return Decoded(
            known=self.known,
            known_samples=self.known_samples,
            labelled=b"".join(parts),
            labelled_records=labelled.total,
            contents=frozenset(name for name, many in holds.items() if many),
            taken=taken,
            faults=self.faults,
            new=new,
        )


def parse_1(body: bytes) -> Request:
    """Split a prometheus.WriteRequest. Raises Malformed."""
    try:
        request = ShallowWriteRequest.FromString(body)
    except DecodeError as error:
        raise Malformed(f"the body is not a valid WriteRequest: {error}") from error
    return Request(list(request.timeseries), list(request.metadata))


def sort(request: Request, known: Mapping[bytes, int], now_ms: int, faults: Faults | None = None) -> Sorted:
    """Tell the request's known series from the others, and check these. Raises Malformed."""
    payload, count, unknown = take_known(request.series, known, now_ms)
    faults = Faults() if faults is None else faults
    others: list[Other] = []
    for raw in unknown:
        holds = Taken()
        if (found := check_series(raw, now_ms, holds, faults)) is None:
            continue
        kept, pairs, plain = found
        # One of another time is not learned: `metric_series` would not know that it is alive.
        learned = plain and abs(_time_of(raw) - now_ms) < NEAR_MS
        others.append(Other(kept, pairs, _labels_of(raw) if learned else None, holds))
    for raw in request.metadata:
        check_metadata(raw)
    return Sorted(payload, count, others, request.metadata, faults)


def take_known(series: Sequence[bytes], known: Mapping[bytes, int], now_ms: int) -> tuple[bytes, int, Sequence[bytes]]:
    """The known samples' payload, their count, and the series that are not known (or hold more than one sample)."""
    if not known or not series:
        return b"", 0, series
    ids, tails = list(map(known.get, map(_HEAD, series))), list(map(_TAIL, series))
    chosen: Sequence[int] = range(len(ids))
    if None in ids:
        _find_zeros(series, known.get, ids, tails)
        chosen = [index for index, found in enumerate(ids) if found is not None]
        if not chosen:
            return b"", 0, series
        tails = [tails[index] for index in chosen]
    bytes_ = np.frombuffer(b"".join(tails), np.uint8).reshape(-1, _SAMPLE_BYTES)
    times = (bytes_[:, 12:] & 0x7F) @ _WEIGHTS
    good = ((bytes_ & _FIXED_MASK) == _FIXED).all(axis=1) & (np.abs(times - now_ms) < NEAR_MS)
    if len(chosen) == len(series) and good.all():
        return known_payload(np.fromiter(ids, np.uint64, len(ids)), bytes_[:, 3:11].tobytes(), times), len(ids), ()
    kept = np.array([ids[index] for index in chosen], np.uint64)[good]
    payload = known_payload(kept, bytes_[good, 3:11].tobytes(), times[good])
    stored = {index for index, fine in zip(chosen, good.tolist(), strict=True) if fine}
    return payload, len(kept), [raw for index, raw in enumerate(series) if index not in stored]


def _find_zeros(
    series: Sequence[bytes], get: Callable[[bytes], int | None], ids: list[int | None], tails: list[bytes]
) -> None:
    """Complete `ids` and `tails` where a sample is 0, and encoded without its value."""
    for index, found in enumerate(ids):
        if found is None and (zero := get(series[index][:-_ZERO_BYTES])) is not None:
            tail = series[index][-_ZERO_BYTES:]
            if tail.startswith(b"\x12\x07\x10"):
                ids[index], tails[index] = zero, _ZERO_AS_SAMPLE + tail[2:]


def _time_of(raw: bytes) -> int:
    """The time of the sample that a series of one sample ends with; anything for one that is not encoded as we know it."""
    return sum((byte & 0x7F) << 7 * index for index, byte in enumerate(raw[-_TIME_BYTES:]))


def _labels_of(raw: bytes) -> bytes | None:
    """The bytes of a checked series of one sample before that sample; None when it is not encoded as we know it."""
    for size, start in ((_SAMPLE_BYTES, b"\x12\x10\x09"), (_ZERO_BYTES, b"\x12\x07\x10")):
        if raw[-size:].startswith(start):
            with suppress(DecodeError):
                if not TimeSeries.FromString(raw[:-size]).samples:
                    return raw[:-size]
    return None


def known_payload(ids: npt.NDArray[np.uint64], values: bytes, times: npt.NDArray[np.int64]) -> bytes:
    """A message of known samples (`storage.pipelines.remote_write.known`); `values` are doubles, bit for bit."""
    if not len(ids):
        return b""
    return b"".join(
        (_delimited(b"\x0a", ids.tobytes()), _delimited(b"\x12", values), _delimited(b"\x1a", times.tobytes()))
    )


def _delimited(tag: bytes, body: bytes) -> bytes:
    return tag + varint(len(body)) + body
