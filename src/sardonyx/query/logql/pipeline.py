"""A log query as SQL: the stream selector and filters as a condition on otel_logs, each later stage as a SELECT around it.

Rows have the columns `Timestamp`, `line`, `stream_labels`, `metadata`, `parsed` (maps of label to text), `err` and
`err_details`; the engine computes only those that are asked for in the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sardonyx.query.logql.conditions import fails, holds, indexed, matches
from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.extraction import extracted
from sardonyx.query.logql.labels import BASE_NAMES, EMPTY_MAP, ERROR, ERROR_DETAILS, METADATA, STREAM_LABELS, value_sql
from sardonyx.query.logql.line_filters import line_condition
from sardonyx.query.logql.template_functions import ARITIES, Rendering
from sardonyx.query.logql.templates import TemplateError, read_template
from sardonyx.query.logql.tree import (
    Chosen,
    Decolorize,
    Drop,
    Keep,
    LabelFilter,
    LabelFormat,
    LineFilter,
    LineFormat,
    Logs,
    Parser,
    Rename,
    Stage,
)
from sardonyx.query.promql.tree import Matcher
from sardonyx.query.statement import Binder, Condition

EXTRACTED = "_extracted"
"""Ends the name of what was parsed where the stream has a label of its name."""
MAX_SQL = 20_000
"""Characters of one expression: what is said of a label repeats in SQL, and nested it would grow without bounds."""

_MAPS = ("stream_labels", "metadata", "parsed")
_RAW = (
    "Timestamp", "ServiceName", "Environment", "SeverityNumber", "TraceId", "SpanId", "UserId", "RequestId", "ServiceVersion",
    "ScopeName", "EventName", "ResourceAttributes", "LogAttributes", "SeverityText", "Body", "ReceivedAt",
)  # fmt: skip
_COLOURS = r"\x{1b}\[[0-9;]*[A-Za-z]"


def select_streams(matchers: tuple[Matcher, ...], binder: Binder) -> str:
    """A stream selector as a condition on otel_logs."""
    found = [f"({indexed(matcher, lambda name: value_sql(name, binder), binder)})" for matcher in matchers]
    return " AND ".join(found) or "1"


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a log query. `sql` is a SELECT with a hole `{where}` for what else is wanted of otel_logs: time and scope."""

    sql: str
    value: Callable[[str], str]
    may_fail: bool

    def select(self, where: Condition) -> str:
        """The SELECT for the records that `where` allows."""
        return self.sql.replace("{where}", where.sql)


