"""The fields of each signal, and where a name leads: first to a column, then to attributes.

To add a field or another spelling, add a line here; docs/search-language.md lists them and a test compares the two.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

Place = Literal["record", "resource", "scope"]


class Kind(Enum):
    """How the values of a column are matched."""

    TEXT = "full text by the text index"
    PLAIN_TEXT = "substring, any case, without an index"
    EXACT = "the very text; wildcards in any case"
    CHOICE = "one of a few names, any case"
    LEVEL = "severity number"
    LEVEL_NAME = "name of a severity range, in the counts by level"
    NUMBER = "number"
    TIME = "point in time"
    DURATION = "nanoseconds, written with a unit"
    HEX_ID = "lower-case hex id"
    FLAG = "true or false; the column is a condition"
    LIST = "array of texts; any of them"


@dataclass(frozen=True, slots=True)
class Column:
    """A field that is a column (or an expression of ours over columns)."""

    sql: str
    kind: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field that is an attribute: the places it may be in, as (map column, key). Any of them counts."""

    name: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """What can be searched of one signal. `text` are the columns of words without a field, `ids` those of id-like words."""

    name: str
    text: tuple[Column, ...]
    columns: Mapping[str, Column]
    ids: tuple[str, ...] = ()
    maps: Mapping[Place, str] = field(default_factory=dict)

    def declares(self, name: str) -> bool:
        """Whether `name` is a column of this signal."""
        return name.lower() in self.columns

    def resolve(self, name: str) -> Column | Attribute | None:
        """Where a field name leads; None only where the signal has no attributes."""
        if column := self.columns.get(name.lower()):
            return column
        if not self.maps:
            return None
        prefix, _, key = name.partition(".")
        if key and (place := _PREFIXES.get(prefix)):
            return Attribute(name, ((self.maps[place], key),) if place in self.maps else ())
        if alias := ALIASES.get(name.lower()):
            return Attribute(name, tuple((self.maps[place], key) for place, key in alias))
        places: tuple[Place, ...] = ("record",) if name.startswith(RECORD_ONLY) else ("record", "resource", "scope")
        return Attribute(name, tuple((self.maps[place], name) for place in places if place in self.maps))

    def nearest(self, name: str) -> str:
        """The declared field that looks most like `name`, or ''."""
        known = [*self.columns, *(ALIASES if self.maps else ())]
        return next(iter(difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.8)), "")


_PREFIXES: dict[str, Place] = {"attr": "record", "resource": "resource", "scope": "scope"}

RECORD_ONLY = (
    "http.", "url.", "db.", "rpc.", "messaging.", "exception.", "error.", "code.", "gen_ai.", "network.", "client.",
    "enduser.", "user.", "user_agent.", "session.", "thread.", "event.", "faas.", "graphql.", "log.", "request.",
)  # fmt: skip
"""Semantic conventions that live on records and spans only: no need to look at the resource."""


def _record(*keys: str) -> tuple[tuple[Place, str], ...]:
    return tuple(("record", key) for key in keys)


def _resource(*keys: str) -> tuple[tuple[Place, str], ...]:
    return tuple(("resource", key) for key in keys)


_STATUS = _record("http.response.status_code", "http.status_code", "status_code")
_METHOD = _record("http.request.method", "http.method", "method")
_CLIENT = _record("client.address", "net.peer.ip", "net.sock.peer.addr", "http.client_ip", "client_ip")
_URL = _record("url.full", "http.url", "url")

ALIASES: Mapping[str, tuple[tuple[Place, str], ...]] = {
    "path": _record("url.path", "http.route", "http.target", "path"),
    "url": _URL,
    "url.full": _URL,
    "http.url": _URL,
    "route": _record("http.route", "route"),
    "method": _METHOD,
    "http.method": _METHOD,
    "http.request.method": _METHOD,
    "status_code": _STATUS,
    "http.status_code": _STATUS,
    "http.response.status_code": _STATUS,
    "client_ip": _CLIENT,
    "client.address": _CLIENT,
    "user_agent": _record("user_agent.original", "http.user_agent", "user_agent"),
    "session": _record("session.id"),
    "exception": _record("exception.type", "error.type"),
    "db.statement": _record("db.query.text", "db.statement"),
    "db.system": _record("db.system.name", "db.system"),
    "model": _record("gen_ai.request.model", "gen_ai.response.model", "model"),
    "host": (*_resource("host.name"), *_record("server.address", "net.host.name", "http.host", "host")),
    "pod": _resource("k8s.pod.name"),
    "namespace": _resource("k8s.namespace.name", "service.namespace"),
    "node": _resource("k8s.node.name"),
    "container": _resource("container.name", "k8s.container.name"),
}
"""Short names and former spellings of attributes; any of the keys counts."""

