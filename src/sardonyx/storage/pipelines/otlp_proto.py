"""OTLP protobuf as the engine reads it: our .proto text, the column types, and how values become text.

The engine's Protobuf format has no recursion, so AnyValue is unrolled to a depth D: at the last level containers are
declared as `bytes` (the same wire type) and come out as `"pb:<base64>"`; nothing is lost. `input_format_protobuf_oneof_presence`
adds an Enum named after the oneof, which tells 0, '', false, [], {} and unset apart. Planning a statement costs more with
each level, so a segment is read the cheapest way first; a select that meets a deeper value throws, and the segment is read
again one way deeper (see `READINGS` and `deep_guard`).

Source: opentelemetry-proto 1.x; field numbers as there. Fields from 1000 are the journal's (`journal/frame.py`).
"""

from dataclasses import dataclass

MAP_TYPE = "Map(LowCardinality(String), String)"

SHALLOW = 1
DEEP = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """How deep values are read: those of resources, and those of the scopes and records in them."""

    resource: int
    inner: int

    @property
    def level(self) -> str:
        """What the names of messages end in that are read as deep as `inner`: `KeyValue1`."""
        return str(self.resource - self.inner or "")


# Cheapest first. Resources have lists now and then (`process.command_args`), attributes of records hardly ever.
READINGS = (Reading(SHALLOW, 0), Reading(SHALLOW, SHALLOW), Reading(DEEP, DEEP))

JOURNAL_FIELDS_PROTO = "fixed64 received_at_ns=1000; string source=1001; string receiver=1003; fixed32 crc=1002;"
JOURNAL_FIELDS_TYPE = "received_at_ns UInt64, source String, receiver String"

_KIND_ENUM = (
    "Enum8('unset'=0,'string_value'=1,'bool_value'=2,'int_value'=3,'double_value'=4,"
    "'array_value'=5,'kvlist_value'=6,'bytes_value'=7)"
)


def any_proto(depth: int) -> str:
    """The .proto text of AnyValue, KeyValue and Resource, unrolled to `depth`."""
    out = ['syntax = "proto3";']
    for level in range(depth + 1):
        this, below = level or "", level + 1
        array, kvlist = (f"Arr{below}", f"Kvs{below}") if level < depth else ("bytes", "bytes")
        out.append(
            f"message AnyValue{this} {{ oneof value {{ string string_value=1; bool bool_value=2; int64 int_value=3;"
            f" double double_value=4; {array} array_value=5; {kvlist} kvlist_value=6; bytes bytes_value=7; }} }}"
        )
        out.append(f"message KeyValue{this} {{ string key=1; AnyValue{this} value=2; }}")
        if level < depth:
            out.append(f"message Arr{below} {{ repeated AnyValue{below} values=1; }}")
            out.append(f"message Kvs{below} {{ repeated KeyValue{below} values=1; }}")
    out.append("message Resource { repeated KeyValue attributes=1; }")
    return "\n".join(out) + "\n"


def any_type(depth: int, level: int = 0) -> str:
    """The column type of an AnyValue at `level` of `depth`."""
    if level == depth:
        containers = "array_value String, kvlist_value String"
    else:
        below = any_type(depth, level + 1)
        containers = (
            f"array_value Tuple(values Array({below})), "
            f"kvlist_value Tuple(values Array(Tuple(key String, value {below})))"
        )
    return (
        f"Tuple(value {_KIND_ENUM}, string_value String, bool_value Bool, int_value Int64, double_value Float64, "
        f"bytes_value String, {containers})"
    )


def kvs_type(depth: int) -> str:
    """The column type of `repeated KeyValue`."""
    return f"Array(Tuple(key String, value {any_type(depth)}))"


def as_json(value: str, depth: int, level: int = 0) -> str:
    """SQL for the JSON text of the AnyValue expression `value`."""
    if level == depth:
        array, kvlist = (
            f"if({value}.{field} = '', '{empty}', concat('\"pb:', base64Encode({value}.{field}), '\"'))"
            for field, empty in (("array_value", "[]"), ("kvlist_value", "{}"))
        )
    else:
        item, pair = f"a{level}", f"k{level}"
        array = (
            f"concat('[', arrayStringConcat(arrayMap({item} -> {as_json(item, depth, level + 1)}, "
            f"{value}.array_value.values), ','), ']')"
        )
        kvlist = (
            f"concat('{{', arrayStringConcat(arrayMap({pair} -> concat(toJSONString({pair}.key), ':', "
            f"{as_json(f'{pair}.value', depth, level + 1)}), {value}.kvlist_value.values), ','), '}}')"
        )
    return (
        f"multiIf({value}.value='string_value', toJSONString({value}.string_value), "
        f"{value}.value='int_value', toString({value}.int_value), "
        f"{value}.value='bool_value', if({value}.bool_value,'true','false'), "
        f"{value}.value='double_value', toJSONString({value}.double_value), "
        f"{value}.value='array_value', {array}, {value}.value='kvlist_value', {kvlist}, "
        f"{value}.value='bytes_value', toJSONString(base64Encode({value}.bytes_value)), 'null')"
    )