class Pipeline:
    """Builds the rows of one query; `binder` has the values.

    `wanted`: of what is parsed only these labels are asked for. `asked` are those that were: one pipeline is built to learn
    them, and another that leaves the rest alone.
    """

    def __init__(self, logs: Logs, binder: Binder, wanted: frozenset[str] | None = None) -> None:
        self.binder = binder
        self.asked: set[str] = set()
        self._wanted = wanted
        self._parsed = False
        self._line = "Body"
        self._may_fail = False
        self._hidden: list[Callable[[str, str], str]] = []
        conditions = [select_streams(logs.matchers, binder)]
        stages = list(logs.stages)
        while stages and (sql := self._on_stored(stages[0])):
            conditions.append(sql)
            stages.pop(0)
        self._sql = self._source(conditions)
        self._line = "line"
        for stage in stages:
            self._apply(stage)

    @property
    def keeps_labels(self) -> bool:
        """Whether the records' labels are those they were stored with."""
        return not self._parsed and not self._hidden

    @property
    def rows(self) -> Rows:
        """What has been built."""
        return Rows(self._sql, self.value, self._may_fail)

    def value(self, name: str) -> str:
        """The SQL of a label's text, '' where there is none."""
        self.asked |= {name, name.removesuffix(EXTRACTED)}
        if name == ERROR:
            return "err" if self._may_fail else "''"
        if name == ERROR_DETAILS:
            return "err_details" if self._may_fail else "''"
        found = value_sql(name, self.binder)
        for hide in self._hidden:
            found = hide(name, found)
            if len(found) > MAX_SQL:
                raise LogqlSyntaxError("the query's conditions on labels are too complex")
        if not self._parsed:
            return found
        own = f"parsed[{self.binder.bind(name)}]"
        return own if found == "''" else f"if({own} != '', {own}, {found})"

    def filter(self, stage: LabelFilter) -> None:
        """Keep what a label filter lets through."""
        broken = fails(stage.condition, self.value, self.binder)
        self.keep_where(holds(stage.condition, self.value, self.binder))
        if broken:
            self.fail_where(broken, "LabelFilterErr")

    def fail_where(self, condition: str, error: str, details: str = "") -> None:
        """Note an error at the records where a condition holds, unless they have one."""
        self._may_fail = True
        first = f"err = '' AND ({condition})"
        self._replace(
            {
                "err": f"if({first}, {self.binder.bind(error)}, err)",
                "err_details": f"if({first}, {self.binder.bind(details)}, err_details)",
            }
        )

    def _on_stored(self, stage: Stage) -> str | None:
        """A stage as a condition on the stored columns; None when it is more than that."""
        match stage:
            case LineFilter():
                return line_condition(stage, self._line, self.binder)
            case LabelFilter(condition=condition) if fails(condition, self.value, self.binder) is None:
                return holds(condition, self.value, self.binder)
            case _:
                return None

    def _source(self, conditions: list[str]) -> str:
        columns = {
            "line": "Body", "stream_labels": STREAM_LABELS, "metadata": METADATA, "parsed": EMPTY_MAP, "err": "''",
            "err_details": "''",
        }  # fmt: skip
        selected = ", ".join([*_RAW, *(f"{sql} AS {name}" for name, sql in columns.items())])
        return f"SELECT {selected} FROM otel_logs WHERE {{where}} AND {' AND '.join(conditions)}"

    def keep_where(self, condition: str) -> None:
        """Keep the records where a condition holds."""
        self._sql = f"SELECT * FROM ({self._sql}) WHERE {condition}"

    def _replace(self, columns: Mapping[str, str]) -> None:
        changed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        self._sql = f"SELECT * REPLACE ({changed}) FROM ({self._sql})"

    def _apply(self, stage: Stage) -> None:
        match stage:
            case LineFilter():
                self.keep_where(line_condition(stage, self._line, self.binder))
            case LabelFilter():
                self.filter(stage)
            case Parser():
                self._parse(stage)
            case LineFormat(template=template):
                self._replace({"line": self._rendered(template)})
            case LabelFormat(renames=renames):
                self._format_labels(renames)
            case Drop(labels=labels):
                self._choose(labels, keep=False)
            case Keep(labels=labels):
                self._choose(labels, keep=True)
            case Decolorize():
                self._replace({"line": f"replaceRegexpAll(line, {self.binder.bind(_COLOURS)}, '')"})

    def _parse(self, parser: Parser) -> None:
        found = extracted(parser, self.binder, self._wanted)
        there: set[str] = set()
        for step in found.steps:
            if set(step) <= there:
                self._replace(step)
            else:
                added = ", ".join(f"{sql} AS {name}" for name, sql in step.items())
                self._sql = f"SELECT *, {added} FROM ({self._sql})"
            there |= set(step)
        if found.broken:
            self.fail_where(found.broken, found.error, found.details)
        self._sql = f"SELECT *, {BASE_NAMES} AS base_names FROM ({self._sql})"
        renamed = f"mapApply((k, v) -> (if(has(base_names, k), concat(k, '{EXTRACTED}'), k), v), {found.found})"
        columns = {"parsed": f"mapUpdate(parsed, {renamed})"}
        if found.line:
            columns["line"] = found.line
        self._replace(columns)
        self._sql = f"SELECT * EXCEPT ({', '.join([*found.temporary, 'base_names'])}) FROM ({self._sql})"
        self._parsed = True

    def _rendered(self, template: str) -> str:
        try:
            return Rendering(self.value, self.binder).parts(read_template(template, ARITIES))
        except TemplateError as error:
            raise LogqlSyntaxError(f"invalid template: {error}") from None

    def _format_labels(self, renames: tuple[Rename, ...]) -> None:
        for rename in renames:
            target = self.binder.bind(rename.target)
            taken = [rename.target]
            if rename.is_template:
                text = self._rendered(rename.source)
            else:
                source = self.value(rename.source)
                text = f"if({source} != '', {source}, {self.value(rename.target)})"
                taken.append(rename.source)
            gone = self.binder.bind(taken, "Array(String)")
            without = {name: f"mapFilter((k, v) -> NOT has({gone}, k), {name})" for name in _MAPS}
            added = f"mapFilter((k, v) -> v != '', map({target}, {text}))"
            without["parsed"] = f"mapUpdate({without['parsed']}, {added})"
            self._replace(without)
            self._hide(lambda name, sql, taken=taken: "''" if name in taken else sql)  # type: ignore[misc]
            self._parsed = True

    def _choose(self, labels: tuple[Chosen, ...], *, keep: bool) -> None:
        """`drop` and `keep`: by name, or by name and value."""
        plain = [each.name for each in labels if each.matcher is None]
        names = self.binder.bind(plain, "Array(String)")
        chosen = [f"has({names}, k)"] if plain else []
        for each in labels:
            if each.matcher is not None:
                holds_here = matches(each.matcher, lambda _name: "v", self.binder)
                chosen.append(f"(k = {self.binder.bind(each.name)} AND {holds_here})")
        wanted = f"({' OR '.join(chosen)})"
        condition = wanted if keep else f"NOT {wanted}"
        self._replace({name: f"mapFilter((k, v) -> {condition}, {name})" for name in _MAPS})
        if not keep and {ERROR, ERROR_DETAILS} & set(plain) and self._may_fail:
            cleared = {"err": "''", "err_details": "''"} if ERROR in plain else {"err_details": "''"}
            self._replace(cleared)

        def hide(name: str, sql: str) -> str:
            mine = [each for each in labels if each.name == name]
            if not mine:
                return "''" if keep else sql
            if any(each.matcher is None for each in mine):
                return sql if keep else "''"
            tests = [matches(each.matcher, lambda _name: sql, self.binder) for each in mine if each.matcher]
            there = f"({' OR '.join(tests)})"
            return f"if({there}, {sql}, '')" if keep else f"if({there}, '', {sql})"

        self._hide(hide)

    def _hide(self, hide: Callable[[str, str], str]) -> None:
        self._hidden.append(hide)


LABELS = "mapSort(mapFilter((k, v) -> v != '', {maps}))"


def all_labels(*, errors: bool) -> str:
    """The labels of a row as one map, as a client sees them: what was parsed stands before metadata and stream."""
    merged = "mapUpdate(mapUpdate(stream_labels, metadata), parsed)"
    if errors:
        merged = f"mapUpdate({merged}, map('{ERROR}', err, '{ERROR_DETAILS}', err_details))"
    return LABELS.format(maps=merged)
