"""Series written straight into the tables, and questions about them both ways: with and without the engine's arithmetic."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from sardonyx.query.promql import MatrixAnswer, Promql, VectorAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.series import series_id_sql
from tests.support.native_histograms import Figures, Histogram

NOON = 1_767_268_800

Labels = Mapping[str, str]


class Metrics:
    """Times are seconds after NOON."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.promql = Promql(engine)
        self._plain = Promql(engine, push=False)

    async def add(
        self, name: str, labels: Labels, samples: Sequence[tuple[float, float]], *, delta: bool = False
    ) -> int:
        """Store a series of (seconds, value); its id."""
        first, last = (
            (_moment(at) for at in (samples[0][0], samples[-1][0])) if samples else (_moment(-600), _moment(600))
        )
        pairs = "CAST({labels:Map(String, String)}, 'Array(Tuple(String, String))')"
        series_id = series_id_sql(f"arrayConcat([('__name__', {{name:String}})], {pairs})")
        params = {"name": name, "labels": dict(labels), "delta": int(delta), "first": first, "last": last}
        found = await self.engine.rows(f"SELECT {series_id} AS id", {"name": name, "labels": dict(labels)})
        number = int(found[0]["id"])
        await self.engine.execute(
            "INSERT INTO metric_series (MetricName, SeriesId, Labels, Temporality, FirstSeen, LastSeen) "
            f"SELECT {{name:String}}, {series_id}, {{labels:Map(String, String)}}, {{delta:UInt8}}, "
            "{first:DateTime64(3,'UTC')}, {last:DateTime64(3,'UTC')}",
            params,
        )
        await self.engine.execute(
            "INSERT INTO metric_samples SELECT {id:UInt64}, fromUnixTimestamp64Milli(s.1), s.2 FROM (SELECT "
            "arrayJoin(arrayZip({times:Array(Int64)}, {values:Array(Float64)})) AS s)",
            {
                "id": number,
                "times": [round((NOON + at) * 1000) for at, _ in samples],
                "values": [float(value) for _, value in samples],
            },
        )
        return number

    async def add_histograms(
        self, name: str, labels: Labels, samples: Sequence[tuple[float, Histogram]], *, delta: bool = False
    ) -> int:
        """Store a series of (seconds, native histogram); its id."""
        number = await self.add(name, labels, [], delta=delta)
        for at, one in samples:
            await self.engine.execute(
                "INSERT INTO metric_histograms SELECT {id:UInt64}, fromUnixTimestamp64Milli({at:Int64}), "
                "{count:UInt64}, {sum:Float64}, NULL, NULL, {schema:Int16}, {threshold:Float64}, {zero:UInt64}, "
                "{offset:Int32}, {buckets:Array(UInt64)}, {below:Int32}, {negative:Array(UInt64)}, {stale:UInt8}, "
                "{hint:UInt8}, {bounds:Array(Float64)}, {floats:Array(Float64)}",
                {
                    "id": number, "at": round((NOON + at) * 1000), "count": round(max(one.count, 0)),
                    "sum": float(one.sum), "schema": one.schema, "threshold": float(one.threshold),
                    "zero": round(max(one.zero, 0)), "offset": one.offset - 1, "below": one.negative_offset - 1,
                    "buckets": [round(max(count, 0)) for count in one.buckets],
                    "negative": [round(max(count, 0)) for count in one.negative],
                    "stale": int(one.stale), "hint": int(one.hint), "bounds": [float(bound) for bound in one.bounds],
                    "floats": one.floats,
                },
            )  # fmt: skip
        return number

    async def histograms(self, expr: str, seconds: float = 0) -> dict[str, Figures]:
        """An instant query's histograms: `name{labels}` → figures."""
        answer = await self.promql.instant(expr, NOON + seconds, AccessScope.ALL)
        assert isinstance(answer, VectorAnswer)
        return {_text(answer.vector.labels[row]): Figures.of(one) for row, one in answer.histograms().items()}

    async def histogram(self, expr: str, seconds: float = 0) -> Figures:
        """The one histogram an instant query gives."""
        (only,) = (await self.histograms(expr, seconds)).values()
        return only

    async def notes(self, expr: str, seconds: float = 0) -> list[str]:
        """Warnings and infos of an instant query."""
        answer = await self.promql.instant(expr, NOON + seconds, AccessScope.ALL)
        return [*answer.warnings, *answer.infos]

    async def at(self, expr: str, seconds: float = 0, scope: AccessScope = AccessScope.ALL) -> dict[str, float]:
        """An instant query: `name{labels}` → value, the same both ways, in the answer's order."""
        answers = [await one.instant(expr, NOON + seconds, scope) for one in (self.promql, self._plain)]
        texts = [_texts(answer) for answer in answers if isinstance(answer, VectorAnswer)]
        assert texts[0] == pytest.approx(texts[1], nan_ok=True)
        return texts[0]

    async def over(self, expr: str, start: float, end: float, step: float) -> dict[str, list[tuple[float, float]]]:
        """A range query: `name{labels}` → (seconds after NOON, value), the same both ways."""
        answers = [
            await one.range(expr, NOON + start, NOON + end, step, AccessScope.ALL) for one in (self.promql, self._plain)
        ]
        points = [_points(answer) for answer in answers]
        assert points[0] == points[1]
        return points[0]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(NOON + seconds, UTC)


def _text(labels: Labels) -> str:
    inner = ",".join(f"{name}={value}" for name, value in sorted(labels.items()) if name != "__name__")
    return labels.get("__name__", "") + (f"{{{inner}}}" if inner else "")


def _texts(answer: VectorAnswer) -> dict[str, float]:
    native = answer.histograms()
    rows = [(row, labels) for row, labels in enumerate(answer.vector.labels) if row not in native]
    return {_text(labels): float(answer.vector.values[row, 0]) for row, labels in rows}


def _points(answer: MatrixAnswer) -> dict[str, list[tuple[float, float]]]:
    found = {}
    for row, labels in enumerate(answer.vector.labels):
        times, values = answer.points(row)
        found[_text(labels)] = list(zip((times / 1000 - NOON).tolist(), values.tolist(), strict=True))
    return found


@pytest.fixture
def metrics(engine: EmbeddedEngine) -> Metrics:
    return Metrics(engine)
