"""What can be asked of each signal, as a list for people: names, kinds and a sentence each. Completion shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sardonyx.query.search.fields import ALIASES, Column, Kind, Signal

FieldKind = Literal["text", "value", "choice", "level", "number", "duration", "id", "flag", "attribute"]

_KINDS: Mapping[Kind, FieldKind] = {
    Kind.TEXT: "text",
    Kind.PLAIN_TEXT: "text",
    Kind.EXACT: "value",
    Kind.CHOICE: "choice",
    Kind.LEVEL: "level",
    Kind.LEVEL_NAME: "level",
    Kind.NUMBER: "number",
    Kind.TIME: "number",
    Kind.DURATION: "duration",
    Kind.HEX_ID: "id",
    Kind.FLAG: "flag",
    Kind.LIST: "value",
}
_WITH_VALUES = frozenset({"value", "choice", "level", "flag", "attribute"})

_SENTENCES: Mapping[str, str] = {
    "service": "The service that sent it.",
    "env": "The deployment environment.",
    "version": "The version of the service.",
    "trace_id": "The trace it belongs to, in hex.",
    "span_id": "The span it belongs to, in hex.",
    "user_id": "The user it was done for.",
    "request_id": "The request it was done for.",
    "scope": "The library or logger that wrote it.",
    "message": "Words of the record's text.",
    "level": "Severity, compared by rank: level:>=warn.",
    "severity_number": "OpenTelemetry's severity number, 1 to 24.",
    "event": "The name of the event.",
    "timestamp": "When it happened: timestamp:>now-15m.",
    "received_at": "When Sardonyx received it: received_at:2026-11-22.",
    "name": "The span's name.",
    "kind": "What the span is: server, client, internal, producer or consumer.",
    "status": "How the span ended: ok, error or unset.",
    "status_message": "Words of the status message.",
    "duration": "How long the span took, with a unit: duration:>500ms.",
    "parent_id": "The parent span, in hex.",
    "root": "Whether the span has no parent.",
    "error": "Whether the span ended in an error.",
}


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field people may write. `values_known`: `values.known_values` can list values of it."""

    name: str
    kind: FieldKind
    description: str
    values_known: bool


def declared_fields(signal: Signal) -> list[KnownField]:
    """The columns of a signal under their first spelling, then the short names of its attributes."""
    return [*_columns(signal), *_aliases(signal)]


def attribute_field(key: str, place: str) -> KnownField:
    """An attribute that was seen; `place` is record, resource or scope."""
    where = "Resource attribute." if place == "resource" else "Attribute."
    return KnownField(key, "attribute", where, values_known=True)


def has_values(column: Column) -> bool:
    """Whether values of a column are worth listing: those of ids and texts are as many as there are records."""
    return _KINDS[column.kind] in _WITH_VALUES


def _columns(signal: Signal) -> Iterator[KnownField]:
    seen: set[str] = set()
    for name, column in signal.columns.items():
        if column.sql in seen and column.kind is not Kind.NUMBER:
            continue
        seen.add(column.sql)
        yield KnownField(name, _KINDS[column.kind], _SENTENCES[name], has_values(column))


def _aliases(signal: Signal) -> Iterator[KnownField]:
    """Only names of one word: the longer ones are former spellings of attributes."""
    for name, places in ALIASES.items():
        keys = [key for place, key in places if place in signal.maps]
        if keys and "." not in name:
            yield KnownField(name, "attribute", f"Attribute {' or '.join(dict.fromkeys(keys))}.", values_known=True)
