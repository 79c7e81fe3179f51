"""Grafana documents of different ages, written for these tests: what is taken, and what is listed."""

from typing import Any

import pytest

from sardonyx.dashboards.grafana.errors import NotADashboard
from sardonyx.dashboards.grafana.importing import Imported, imported
from sardonyx.dashboards.model import Panel

KEYS = (
    "title", "gridPos", "targets", "fieldConfig", "options", "links", "datasource", "transformations", "repeat", "yaxes",
    "thresholds", "styles",
)  # fmt: skip
PROMETHEUS = {"type": "prometheus", "uid": "p"}


def panel(**told: Any) -> dict[str, Any]:
    return {"id": 1, "type": "timeseries", "title": "P", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, **told}


def of(*panels: dict[str, Any], **told: Any) -> Imported:
    return imported({"title": "T", "schemaVersion": 39, "panels": list(panels), **told})


def only(found: Imported) -> Panel:
    ((one,),) = [section.panels for section in found.dashboard.sections]
    return one


def told(found: Imported) -> list[tuple[str, str]]:
    return [(note.panel, note.what) for note in found.notes]


def test_rows_of_twelfths_become_a_grid_and_rows_with_headings_become_sections() -> None:
    graph = {"type": "graph", "span": 6, "datasource": None, "targets": [{"expr": "up", "refId": "A"}]}
    found = imported(
        {
            "title": "Old",
            "schemaVersion": 6,
            "rows": [
                {"height": "250px", "panels": [{**graph, "id": 1}, {**graph, "id": 2}, {**graph, "id": 3}]},
                {"height": 100, "title": "Below", "showTitle": True, "panels": [{**graph, "id": 4, "span": 12}]},
                {"title": "Folded", "collapse": True, "repeat": "host", "panels": [{**graph, "id": 4}]},
            ],
        }
    )
    first, second, third = found.dashboard.sections
    places = [(one.grid.x, one.grid.y, one.grid.w, one.grid.h) for one in first.panels]
    assert places == [(0, 0, 12, 7), (12, 0, 12, 7), (0, 7, 12, 7)]
    assert (second.title, second.panels[0].grid.w, second.panels[0].grid.h) == ("Below", 24, 3)
    assert (third.title, third.collapsed, third.repeat and third.repeat.variable) == ("Folded", True, "host")
    assert [one.id for section in found.dashboard.sections for one in section.panels] == [1, 2, 3, 4, 5]
    assert found.notes == ()


def test_a_graph_becomes_a_time_series_with_its_axes_overrides_and_thresholds() -> None:
    found = of(
        panel(
            type="graph", fill=3, linewidth=2, stack=True, percentage=True, steppedLine=True, nullPointMode="connected",
            yaxes=[{"format": "bytes", "min": "0", "label": "Memory", "logBase": 10}, {"format": "percent", "max": 100}],
            legend={"show": True, "alignAsTable": True, "rightSide": True, "values": True, "max": True, "current": True},
            aliasColors={"used": "#f00"},
            seriesOverrides=[
                {"alias": "/free.*/", "yaxis": 2, "zindex": 3},
                {"alias": "out", "transform": "negative-Y", "lines": False, "bars": True},
            ],
            thresholds=[{"value": 90, "colorMode": "critical"}, {"value": 80, "colorMode": "warning"}],
            targets=[{"expr": "x", "refId": "A"}], alert={"name": "Too much"},
        )
    )  # fmt: skip
    one = only(found)
    assert (one.type, one.values.unit, one.values.minimum, one.options.axis_label) == (
        "timeseries",
        "bytes",
        0,
        "Memory",
    )
    assert (one.options.fill, one.options.stack, one.options.steps, one.options.log_base) == (30, "percent", True, 10)
    assert (one.options.connect_gaps, one.options.show_thresholds) == (True, True)
    legend = one.options.legend
    assert (legend.form, legend.place, legend.calculations) == ("table", "right", ("last", "max"))
    assert [(step.value, step.colour) for step in one.values.thresholds] == [(80, "orange"), (90, "red")]
    used, free, out = one.overrides
    assert (used.by, used.match, used.values.colour) == ("name", "used", "#f00")
    assert (free.by, free.match, free.values.axis, free.values.unit) == ("regex", "free.*", "right", "percent")
    assert (out.values.negative, out.values.draw) == (True, "bars")
    assert ("P", "for series /free.*/: zindex") in told(found)
    assert ("P", "alert Too much") in told(found)


