"""Where a person's data may be in the engine, and what is done with it there: SQL over the terms of an erasure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sardonyx.processors.enrichment import USER_ID_KEYS
from sardonyx.storage.escape import literal

MARK = "[redacted:erasure]"
LogsAction = Literal["delete", "mask"]
Action = Literal["deleted", "masked"]

_USER_ID_KEYS = ", ".join(map(literal, USER_ID_KEYS))

TERMS_TABLE = "privacy_erasure_terms"
"""Holds the terms while an erasure runs, and is dropped afterwards: a mutation's text is kept by the engine for long, so that no
term may stand in it."""


@dataclass(frozen=True, slots=True)
class TermsSql:
    """SQL for the terms of `person.Terms`: two arrays, and the pattern of the telling ones."""

    ids: str
    telling: str
    pattern: str


BOUND = TermsSql("{ids:Array(String)}", "{telling:Array(String)}", "{pattern:String}")
"""The terms as parameters of the statement: for what is read only."""


def stored_terms(job: str) -> TermsSql:
    """The terms of a job out of the table of terms. `job` is an id of ours."""

    def of(kind: str) -> str:
        return f"(SELECT groupArray(Term) FROM {TERMS_TABLE} WHERE Job = '{job}' AND Kind = '{kind}')"

    return TermsSql(of("id"), of("telling"), f"{of('pattern')}[1]")


@dataclass(frozen=True, slots=True)
class Target:
    """Rows of one table that are the person's: found by `condition`, then deleted, or changed by `assignments` so that it
    is true of them no more."""

    name: str
    table: str
    action: Action
    condition: Callable[[TermsSql], str]
    assignments: Callable[[TermsSql], str] | None = None

    def statement(self, terms: TermsSql) -> str:
        """What follows ALTER TABLE and its name."""
        if self.assignments is None:
            return f"DELETE WHERE {self.condition(terms)}"
        return f"UPDATE {self.assignments(terms)} WHERE {self.condition(terms)}"


def targets(logs: LogsAction) -> tuple[Target, ...]:
    """All of them. Spans are masked, so that traces stay whole; a span whose very name holds a term is deleted, for what rows are
    sorted by can't be changed."""
    kept = Target("otel_logs", "otel_logs", "masked", log_condition, _log_assignments)
    return (
        kept if logs == "mask" else Target("otel_logs", "otel_logs", "deleted", log_condition),
        Target("otel_traces (span names)", "otel_traces", "deleted", name_condition),
        Target("otel_traces", "otel_traces", "masked", span_condition, _span_assignments),
        Target("log_patterns", "log_patterns", "masked", _pattern_condition, _pattern_assignments),
        Target("probe_results", "probe_results", "masked", _result_condition, _result_assignments),
        Target("exemplars", "exemplars", "deleted", lambda terms: _has_value("Labels", terms)),
    )


def log_condition(terms: TermsSql) -> str:
    """Log records of the person; the columns are the same in the archive."""
    maps = ("LogAttributes", "ResourceAttributes", "ScopeAttributes")
    return " OR ".join(
        [
            f"has({terms.ids}, UserId) OR has({terms.telling}, UserId)",
            *(_has_value(name, terms) for name in maps),
            _in_text("Body", terms),
            _in_text("arrayStringConcat(mapValues(LogAttributes), '\\n')", terms),
        ]
    )


def span_condition(terms: TermsSql) -> str:
    """Spans of the person, but for their names."""
    inner = ("`Events.Attributes`", "`Links.Attributes`")
    texts = [
        "StatusMessage",
        "arrayStringConcat(mapValues(SpanAttributes), '\\n')",
        "arrayStringConcat(`Events.Name`, '\\n')",
        *(f"arrayStringConcat(arrayFlatten(arrayMap(m -> mapValues(m), {name})), '\\n')" for name in inner),
    ]
    return " OR ".join(
        [
            f"has({terms.ids}, UserId) OR has({terms.telling}, UserId)",
            *(_has_value(name, terms) for name in ("SpanAttributes", "ResourceAttributes")),
            *(f"arrayExists(m -> {_has_value('m', terms)}, {name})" for name in inner),
            *(_in_text(text, terms) for text in texts),
        ]
    )


def series_condition(terms: TermsSql) -> str:
    """Series with the person among their labels."""
    return _has_value("Labels", terms)


def name_condition(terms: TermsSql) -> str:
    """Spans whose name holds something of the person."""
    return _in_text("toString(SpanName)", terms)


def _pattern_condition(terms: TermsSql) -> str:
    return _in_text("Template", terms)


def _pattern_assignments(terms: TermsSql) -> str:
    return _assigned({"Template": _masked("Template", terms)})


def _result_condition(terms: TermsSql) -> str:
    return f"{_in_text('Message', terms)} OR {_in_text('Evidence', terms)}"


def _result_assignments(terms: TermsSql) -> str:
    """No picture can be searched: those of such checks go."""
    return _assigned({"Message": _masked("Message", terms), "Evidence": _masked("Evidence", terms), "Screenshot": "''"})


def _log_assignments(terms: TermsSql) -> str:
    changed = {"UserId": _emptied("UserId", terms), "Body": _masked("Body", terms)}
    changed |= {name: _masked_map(name, terms) for name in ("LogAttributes", "ResourceAttributes", "ScopeAttributes")}
    return _assigned(changed)


def _span_assignments(terms: TermsSql) -> str:
    changed = {"UserId": _emptied("UserId", terms), "StatusMessage": _masked("StatusMessage", terms)}
    changed |= {name: _masked_map(name, terms) for name in ("SpanAttributes", "ResourceAttributes")}
    changed |= {
        name: f"arrayMap(m -> {_masked_map('m', terms)}, {name})"
        for name in ("`Events.Attributes`", "`Links.Attributes`")
    }
    changed["`Events.Name`"] = f"arrayMap(n -> {_masked('toString(n)', terms)}, `Events.Name`)"
    return _assigned(changed)


def _assigned(changed: dict[str, str]) -> str:
    return ", ".join(f"{column} = {sql}" for column, sql in changed.items())


def _has_value(column: str, terms: TermsSql) -> str:
    return f"hasAny(mapValues({column}), {terms.telling})"


def _in_text(text: str, terms: TermsSql) -> str:
    return f"(multiSearchAnyCaseInsensitiveUTF8({text}, {terms.telling}) AND match({text}, {terms.pattern}))"


def _emptied(column: str, terms: TermsSql) -> str:
    return f"if(has({terms.ids}, {column}) OR has({terms.telling}, {column}), '', {column})"


def _masked(text: str, terms: TermsSql) -> str:
    return f"replaceRegexpAll({text}, {terms.pattern}, '{MARK}')"


def _masked_map(column: str, terms: TermsSql) -> str:
    is_id = f"k IN ({_USER_ID_KEYS}) AND has({terms.ids}, v)"
    whole = f"{is_id} OR has({terms.telling}, v)"
    return f"mapApply((k, v) -> (k, if({whole}, '{MARK}', {_masked('v', terms)})), {column})"
