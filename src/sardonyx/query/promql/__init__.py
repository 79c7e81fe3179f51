"""PromQL of Prometheus 3 over our store. Everything outside uses `Promql` and the types here, nothing deeper.

    promql = Promql(engine)
    answer = await promql.instant("sum by (job) (rate(http_requests_total[5m]))", at_s, scope)
    answer = await promql.range("up", start_s, end_s, step_s, scope)          # MatrixAnswer
    tree = promql.parse("up")                                                # raises ParseError

The way of a query: `parser` (text → `tree`) → `evaluate` (tree on a `grid` → `values`), which reads through
`store.reader`, hands to the engine what it does best (`pushdown`), and calls `windows` (range functions), `calls` (other
functions), `aggregate` and `binary`. docs/promql.md tells what differs from Prometheus.
"""

from sardonyx.query.promql.errors import (
    BadRange,
    ExecutionError,
    ParseError,
    PromqlError,
    QueryCanceled,
    QueryTimedOut,
    StoreUnavailable,
    TooMuch,
)
from sardonyx.query.promql.histograms.text import ShownHistogram
from sardonyx.query.promql.limits import DEFAULT_LIMITS, QueryLimits
from sardonyx.query.promql.numbers import format_float
from sardonyx.query.promql.result import (
    InstantAnswer,
    MatrixAnswer,
    SamplesAnswer,
    ScalarAnswer,
    Statistics,
    StringAnswer,
    VectorAnswer,
)
from sardonyx.query.promql.service import Promql

__all__ = [
    "DEFAULT_LIMITS",
    "BadRange",
    "ExecutionError",
    "InstantAnswer",
    "MatrixAnswer",
    "ParseError",
    "Promql",
    "PromqlError",
    "QueryCanceled",
    "QueryLimits",
    "QueryTimedOut",
    "SamplesAnswer",
    "ScalarAnswer",
    "ShownHistogram",
    "Statistics",
    "StoreUnavailable",
    "StringAnswer",
    "TooMuch",
    "VectorAnswer",
    "format_float",
]