def test_axes_of_before_version_four_are_read_too() -> None:
    one = only(
        of(panel(type="graph", y_formats=["s", "short"], leftYAxisLabel="Time", grid={"leftMin": 1, "threshold1": 5}))
    )
    assert (one.values.unit, one.options.axis_label, one.values.minimum) == ("s", "Time", 1)
    assert [step.value for step in one.values.thresholds] == [5]


@pytest.mark.parametrize(("gauge", "kind"), [(False, "stat"), (True, "gauge")])
def test_a_singlestat_becomes_a_stat_or_a_gauge(gauge: bool, kind: str) -> None:
    found = of(
        panel(
            type="singlestat", format="percent", valueName="avg", thresholds="70,90", colors=["green", "yellow", "red"],
            gauge={"show": gauge, "minValue": 0, "maxValue": 100}, colorBackground=True, sparkline={"show": False},
            valueMaps=[{"op": "=", "value": "null", "text": "none"}, {"op": "=", "value": "1", "text": "up"}],
            mappingType=1, postfix=" req", nullText="-",
        )
    )  # fmt: skip
    one = only(found)
    assert (one.type, one.values.unit, one.options.calculation, one.values.no_value) == (kind, "percent", "mean", "-")
    assert [(step.value, step.colour) for step in one.values.thresholds] == [
        (None, "green"),
        (70, "yellow"),
        (90, "red"),
    ]
    assert [(one.kind, one.match, one.text) for one in one.values.mappings] == [
        ("special", "null", "none"), ("value", "1", "up"),
    ]  # fmt: skip
    assert one.values.maximum == (100 if gauge else None)
    assert one.options.colour_by == ("value" if gauge else "background")
    assert told(found) == [("P", "postfix ' req'")]


def test_a_table_of_the_former_kind_keeps_its_columns() -> None:
    styles = [
        {"pattern": "Time", "type": "hidden"},
        {"pattern": "/Value.*/", "alias": "Free", "type": "number", "unit": "bytes", "decimals": 1},
        {"pattern": "host", "alias": "Host", "type": "string"},
    ]
    query = {"expr": "x", "format": "table", "instant": True, "refId": "A"}
    one = only(of(panel(type="table", styles=styles, transform="table", targets=[query])))
    assert (one.type, one.queries[0].form, one.queries[0].instant, one.options.merge_values) == (
        "table",
        "table",
        True,
        True,
    )
    hidden, value, host = one.overrides
    assert (hidden.match, hidden.values.hidden) == ("Time", True)
    assert (value.by, value.match, value.values.unit, value.values.decimals) == ("regex", "Value.*", "bytes", 1)
    assert host.values.name == "Host"


