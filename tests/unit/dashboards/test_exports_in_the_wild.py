"""What exports of people's own Grafana hold beyond its documentation, in fragments written for these tests."""

from typing import Any

import pytest

from sardonyx.dashboards.grafana.importing import Imported, imported
from sardonyx.dashboards.model import Override, Panel, Values

PROMETHEUS = {"type": "prometheus", "uid": "p"}
UP = [{"refId": "A", "expr": "up", "datasource": PROMETHEUS}]


def panel(**said: Any) -> dict[str, Any]:
    return {"id": 1, "type": "timeseries", "title": "P", "targets": UP, **said}


def of(*panels: dict[str, Any], **said: Any) -> Imported:
    return imported({"title": "T", "panels": list(panels), **said})


def only(found: Imported) -> Panel:
    ((one,),) = [section.panels for section in found.dashboard.sections]
    return one


def what(found: Imported) -> list[str]:
    return [note.what for note in found.notes]


def override(name: str, **properties: Any) -> dict[str, Any]:
    told = [{"id": "custom." + key, "value": value} for key, value in properties.items()]
    return {"matcher": {"id": "byName", "options": name}, "properties": told}


def test_a_total_stands_apart_from_the_stack_of_its_parts() -> None:
    config = {
        "defaults": {"custom": {"fillOpacity": 40, "stacking": {"mode": "normal", "group": "A"}}},
        "overrides": [
            override("total", fillOpacity=0, stacking={"mode": "normal", "group": False}),
            override("limit", stacking={"mode": "none"}),
        ],
    }
    found = of(panel(fieldConfig=config))
    assert only(found).overrides == (
        Override(by="name", match="total", values=Values(fill=0, apart=True)),
        Override(by="name", match="limit", values=Values(apart=True)),
    )
    assert found.notes == ()


def test_a_series_that_stacks_by_itself_is_listed() -> None:
    config = {"overrides": [override("band", stacking={"mode": "normal", "group": "B"})]}
    assert "stacked (normal)" in what(of(panel(fieldConfig=config)))[0]


def test_a_series_of_a_former_graph_stands_apart_too() -> None:
    former = panel(type="graph", stack=True, fill=4, seriesOverrides=[{"alias": "total", "stack": False, "fill": 0}])
    found = of(former)
    assert only(found).overrides == (Override(by="name", match="total", values=Values(fill=0, apart=True)),)
    assert found.notes == ()


def test_a_former_graph_without_its_left_axis_has_none() -> None:
    found = of(panel(type="graph", yaxes=[{"show": False}, {"show": True}], legend={"show": True, "hideZero": True}))
    assert only(found).values.axis == "hidden"
    assert what(found) == ["settings of looks: legend hideZero"]


def test_panels_below_a_folded_row_are_not_folded_with_it() -> None:
    row = {"type": "row", "title": "Folded", "collapsed": True, "panels": [panel(id=2)], "gridPos": {"y": 0}}
    below = panel(id=3, gridPos={"x": 0, "y": 1, "w": 12, "h": 8})
    folded, plain = of(row, below).dashboard.sections
    assert (folded.title, folded.collapsed, [one.id for one in folded.panels]) == ("Folded", True, [2])
    assert (plain.title, plain.collapsed, [one.id for one in plain.panels]) == ("", False, [3])


def test_every_former_row_has_a_heading_when_one_has_and_copies_are_left_out() -> None:
    rows = [
        {"title": "Shown", "showTitle": True, "panels": [panel(id=1)]},
        {"title": "Hidden", "showTitle": False, "panels": [panel(id=2)]},
        {"title": "Copy", "repeatIteration": 1500000000000, "repeatRowId": 2, "panels": [panel(id=3)]},
    ]
    found = imported({"title": "T", "rows": rows})
    assert [(section.title, len(section.panels)) for section in found.dashboard.sections] == [
        ("Shown", 1),
        ("Hidden", 1),
    ]


def test_the_least_width_of_a_repeated_former_panel_says_how_many_stand_in_a_row() -> None:
    repeat = only(
        imported({"title": "T", "rows": [{"panels": [panel(type="graph", repeat="host", minSpan=6)]}]})
    ).repeat
    assert repeat is not None
    assert repeat.per_row == 2


