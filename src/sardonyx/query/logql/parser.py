"""Text → tree: the grammar of LogQL, by recursive descent. Source: Grafana Loki, "LogQL", and its grammar's rules."""

from collections.abc import Sequence
from typing import get_args

from sardonyx.query.logql import parser_stages
from sardonyx.query.logql.cursor import MAX_LENGTH, MAX_PARSERS, MAX_STAGES, Cursor
from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.lexer import fail
from sardonyx.query.logql.tree import (
    Grouping,
    LabelFilter,
    LabelReplace,
    Logs,
    Metric,
    Number,
    Operation,
    Parser,
    Query,
    RangeAggregation,
    Stage,
    Unwrap,
    VectorAggregation,
    VectorOf,
)
from sardonyx.query.promql.tree import Matcher, Matching

UNWRAPPED = frozenset(
    {"avg_over_time", "sum_over_time", "min_over_time", "max_over_time", "stddev_over_time", "stdvar_over_time",
     "quantile_over_time", "first_over_time", "last_over_time", "rate_counter"}
)  # fmt: skip
COUNTED = frozenset({"count_over_time", "bytes_over_time", "bytes_rate"})
_EITHER = frozenset({"rate", "absent_over_time"})
_GROUPABLE = UNWRAPPED - {"sum_over_time", "rate_counter"}
RANGE_OPS = UNWRAPPED | COUNTED | _EITHER
WITH_K = frozenset({"topk", "bottomk", "approx_topk"})
VECTOR_OPS = frozenset({"sum", "avg", "min", "max", "count", "stddev", "stdvar", "sort", "sort_desc"}) | WITH_K
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",), ("and", "unless"), ("==", "!=", ">", ">=", "<", "<="), ("+", "-"), ("*", "/", "%"), ("^",),
)  # fmt: skip
_SETS = frozenset({"and", "or", "unless"})


def parse(text: str) -> Query:
    """The tree of a query. Raises LogqlSyntaxError."""
    cursor = _cursor(text)
    found = _expression(cursor, 0)
    if cursor.token.kind != "end":
        cursor.unexpected()
    return found


def parse_selector(text: str) -> tuple[Matcher, ...]:
    """The matchers of a bare stream selector, `{}` allowed. Raises LogqlSyntaxError."""
    cursor = _cursor(text)
    found = parser_stages.selector(cursor, for_records=False)
    if cursor.token.kind != "end":
        cursor.unexpected()
    return found


def is_metric(query: Query) -> bool:
    """Whether a query answers numbers."""
    return isinstance(query, get_args(Metric))


def _cursor(text: str) -> Cursor:
    if len(text) > MAX_LENGTH:
        raise LogqlSyntaxError(f"the query is longer than {MAX_LENGTH} characters")
    return Cursor(text)


def _expression(cursor: Cursor, level: int) -> Query:
    if level == len(_LEVELS):
        return _primary(cursor)
    left = _expression(cursor, level + 1)
    while cursor.token.kind in ("op", "word") and cursor.token.text.lower() in _LEVELS[level]:
        op = cursor.take().text.lower()
        returns_bool, matching = _modifiers(cursor, op)
        right = _expression(cursor, level if op == "^" else level + 1)
        left = _operation(op, left, right, matching, returns_bool)
    return left


def _operation(op: str, left: Query, right: Query, matching: Matching, returns_bool: bool) -> Operation:
    for side, name in ((left, "left"), (right, "right")):
        if isinstance(side, Logs):
            raise LogqlSyntaxError(f"unexpected type for {name} leg of binary operation ({op}): a log query")
        if op in _SETS and isinstance(side, Number):
            raise LogqlSyntaxError(
                f"unexpected literal for {name} leg of logical/set binary operation ({op}): {side.value:f}"
            )
    assert not isinstance(left, Logs)
    assert not isinstance(right, Logs)
    return Operation(op, left, right, matching, returns_bool)


def _modifiers(cursor: Cursor, op: str) -> tuple[bool, Matching]:
    returns_bool = cursor.skip("bool")
    card = "many-to-many" if op in _SETS else "one-to-one"
    if not cursor.is_word("on", "ignoring"):
        return returns_bool, Matching(card)  # type: ignore[arg-type]
    on = cursor.take().text.lower() == "on"
    labels = cursor.words()
    include: tuple[str, ...] = ()
    if cursor.is_word("group_left", "group_right"):
        card = "many-to-one" if cursor.take().text.lower() == "group_left" else "one-to-many"
        include = cursor.words() if cursor.is_op("(") else ()
    return returns_bool, Matching(card, on, labels, include)  # type: ignore[arg-type]


def _primary(cursor: Cursor) -> Query:  # noqa: PLR0911 - one a kind
    token = cursor.token
    if cursor.is_op("{"):
        return _log_query(cursor)
    if cursor.is_op("("):
        cursor.deeper()
        cursor.take()
        inner = _expression(cursor, 0)
        cursor.expect(")")
        cursor.depth -= 1
        return inner
    if token.kind == "number" or cursor.is_op("-", "+"):
        return Number(cursor.number())
    name = token.text.lower() if token.kind == "word" else ""
    called = cursor.after().text == "(" or cursor.after().text.lower() in ("by", "without")
    if called and name in RANGE_OPS:
        return _range_aggregation(cursor)
    if called and name in VECTOR_OPS:
        return _vector_aggregation(cursor)
    if called and name == "vector":
        cursor.take()
        cursor.expect("(")
        value = cursor.number()
        cursor.expect(")")
        return VectorOf(value)
    if called and name == "label_replace":
        return _label_replace(cursor)
    return cursor.unexpected()