def test_todays_time_series_is_read_from_its_field_config() -> None:
    defaults = {
        "unit": "reqps", "decimals": 2, "min": 0, "noValue": "nothing", "displayName": "Requests",
        "color": {"mode": "fixed", "fixedColor": "blue"},
        "thresholds": {"mode": "percentage", "steps": [{"color": "green", "value": None}, {"color": "red", "value": 80}]},
        "mappings": [
            {"type": "value", "options": {"1": {"text": "up", "color": "green"}}},
            {"type": "range", "options": {"from": 2, "to": None, "result": {"text": "many"}}},
            {"type": "regex", "options": {"pattern": "/err/i", "result": {"text": "error"}}},
            {"type": "special", "options": {"match": "null+nan", "result": {"text": "-"}}},
        ],
        "custom": {
            "drawStyle": "bars", "fillOpacity": 25, "lineWidth": 3, "spanNulls": 3600000, "stacking": {"mode": "normal"},
            "lineInterpolation": "stepBefore", "axisLabel": "L", "thresholdsStyle": {"mode": "area"}, "gradientMode": "hue",
        },
    }  # fmt: skip
    overrides = [
        {"matcher": {"id": "byFrameRefID", "options": "B"}, "properties": [{"id": "custom.axisPlacement", "value": "right"}]},
        {"matcher": {"id": "byType", "options": "number"}, "properties": [{"id": "unit", "value": "s"}]},
        {"matcher": {"id": "byRegexp", "options": "in"}, "properties": [{"id": "custom.hideFrom", "value": {"viz": True}}]},
    ]  # fmt: skip
    options = {"legend": {"displayMode": "hidden", "calcs": ["lastNotNull", "delta"]}, "tooltip": {"mode": "multi"}}
    found = of(panel(fieldConfig={"defaults": defaults, "overrides": overrides}, options=options, interval="30s",
                     datasource=PROMETHEUS, targets=[{"refId": "A", "expr": "x", "legendFormat": "__auto"}]))  # fmt: skip
    one = only(found)
    values = one.values
    assert (values.unit, values.decimals, values.minimum, values.name, values.colour) == (
        "reqps",
        2,
        0,
        "Requests",
        "blue",
    )
    assert (values.threshold_mode, values.thresholds[1].value) == ("percentage", 80)
    assert [(one.kind, one.match, one.start, one.text) for one in values.mappings] == [
        ("value", "1", None, "up"), ("range", "", 2, "many"), ("regex", "(?i)err", None, "error"),
        ("special", "null", None, "-"), ("special", "nan", None, "-"),
    ]  # fmt: skip
    drawn = one.options
    assert (drawn.draw, drawn.fill, drawn.line_width, drawn.stack, drawn.steps) == ("bars", 25, 3, "normal", True)
    assert (drawn.connect_gaps, drawn.legend.shown, drawn.legend.calculations) == (True, False, ("last", "difference"))
    assert (one.queries[0].step, one.queries[0].legend) == (30, "")
    assert [(one.by, one.match) for one in one.overrides] == [("query", "B"), ("regex", "^in$")]
    assert told(found)[0] == ("P", "override byType number")
    assert "gradientMode" in told(found)[-1][1]
    assert "tooltip" in told(found)[-1][1]


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("stat", "stat"), ("gauge", "gauge"), ("bargauge", "bar"), ("piechart", "bar"), ("table", "table"),
        ("heatmap", "heatmap"), ("histogram", "histogram"), ("state-timeline", "state-timeline"),
        ("status-history", "state-timeline"), ("logs", "logs"), ("traces", "traces"), ("barchart", "timeseries"),
        ("grafana-piechart-panel", "bar"), ("natel-discrete-panel", "state-timeline"),
    ],
)  # fmt: skip
def test_every_kind_has_its_counterpart(kind: str, ours: str) -> None:
    one = only(of(panel(type=kind, datasource=PROMETHEUS, targets=[{"refId": "A", "expr": "x"}])))
    assert (one.type, one.queries[0].text) == (ours, "x")


def test_a_kind_nobody_knows_becomes_a_text_and_its_queries_are_listed() -> None:
    found = of(panel(type="acme-dial-panel", datasource=PROMETHEUS, targets=[{"refId": "A", "expr": "sum(x)"}]))
    assert only(found).type == "text"
    assert "acme-dial-panel" in only(found).options.content
    assert told(found) == [("P", "panel of type acme-dial-panel: sum(x)")]


