"""Remote write through the door: what is stored, and what senders are told."""

import math
import time
from collections.abc import AsyncIterator
from pathlib import Path

import cramjam
import httpx
import pytest

from sardonyx.access.principal import Principal
from sardonyx.processors.masking import Masker
from sardonyx.receivers import remote_write
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import client, make_app
from tests.support.metrics_in import STALE_BITS, MetricsIn, bits, metrics_in
from tests.support.remote_write import (
    COUNTER,
    HEADERS_1,
    HEADERS_2,
    HISTOGRAM,
    STALE,
    Exemplar,
    Metadata,
    NativeHistogram,
    Series,
    series,
    snappy,
    write_1,
    write_2,
)

SENDER = Principal("key", "1", "prometheus", frozenset(), frozenset({"ingest:write"}))
NOW = time.time_ns() // 1_000_000
DAY = 86_400_000


class Door:
    """Posts requests, and knows what was stored."""

    def __init__(self, inside: MetricsIn, http: httpx.AsyncClient) -> None:
        self.inside = inside
        self.http = http

    async def post(self, body: bytes, headers: dict[str, str] = HEADERS_1) -> httpx.Response:
        return await self.http.post("/api/v1/write", content=body, headers=headers)

    async def write(self, *items: Series, metadata: tuple[Metadata, ...] = ()) -> httpx.Response:
        answer = await self.post(snappy(write_1(items, metadata)))
        await self.inside.settle()
        return answer

    async def write_2(self, *items: Series) -> httpx.Response:
        answer = await self.post(snappy(write_2(items)), HEADERS_2)
        await self.inside.settle()
        return answer

    async def table(self, name: str) -> list[dict[str, object]]:
        return await self.inside.engine.rows(f"SELECT * FROM {name} FINAL ORDER BY ALL")

    def accepted(self, stream: str) -> int:
        return self.inside.journal.status(stream).accepted_records


@pytest.fixture
async def door(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[Door]:
    async with metrics_in(engine, tmp_path, Masker.build(hash_key=b"k" * 32)) as inside:
        router = remote_write.build_router(RemoteWriteDoor(inside.intake, inside.known), BodyLimits(1 << 20, 2 << 20))
        async with client(make_app(router, SENDER)) as http:
            yield Door(inside, http)


def written(answer: httpx.Response) -> tuple[int, int, int]:
    names = ("Samples", "Histograms", "Exemplars")
    return tuple(int(answer.headers[f"X-Prometheus-Remote-Write-{name}-Written"]) for name in names)  # type: ignore[return-value]


async def test_samples_are_stored_under_their_labels(door: Door) -> None:
    answer = await door.write(series("up", 1, NOW, job="node", instance="a:1"), series("load", 0.5, NOW))
    assert (answer.status_code, answer.content) == (204, b"")
    assert await door.inside.samples() == {
        'up{instance="a:1",job="node"}': [(NOW, bits(1))],
        "load": [(NOW, bits(0.5))],
    }


async def test_what_is_sent_again_travels_without_its_labels(door: Door) -> None:
    await door.write(series("up", 1, NOW, job="node"), series("load", 0.5, NOW))
    await door.write(series("up", 0, NOW + 1, job="node"), series("load", 7.25, NOW + 1))
    assert (door.accepted("remote_write"), door.accepted("known_samples")) == (2, 2)
    assert await door.inside.samples() == {
        'up{job="node"}': [(NOW, bits(1)), (NOW + 1, bits(0))],
        "load": [(NOW, bits(0.5)), (NOW + 1, bits(7.25))],
    }


async def test_a_value_that_looks_like_a_sample_does_not_mislead(door: Door) -> None:
    # The bytes of a whole sample, inside a label of the same length as those of a known series.
    await door.write(series("m", 1, NOW, a="x"))
    odd = Series([("__name__", "m"), ("a", "x"), ("b", "\x12\x10\x09aaaaaaaa\x10aaaaa")])
    answer = await door.post(snappy(write_1([odd, Series([("__name__", "m"), ("a", "x")])])))
    await door.inside.settle()
    assert (answer.status_code, written(answer)) == (204, (0, 0, 0))
    assert await door.inside.samples() == {'m{a="x"}': [(NOW, bits(1))]}


async def test_staleness_markers_and_nan_keep_their_bits(door: Door) -> None:
    for second in range(2):  # with labels, then known
        at = NOW + second
        await door.write(Series({"__name__": "gone"}, [(STALE, at)]), Series({"__name__": "odd"}, [(float("nan"), at)]))
    stored = await door.inside.samples()
    assert stored == {
        "gone": [(NOW, STALE_BITS), (NOW + 1, STALE_BITS)],
        "odd": [(NOW, bits(float("nan"))), (NOW + 1, bits(float("nan")))],
    }
    assert door.accepted("known_samples") == 2


async def test_the_same_request_again_changes_nothing(door: Door) -> None:
    for _ in range(3):
        await door.write(series("up", 1, NOW))
    assert await door.inside.samples() == {"up": [(NOW, bits(1))]}


async def test_out_of_order_samples_and_several_of_a_series_are_stored(door: Door) -> None:
    await door.write(Series({"__name__": "m"}, [(2, NOW), (1, NOW - 5 * DAY)]))
    await door.write(Series({"__name__": "m"}, [(3, NOW - DAY), (4, NOW + 3_600_000)]))
    await door.write(series("m", 5, NOW - 2 * DAY))
    times = [at for at, _ in (await door.inside.samples())["m"]]
    assert times == [NOW - 5 * DAY, NOW - 2 * DAY, NOW - DAY, NOW, NOW + 3_600_000]
    (found,) = await door.inside.engine.rows(
        "SELECT toUnixTimestamp64Milli(FirstSeen) AS first FROM metric_series FINAL"
    )
    assert found["first"] == NOW - 5 * DAY


@pytest.mark.parametrize("version", [1, 2])
async def test_samples_beyond_the_bounds_are_told_and_the_rest_is_stored(door: Door, version: int) -> None:
    send = door.write if version == 1 else door.write_2
    answer = await send(series("old", 1, NOW - 500 * DAY), series("good", 1, NOW), series("ahead", 1, NOW + 2 * DAY))
    assert answer.status_code == 400
    assert "out of bounds: samples older than 400 days" in answer.text
    assert "more than a day ahead" in answer.text
    assert '{__name__="ahead"}' in answer.text
    assert written(answer) == (1, 0, 0)
    assert list(await door.inside.samples()) == ["good"]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([("job", "x")], "invalid metric name or labels"),
        ([("__name__", ""), ("job", "x")], "invalid metric name or labels"),
        ([("__name__", "m"), ("", "x")], "invalid metric name or labels"),
        ([("__name__", "m"), ("a", "1"), ("a", "2")], "duplicated label a"),
    ],
    ids=["no name", "empty name", "empty label name", "label twice"],
)
async def test_bad_labels_are_400_and_the_rest_is_stored(
    door: Door, labels: list[tuple[str, str]], words: str, version: int
) -> None:
    send = door.write if version == 1 else door.write_2
    answer = await send(Series(labels, [(1.0, NOW)]), series("good", 1, NOW))
    assert (answer.status_code, written(answer)) == (400, (1, 0, 0))
    assert words in answer.text
    assert list(await door.inside.samples()) == ["good"]


