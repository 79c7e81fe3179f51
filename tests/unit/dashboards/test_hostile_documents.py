"""Whatever stands in a document, the import gives a dashboard or says why not."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sardonyx.dashboards.documents import read_document
from sardonyx.dashboards.grafana.errors import NotADashboard

KEYS = st.sampled_from(
    [
        "panels", "rows", "type", "title", "id", "gridPos", "x", "y", "w", "h", "targets", "expr", "refId", "datasource", "uid",
        "fieldConfig", "defaults", "overrides", "matcher", "options", "properties", "value", "custom", "thresholds", "steps",
        "mappings", "legend", "calcs", "reduceOptions", "repeat", "transformations", "organize", "templating", "list", "name",
        "query", "current", "annotations", "links", "url", "spec", "kind", "elements", "layout", "items", "element", "sections",
        "yaxes", "seriesOverrides", "alias", "styles", "pattern", "colors", "valueMaps", "libraryPanel", "model", "span", "height",
        "collapse", "time", "from", "tags", "refresh", "dashboard", "metadata", "variables", "vizConfig", "data", "queries",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "graph", "singlestat", "table", "timeseries", "row", "text", "heatmap", "stat", "piechart", "barchart", "logs", "Panel",
        "GridLayout", "RowsLayout", "Dashboard", "GridLayoutItem", "byName", "byRegexp", "/x/", "$v", "${DS}", "1,2", "null",
        "special", "query", "interval", "prometheus", "color", "unit", "javascript:x", "organize", "\x00", "\ud800",
    ]
)  # fmt: skip
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5)
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=40
)
DOCUMENTS = st.dictionaries(KEYS, JSON, max_size=8).flatmap(
    lambda rest: st.lists(st.dictionaries(KEYS, JSON, max_size=10), max_size=4).flatmap(
        lambda panels: st.sampled_from(["panels", "rows", "sections", "none"]).map(lambda key: {**rest, key: panels})
    )
)


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS)
def test_nothing_but_a_dashboard_or_a_refusal_comes_of_it(document: dict[str, Any]) -> None:
    try:
        found = read_document(document)
    except NotADashboard as error:
        told = str(error)
    else:
        told = json.dumps(found.dashboard.as_json())
    assert told
    assert "\\u0000" not in told