def test_sources_are_told_apart_by_type_name_input_variable_and_text() -> None:
    inputs = [{"name": "DS_LOGS", "type": "datasource", "pluginId": "loki"}]
    chosen = {"name": "source", "type": "datasource", "query": "prometheus"}
    targets = [
        {"refId": "A", "datasource": "${DS_LOGS}", "expr": '{app="x"}', "queryType": "range"},
        {"refId": "B", "datasource": {"uid": "$source"}, "expr": "up", "hide": True},
        {"refId": "C", "datasource": {"uid": "f3d1"}, "expr": 'sum(rate({a="b"} |= "x" [1m]))'},
        {"refId": "D", "datasource": {"uid": "f3d1"}, "expr": "rate(x[1m])"},
        {"refId": "E", "datasource": "My Prometheus", "expr": "up"},
        {"refId": "F", "datasource": {"type": "influxdb", "uid": "i"}, "query": "SELECT 1"},
        {"refId": "G", "datasource": {"type": "__expr__", "uid": "__expr__"}, "type": "math", "expression": "$A * 2"},
        {"refId": "H", "datasource": {"type": "datasource", "uid": "-- Dashboard --"}, "panelId": 3},
    ]
    found = of(
        panel(datasource={"uid": "-- Mixed --"}, targets=targets), __inputs=inputs, templating={"list": [chosen]}
    )
    assert [(one.ref, one.language, one.hidden) for one in only(found).queries] == [
        ("A", "logql", False), ("B", "promql", True), ("C", "logql", False), ("D", "promql", False),
        ("E", "promql", False),
    ]  # fmt: skip
    assert [what for _, what in told(found)][:3] == [
        "variable source", "query F: SELECT 1", "query G: $A * 2",
    ]  # fmt: skip
    assert any(what.startswith("query H") for _, what in told(found))


def test_variables_of_all_kinds_are_taken_or_listed() -> None:
    listed = [
        {"name": "job", "type": "query", "datasource": PROMETHEUS, "query": {"query": "label_values(up, job)", "refId": "r"},
         "regex": "/(.*)-x/", "sort": 2, "multi": True, "includeAll": True, "allValue": ".+",
         "current": {"text": ["All"], "value": ["$__all"]}},
        {"name": "how", "type": "custom", "query": "a,b\\,c, d : e", "current": {"text": "a", "value": "a"}},
        {"name": "step", "type": "interval", "query": "1m,5m", "auto": True,
         "current": {"text": "auto", "value": "$__auto_interval_step"}},
        {"name": "fixed", "type": "constant", "query": "v", "hide": 2},
        {"name": "typed", "type": "textbox", "query": "t"},
        {"name": "other", "type": "query", "datasource": {"type": "influxdb"}, "query": "SHOW TAGS", "current": {"value": "x"}},
        {"name": "filters", "type": "adhoc"},
        {"name": "new-kind", "type": "custom", "query": "a"},
    ]  # fmt: skip
    found = of(templating={"list": listed})
    job, how, step, fixed, typed, other = found.dashboard.variables
    assert (job.query, job.regex, job.sort) == ("label_values(up, job)", "(.*)-x", "alphabetical-descending")
    assert (job.multiple, job.include_all, job.all_value, job.current) == (True, True, ".+", ("$__all",))
    assert (how.options, how.current) == (("a", "b,c", "d : e"), ("a",))
    assert (step.options, step.current) == (("auto", "1m", "5m"), ("auto",))
    assert (fixed.kind, fixed.current, fixed.hidden) == ("constant", ("v",), True)
    assert (typed.kind, typed.current) == ("text", ("t",))
    assert (other.kind, other.current) == ("text", ("x",))
    assert [what for _, what in told(found)] == [
        "variable other: SHOW TAGS", "variable filters (adhoc)", "variable new-kind (custom)",
    ]  # fmt: skip


