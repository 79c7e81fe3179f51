"""Whether a dashboard's PromQL can be read, whatever is chosen for its variables."""

import re
from collections.abc import Iterator

from sardonyx.dashboards.interpolation import Chosen, Moment, built_in, interpolated, names_in
from sardonyx.dashboards.model import Dashboard
from sardonyx.query.promql.errors import ParseError
from sardonyx.query.promql.parser import parse

_AT = Moment(start_ms=0, end_ms=3_600_000, step_ms=15_000)
_TRIED = ("x", "1", "5m")
"""A variable may stand for a label's value or a metric, a number, or a duration."""
_RESULT = re.compile(r"^query_result\(\s*(.+)\s*\)$", re.DOTALL)


def query_faults(dashboard: Dashboard) -> list[str]:
    """One line for each query, variable and annotation that can't be read."""
    found: list[str] = []
    for place, text in promql_of(dashboard):
        try:
            parsed_any(text)
        except ParseError as error:
            found.append(f"{place}: {error}")
    return found


def promql_of(dashboard: Dashboard) -> Iterator[tuple[str, str]]:
    """Every PromQL text of it and where it stands."""
    for section in dashboard.sections:
        for panel in section.panels:
            for query in panel.queries:
                if query.language == "promql" and query.text.strip():
                    yield f"panel {panel.title or panel.id}, query {query.ref}", query.text
    for annotation in dashboard.annotations:
        if annotation.kind == "query":
            yield f"annotation {annotation.name}", annotation.query
    for variable in dashboard.variables:
        if asked := _RESULT.match(variable.query.strip()):
            yield f"variable {variable.name}", asked[1]


def parsed_any(text: str) -> object:
    """The tree of a query with something put in for its variables. Raises ParseError when nothing makes it a query."""
    given, names = built_in(_AT), names_in(text)
    error: ParseError | None = None
    for value in _TRIED:
        try:
            chosen = {name: Chosen([value]) for name in names - given.keys()}
            return parse(interpolated(text, chosen, given))
        except ParseError as failed:
            error = error or failed
    raise error or ParseError("nothing to parse")