def test_constants_of_an_export_are_put_in() -> None:
    found = of(
        __inputs=[{"name": "VAR_PREFIX", "type": "constant", "value": "shop_"}],
        templating={"list": [{"name": "prefix", "type": "constant", "query": "${VAR_PREFIX}"}]},
    )
    assert found.dashboard.variables[0].current == ("shop_",)


def test_a_custom_variable_may_have_its_choices_in_its_list_only() -> None:
    choices = [{"text": "All", "value": "$__all"}, {"text": "1m", "value": "1m"}, {"text": "Long, long", "value": "1h"}]
    found = of(templating={"list": [{"name": "window", "type": "custom", "query": "", "options": choices}]})
    assert found.dashboard.variables[0].options == ("1m", "Long, long : 1h")


def test_a_variable_of_logs_is_typed_as_a_pattern_that_matches_what_was_chosen() -> None:
    told = {"type": "query", "datasource": {"type": "loki", "uid": "l"}, "query": "label_values(app)"}
    found = of(
        templating={
            "list": [
                {**told, "name": "all", "includeAll": True, "current": {"text": "All", "value": "$__all"}},
                {**told, "name": "own", "includeAll": True, "allValue": "web.+", "current": {}},
                {**told, "name": "both", "multi": True, "current": {"value": ["a", "b"]}},
            ]
        }
    )
    assert [(one.kind, one.current) for one in found.dashboard.variables] == [
        ("text", (".+",)), ("text", ("web.+",)), ("text", ("a|b",))
    ]  # fmt: skip
    assert len(found.notes) == 3


def test_pages_of_grafana_and_what_links_take_along_are_listed() -> None:
    found = of(
        links=[
            {"title": "Old", "type": "dashboard", "dashUri": "db/shop", "includeVars": True},
            {"title": "Alerts", "type": "link", "url": "/alerting/list"},
            {"title": "Other", "type": "dashboards", "tags": ["shop"], "includeVars": True, "keepTime": True},
            {"title": "Host", "type": "link", "url": "/d/host?${__url_time_range}&var-x=$x", "keepTime": True},
        ]
    )
    assert [(link.title, link.url) for link in found.dashboard.links] == [
        ("Other", ""), ("Host", "/dashboards/host?var-x=$x")
    ]  # fmt: skip
    assert what(found) == [
        "link Old to db/shop",
        "link Alerts to /alerting/list",
        "choices of link Other",
        "time range of link Host",
        "${__url_time_range} of link Host",
    ]


def test_panels_that_lie_on_one_another_are_moved_down() -> None:
    wide = {"x": 0, "w": 24}
    found = of(
        panel(id=1, gridPos={**wide, "y": 4, "h": 7}),
        panel(id=2, gridPos={**wide, "y": 6, "h": 3}),
        panel(id=3, gridPos={**wide, "y": 9, "h": 2}),
    )
    assert [one.grid.y for one in found.dashboard.sections[0].panels] == [0, 7, 10]


def test_a_threshold_left_empty_is_never_reached() -> None:
    steps = [{"color": "green", "value": None}, {"color": "orange", "value": 4e8}, {"color": "red"}]
    found = only(of(panel(fieldConfig={"defaults": {"thresholds": {"mode": "absolute", "steps": steps}}})))
    assert [(one.value, one.colour) for one in found.values.thresholds] == [(None, "green"), (4e8, "orange")]


def test_the_first_threshold_begins_at_the_bottom_whatever_is_written_there() -> None:
    steps = [{"color": "green", "value": 0}, {"color": "red", "value": 80}]
    found = only(of(panel(fieldConfig={"defaults": {"thresholds": {"mode": "absolute", "steps": steps}}})))
    assert [(one.value, one.colour) for one in found.values.thresholds] == [(None, "green"), (80, "red")]


