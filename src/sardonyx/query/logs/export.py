"""Records of a search as a file, newest first, in constant memory however many there are."""

from collections.abc import AsyncIterator, Sequence
from typing import Literal

from sardonyx.query.logs.columns import OUTPUT
from sardonyx.query.logs.pages import LogQuery
from sardonyx.query.logs.values import text_of
from sardonyx.query.statement import Binder, Condition
from sardonyx.storage.engine import Engine, Limits, Settings

ExportFormat = Literal["csv", "ndjson", "parquet"]

MAX_ROWS = 1_000_000
DEFAULT_COLUMNS = (
    "timestamp", "level", "service", "environment", "version", "body", "trace_id", "span_id", "user_id", "request_id", "event",
    "attributes", "resource",
)  # fmt: skip
LIMITS = Limits(seconds=900.0)

_FORMATS: dict[ExportFormat, str] = {"csv": "CSVWithNames", "ndjson": "JSONEachRow", "parquet": "Parquet"}
_SETTINGS: Settings = {
    "optimize_read_in_order": 1,
    "output_format_json_escape_forward_slashes": 0,
    "output_format_csv_crlf_end_of_line": 1,
    "output_format_parquet_row_group_size": 50_000,
    "output_format_parquet_compression_method": "zstd",
    "output_format_parquet_string_as_string": 1,
    "max_threads": 2,
}
# The sorting key begins with the five minutes, so only the records of five minutes are ever sorted at once.
_NEWEST_FIRST = "toStartOfFiveMinutes(toDateTime(Timestamp)) DESC, Timestamp DESC"
# A spreadsheet takes a cell that begins so for a formula; behind an apostrophe it is text (OWASP, CSV injection).
_FORMULA = "^[=+\\\\-@\\\\t\\\\r]"


def export_logs(
    engine: Engine,
    query: LogQuery,
    fmt: ExportFormat,
    columns: Sequence[str] | None = None,
    *,
    max_rows: int = MAX_ROWS,
    limits: Limits = LIMITS,
) -> AsyncIterator[bytes]:
    """The file in chunks. `columns` are fields of answers or any of the search language; None is DEFAULT_COLUMNS. Raises
    StorageError, at the first chunk or later."""
    binder = Binder("x")
    names = list({_quoted(name): name for name in columns or DEFAULT_COLUMNS}.values())
    condition = Condition.all_of(query.time_range.condition(), query.scope.condition(), query.condition)
    # Inside, callers' names must not be names: one could stand for a column of the condition.
    inner = ", ".join(f"{_column(name, fmt, binder)} AS c{number}" for number, name in enumerate(names))
    outer = ", ".join(f"c{number} AS {_quoted(name)}" for number, name in enumerate(names))
    sql = (
        f"SELECT {outer} FROM (SELECT {inner} FROM {query.source.matching(condition, query.time_range)} ORDER BY {_NEWEST_FIRST} "
        "LIMIT {max_rows:UInt64})"
    )
    params = {**condition.params, **binder.params, "max_rows": max_rows}
    return engine.stream(sql, params, fmt=_FORMATS[fmt], limits=limits, settings=_SETTINGS)


def _column(name: str, fmt: ExportFormat, binder: Binder) -> str:
    known = OUTPUT.get(name)
    if fmt == "parquet" and name == "timestamp":
        return "Timestamp"
    if known is None:
        known = f"toString({text_of(name, binder)})"
    if fmt != "csv":
        return known
    text = f"toJSONString({known})" if name in ("attributes", "resource", "scope") else f"toString({known})"
    return f"if(match({text}, '{_FORMULA}'), concat('\\'', {text}), {text})"


def _quoted(name: str) -> str:
    """A column's name in the file. It is the only text of callers that has to stand in a statement: letters, digits and what
    attribute keys are made of, nothing else."""
    return "`" + "".join(char if char.isalnum() or char in "._-/@" else "_" for char in name) + "`"
