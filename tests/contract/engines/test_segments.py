"""Segments go in exactly once or not at all, derived tables included."""

import time
from pathlib import Path

import pytest

from sardonyx.storage.engine import Engine, SegmentInsert
from sardonyx.storage.errors import QueryError
from sardonyx.storage.pipelines import logs, traces
from tests.contract.engines.subject import count, numbers_insert, numbers_segment
from tests.support.otlp import make_logs, make_spans
from tests.unit.storage.segments import NoMasking, write_segment

NOW = time.time_ns()
LOGS: SegmentInsert = logs.pipeline(NoMasking()).variants[0][0]
SPANS: SegmentInsert = traces.pipeline(NoMasking()).variants[0][0]

COUNTS = {
    "otel_logs": "(SELECT count() FROM otel_logs)",
    "log_counts": "(SELECT sum(Records) FROM log_counts_10s)",
    "spans": "(SELECT count() FROM otel_traces)",
    "span_metrics": "(SELECT sum(Calls) FROM span_metrics_10s)",
    "traces": "(SELECT count() FROM otel_traces_trace_id_ts)",
}


async def counts(engine: Engine) -> dict[str, int]:
    return {name: await count(engine, expression) for name, expression in COUNTS.items()}


def segment_of_both_days(folder: Path) -> tuple[Path, Path]:
    """Logs and spans of two days, so that the rows fall into two partitions, from several requests."""
    yesterday = NOW - 86_400 * 10**9
    requests = [make_logs([f"a{n}", "b"], time_ns=yesterday + n if n % 2 else NOW - n) for n in range(60)]
    spans = [
        make_spans(["root", "child"], trace_id=bytes([n]) * 16, time_ns=yesterday + n if n % 2 else NOW - n)
        for n in range(60)
    ]
    return (
        write_segment(folder, *requests, received_at_ns=NOW),
        write_segment(folder, *spans, received_at_ns=NOW),
    )


EXPECTED = {"otel_logs": 120, "log_counts": 120, "spans": 120, "span_metrics": 120, "traces": 60}


async def test_a_segment_sent_again_changes_nothing_anywhere(subject: Engine, tmp_path: Path) -> None:
    log_segment, span_segment = segment_of_both_days(tmp_path)
    for _ in range(3):
        await subject.insert_segment(LOGS, log_segment, token=f"{tmp_path}/otel_logs")
        await subject.insert_segment(SPANS, span_segment, token=f"{tmp_path}/otel_traces")
    assert await counts(subject) == EXPECTED


async def test_another_token_is_another_insert(subject: Engine, tmp_path: Path) -> None:
    log_segment, _ = segment_of_both_days(tmp_path)
    for number in range(2):
        await subject.insert_segment(LOGS, log_segment, token=f"{tmp_path}/{number}")
    assert (await counts(subject))["log_counts"] == 240


async def test_a_statement_without_a_token_inserts_as_often_as_it_runs(subject: Engine) -> None:
    for _ in range(2):
        await subject.execute(
            "INSERT INTO otel_logs (Timestamp, Body) SELECT toDateTime64('2026-01-01 00:00:00', 9), 'x'"
        )
    assert (await counts(subject))["otel_logs"] == 2


async def test_a_hostile_token_is_only_a_token(subject: Engine, tmp_path: Path) -> None:
    log_segment, _ = segment_of_both_days(tmp_path)
    for _ in range(2):
        await subject.insert_segment(LOGS, log_segment, token=f"{tmp_path} it's \\ a\n\ttoken', x = '1")
    assert (await counts(subject))["otel_logs"] == 120


async def test_a_segment_whose_first_byte_is_white_space_arrives_whole(subject: Engine, tmp_path: Path) -> None:
    await subject.execute("DROP TABLE IF EXISTS segment_probe")
    await subject.execute("CREATE TABLE segment_probe (N UInt64) ENGINE = MergeTree ORDER BY N")
    segment = tmp_path / "spaces.seg"
    values = [int.from_bytes(first * 8, "little") for first in (b"\n", b"\r", b" ", b"\t", b"\0", b";")]
    segment.write_bytes(b"".join(value.to_bytes(8, "little") for value in values))
    await subject.insert_segment(numbers_insert("segment_probe"), segment, token=str(tmp_path))
    rows = await subject.rows("SELECT N FROM segment_probe")
    assert sorted(row["N"] for row in rows) == sorted(values)


async def test_a_big_segment_arrives_whole(subject: Engine, tmp_path: Path) -> None:
    await subject.execute("DROP TABLE IF EXISTS segment_probe")
    await subject.execute("CREATE TABLE segment_probe (N UInt64) ENGINE = MergeTree ORDER BY N")
    size = 1_000_000
    read = await subject.insert_segment(
        numbers_insert("segment_probe"), numbers_segment(tmp_path, size), token=str(tmp_path)
    )
    (row,) = await subject.rows("SELECT count() AS n, sum(N) AS s FROM segment_probe")
    assert row == {"n": size, "s": size * (size - 1) // 2}
    assert read == size


@pytest.mark.parametrize("damage", ["cut", "flipped", "random", "length"])
async def test_a_damaged_segment_inserts_nothing_and_leaves_its_token_free(
    subject: Engine, tmp_path: Path, damage: str
) -> None:
    _, segment = segment_of_both_days(tmp_path)
    whole = segment.read_bytes()
    middle = len(whole) // 2
    segment.write_bytes(
        {
            "cut": whole[: middle + 3],
            "flipped": whole[:middle]
            + bytes(byte ^ 0xFF for byte in whole[middle : middle + 64])
            + whole[middle + 64 :],
            "random": whole + bytes(range(255, 0, -1)),
            "length": whole + b"\xff\xff\xff\xff\x0f",
        }[damage]
    )
    with pytest.raises(QueryError) as caught:
        await subject.insert_segment(SPANS, segment, token=str(tmp_path))
    assert not caught.value.transient
    assert set((await counts(subject)).values()) == {0}
    segment.write_bytes(whole)
    await subject.insert_segment(SPANS, segment, token=str(tmp_path))
    assert (await counts(subject))["span_metrics"] == 120


async def test_an_empty_segment_is_no_rows(subject: Engine, tmp_path: Path) -> None:
    segment = tmp_path / "empty.seg"
    segment.touch()
    await subject.insert_segment(LOGS, segment, token=str(tmp_path))
    assert await count(subject, COUNTS["otel_logs"]) == 0


async def test_a_value_nested_too_deeply_is_told_by_its_code(subject: Engine, tmp_path: Path) -> None:
    segment = write_segment(tmp_path, make_logs([[[["deep"]]]], time_ns=NOW), received_at_ns=NOW)
    with pytest.raises(QueryError) as caught:
        await subject.insert_segment(LOGS, segment, token=str(tmp_path))
    assert caught.value.code == 395
    deep = logs.pipeline(NoMasking()).variants[-1][0]
    await subject.insert_segment(deep, segment, token=str(tmp_path))
    assert await count(subject, COUNTS["otel_logs"]) == 1


async def test_an_insert_into_a_missing_table_is_refused(subject: Engine, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        await subject.insert_segment(numbers_insert("nowhere"), numbers_segment(tmp_path, 3), token="t")
    assert caught.value.code == 60


async def test_a_missing_segment_is_refused(subject: Engine, tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        await subject.insert_segment(LOGS, tmp_path / "gone.seg", token="t")