def _log_query(cursor: Cursor) -> Logs:
    matchers = parser_stages.selector(cursor)
    stages: list[Stage] = []
    while parser_stages.starts_stage(cursor):
        at = cursor.token.at
        found = parser_stages.stage(cursor)
        if isinstance(found, Unwrap):
            fail(cursor.text, at, "syntax error: unexpected unwrap: it belongs into a range aggregation")
        stages.append(found)
        _check_stages(cursor, stages)
    if cursor.token.kind == "range":
        cursor.unexpected()
    return Logs(matchers, tuple(stages))


def _check_stages(cursor: Cursor, stages: Sequence[Stage]) -> None:
    if len(stages) > MAX_STAGES:
        fail(cursor.text, cursor.token.at, f"the query has more than {MAX_STAGES} stages")
    if (
        sum(isinstance(stage, Parser) for stage in stages) > MAX_PARSERS
    ):  # planning one costs the engine tens of milliseconds
        fail(cursor.text, cursor.token.at, f"the query has more than {MAX_PARSERS} parsers")


class _LogRange:
    """`{app="api"} | json | unwrap size [5m] offset 1h`, its parts in any of the orders upstream takes."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.matchers: tuple[Matcher, ...] = ()
        self.stages: list[Stage] = []
        self.unwrap: Unwrap | None = None
        self.range_ns: int | None = None
        self.offset_ns = 0
        self._read()

    def _read(self) -> None:
        cursor = self._cursor
        if cursor.is_op("("):
            cursor.deeper()
            cursor.take()
            self._read()
            cursor.expect(")")
            cursor.depth -= 1
        else:
            self.matchers = parser_stages.selector(cursor)
        while True:
            if cursor.token.kind == "range" and self.range_ns is None:
                self.range_ns = round(float(cursor.take().value) * 1e9)
            elif cursor.is_word("offset"):
                cursor.take()
                if cursor.token.kind != "duration":
                    cursor.unexpected("DURATION")
                self.offset_ns = round(float(cursor.take().value) * 1e9)
            elif parser_stages.starts_stage(cursor):
                self._add(parser_stages.stage(cursor))
            else:
                return

    def _add(self, stage: Stage | Unwrap) -> None:
        if isinstance(stage, Unwrap):
            self.unwrap = stage
        elif self.unwrap is None:
            self.stages.append(stage)
            _check_stages(self._cursor, self.stages)
        elif isinstance(stage, LabelFilter):
            unwrap = self.unwrap
            self.unwrap = Unwrap(unwrap.label, unwrap.conversion, (*unwrap.filters, stage))
        else:
            fail(self._cursor.text, self._cursor.token.at, "syntax error: only label filters may follow unwrap")


def _range_aggregation(cursor: Cursor) -> RangeAggregation:
    op = cursor.take().text.lower()
    grouping = _grouping(cursor)
    cursor.expect("(")
    parameter = None
    if cursor.token.kind == "number" or cursor.is_op("-", "+"):
        parameter = cursor.number()
        cursor.expect(",")
    found = _LogRange(cursor)
    if found.range_ns is None:
        cursor.unexpected("RANGE")
    cursor.expect(")")
    grouping = grouping or _grouping(cursor)
    _check_range(op, found.unwrap, parameter, grouping)
    logs = Logs(found.matchers, tuple(found.stages))
    return RangeAggregation(op, logs, found.range_ns, found.offset_ns, found.unwrap, parameter, grouping)


def _check_range(op: str, unwrap: Unwrap | None, parameter: float | None, grouping: Grouping | None) -> None:
    if parameter is not None and op != "quantile_over_time":
        raise LogqlSyntaxError(f"parameter {parameter:g} not supported for operation {op}")
    if parameter is None and op == "quantile_over_time":
        raise LogqlSyntaxError("parameter required for operation quantile_over_time")
    if grouping is not None and op not in _GROUPABLE:
        raise LogqlSyntaxError(f"grouping not allowed for {op} aggregation")
    if unwrap is not None and op in COUNTED:
        raise LogqlSyntaxError(f"invalid aggregation {op} with unwrap")
    if unwrap is None and op in UNWRAPPED:
        raise LogqlSyntaxError(f"invalid aggregation {op} without unwrap")


def _vector_aggregation(cursor: Cursor) -> VectorAggregation:
    op = cursor.take().text.lower()
    grouping = _grouping(cursor)
    cursor.expect("(")
    parameter = None
    if op in WITH_K:
        if cursor.token.kind != "number":
            raise LogqlSyntaxError(f"parameter required for operation {op}")
        parameter = int(cursor.number())
        if parameter < 1:
            raise LogqlSyntaxError(f"invalid parameter (must be greater than 0) {op}({parameter}")
        cursor.expect(",")
    inner = _metric(cursor)
    cursor.expect(")")
    grouping = grouping or _grouping(cursor)
    if grouping is not None and op in ("sort", "sort_desc"):
        raise LogqlSyntaxError(f"grouping not allowed for {op} aggregation")
    return VectorAggregation(op, inner, grouping, parameter)


def _label_replace(cursor: Cursor) -> LabelReplace:
    cursor.take()
    cursor.expect("(")
    inner = _metric(cursor)
    texts: list[str] = []
    for _ in range(4):
        cursor.expect(",")
        at = cursor.token.at
        texts.append(cursor.string())
    cursor.check_regex(texts[3], at)
    cursor.expect(")")
    return LabelReplace(inner, *texts)


def _metric(cursor: Cursor) -> Metric:
    inner = _expression(cursor, 0)
    if isinstance(inner, Logs):
        cursor.unexpected("RANGE")
    return inner


def _grouping(cursor: Cursor) -> Grouping | None:
    if not cursor.is_word("by", "without"):
        return None
    without = cursor.take().text.lower() == "without"
    return Grouping(cursor.words(), without)
