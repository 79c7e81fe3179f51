"""Samples from inside: what is stored, by which stream, and that our encoding is protobuf's."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.query.promql import Promql, VectorAnswer
from sardonyx.query.promql.histograms.pool import CUSTOM_SCHEMA, Hint
from sardonyx.query.scope import AccessScope
from sardonyx.receivers.histogram_field import histogram_field
from sardonyx.receivers.remote_write_messages import ShallowWriteRequest, TimeSeries
from sardonyx.receivers.sample_writer import (
    STALE,
    Columns,
    ExemplarOf,
    FamilyMetadata,
    SampleWriter,
    encode,
    encode_labels,
)
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.metrics_in import STALE_BITS, MetricsIn, bits, metrics_in
from tests.support.native_histograms import Figures, Histogram, figures, pool_of

NOW = time.time_ns() // 1_000_000
DAY = 86_400_000
UP = (("__name__", "up"), ("job", "node"))


@pytest.fixture
async def inside(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[MetricsIn]:
    async with metrics_in(engine, tmp_path) as found:
        yield found


async def test_samples_travel_with_their_labels_once_and_then_by_id(inside: MetricsIn) -> None:
    writer = SampleWriter(inside.intake, inside.known)
    await writer.write([(UP, 1.0, NOW - 2000), (tuple(reversed(UP)), 0.0, NOW - 1000)])
    await inside.settle()
    await writer.write([(UP, STALE, NOW)])
    await inside.settle()
    assert await inside.samples() == {
        'up{job="node"}': [(NOW - 2000, bits(1.0)), (NOW - 1000, bits(0.0)), (NOW, STALE_BITS)]
    }
    accepted = [inside.journal.status(stream).accepted_records for stream in ("remote_write", "known_samples")]
    assert accepted == [2, 1]


async def test_a_sample_hours_away_keeps_its_labels_and_one_of_another_age_is_left_out(inside: MetricsIn) -> None:
    writer = SampleWriter(inside.intake, inside.known, name="test")
    await writer.write([(UP, 1.0, NOW)])
    await inside.settle()
    await writer.write([(UP, 2.0, NOW - 5 * 3_600_000), (UP, 3.0, NOW - 500 * DAY), (UP, 4.0, NOW + 2 * DAY)])
    await inside.settle()
    assert await inside.samples() == {'up{job="node"}': [(NOW - 5 * 3_600_000, bits(2.0)), (NOW, bits(1.0))]}
    rejected = inside.registry.get_sample_value(
        "sardonyx_receiver_rejected_records_total", {"receiver": "test", "signal": "metrics"}
    )
    assert rejected == 2


async def test_exemplars_and_metadata_are_stored(inside: MetricsIn) -> None:
    writer = SampleWriter(inside.intake, inside.known)
    nothing = Columns(
        np.zeros(0, np.uint64), np.zeros(0), np.zeros(0, np.int64), lambda _: b"", lambda _: ()
    )  # fmt: skip
    exemplar = ExemplarOf(UP, (("trace_id", "ABC"), ("who", "x")), 0.5, NOW)
    await writer.append(encode(nothing, NOW, exemplars=[exemplar], metadata=[FamilyMetadata("up", "gauge", "h", "s")]))
    await inside.settle()
    (found,) = await inside.engine.rows("SELECT Value, TraceId, Labels FROM exemplars")
    assert found == {"Value": 0.5, "TraceId": "abc", "Labels": {"who": "x"}}
    (said,) = await inside.engine.rows("SELECT Family, Type, Help, Unit FROM metric_metadata")
    assert said == {"Family": "up", "Type": "gauge", "Help": "h", "Unit": "s"}


@given(
    st.dictionaries(st.text(min_size=1, max_size=200), st.text(max_size=300), max_size=4),
    st.floats(allow_nan=False),
    st.integers(NOW - 399 * DAY, NOW + DAY // 2),
)
def test_the_encoding_is_protobufs(labels: dict[str, str], value: float, at: int) -> None:
    pairs = tuple(labels.items())
    columns = Columns(
        np.zeros(1, np.uint64), np.array([value]), np.array([at]), lambda _: encode_labels(pairs), lambda _: pairs
    )  # fmt: skip
    (raw,) = ShallowWriteRequest.FromString(encode(columns, NOW).labelled).timeseries
    series = TimeSeries.FromString(raw)
    assert [(label.name, label.value) for label in series.labels] == sorted(pairs)
    assert [(sample.value, sample.timestamp) for sample in series.samples] == [(value, at)]


HISTOGRAMS = {
    "both sides, gaps and fractions": Histogram(
        count=9.25, sum=-3.5, buckets=[1.5, 0, 0, 2, 0.25], offset=-7, negative=[1, 0, 3.5], negative_offset=4, zero=1,
        schema=3, hint=Hint.GAUGE,
    ),
    "custom bounds": Histogram(count=4, sum=9, buckets=[1, 0, 3], schema=CUSTOM_SCHEMA, bounds=[0.5, 1, 2.5], threshold=0),
    "below zero, as a difference has it": Histogram(count=-1.5, sum=2, buckets=[-2.5, 1], offset=3, hint=Hint.GAUGE),
    "empty": Histogram(),
}  # fmt: skip


@pytest.mark.parametrize("one", HISTOGRAMS.values(), ids=HISTOGRAMS.keys())
async def test_a_histogram_is_stored_as_it_is(inside: MetricsIn, one: Histogram) -> None:
    writer = SampleWriter(inside.intake, inside.known)
    await writer.write([(UP, pool_of(one), NOW - 1000), ((("__name__", "other"),), 1.0, NOW - 1000)])
    await inside.settle()
    answer = await Promql(inside.engine).instant("up", NOW / 1000, AccessScope.ALL)
    assert isinstance(answer, VectorAnswer)
    assert [Figures.of(found) for found in answer.histograms().values()] == figures(pool_of(one))
    assert answer.vector.native is not None
    assert answer.vector.native.pool.hint.tolist() == [one.hint]


async def test_a_series_of_histograms_is_learned_once_and_ends_with_a_marker(inside: MetricsIn) -> None:
    writer = SampleWriter(inside.intake, inside.known)
    for ago in (3000, 2000):
        await writer.write([(UP, pool_of(HISTOGRAMS["empty"]), NOW - ago)])
        await inside.settle()
    assert len(inside.known.young()) == 1
    await writer.write([(UP, STALE, NOW - 1000)])
    await inside.settle()
    accepted = [inside.journal.status(stream).accepted_records for stream in ("remote_write", "known_samples")]
    assert accepted == [2, 1]
    assert await inside.engine.rows("SELECT count() AS rows FROM metric_histograms") == [{"rows": 2}]
    answer = await Promql(inside.engine).instant("up", NOW / 1000, AccessScope.ALL)
    assert isinstance(answer, VectorAnswer)
    assert len(answer.vector) == 0


def test_a_histogram_whose_buckets_lie_too_far_apart_is_left_out() -> None:
    wide = Histogram(count=2, buckets=[1, *[0] * 20_000, 1], schema=8)
    assert histogram_field(pool_of(wide), NOW) is None
