"""The syntax tree of a LogQL query: frozen, hashable, times in nanoseconds."""

from dataclasses import dataclass
from typing import Literal

from sardonyx.query.promql.tree import Matcher, Matching

CompareOp = Literal["==", "!=", ">", ">=", "<", "<="]
LineOp = Literal["|=", "!=", "|~", "!~", "|>", "!>"]


@dataclass(frozen=True, slots=True)
class LineTerm:
    """What a line filter looks for: a text, a regular expression or a pattern; `ip` for `ip("…")`."""

    text: str
    ip: bool = False


@dataclass(frozen=True, slots=True)
class LineFilter:
    """A line filter; any of `terms` counts (for the negative operators: none may be found)."""

    op: LineOp
    terms: tuple[LineTerm, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """`label="expression"` of a parser."""

    label: str
    expression: str


@dataclass(frozen=True, slots=True)
class Parser:
    """`json`, `logfmt`, `unpack`, `pattern "…"`, `regexp "…"`. With `extractions` only these labels are taken."""

    name: Literal["json", "logfmt", "unpack", "pattern", "regexp"]
    expression: str = ""
    extractions: tuple[Extraction, ...] = ()
    strict: bool = False
    keep_empty: bool = False


@dataclass(frozen=True, slots=True)
class TextComparison:
    """A label compared as text; a missing label is the empty text."""

    matcher: Matcher


@dataclass(frozen=True, slots=True)
class NumberComparison:
    """A label compared as a number, a duration (`value` in seconds) or a size (in bytes)."""

    label: str
    op: CompareOp
    kind: Literal["number", "duration", "bytes"]
    value: float


@dataclass(frozen=True, slots=True)
class IpComparison:
    """A label that is an address of a network, range or single address."""

    label: str
    addresses: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Both:
    """Two label filters, joined by `and` or `or`."""

    op: Literal["and", "or"]
    left: "LabelCondition"
    right: "LabelCondition"


LabelCondition = TextComparison | NumberComparison | IpComparison | Both


@dataclass(frozen=True, slots=True)
class LabelFilter:
    """`| status >= 500`."""

    condition: LabelCondition


@dataclass(frozen=True, slots=True)
class LineFormat:
    """`| line_format "…"`."""

    template: str


@dataclass(frozen=True, slots=True)
class Rename:
    """`target=source`, or `target="template"`."""

    target: str
    source: str
    is_template: bool


@dataclass(frozen=True, slots=True)
class LabelFormat:
    """`| label_format …`."""

    renames: tuple[Rename, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A name of `drop` and `keep`, perhaps only for some values."""

    name: str
    matcher: Matcher | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """`| drop a, b="x"`."""

    labels: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """`| keep a, b="x"`."""

    labels: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Decolorize:
    """`| decolorize`."""


Stage = LineFilter | Parser | LabelFilter | LineFormat | LabelFormat | Drop | Keep | Decolorize


@dataclass(frozen=True, slots=True)
class Logs:
    """A log query: a stream selector and the stages behind it."""

    matchers: tuple[Matcher, ...]
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwrap:
    """`| unwrap label`, `| unwrap duration(label)`, and the filters behind it."""

    label: str
    conversion: Literal["", "duration", "duration_seconds", "bytes"] = ""
    filters: tuple[LabelFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """`by (…)` or `without (…)`."""

    labels: tuple[str, ...]
    without: bool


@dataclass(frozen=True, slots=True)
class RangeAggregation:
    """`rate({…} [5m] offset 1h)` and its like; `parameter` is the quantile."""

    op: str
    logs: Logs
    range_ns: int
    offset_ns: int = 0
    unwrap: Unwrap | None = None
    parameter: float | None = None
    grouping: Grouping | None = None


@dataclass(frozen=True, slots=True)
class VectorAggregation:
    """`sum by (…) (…)`, `topk(5, …)`, `sort(…)`."""

    op: str
    expr: "Metric"
    grouping: Grouping | None = None
    parameter: int | None = None


@dataclass(frozen=True, slots=True)
class LabelReplace:
    """`label_replace(expr, target, replacement, source, regex)`."""

    expr: "Metric"
    target: str
    replacement: str
    source: str
    regex: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A binary operation."""

    op: str
    left: "Metric"
    right: "Metric"
    matching: Matching
    return_bool: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class VectorOf:
    """`vector(1)`."""

    value: float


Metric = RangeAggregation | VectorAggregation | LabelReplace | Operation | Number | VectorOf
Query = Logs | Metric