async def test_text_that_is_not_utf_8_is_400_and_nothing_is_stored(door: Door) -> None:
    body = write_1([series("good", 1, NOW), series("m", 1, NOW, a="XX")]).replace(b"XX", b"\xff\xfe")
    answer = await door.post(snappy(body))
    assert answer.status_code == 400
    assert "not a valid WriteRequest" in answer.text
    await door.inside.settle()
    assert await door.inside.samples() == {}


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"\xff\x06\x00\x00sNaPpY", HEADERS_1, 400, "block format"),
        (b"not snappy at all", HEADERS_1, 400, "snappy"),
        (snappy(write_1([series("m", 1, NOW)])[:-3]), HEADERS_1, 400, "WriteRequest"),
        (snappy(bytes(3 << 20)), HEADERS_1, 413, "limit is 2097152"),
        (bytes(2 << 20), HEADERS_1, 413, "1048576"),
        (b"", {**HEADERS_1, "Content-Encoding": "gzip"}, 415, "snappy"),
        (b"", {**HEADERS_1, "Content-Type": "application/json"}, 415, "x-protobuf"),
        (b"", {**HEADERS_1, "Content-Type": "application/x-protobuf;proto=other.Request"}, 415, "other.Request"),
        (snappy(b"\x22\x01x\x2a\x02\x0a\x00"), HEADERS_2, 400, "empty string"),
        (snappy(b"\x22\x00\x2a\x04\x0a\x02\x00\x07"), HEADERS_2, 400, "beyond the 1 symbols"),
        (snappy(b"\x22\x00\x2a\x03\x0a\x01\x00"), HEADERS_2, 400, "invalid labelRefs length 1"),
    ],
    ids=[
        "framed",
        "junk",
        "cut off",
        "bomb",
        "too large",
        "gzip",
        "json",
        "other message",
        "symbols",
        "far ref",
        "odd",
    ],
)
async def test_bad_requests_are_answered_and_nothing_is_stored(
    door: Door, body: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    answer = await door.post(body, headers)
    assert (answer.status_code, written(answer)) == (status, (0, 0, 0))
    assert words in answer.text
    assert door.accepted("remote_write") == 0


async def test_an_empty_request_is_fine(door: Door) -> None:
    assert (await door.write()).status_code == 204


async def test_overload_is_503_with_a_time_to_come_back(engine: EmbeddedEngine, tmp_path: Path) -> None:
    async with metrics_in(engine, tmp_path) as inside:
        router = remote_write.build_router(RemoteWriteDoor(inside.intake, inside.known), BodyLimits())
        await inside.journal.close()
        async with client(make_app(router, SENDER)) as http:
            answer = await http.post("/api/v1/write", content=snappy(write_1([series("m", 1, NOW)])), headers=HEADERS_1)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1


async def test_metadata_is_stored_by_family(door: Door) -> None:
    answer = await door.write(metadata=(Metadata(COUNTER, "requests_total", "How many.", "s"), Metadata(99, "odd")))
    assert answer.status_code == 204
    found = [(row["Family"], row["Type"], row["Unit"], row["Help"]) for row in await door.table("metric_metadata")]
    assert found == [("odd", "unknown", "", ""), ("requests_total", "counter", "s", "How many.")]


async def test_exemplars_belong_to_their_series_and_name_their_trace(door: Door) -> None:
    trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    exemplar = Exemplar({"trace_id": trace, "span_id": span, "user": "me@example.com"}, 0.4, NOW)
    await door.write(
        series("latency_bucket", 3, NOW, le="0.5"),
        Series({"__name__": "latency_bucket", "le": "0.5"}, exemplars=[exemplar]),
    )
    (found,) = await door.table("exemplars")
    ids = {text: number for number, text in (await door.inside.series()).items()}
    assert found["SeriesId"] == ids['latency_bucket{le="0.5"}']
    assert (found["TraceId"], found["SpanId"], found["Value"]) == (trace, span, 0.4)
    assert found["Labels"] == {"user": "[redacted:email]"}


@pytest.mark.parametrize("version", [1, 2])
async def test_native_histograms_become_dense_lists(door: Door, version: int) -> None:
    # Buckets 0, 1, 3 and 4 hold 1, 2, 1 and 1; Prometheus' bucket 0 ends at 1, which OpenTelemetry calls -1.
    whole = NativeHistogram(
        NOW, count=9, sum=18.5, schema=1, zero_threshold=0.001, zero_count=2, positive_spans=[(0, 2), (1, 2)],
        positive=[1, 1, -1, 0], negative_spans=[(-3, 2)], negative=[1, 1],
    )  # fmt: skip
    floats = NativeHistogram(
        NOW + 1, count=2.6, sum=1.0, is_float=True, positive_spans=[(-2, 1)], positive=[2.6], reset_hint=3
    )
    stale = NativeHistogram(NOW + 2, sum=STALE)
    send = door.write if version == 1 else door.write_2
    answer = await send(Series({"__name__": "h", "job": "x"}, histograms=[whole, floats, stale]))
    assert (answer.status_code, written(answer)) == (204, (0, 3, 0))
    first, second, third = await door.table("metric_histograms")
    assert (first["Count"], first["Sum"], first["Scale"], first["ZeroThreshold"], first["ZeroCount"]) == (
        9,
        18.5,
        1,
        0.001,
        2,
    )
    assert (first["PositiveOffset"], first["PositiveCounts"]) == (-1, [1, 2, 0, 1, 1])
    assert (first["NegativeOffset"], first["NegativeCounts"]) == (-4, [1, 2])
    assert (second["Count"], second["PositiveOffset"], second["PositiveCounts"]) == (3, -3, [3])
    assert (first["FloatCounts"], second["FloatCounts"]) == ([], [2.6, 0, 2.6])
    assert (first["ResetHint"], second["ResetHint"]) == (0, 3)
    assert [row["Stale"] for row in (first, second, third)] == [0, 0, 1]
    assert list((await door.inside.series()).values()) == ['h{job="x"}']


@pytest.mark.parametrize("version", [1, 2])
async def test_custom_bounds_are_kept(door: Door, version: int) -> None:
    custom = NativeHistogram(
        NOW, count=6, sum=20, schema=-53, positive_spans=[(0, 1), (1, 1)], positive=[4, -2], custom_values=[1.5, 7]
    )
    send = door.write if version == 1 else door.write_2
    answer = await send(Series({"__name__": "h"}, histograms=[custom]))
    assert (answer.status_code, written(answer)) == (204, (0, 1, 0))
    (row,) = await door.table("metric_histograms")
    assert (row["Scale"], row["CustomBounds"], row["PositiveOffset"], row["PositiveCounts"]) == (
        -53,
        [1.5, 7],
        -1,
        [4, 0, 2],
    )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (NativeHistogram(NOW, schema=-5), "schema -5"),
        (NativeHistogram(NOW, custom_values=[1.0]), "must not have custom bounds"),
        (NativeHistogram(NOW, schema=-53, custom_values=[2.0, 1.0]), "strictly increasing"),
        (NativeHistogram(NOW, schema=-53, custom_values=[1.0, math.inf]), "finite"),
        (NativeHistogram(NOW, schema=-53, zero_count=1), "zero bucket"),
        (NativeHistogram(NOW, schema=-53, custom_values=[1.0], positive_spans=[(0, 3)], positive=[1, 0, 0]),
         "only 1 custom bounds"),
        (NativeHistogram(NOW, positive_spans=[(0, 2)], positive=[1]), "need 2 buckets, have 1"),
        (NativeHistogram(NOW, positive_spans=[(0, 1), (2_000_000_000, 1)], positive=[1, 0]), "more than 10000"),
        (NativeHistogram(NOW, positive_spans=[(0, 1), (-1, 1)], positive=[1, 0]), "offset is negative"),
        (NativeHistogram(NOW, negative_spans=[(0, 2)], negative=[1, -2]), "count is negative"),
    ],
    ids=["schema", "bounds of exponential buckets", "bounds in disorder", "infinite bounds", "custom with zero bucket",
         "more buckets than bounds", "too few", "too far apart", "backwards", "below zero"],
)  # fmt: skip
async def test_histograms_that_can_not_be_stored_are_told(door: Door, bad: NativeHistogram, words: str) -> None:
    answer = await door.write(Series({"__name__": "h"}, histograms=[bad]), series("good", 1, NOW))
    assert (answer.status_code, written(answer)) == (400, (1, 0, 0))
    assert words in answer.text
    assert list(await door.inside.samples()) == ["good"]


