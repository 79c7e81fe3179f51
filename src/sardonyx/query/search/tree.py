"""The tree of a search: immutable, without SQL in it."""

from dataclasses import dataclass
from typing import Literal

Operator = Literal[">", ">=", "<", "<="]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text: characters from 0."""

    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Word:
    """An unquoted value. `parts` are its literal pieces; between two pieces stood a `*`."""

    parts: tuple[str, ...]
    span: Span

    @property
    def text(self) -> str:
        """The word as it was meant, wildcards as `*`."""
        return "*".join(self.parts)

    @property
    def has_wildcard(self) -> bool:
        """Whether a `*` stands in it."""
        return len(self.parts) > 1

    @property
    def is_any(self) -> bool:
        """A mere `*`."""
        return self.has_wildcard and not any(self.parts)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted value, quotes and escapes removed."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression, slashes removed."""

    pattern: str
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """`>=500ms`."""

    operator: Operator
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Interval:
    """`[a TO b]`; `{` and `}` exclude their bound, `*` is an open end."""

    low: str
    high: str
    includes_low: bool
    includes_high: bool
    span: Span


Value = Word | Phrase | Regex | Comparison | Interval


@dataclass(frozen=True, slots=True)
class FieldName:
    """The name before the colon, as written."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """One condition: a value in a field, or in the text when `field` is None."""

    field: FieldName | None
    value: Value


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty search."""


Node = And | Or | Not | Match | Everything


def matches(node: Node) -> list[Match]:
    """All conditions of a tree, from left to right."""
    match node:
        case And(children) | Or(children):
            return [found for child in children for found in matches(child)]
        case Not(child):
            return matches(child)
        case Match():
            return [node]
        case Everything():
            return []
