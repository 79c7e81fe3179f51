"""The syntax tree of a query: frozen, hashable, times in milliseconds.

It is what `parser.parse` makes; nothing changes a tree afterwards. Equal trees have equal results on the same grid, so
trees are also cache keys.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

ResultType = Literal["scalar", "vector", "matrix", "string"]
MatchOp = Literal["=", "!=", "=~", "!~"]
Cardinality = Literal["one-to-one", "many-to-one", "one-to-many", "many-to-many"]


class AtKind(Enum):
    """What an `@` modifier points at."""

    TIME = "time"
    START = "start()"
    END = "end()"


@dataclass(frozen=True, slots=True)
class At:
    """An `@` modifier; `time_ms` counts for AtKind.TIME only."""

    kind: AtKind
    time_ms: int = 0


@dataclass(frozen=True, slots=True)
class Matcher:
    """One condition on a label. A missing label is the empty string."""

    name: str
    op: MatchOp
    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number (or duration, in seconds) literal."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Selector:
    """An instant vector selector. Any of `alternatives` may match (the `or` between matchers); usually there is one."""

    alternatives: tuple[tuple[Matcher, ...], ...]
    offset_ms: int = 0
    at: At | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """A range vector selector."""

    selector: Selector
    range_ms: int


@dataclass(frozen=True, slots=True)
class Subquery:
    """`expr[range:step]`; step None means the default resolution."""

    expr: "Node"
    range_ms: int
    step_ms: int | None
    offset_ms: int = 0
    at: At | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    args: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`op by|without (labels) (param, expr)`; neither by nor without is `by ()`."""

    op: str
    expr: "Node"
    param: "Node | None"
    labels: tuple[str, ...]
    without: bool


@dataclass(frozen=True, slots=True)
class Matching:
    """How the series of two vectors find each other."""

    card: Cardinality
    on: bool = False
    labels: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    fill_left: float | None = None
    fill_right: float | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """A binary operation; `matching` is None unless both sides are vectors."""

    op: str
    left: "Node"
    right: "Node"
    matching: Matching | None
    return_bool: bool = False


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    expr: "Node"


Node = Number | Text | Selector | Range | Subquery | Call | Aggregation | Binary | Negation

_SCALAR_CALLS = frozenset({"scalar", "time", "pi", "start", "end", "range", "step", "max_of", "min_of"})


def result_type(node: Node) -> ResultType:  # noqa: PLR0911  # one per kind
    """What evaluating a (checked) node gives."""
    match node:
        case Number():
            return "scalar"
        case Text():
            return "string"
        case Range() | Subquery():
            return "matrix"
        case Call(name=name):
            return "scalar" if name in _SCALAR_CALLS else "vector"
        case Negation(expr=expr):
            return result_type(expr)
        case Binary(left=left, right=right):
            both = result_type(left) == "scalar" and result_type(right) == "scalar"
            return "scalar" if both else "vector"
        case _:
            return "vector"
