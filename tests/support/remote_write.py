"""What a Prometheus sends: remote write requests 1.0 and 2.0, encoded from plain values.

A request is a list of `Series`; `write_1(series)` and `write_2(series)` give the protobuf bytes, `snappy` the body on the wire,
`HEADERS_1` and `HEADERS_2` what goes with it. Source: protocols of Prometheus' remote write 1.0 and 2.0.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import cramjam

# A staleness marker's eight bytes: as a Python float it could lose its bits.
STALE = struct.pack("<Q", 0x7FF0000000000002)

COUNTER, GAUGE, HISTOGRAM, GAUGEHISTOGRAM, SUMMARY, INFO, STATESET = range(1, 8)

HEADERS_1 = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}
HEADERS_2 = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf;proto=io.prometheus.write.v2.Request",
    "X-Prometheus-Remote-Write-Version": "2.0.0",
}

Labels = Mapping[str, str] | Sequence[tuple[str, str]]
Value = float | bytes


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An exemplar; `timestamp` in milliseconds."""

    labels: Labels
    value: float
    timestamp: int


@dataclass(frozen=True, slots=True)
class NativeHistogram:
    """A native histogram: counts as integers with bucket deltas, or as floats with absolute bucket counts.

    Spans are (offset, length) pairs. A `sum` given as STALE makes it a staleness marker.
    """

    timestamp: int
    count: float = 0
    sum: Value = 0.0
    schema: int = 0
    zero_threshold: float = 0.0
    zero_count: float = 0
    negative_spans: Sequence[tuple[int, int]] = ()
    negative: Sequence[float] = ()
    positive_spans: Sequence[tuple[int, int]] = ()
    positive: Sequence[float] = ()
    custom_values: Sequence[float] = ()
    is_float: bool = False
    reset_hint: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a family is. In 2.0 it belongs to a series; `family` is left out there."""

    type: int
    family: str = ""
    help: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Labels (`__name__` included; pairs may repeat a name, wrongly) and (value, milliseconds) samples."""

    labels: Labels
    samples: Sequence[tuple[Value, int]] = ()
    exemplars: Sequence[Exemplar] = ()
    histograms: Sequence[NativeHistogram] = ()
    metadata: Metadata | None = field(default=None)


def series(name: str, value: Value, timestamp: int, **labels: str) -> Series:
    """A series of one sample."""
    return Series({"__name__": name, **labels}, [(value, timestamp)])


def write_1(items: Iterable[Series], metadata: Iterable[Metadata] = ()) -> bytes:
    """A WriteRequest (prometheus.WriteRequest)."""
    parts = [_message(1, _series_1(item)) for item in items]
    parts += [
        _message(3, _number(1, m.type) + _text(2, m.family) + _text(4, m.help) + _text(5, m.unit)) for m in metadata
    ]
    return b"".join(parts)


def write_2(items: Iterable[Series]) -> bytes:
    """A Request (io.prometheus.write.v2.Request), its symbols collected from the series."""
    symbols = {"": 0}

    def ref(text: str) -> int:
        return symbols.setdefault(text, len(symbols))

    def refs(labels: Labels) -> bytes:
        return _packed(1, [ref(text) for pair in _pairs(labels) for text in pair])

    parts = []
    for item in items:
        body = refs(item.labels)
        body += b"".join(_message(2, _sample(value, at)) for value, at in item.samples)
        body += b"".join(_message(3, _histogram(one)) for one in item.histograms)
        for one in item.exemplars:
            body += _message(4, refs(one.labels) + _double(2, one.value) + _number(3, one.timestamp))
        if item.metadata is not None:
            meta = item.metadata
            body += _message(5, _number(1, meta.type) + _number(3, ref(meta.help)) + _number(4, ref(meta.unit)))
        parts.append(_message(5, body))
    return b"".join(_message(4, text.encode()) for text in symbols) + b"".join(parts)


def snappy(body: bytes) -> bytes:
    """The snappy block of a request."""
    return bytes(cramjam.snappy.compress_raw(body))


def _series_1(item: Series) -> bytes:
    body = b"".join(_message(1, _text(1, name) + _text(2, value)) for name, value in _pairs(item.labels))
    body += b"".join(_message(2, _sample(value, at)) for value, at in item.samples)
    for one in item.exemplars:
        labels = b"".join(_message(1, _text(1, name) + _text(2, value)) for name, value in _pairs(one.labels))
        body += _message(3, labels + _double(2, one.value) + _number(3, one.timestamp))
    return body + b"".join(_message(4, _histogram(one)) for one in item.histograms)


def _histogram(one: NativeHistogram) -> bytes:
    count = _double(2, one.count) if one.is_float else _number(1, int(one.count))
    zero = _double(7, one.zero_count) if one.is_float else _number(6, int(one.zero_count))
    body = count + _double(3, one.sum) + _number(4, _zigzag(one.schema)) + _double(5, one.zero_threshold) + zero
    for number, spans, buckets in ((8, one.negative_spans, one.negative), (11, one.positive_spans, one.positive)):
        body += b"".join(_message(number, _number(1, _zigzag(offset)) + _number(2, n)) for offset, n in spans)
        if one.is_float:
            body += _message(number + 2, struct.pack(f"<{len(buckets)}d", *buckets)) if buckets else b""
        else:
            body += _packed(number + 1, [_zigzag(int(delta)) for delta in buckets])
    body += _number(14, one.reset_hint) + _number(15, one.timestamp)
    if one.custom_values:
        body += _message(16, struct.pack(f"<{len(one.custom_values)}d", *one.custom_values))
    return body


def _sample(value: Value, at: int) -> bytes:
    return _double(1, value) + _number(2, at)


def _pairs(labels: Labels) -> list[tuple[str, str]]:
    return sorted(labels.items()) if isinstance(labels, Mapping) else list(labels)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _zigzag(value: int) -> int:
    return value << 1 ^ value >> 63


def _message(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value) if value else b""


def _double(number: int, value: Value) -> bytes:
    raw = value if isinstance(value, bytes) else struct.pack("<d", value)
    return _varint(number << 3 | 1) + raw if any(raw) else b""


def _packed(number: int, values: Sequence[int]) -> bytes:
    return _message(number, b"".join(map(_varint, values))) if values else b""
