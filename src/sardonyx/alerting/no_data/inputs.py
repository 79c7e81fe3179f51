"""What an expression needs: metrics, and from which jobs and instances. Recorded metrics are what their rules need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.tree import Binary, Call, Matcher, Selector

METRIC_NAME = "__name__"
SOURCE_LABELS = ("job", "instance")
"""What tells one source from another."""

_ABOUT_ABSENCE = frozenset({"absent", "absent_over_time"})
_OF_ALERTS = frozenset({"ALERTS", "ALERTS_FOR_STATE", "ALERTS_NO_DATA"})
"""They come and go with alerts."""


@dataclass(frozen=True, slots=True, order=True)
class Input:
    """A metric, as a selector that keeps only what says from which source it must come: `up{job="api"}`."""

    metric: str
    selector: str


def inputs_of(expr: str, recorded: Mapping[str, str]) -> frozenset[Input]:
    """What `expr` can't be answered without; `recorded` are the expressions of recording rules, by the metric they write.

    Left out: what stands in absent() or on the right of `unless`, where a lack of series is a meaning; series of alerts; and
    selectors without a metric's name.
    """
    found: set[Input] = set()
    _collect(expr, recorded, found, seen=set())
    return frozenset(found)


def _collect(expr: str, recorded: Mapping[str, str], found: set[Input], *, seen: set[str]) -> None:
    for selector in _needed(parse(expr)):
        for matchers in selector.alternatives:
            name = next((one.value for one in matchers if (one.name, one.op) == (METRIC_NAME, "=")), "")
            if name in recorded and name not in seen:
                _collect(recorded[name], recorded, found, seen=seen | {name})
            elif name and name not in recorded and name not in _OF_ALERTS:
                found.add(Input(name, _text(name, matchers)))


def _needed(node: object) -> Iterator[Selector]:
    match node:
        case Selector():
            yield node
        case Call(name=name) if name in _ABOUT_ABSENCE:
            return
        case Binary(op="unless", left=left):
            yield from _needed(left)
        case tuple():
            for part in node:
                yield from _needed(part)
        case _ if is_dataclass(node):
            for field in fields(node):
                yield from _needed(getattr(node, field.name))


def _text(name: str, matchers: tuple[Matcher, ...]) -> str:
    kept = sorted({f"{one.name}{one.op}{_quoted(one.value)}" for one in matchers if one.name in SOURCE_LABELS})
    return "{" + ",".join([f"{METRIC_NAME}={_quoted(name)}", *kept]) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
