"""Our encoder against the official classes, with everything hypothesis can think of."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ScopeSpans

from collector import plain
from sardonyx_sdk import otlp_spans
from sardonyx_sdk.protobuf import any_value, attribute, varint
from sardonyx_sdk.span import LightSpan

hypothesis: Any = pytest.importorskip("hypothesis")
st: Any = pytest.importorskip("hypothesis.strategies")

SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.booleans(),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.floats(allow_nan=False),
    st.binary(),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner), max_leaves=20
)


@hypothesis.given(VALUES)
def test_any_value_reads_back(value: object) -> None:
    assert plain(AnyValue.FromString(any_value(value))) == value


@hypothesis.given(st.integers(0, (1 << 64) - 1))
def test_varint_reads_back(number: int) -> None:
    # field 3 of AnyValue is an int64: the official reader is the judge
    read = AnyValue.FromString(b"\x18" + varint(number)).int_value
    assert read % (1 << 64) == number


@hypothesis.given(st.text(), st.text())
def test_any_text_is_valid_utf8_on_the_wire(key: str, value: str) -> None:
    (sent,) = Resource.FromString(attribute(b"\x0a", key, value)).attributes
    assert sent.key == key.encode("utf-8", "replace").decode()
    assert sent.value.string_value == value.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("size", [0, 1, 60, 98, 99, 100, 101, 127, 128, 300, 20000])
def test_path_of_every_length(size: int) -> None:
    span = LightSpan(1 << 127, 1 << 63, 0, True, None, 5, 0)
    span.path, span.duration_ns = "/" * size, 7
    (sent,) = ScopeSpans.FromString(otlp_spans.encode_span(span, None)).spans
    assert sent.attributes[0].key == "url.path"
    assert sent.attributes[0].value.string_value == "/" * size
    assert (sent.start_time_unix_nano, sent.end_time_unix_nano) == (5, 12)
    assert sent.trace_id == (1 << 127).to_bytes(16, "big")


def test_unusual_values_become_text() -> None:
    assert plain(AnyValue.FromString(any_value(1 << 64))) == str(1 << 64)
    assert plain(AnyValue.FromString(any_value(3 + 4j))) == "(3+4j)"
    assert plain(AnyValue.FromString(any_value({1: {2}}))) == {"1": [2]}
    assert plain(AnyValue.FromString(any_value(None))) is None
