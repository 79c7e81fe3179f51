"""Series as the engine keeps them, with the life a test wants."""

import json
from collections.abc import Mapping, Sequence

from sardonyx.storage.engine import Engine
from sardonyx.storage.series import series_id_sql

_HOUR = 3600


async def keep_series(
    engine: Engine,
    name: str,
    labels: Mapping[str, str] | Sequence[Mapping[str, str]],
    *,
    first_s: int = 2 * _HOUR,
    last_s: int = 60,
) -> None:
    """Register series of one metric: first and last seen so many seconds ago, with a row for every hour between."""
    sets = [labels] if isinstance(labels, Mapping) else labels
    ages = [*range(first_s, last_s, -_HOUR), last_s]
    identity = series_id_sql("arrayConcat(CAST(labels, 'Array(Tuple(String, String))'), [('__name__', {name:String})])")
    await engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) "
        f"SELECT {{name:String}}, {identity}, labels, now64(3) - toIntervalSecond(age.1), now64(3) - toIntervalSecond(age.2) "
        "FROM (SELECT CAST(JSONExtract(arrayJoin({sets:Array(String)}), 'Array(Tuple(String, String))'), "
        "'Map(String, String)') AS labels) "
        "ARRAY JOIN arrayZip({ages:Array(UInt32)}, {untils:Array(UInt32)}) AS age",
        {
            "name": name,
            "sets": [json.dumps(list(one.items())) for one in sets],
            "ages": ages[:-1] or ages,
            "untils": ages[1:] or ages,
        },
    )


async def keep_samples(engine: Engine, name: str, every_s: int, seconds: int = 600) -> None:
    """Samples of every series of a metric over the last `seconds`."""
    await engine.execute(
        "INSERT INTO metric_samples SELECT DISTINCT SeriesId, now64(3) - toIntervalSecond(n.number * {every:UInt32} + 1), 1 "
        "FROM metric_series CROSS JOIN numbers({count:UInt32}) AS n WHERE MetricName = {name:String}",
        {"name": name, "every": every_s, "count": seconds // every_s},
    )


async def keep_family(engine: Engine, family: str, kind: str, text: str = "", unit: str = "") -> None:
    """What somebody said of a metric family."""
    await engine.execute(
        "INSERT INTO metric_metadata (Family, Type, Unit, Help, LastSeen) "
        "SELECT {family:String}, {kind:String}, {unit:String}, {text:String}, now64(3)",
        {"family": family, "kind": kind, "unit": unit, "text": text},
    )
