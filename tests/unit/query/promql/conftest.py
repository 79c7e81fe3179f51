"""Series written straight into the tables, and questions about them both ways: with and without the engine's arithmetic."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from sardonyx.query.promql import MatrixAnswer, Promql, VectorAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.series import series_id_sql

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
        first, last = (_moment(at) for at in (samples[0][0], samples[-1][0]))
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
    return {_text(labels): float(answer.vector.values[row, 0]) for row, labels in enumerate(answer.vector.labels)}


def _points(answer: MatrixAnswer) -> dict[str, list[tuple[float, float]]]:
    found = {}
    for row, labels in enumerate(answer.vector.labels):
        times, values = answer.points(row)
        found[_text(labels)] = list(zip((times / 1000 - NOON).tolist(), values.tolist(), strict=True))
    return found


@pytest.fixture
def metrics(engine: EmbeddedEngine) -> Metrics:
    return Metrics(engine)
