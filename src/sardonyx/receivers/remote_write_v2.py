"""Remote write 2.0 → the same as 1.0: references are replaced by the symbols they stand for.

Samples and histograms have the same fields in both versions and are passed on as bytes; start timestamps are not stored.
"""

from collections.abc import Callable, Sequence
from typing import Any

from google.protobuf.message import DecodeError

from sardonyx.journal.frame import varint
from sardonyx.receivers.errors import Malformed
from sardonyx.receivers.remote_write_decode import Request
from sardonyx.receivers.remote_write_messages import Exemplar, Metadata, ShallowRequest2

_HISTOGRAM, _SUMMARY = 3, 5
_SUFFIXES = {_HISTOGRAM: ("_bucket", "_count", "_sum"), _SUMMARY: ("_count", "_sum")}


def parse_2(body: bytes) -> Request:
    """Translate an io.prometheus.write.v2.Request. Raises Malformed (also for references that point nowhere)."""
    try:
        request = ShallowRequest2.FromString(body)
    except DecodeError as error:
        raise Malformed(f"the body is not a valid io.prometheus.write.v2.Request: {error}") from error
    symbols = list(request.symbols)
    if request.timeseries and (not symbols or symbols[0]):
        raise Malformed("symbols must start with an empty string")
    pair = _pairs_of(symbols)
    series: list[bytes] = []
    metadata: dict[bytes, None] = {}
    for found in request.timeseries:
        refs = list(found.refs)
        head = _joined(refs, pair)
        parts = [_delimited(b"\x12", sample) for sample in found.samples]
        parts += [_delimited(b"\x1a", _exemplar(exemplar, pair)) for exemplar in found.exemplars]
        parts += [_delimited(b"\x22", histogram) for histogram in found.histograms]
        if parts:
            series.append(head + b"".join(parts))
        if found.HasField("metadata") and found.metadata.type:
            raw = _metadata(found.metadata, _name(refs, symbols), symbols)
            metadata[raw] = None
    return Request(series, list(metadata))


def _pairs_of(symbols: Sequence[str]) -> Callable[[int, int], bytes]:
    """Encoded labels by their two references."""
    texts = [symbol.encode() for symbol in symbols]
    made: dict[tuple[int, int], bytes] = {}

    def pair(name: int, value: int) -> bytes:
        if (found := made.get((name, value))) is None:
            label = _text(b"\x0a", texts, name) + _text(b"\x12", texts, value)
            found = made[(name, value)] = _delimited(b"\x0a", label)
        return found

    return pair


def _text(tag: bytes, texts: Sequence[bytes], ref: int) -> bytes:
    """A text field; an empty one is left out, as encoders do."""
    if ref >= len(texts):
        raise Malformed(f"labelRefs {ref} is beyond the {len(texts)} symbols")
    return _delimited(tag, texts[ref]) if texts[ref] else b""


def _joined(refs: list[int], pair: Callable[[int, int], bytes]) -> bytes:
    if len(refs) % 2:
        raise Malformed(f"invalid labelRefs length {len(refs)}: references come in pairs")
    return b"".join(map(pair, refs[::2], refs[1::2]))


def _exemplar(exemplar: Any, pair: Callable[[int, int], bytes]) -> bytes:
    rest = Exemplar(value=exemplar.value, timestamp=exemplar.timestamp)
    return _joined(list(exemplar.refs), pair) + rest.SerializeToString()  # type: ignore[no-any-return]


def _metadata(metadata: Any, name: str, symbols: Sequence[str]) -> bytes:
    family = name
    for suffix in _SUFFIXES.get(metadata.type, ()):
        family = family.removesuffix(suffix) if family == name else family
    return Metadata(  # type: ignore[no-any-return]
        type=metadata.type,
        family=family,
        help=_symbol(symbols, metadata.help_ref),
        unit=_symbol(symbols, metadata.unit_ref),
    ).SerializeToString()


def _name(refs: list[int], symbols: Sequence[str]) -> str:
    return next(
        (symbols[value] for name, value in zip(refs[::2], refs[1::2], strict=True) if symbols[name] == "__name__"), ""
    )


def _symbol(symbols: Sequence[str], ref: int) -> str:
    try:
        return symbols[ref]
    except IndexError:
        raise Malformed(f"labelRefs {ref} is beyond the {len(symbols)} symbols") from None


def _delimited(tag: bytes, body: bytes) -> bytes:
    return tag + varint(len(body)) + body