def test_rows_hold_their_panels_folded_or_not_and_copies_are_left_out() -> None:
    row = {"type": "row", "title": "Folded", "collapsed": True, "gridPos": {"x": 0, "y": 9, "w": 24, "h": 1},
           "panels": [panel(id=3, gridPos={"x": 0, "y": 80, "w": 8, "h": 4})], "repeat": "host"}  # fmt: skip
    opened = {
        "type": "row",
        "title": "Open",
        "collapsed": False,
        "gridPos": {"x": 0, "y": 10, "w": 24, "h": 1},
        "panels": [],
    }
    below = panel(id=4, gridPos={"x": 20, "y": 11, "w": 12, "h": 4}, repeat="disk", repeatDirection="v", maxPerRow=3)
    copy = panel(id=5, gridPos={"x": 0, "y": 15, "w": 12, "h": 4}, repeatPanelId=4)
    found = of(below, opened, panel(), row, copy)
    top, folded, last = found.dashboard.sections
    assert [one.id for one in top.panels] == [1]
    assert (folded.collapsed, folded.panels[0].grid.y, folded.repeat and folded.repeat.variable) == (True, 0, "host")
    (one,) = last.panels
    assert (one.grid.x, one.grid.w) == (20, 4)
    assert one.repeat is not None
    assert (one.repeat.direction, one.repeat.per_row) == ("down", 3)


def test_transformations_of_tables_are_taken_and_others_listed() -> None:
    organize = {
        "excludeByName": {"Time": True, "x": False},
        "indexByName": {"b": 1, "a": 0},
        "renameByName": {"a": "A"},
    }
    transformations = [
        {"id": "merge", "options": {}}, {"id": "organize", "options": organize}, {"id": "limit", "options": {"limitField": 5}},
        {"id": "sortBy", "options": {"sort": [{"field": "a", "desc": True}]}},
        {"id": "calculateField", "options": {"alias": "sum"}}, {"id": "reduce", "disabled": True},
    ]  # fmt: skip
    two = [{"refId": "A", "expr": "x"}, {"refId": "B", "expr": "y"}]
    found = of(panel(type="table", targets=two, transformations=transformations))
    options = only(found).options
    assert (options.columns, options.hidden_columns, options.renamed_columns) == (("a", "b"), ("Time",), {"a": "A"})
    assert (options.row_limit, options.sort_by, options.sort_descending, options.merge_values) == (5, "a", True, True)
    assert told(found) == [("P", "transformation calculateField: {'alias': 'sum'}")]
    assert only(of(panel(type="table", targets=two))).options.merge_values is False


def test_what_can_be_taken_of_a_setting_is_taken_and_the_rest_listed() -> None:
    options = {"legend": {"calcs": ["max", "stdDev"]}, "reduceOptions": {"calcs": ["variance"], "fields": "/^up$/"}}
    chart = panel(options=options, targets=[{"refId": "A", "expr": "x", "interval": "$step"}])
    found = of(chart, panel(id=2, title="S", type="stat", options=options), timezone="utc")
    first, second = found.dashboard.sections[0].panels
    assert (first.options.legend.calculations, second.options.calculation) == (("max",), "last")
    assert told(found) == [
        ("P", "query A: a step of $step"), ("P", "calcs stdDev"), ("S", "calcs variance"),
        ("S", "only the field /^up$/"), ("", "time zone utc"), ("", "settings of looks: legend"),
    ]  # fmt: skip


def test_text_keeps_only_words_of_html() -> None:
    html = panel(type="text", options={"mode": "html", "content": "<b>Hi</b> &amp; <script>alert(1)</script>bye"})
    found = of(html)
    assert only(found).options.content == "Hi & bye"
    assert told(found) == [("P", "a text in HTML")]
    assert only(of(panel(type="text", mode="markdown", content="# Old"))).options.content == "# Old"


def test_links_are_kept_when_they_can_be_followed() -> None:
    links = [
        {"title": "Other", "url": "/d/abc/other?var-x=1", "targetBlank": True}, {"title": "Bad", "url": "javascript:alert(1)"},
        {"title": "Of a value", "url": "https://x/${__value.text}"}, {"title": "By name", "dashboard": "Old one"},
    ]  # fmt: skip
    found = of(panel(links=links), links=[{"title": "All", "type": "dashboards", "tags": ["db"]}])
    assert [(one.url, one.new_tab) for one in only(found).links] == [("/dashboards/abc?var-x=1", True)]
    assert found.dashboard.links[0].tags == ("db",)
    assert [what for _, what in told(found)] == [
        "link Bad to javascript:alert(1)", "link Of a value to https://x/${__value.text}", "link By name",
    ]  # fmt: skip