@pytest.mark.parametrize(
    ("mode", "matched"),
    [
        ("include", [("name", "a.b"), ("name", "c/d")]),
        ("exclude", [("regex", r"^(?!(?:a\.b|c\/d)$)")]),
    ],
)
def test_overrides_of_several_names_are_taken(mode: str, matched: list[tuple[str, str]]) -> None:
    matcher = {"id": "byNames", "options": {"mode": mode, "names": ["a.b", "c/d"]}}
    hidden = {"matcher": matcher, "properties": [{"id": "custom.hideFrom", "value": {"viz": True, "legend": False}}]}
    found = of(panel(fieldConfig={"overrides": [hidden]}))
    assert [(one.by, one.match) for one in only(found).overrides] == matched
    assert all(one.values == Values(hidden=True) for one in only(found).overrides)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("written", "shows"), [({"textMode": "name"}, "name"), ({"textMode": "value_and_name"}, "both"), ({}, "auto")]
)
def test_a_figure_may_say_the_name_of_its_series(written: dict[str, str], shows: str) -> None:
    found = of(panel(type="stat", options=written))
    assert only(found).options.shows == shows
    assert found.notes == ()


def test_a_former_figure_may_say_the_name_too() -> None:
    found = of(panel(type="singlestat", valueName="name"))
    assert only(found).options.shows == "name"
    assert found.notes == ()


def test_settings_that_change_what_is_read_are_listed_by_panel() -> None:
    link = {"title": "Details", "url": "/d/abc?var-host=${__value.text}"}
    stat = panel(
        type="stat", fieldConfig={"overrides": [{**override("x"), "properties": [{"id": "links", "value": [link]}]}]},
        options={"reduceOptions": {"calcs": ["last", "mean"], "limit": 5}},
    )  # fmt: skip
    heat = panel(id=2, type="heatmap", title="H", options={"calculate": True})
    told = [(note.panel, note.what) for note in of(stat, heat).notes]
    assert told == [
        ("P", "link of values Details to /d/abc?var-host=${__value.text}"),
        ("P", "calculations mean"),
        ("H", "buckets calculated from values"),
        ("", "settings of looks: reduceOptions limit, calculate"),
    ]


def test_what_queries_and_the_dashboard_say_beyond_ours_is_listed_once() -> None:
    target = {**UP[0], "intervalFactor": 2, "exemplar": True}
    plain = {**UP[0], "refId": "B", "intervalFactor": 1, "exemplar": False}
    assert what(of(panel(targets=[target, plain]), graphTooltip=2, liveNow=False)) == [
        "settings of looks: query exemplar, query intervalFactor, graphTooltip"
    ]


def test_what_is_taken_of_a_line_in_part_only_is_listed_among_looks() -> None:
    custom = {"lineInterpolation": "smooth", "thresholdsStyle": {"mode": "line+area"}, "spanNulls": 60000}
    found = of(panel(fieldConfig={"defaults": {"custom": custom, "color": {"mode": "thresholds"}}}))
    assert (only(found).options.show_thresholds, only(found).options.connect_gaps) == (True, True)
    (looks,) = what(found)
    assert looks == (
        "settings of looks: lineInterpolation smooth, thresholdsStyle line+area, the longest gap of spanNulls, "
        "color by thresholds of lines"
    )


def test_copies_grafana_drew_of_a_repeated_row_are_left_out() -> None:
    copy = {"type": "row", "title": "b", "repeatPanelId": 1, "gridPos": {"y": 9}}
    found = of(
        {"type": "row", "title": "$host", "repeat": "host", "gridPos": {"y": 0}},
        panel(id=2, gridPos={"x": 0, "y": 1, "w": 12, "h": 8}),
        copy,
        panel(id=3, gridPos={"x": 0, "y": 10, "w": 12, "h": 8}, repeatedByRow=True),
    )
    assert [(section.title, len(section.panels)) for section in found.dashboard.sections] == [("$host", 1)]


def test_the_axis_of_a_heatmap_is_said_in_its_options() -> None:
    axis = {"unit": "s", "min": "0", "max": "", "decimals": 1}
    values = only(of(panel(type="heatmap", options={"yAxis": axis}, fieldConfig={"defaults": {"max": 9}}))).values
    assert (values.unit, values.minimum, values.maximum, values.decimals) == ("s", 0, 9, 1)


def test_how_a_mark_is_worded_is_listed() -> None:
    marks = [
        {
            "name": "Restarts",
            "datasource": PROMETHEUS,
            "expr": "changes(x[1m]) > 0",
            "titleFormat": "{{host}}",
            "enable": True,
        }
    ]
    found = of(annotations={"list": marks})
    assert found.dashboard.annotations[0].query == "changes(x[1m]) > 0"
    assert what(found) == ["titleFormat of annotation Restarts: {{host}}"]