_SERVICE = Column("ServiceName", Kind.EXACT)
_ENVIRONMENT = Column("Environment", Kind.EXACT)
_VERSION = Column("ServiceVersion", Kind.EXACT)
_USER = Column("UserId", Kind.EXACT)
_REQUEST = Column("RequestId", Kind.EXACT)
_SCOPE = Column("ScopeName", Kind.EXACT)
_TRACE = Column("TraceId", Kind.HEX_ID)
_SPAN = Column("SpanId", Kind.HEX_ID)

_BY_SERVICE = {
    "service": _SERVICE, "service.name": _SERVICE,
    "env": _ENVIRONMENT, "environment": _ENVIRONMENT, "deployment.environment.name": _ENVIRONMENT,
}  # fmt: skip
_SHARED = _BY_SERVICE | {
    "version": _VERSION, "service.version": _VERSION,
    "trace_id": _TRACE, "span_id": _SPAN,
    "user_id": _USER, "user.id": _USER,
    "request_id": _REQUEST, "request.id": _REQUEST,
    "scope": _SCOPE, "scope.name": _SCOPE, "logger": _SCOPE,
}  # fmt: skip

_TIMES = {"timestamp": Column("Timestamp", Kind.TIME), "received_at": Column("ReceivedAt", Kind.TIME)}

_BODY = Column("Body", Kind.TEXT)
_LEVEL = Column("SeverityNumber", Kind.LEVEL)

LOGS = Signal(
    name="logs",
    text=(_BODY,),
    columns=_SHARED
    | {
        "message": _BODY, "body": _BODY, "msg": _BODY,
        "level": _LEVEL, "severity": _LEVEL, "severity_number": Column("SeverityNumber", Kind.NUMBER),
        "event": Column("EventName", Kind.EXACT),
    }
    | _TIMES,
    ids=("TraceId", "UserId", "RequestId"),
    maps={"record": "LogAttributes", "resource": "ResourceAttributes", "scope": "ScopeAttributes"},
)  # fmt: skip

LOG_COUNTS = Signal(
    name="log counts",
    text=(),
    columns=_BY_SERVICE
    | {"level": Column("Level", Kind.LEVEL_NAME), "severity": Column("Level", Kind.LEVEL_NAME)},
)  # fmt: skip
"""The table of counts per ten seconds: it can answer searches by these fields alone."""

_NAME = Column("SpanName", Kind.EXACT)
_PARENT = Column("ParentSpanId", Kind.HEX_ID)

SPANS = Signal(
    name="spans",
    text=(Column("SpanName", Kind.PLAIN_TEXT), Column("StatusMessage", Kind.PLAIN_TEXT)),
    columns=_SHARED
    | {
        "name": _NAME, "span": _NAME,
        "kind": Column(
            "SpanKind", Kind.CHOICE, ("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer")
        ),
        "status": Column("StatusCode", Kind.CHOICE, ("Unset", "Ok", "Error")),
        "status_message": Column("StatusMessage", Kind.PLAIN_TEXT),
        "duration": Column("Duration", Kind.DURATION),
        "parent_id": _PARENT, "parent_span_id": _PARENT,
        "root": Column("ParentSpanId = ''", Kind.FLAG),
        "error": Column("StatusCode = 'Error'", Kind.FLAG),
        "event": Column("Events.Name", Kind.LIST),
    }
    | _TIMES,
    ids=("TraceId", "SpanId", "UserId", "RequestId"),
    maps={"record": "SpanAttributes", "resource": "ResourceAttributes"},
)  # fmt: skip