def test_annotations_and_times_are_read() -> None:
    marks = [
        {"builtIn": 1, "name": "Alerts", "datasource": "-- Grafana --", "enable": True},
        {"name": "Restarts", "datasource": PROMETHEUS, "expr": "changes(x[1m])", "enable": False, "iconColor": "red"},
        {"name": "Elastic", "datasource": {"type": "elasticsearch"}},
    ]
    found = of(annotations={"list": marks}, time={"from": "now-6h", "to": "now-1m"}, refresh="bad")
    assert [(one.name, one.kind, one.enabled) for one in found.dashboard.annotations] == [
        ("Alerts", "alerts", True), ("Restarts", "query", False),
    ]  # fmt: skip
    assert (found.dashboard.start, found.dashboard.end, found.dashboard.refresh) == ("now-6h", "now-1m", "")
    assert [what for _, what in told(found)] == ["refresh bad", "annotation Elastic"]


def test_a_library_panel_with_its_content_is_drawn_and_one_without_is_listed() -> None:
    model = {"type": "stat", "title": "From the library", "targets": [{"refId": "A", "expr": "x"}]}
    kept = {"id": 1, "gridPos": {"x": 0, "y": 0, "w": 6, "h": 4}, "libraryPanel": {"name": "L", "model": model}}
    found = of(kept, {"id": 2, "gridPos": {"x": 6, "y": 0, "w": 6, "h": 4}, "libraryPanel": {"name": "Gone"}})
    first, second = found.dashboard.sections[0].panels
    assert (first.type, first.grid.w, first.queries[0].text, second.type) == ("stat", 6, "x", "text")
    assert told(found) == [("Gone", "library panel Gone")]


def newest(kind_in_group: bool) -> dict[str, Any]:
    """A document of the second version of the schema: beta names kinds in `group`, alpha in `kind`."""
    query: dict[str, Any] = {"kind": "prometheus", "spec": {"expr": "up"}}
    viz: dict[str, Any] = {"kind": "stat", "spec": {"options": {"graphMode": "none"}}}
    if kind_in_group:
        query = {"kind": "DataQuery", "group": "prometheus", "version": "v0", "spec": {"expr": "up"}}
        viz = {"kind": "VizConfig", "group": "stat", "spec": {"options": {"graphMode": "none"}}}
    data = {"queries": [{"kind": "PanelQuery", "spec": {"refId": "A", "hidden": False, "query": query}}],
            "transformations": [], "queryOptions": {"timeFrom": "2h"}}  # fmt: skip
    element = {"id": 7, "title": "Up", "links": [], "data": {"kind": "QueryGroup", "spec": data}, "vizConfig": viz}
    item = {"x": 6, "y": 2, "width": 6, "height": 4, "element": {"kind": "ElementReference", "name": "panel-7"}}
    grid = {"kind": "GridLayout", "spec": {"items": [{"kind": "GridLayoutItem", "spec": item}]}}
    row = {"kind": "RowsLayoutRow", "spec": {"title": "R", "collapse": True, "layout": grid}}
    variable = {"kind": "QueryVariable", "spec": {"name": "job", "multi": True, "sort": "alphabeticalAsc", "hide": "dontHide",
                "query": {"kind": "DataQuery", "group": "prometheus", "spec": {"query": "label_values(job)"}}}}  # fmt: skip
    spec = {"title": "New", "elements": {"panel-7": {"kind": "Panel", "spec": element}},
            "layout": {"kind": "RowsLayout", "spec": {"rows": [row]}}, "variables": [variable], "annotations": [],
            "timeSettings": {"from": "now-3h", "to": "now", "autoRefresh": "1m"}}  # fmt: skip
    return {
        "apiVersion": "dashboard.grafana.app/v2beta1",
        "kind": "Dashboard",
        "metadata": {"name": "new"},
        "spec": spec,
    }