def as_text(value: str, depth: int) -> str:
    """SQL for the plain text of an AnyValue: strings bare, bytes base64, containers JSON, unset empty."""
    return (
        f"multiIf({value}.value='string_value', {value}.string_value, "
        f"{value}.value='bytes_value', base64Encode({value}.bytes_value), "
        f"{value}.value='unset', '', {as_json(value, depth)})"
    )


def as_pairs(pairs: str, depth: int) -> str:
    """SQL for an array of (key, text) of a KeyValue list. At depth 0 containers, which the guard refuses, are empty."""
    if depth:
        return f"arrayMap(kv -> (kv.key, {as_text('kv.value', depth)}), {pairs})"
    value = f"{pairs}.value"
    return (
        "arrayMap((key, kind, text, truth, whole, real, raw) -> (key, multiIf(kind = 'string_value', text, "
        "kind = 'int_value', toString(whole), kind = 'bool_value', if(truth, 'true', 'false'), "
        "kind = 'double_value', toJSONString(real), kind = 'bytes_value', base64Encode(raw), '')), "
        f"{pairs}.key, {value}.value, {value}.string_value, {value}.bool_value, {value}.int_value, "
        f"{value}.double_value, {value}.bytes_value)"
    )


def as_map(pairs: str, depth: int) -> str:
    """SQL for a Map(LowCardinality(String), String) of a KeyValue list."""
    return f"CAST({as_pairs(pairs, depth)}, '{MAP_TYPE}')"


def texts_map(texts: list[str]) -> str:
    """SQL for a map of String expressions under the keys '1', '2' …: masked together with attributes, planned once."""
    keys = ", ".join(f"'{number}'" for number in range(1, len(texts) + 1))
    return f"CAST(([{keys}], [{', '.join(texts)}]), '{MAP_TYPE}')"


def too_deep(value: str, depth: int) -> str:
    """SQL that is true when the AnyValue expression `value` holds containers below `depth`."""
    return _too_deep(value, depth, 0)


def _too_deep(value: str, depth: int, level: int) -> str:
    if level == depth:
        return f"({value}.array_value != '' OR {value}.kvlist_value != '')"
    item, pair = f"d{level}", f"e{level}"
    return (
        f"(arrayExists({item} -> {_too_deep(item, depth, level + 1)}, {value}.array_value.values) OR "
        f"arrayExists({pair} -> {_too_deep(f'{pair}.value', depth, level + 1)}, {value}.kvlist_value.values))"
    )


def deep_guard(values: list[str], pairs: list[str], depth: int) -> str:
    """SQL that is 0, or throws (code 395) when a value is nested deeper than `depth`. Always 0 at DEEP."""
    if depth >= DEEP:
        return "toUInt8(0)"
    if depth == 0:
        containers = "('array_value', 'kvlist_value')"
        found = [f"{value}.value IN {containers}" for value in values]
        found += [f"arrayExists(kind -> kind IN {containers}, {pair}.value.value)" for pair in pairs]
        return f"throwIf({' OR '.join(found)})"
    conditions = [too_deep(value, depth) for value in values]
    conditions += [f"arrayExists(kv -> {too_deep('kv.value', depth)}, {pair})" for pair in pairs]
    return f"throwIf({' OR '.join(conditions)})"


def read_settings(schema: str, message: str) -> dict[str, int | float | str]:
    """Settings that read `message` of the .proto text `schema`.

    Reading is cut by bytes, which keeps memory flat. Small blocks are dear: every block compiles the masking patterns anew,
    and lists of points are unfolded in blocks of max_block_size rows. The insert itself is one block per partition, so it
    happens wholly or not at all, and its deduplication never depends on where blocks were cut.
    """
    return {
        "format_schema_source": "string",
        "format_schema": schema,
        "format_schema_message_name": message,
        "input_format_protobuf_oneof_presence": 1,
        "max_block_size": 8192,
        "input_format_max_block_size_bytes": 16 << 20,
        "optimize_and_compare_chain": 0,
        "short_circuit_function_evaluation": "disable",
        "compile_expressions": 0,
        "query_plan_enable_optimizations": 0,  # nothing to gain on a file, and a third of the planning time
        "max_insert_threads": 1,
        "min_insert_block_size_rows": 1_000_000_000,
        "min_insert_block_size_bytes": 16 << 30,
        "max_partitions_per_insert_block": 0,
        "deduplicate_blocks_in_dependent_materialized_views": 1,
        "max_memory_usage": 0,
        "max_execution_time": 0,
    }