async def test_version_2_is_stored_as_version_1_is(door: Door) -> None:
    meta = Metadata(HISTOGRAM, help="How long.", unit="seconds")
    exemplar = Exemplar({"trace_id": "ab"}, 0.4, NOW)
    item = Series({"__name__": "latency_bucket", "le": "0.5"}, [(3.0, NOW)], [exemplar], metadata=meta)
    answer = await door.write_2(item, series("up", 0, NOW))
    assert (answer.status_code, written(answer)) == (204, (2, 0, 1))
    await door.write(Series(item.labels, [(4.0, NOW + 1)]), series("up", 1, NOW + 1))
    again = await door.write_2(Series(item.labels, [(5.0, NOW + 2)]), series("up", 0, NOW + 2))
    assert written(again) == (2, 0, 0)
    assert [value for _, value in (await door.inside.samples())['latency_bucket{le="0.5"}']] == [
        bits(3),
        bits(4),
        bits(5),
    ]
    assert [row["TraceId"] for row in await door.table("exemplars")] == ["ab"]
    (found,) = await door.table("metric_metadata")
    assert (found["Family"], found["Type"], found["Unit"], found["Help"]) == (
        "latency",
        "histogram",
        "seconds",
        "How long.",
    )


async def test_values_are_masked_before_the_id_is_made(door: Door) -> None:
    for at in (NOW, NOW + 1):  # with labels, then known
        await door.write(series("m", 1, at, user="me@example.com", empty="", text='a\\b"\n\tü'))
    assert await door.inside.samples() == {
        'm{text="a\\b"\n\tü",user="[redacted:email]"}': [(NOW, bits(1)), (NOW + 1, bits(1))]
    }
    assert door.accepted("known_samples") == 1


async def test_a_key_that_may_not_write_is_refused(engine: EmbeddedEngine, tmp_path: Path) -> None:
    async with metrics_in(engine, tmp_path) as inside:
        router = remote_write.build_router(RemoteWriteDoor(inside.intake, inside.known), BodyLimits())
        async with client(make_app(router, Principal("user", "2", "Charlie", frozenset(), frozenset()))) as http:
            answer = await http.post("/api/v1/write", content=b"", headers=HEADERS_1)
    assert answer.status_code == 403


def test_the_length_is_looked_at_before_anything_is_unpacked() -> None:
    # A block that claims 4 GiB and holds nothing.
    with pytest.raises(remote_write.TooLarge, match="the limit is 100"):
        remote_write.unpack(b"\xff\xff\xff\xff\x0f", 100)
    assert remote_write.unpack(bytes(cramjam.snappy.compress_raw(b"x" * 100)), 100) == b"x" * 100