@pytest.mark.parametrize("kind_in_group", [True, False])
def test_the_newest_form_with_elements_and_layout_is_read(kind_in_group: bool) -> None:
    found = imported(newest(kind_in_group))
    (section,) = found.dashboard.sections
    (one,) = section.panels
    assert (found.dashboard.uid, found.dashboard.refresh, section.title, section.collapsed) == ("new", "1m", "R", True)
    assert (one.id, one.type, one.time_from, one.grid.x, one.options.sparkline) == (7, "stat", "2h", 6, False)
    assert (one.queries[0].text, one.queries[0].language) == ("up", "promql")
    (variable,) = found.dashboard.variables
    assert (variable.query, variable.sort, variable.multiple) == ("label_values(job)", "alphabetical", True)


def test_panels_without_places_flow_and_conditions_are_listed() -> None:
    document = newest(True)
    spec = document["spec"]
    names = [f"panel-{number}" for number in range(1, 5)]
    spec["elements"] = {
        name: {"kind": "Panel", "spec": {"title": name, "vizConfig": {"group": "stat"}}} for name in names
    }
    conditions = {"kind": "ConditionalRenderingGroup", "spec": {"items": [{"kind": "ConditionalRenderingData"}]}}
    items: list[dict[str, Any]] = [
        {"kind": "AutoGridLayoutItem", "spec": {"element": {"kind": "ElementReference", "name": name}}}
        for name in names
    ]
    items[1]["spec"]["conditionalRendering"] = conditions
    flowing = {"kind": "AutoGridLayout", "spec": {"maxColumnCount": 3, "items": items}}
    tab = {"kind": "TabsLayoutTab", "spec": {"title": "Tab", "layout": flowing}}
    spec["layout"] = {"kind": "TabsLayout", "spec": {"tabs": [tab]}}
    found = imported(document)
    (section,) = found.dashboard.sections
    places = [(one.grid.x, one.grid.y, one.grid.w) for one in section.panels]
    assert (section.title, places) == ("Tab", [(0, 0, 8), (8, 0, 8), (16, 0, 8), (0, 8, 8)])
    assert told(found) == [("", "tabs"), ("panel-2", "conditions for being shown")]


def test_what_surrounds_a_dashboard_is_taken_off() -> None:
    inner = {"title": "T", "uid": "u", "panels": []}
    for document in ({"dashboard": inner, "meta": {}}, {"apiVersion": "v1", "kind": "Dashboard", "spec": inner}):
        assert imported(document).dashboard.uid == "u"


def deep(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {"panels": []}
    for _ in range(levels):
        found = {"a": found}
    return found


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"groups": []}, "no dashboard"), (deep(100), "deeper than 60"), ({"panels": [[0] * 500_001]}, "more than 500,000"),
        ({"panels": [panel(id=n) for n in range(501)]}, "501 panels"),
    ],
    ids=["something else", "too deep", "too large", "too many panels"],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_with_the_reason(document: dict[str, Any], why: str) -> None:
    with pytest.raises(NotADashboard, match=why):
        imported(document)


def test_wrong_types_anywhere_never_break_the_import() -> None:
    for wrong in (None, 7, "x", [], [None], {"a": 1}, True):
        broken = dict.fromkeys(KEYS, wrong)
        panels = [
            {**broken, "type": kind} for kind in ("graph", "singlestat", "table", "heatmap", "text", "stat", "row")
        ]
        document = {"panels": panels, "templating": wrong, "annotations": wrong, "time": wrong, "tags": wrong, "uid": wrong,
                    "title": wrong, "refresh": wrong, "__inputs": wrong, "links": wrong}  # fmt: skip
        assert imported(document).dashboard.version == 1
