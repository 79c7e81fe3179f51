"""Labels of a record: names as Loki has them, and where they lead in our columns.

A name leads to a column, else to a resource attribute, else to an attribute of the record. Characters that names of labels
may not have are `_` in them, so `http_status_code` is the attribute `http.status_code` too.
"""

import itertools

from sardonyx.query.logs.columns import LEVEL
from sardonyx.query.search.fields import ALIASES
from sardonyx.query.statement import Binder

LEVEL_SQL = f"lower({LEVEL})"
ERROR, ERROR_DETAILS = "__error__", "__error_details__"

COLUMNS: dict[str, str] = {
    "service_name": "ServiceName",
    "environment": "Environment",
    "env": "Environment",
    "deployment_environment": "Environment",
    "deployment_environment_name": "Environment",
    "detected_level": LEVEL_SQL,
    "trace_id": "TraceId",
    "span_id": "SpanId",
    "user_id": "UserId",
    "request_id": "RequestId",
}
"""Labels that are columns."""

_FALLBACKS: dict[str, str] = {
    "service": "ServiceName",
    "version": "ServiceVersion",
    "service_version": "ServiceVersion",
    "scope_name": "ScopeName",
    "logger": "ScopeName",
    "event_name": "EventName",
}
LEVEL_NAMES = frozenset({"level", "detected_level", "severity", "severity_text"})
"""Labels whose values are compared without regard to case, and with the other spellings of a level."""

_RESOURCE_ALIASES = {
    name: tuple(key for place, key in ALIASES[name] if place == "resource")
    for name in ("host", "pod", "namespace", "node", "container")
}
_MAX_DOTS = 5

_NOT_IN_NAMES = ' !"#$%&()*+,-./:;<=>?@[]^`{|}~'


def sanitised(key: str) -> str:
    """SQL for a key as a label's name. ASCII only: by this, and not by an expression, because it is done for every record."""
    clean = f"translate({key}, '{_NOT_IN_NAMES}', '{'_' * len(_NOT_IN_NAMES)}')"
    return f"if({key} >= '0' AND {key} < ':', concat('_', {clean}), {clean})"


def spellings(name: str) -> list[str]:
    """The attribute keys that a label's name may stand for, its own first."""
    parts = name.split("_")
    if len(parts) - 1 > _MAX_DOTS:
        return [name, ".".join(parts)]
    joints = itertools.product("_.", repeat=len(parts) - 1)
    return ["".join(itertools.chain(*zip(parts, [*joint, ""], strict=True))) for joint in joints]


def value_sql(name: str, binder: Binder) -> str:
    """The text of a label from the columns of otel_logs; '' where a record has none."""
    if column := COLUMNS.get(name):
        return f"toString({column})"
    if name in LEVEL_NAMES:  # receivers make the severity of the attributes of this name
        said = _of_map("ResourceAttributes", [name], binder)
        return f"if({said} != '', {said}, {LEVEL_SQL})"
    found = _attribute(name, binder)
    if fallback := _FALLBACKS.get(name):
        return f"if({found} != '', {found}, toString({fallback}))"
    return found


def _attribute(name: str, binder: Binder) -> str:
    resource = _of_map("ResourceAttributes", [*spellings(name), *_RESOURCE_ALIASES.get(name, ())], binder)
    record = _of_map("LogAttributes", spellings(name), binder)
    return f"if({resource} != '', {resource}, {record})"


def _of_map(column: str, keys: list[str], binder: Binder) -> str:
    if len(keys) == 1:
        return f"{column}[{binder.bind(keys[0])}]"
    wanted = binder.bind(keys, "Array(String)")
    return f"arrayFirst((v, k) -> has({wanted}, k) AND v != '', mapValues({column}), mapKeys({column}))"


def _sanitised_map(column: str) -> str:
    return f"mapApply((k, v) -> ({sanitised('k')}, toString(v)), mapFilter((k, v) -> v != '', {column}))"


EMPTY_MAP = "CAST(map(), 'Map(String, String)')"


def stream_labels(service: str, environment: str, resource: str) -> str:
    """SQL of what identifies a record's stream: its resource, its service and its environment."""
    placed = f"if({environment} = '' OR {resource}['deployment.environment.name'] != '', {EMPTY_MAP}, "
    named = f"mapUpdate({_sanitised_map(resource)}, map('service_name', toString({service})))"
    merged = f"mapUpdate({named}, {placed}map('environment', toString({environment}))))"
    return f"mapFilter((k, v) -> v != '', {merged})"


STREAM_COLUMNS = ("ServiceName", "Environment", "ResourceAttributes")
STREAM_LABELS = stream_labels(*STREAM_COLUMNS)
"""The same of a row of otel_logs."""

BASE_NAMES = (
    f"arrayConcat(['service_name', 'environment'], arrayMap(k -> {sanitised('k')}, mapKeys(ResourceAttributes)))"
)
"""The names of a stream's labels: what a parser finds under one of them is `…_extracted`."""

METADATA = (
    f"mapFilter((k, v) -> v != '', mapUpdate({_sanitised_map('LogAttributes')}, "
    f"map('detected_level', {LEVEL_SQL}, 'trace_id', TraceId, 'span_id', SpanId)))"
)
"""What Loki calls structured metadata: attributes of the record, its level and its trace."""
