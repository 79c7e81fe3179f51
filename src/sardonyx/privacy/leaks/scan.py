"""One search: a sample of what was stored lately, looked at by every rule in use, inside the engine.

What is found never leaves it: only rule, table, field, service, how often and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sardonyx.processors.masking import DENIED_KEY, Action, Masker, Rule, detection
from sardonyx.storage.engine import Engine, Limits
from sardonyx.storage.errors import StorageError

SAMPLED_ROWS = 20_000
LOOK_BACK = timedelta(hours=26)
_LIMITS = Limits(seconds=120, memory_bytes=512 << 20)
# One after the other on one thread: nobody waits for it.
_SETTINGS = {"max_threads": 1, "max_block_size": 2000}
_MAX_GROUPS = 500
_MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A table, and where texts are in it: `texts` are columns, `maps` columns of attributes (or arrays of them)."""

    table: str
    received: str
    service: str
    texts: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


PLACES = (
    Place(
        "otel_logs", "ReceivedAt", "ServiceName", ("Body",), ("LogAttributes", "ResourceAttributes", "ScopeAttributes")
    ),
    Place(
        "otel_traces",
        "ReceivedAt",
        "ServiceName",
        ("SpanName", "StatusMessage"),
        ("SpanAttributes", "ResourceAttributes"),
        ("Events.Attributes", "Links.Attributes"),
    ),
    Place(
        "metric_series",
        "LastSeen",
        "if(Labels['service_name'] != '', Labels['service_name'], Labels['job'])",
        (),
        ("Labels",),
    ),
    Place("exemplars", "Timestamp", "''", (), ("Labels",)),
)


@dataclass(frozen=True, slots=True)
class Leak:
    """What a rule found in one field of one service: in how many values of the sample, between when and when."""

    rule: str
    table: str
    field: str
    service: str
    count: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a search gave. `rows` were looked at; `notices` say what could not be."""

    leaks: list[Leak]
    rows: int
    notices: list[str]


async def scan(
    engine: Engine, masker: Masker, *, now: datetime, rows: int = SAMPLED_ROWS, places: Sequence[Place] = PLACES
) -> Scanned:
    """Look at about `rows` rows of each table. A table that can't be read is told of in a notice."""
    leaks: list[Leak] = []
    looked_at, notices = 0, _untold(masker)
    for place in places if masker.enabled else ():
        params = {"since": now - LOOK_BACK}
        try:
            (counted,) = await engine.rows(
                f"SELECT count() AS n FROM {place.table} WHERE {place.received} >= {{since:DateTime64(3)}}",
                params,
                limits=_LIMITS,
            )
            every = max(1, int(counted["n"]) // rows)
            found = await engine.rows(
                _statement(place, masker, rows), {**params, "every": every}, limits=_LIMITS, settings=_SETTINGS
            )
        except StorageError as error:
            notices.append(f"{place.table} was not looked at: {type(error).__name__}")
            continue
        looked_at += min(rows, int(counted["n"]))
        leaks += [_leak(place.table, row, masker) for row in found]
    return Scanned(leaks, looked_at, notices)


def _told(masker: Masker) -> list[Rule]:
    """The rules whose replacements can be told from what they replace; an e-mail address always can."""
    return [rule for rule in masker.rules if rule.action is not Action.FORMAT_HASH or rule.name == "email"]


def _untold(masker: Masker) -> list[str]:
    told = {rule.name for rule in _told(masker)}
    left_out = [rule.name for rule in masker.rules if rule.name not in told]
    left_out += [DENIED_KEY] if masker.keys.deny_action is Action.FORMAT_HASH else []
    if not left_out:
        return []
    return [f"not looked for, as format_hash makes them look like what they replace: {', '.join(left_out)}"]


def _leak(table: str, row: dict[str, object], masker: Masker) -> Leak:
    # Keys and names of services are texts of senders too.
    return Leak(
        rule=str(row["rule"]),
        table=table,
        field=masker.mask_text(str(row["field"]))[:_MAX_NAME],
        service=masker.mask_text(str(row["service"]))[:_MAX_NAME],
        count=int(str(row["n"])),
        first_seen=datetime.fromtimestamp(float(str(row["first"])), UTC),
        last_seen=datetime.fromtimestamp(float(str(row["last"])), UTC),
    )


def _statement(place: Place, masker: Masker, rows: int) -> str:
    rules, keys = _told(masker), masker.keys
    if keys.deny_action is Action.FORMAT_HASH:
        keys = replace(keys, deny=frozenset())
    sampled = f"""
SELECT toString({place.service}) AS service, {place.received} AS at, arrayJoin({_values(place)}) AS one
FROM {place.table}
WHERE {place.received} >= {{since:DateTime64(3)}} AND rand() % {{every:UInt32}} = 0
LIMIT {rows}"""
    judged = f"""
SELECT service, at, one.1 AS field, one.2 AS key, one.3 AS value, {detection.denied(keys, "key", "value")} AS by_key
FROM ({sampled})
WHERE value != '' AND NOT (key != '' AND {detection.spared(keys, "key", "service")})
  AND ({detection.suspicious(rules, "value") if rules else "0"} OR by_key.2 > 0)"""
    per_rule = detection.hits(rules, "value") if rules else "CAST([], 'Array(Tuple(String, UInt64))')"
    return f"""
SELECT hit.1 AS rule, field, service, count() AS n, toFloat64(min(at)) AS first, toFloat64(max(at)) AS last
FROM (SELECT service, at, field, arrayJoin(if(by_key.2 > 0, [by_key], {per_rule})) AS hit FROM ({judged}))
WHERE hit.2 > 0
GROUP BY rule, field, service
ORDER BY n DESC
LIMIT {_MAX_GROUPS}"""


def _values(place: Place) -> str:
    """An array of (field, attribute key or '', value): every text, every attribute, and every key as a text."""
    parts = [f"[('{name}', '', toString({name}))]" for name in place.texts]
    for name in place.maps:
        parts.append(_attributes(name, name))
    for name in place.nested:
        parts.append(f"arrayFlatten(arrayMap(m -> {_attributes(name, 'm')}, `{name}`))")
    return f"CAST(arrayConcat({', '.join(parts)}), 'Array(Tuple(String, String, String))')"


def _attributes(name: str, expr: str) -> str:
    of = f"arrayMap((k, v) -> (concat('{name}.', k), toString(k), toString(v)), mapKeys({expr}), mapValues({expr}))"
    keys = f"arrayMap(k -> ('{name} (keys)', '', toString(k)), mapKeys({expr}))"
    return f"arrayConcat({of}, {keys})"
