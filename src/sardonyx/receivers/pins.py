"""What a key may name: services and environments a sender is bound to.

A record that names none gets the one its key is pinned to; if the key is pinned to several, it is refused. A record that
names another is refused. Refused records are left out, counted, and told to the sender.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sardonyx.access.principal import Principal
from sardonyx.journal.frame import varint
from sardonyx.processors.enrichment import ENVIRONMENT_KEYS
from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL

_SHOWN = 5
_NO_LABEL_CHARACTER = re.compile(r"[^a-zA-Z0-9_]")


@dataclass(frozen=True, slots=True)
class Pin:
    """One kind of name: its words for people, the resource attributes that may carry it (the first is ours), its label."""

    what: str
    attributes: tuple[str, ...]
    label: str
    allowed: frozenset[str]

    @property
    def only(self) -> str | None:
        """The one name allowed, which records without any get; None when there are several."""
        return next(iter(self.allowed)) if len(self.allowed) == 1 else None

    def fault(self, found: Collection[str]) -> str | None:
        """Why a record that names these may not be stored; None when it may."""
        others = sorted(name for name in found if name not in self.allowed)
        if not others and (found or self.only is not None):
            return None
        shown = ", ".join(sorted(self.allowed)[:_SHOWN]) or "none"
        more = f" and {len(self.allowed) - _SHOWN} more" if len(self.allowed) > _SHOWN else ""
        named = f"the {self.what} {others[0][:100]!r} is not one of" if others else f"no {self.what} is named, one of"
        return f"{named} those this key may send for: {shown}{more}"


@dataclass(frozen=True, slots=True)
class Pins:
    """What a sender is bound to; no pin allows everything."""

    pins: tuple[Pin, ...]

    @classmethod
    def of(cls, principal: Principal) -> "Pins | None":
        """Those of a principal; None when he is bound to nothing."""
        wanted: Sequence[tuple[str, tuple[str, ...], str, frozenset[str] | None]] = (
            ("service", ("service.name",), SERVICE_LABEL, principal.services),
            ("environment", ENVIRONMENT_KEYS, ENVIRONMENT_LABEL, principal.environments),
        )
        pins = tuple(
            Pin(what, attributes, label, allowed) for what, attributes, label, allowed in wanted if allowed is not None
        )
        return cls(pins) if pins else None

    def resource_fault(self, attributes: Any) -> str | None:
        """Look at a resource's attributes (protobuf), and name what they leave out. Why its records are refused, or None."""
        for pin in self.pins:
            values = [pair.value for pair in attributes if pair.key in pin.attributes]
            if odd := next(
                (value for value in values if value.WhichOneof("value") not in ("string_value", None)), None
            ):
                return f"the {pin.what} is no text: {str(odd)[:100].strip()}"
            found = {value.string_value for value in values if value.string_value}
            if (fault := pin.fault(found)) is not None:
                return fault
            if not found and pin.only is not None:
                _name(attributes, pin.attributes[0], pin.only)
        return None

    def point_fault(self, attributes: Any) -> str | None:
        """Why a data point is refused whose own attributes become a label that stands above its resource's."""
        for pin in self.pins:
            texts = (_text(pair.value) for pair in attributes if _as_label(pair.key) == pin.label)
            found = [text for text in texts if text]
            if found and (fault := pin.fault(found)) is not None:
                return fault
        return None

    def series_fault(self, labels: Iterable[tuple[str, str]]) -> str | bytes:
        """Why a series with these labels is refused, or the encoded labels it lacks (of a TimeSeries of 1.0)."""
        named = [(name, value) for name, value in labels if value]
        missing = b""
        for pin in self.pins:
            found = [value for name, value in named if name == pin.label]
            if (fault := pin.fault(found)) is not None:
                return fault
            if not found and pin.only is not None:
                missing += _encoded(pin.label, pin.only)
        return missing


def _name(attributes: Any, key: str, value: str) -> None:
    """Set an attribute; one that is there, it is empty then, is replaced."""
    pair = next((pair for pair in attributes if pair.key == key), None) or attributes.add(key=key)
    pair.value.string_value = value


def _text(value: Any) -> str:
    """A text as it is, '' for nothing, and something nobody is called for all else."""
    kind = value.WhichOneof("value")
    return str(value.string_value) if kind in ("string_value", None) else str(value).strip()


def _as_label(key: str) -> str:
    return _NO_LABEL_CHARACTER.sub("_", key)


def _encoded(name: str, value: str) -> bytes:
    inner = _delimited(b"\x0a", name.encode()) + _delimited(b"\x12", value.encode())
    return _delimited(b"\x0a", inner)


def _delimited(tag: bytes, body: bytes) -> bytes:
    return tag + varint(len(body)) + body
