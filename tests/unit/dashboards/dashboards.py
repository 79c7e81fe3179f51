"""Dashboards of every shape our model allows, for property tests: only what a panel's type draws is set."""

from typing import Any

from hypothesis import strategies as st

from sardonyx.dashboards.model import Dashboard

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
WORD = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
NUMBER = st.floats(-1e9, 1e9, allow_nan=False, width=32)
CALCULATION = st.sampled_from(["last", "first", "mean", "min", "max", "sum", "count", "range", "difference"])
COLOUR = st.sampled_from(["red", "#123456", "rgb(1, 2, 3)"])

LEGEND = st.fixed_dictionaries(
    {},
    optional={
        "shown": st.booleans(),
        "form": st.sampled_from(["list", "table"]),
        "place": st.sampled_from(["bottom", "right"]),
        "calculations": st.lists(CALCULATION, unique=True, max_size=3),
    },
)
AREAS: dict[str, Any] = {"fill": st.integers(0, 100), "line_width": st.integers(0, 10), "legend": LEGEND}
REDUCED: dict[str, Any] = {"calculation": CALCULATION, "all_values": st.booleans()}
ORIENTATION: dict[str, Any] = {"orientation": st.sampled_from(["auto", "horizontal", "vertical"])}
COLUMNS = st.lists(WORD, unique=True, max_size=3)
OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {
        **AREAS,
        "draw": st.sampled_from(["lines", "bars", "points"]),
        "stack": st.sampled_from(["none", "normal", "percent"]),
        "steps": st.booleans(),
        "connect_gaps": st.booleans(),
        "log_base": st.sampled_from([0, 2, 10]),
        "axis_label": TEXT,
        "show_thresholds": st.booleans(),
    },
    "stat": {
        **REDUCED,
        **ORIENTATION,
        "sparkline": st.booleans(),
        "shows": st.sampled_from(["auto", "value", "name", "both"]),
        "colour_by": st.sampled_from(["value", "background", "none"]),
    },
    "gauge": {**REDUCED, **ORIENTATION},
    "bar": {**REDUCED, "shape": st.sampled_from(["bars", "pie", "donut"])},
    "table": {"columns": COLUMNS, "hidden_columns": COLUMNS, "renamed_columns": st.dictionaries(WORD, WORD, max_size=2),
              "row_limit": st.none() | st.integers(1, 10_000)},
    "heatmap": {},
    "histogram": AREAS,
    "state-timeline": {**AREAS, "merge_values": st.booleans()},
    "logs": {"wrap": st.booleans(), "newest_first": st.booleans()},
    "traces": {},
    "text": {"content": WORD},
}  # fmt: skip
MAPPING = st.one_of(
    st.fixed_dictionaries({"kind": st.just("value"), "match": WORD, "text": TEXT}),
    st.fixed_dictionaries({"kind": st.just("range"), "start": NUMBER, "end": NUMBER, "colour": COLOUR}),
    st.fixed_dictionaries({"kind": st.just("regex"), "match": st.sampled_from(["a.*", "(?i)b/c"]), "text": TEXT}),
    st.fixed_dictionaries({"kind": st.just("special"), "match": st.sampled_from(["null", "nan", "empty", "true"])}),
)
THRESHOLDS = st.lists(st.fixed_dictionaries({"value": NUMBER, "colour": COLOUR}), min_size=1, max_size=3)
VALUES: dict[str, Any] = {
    "unit": WORD, "decimals": st.integers(0, 20), "minimum": NUMBER, "maximum": NUMBER, "mappings": st.lists(MAPPING, max_size=3),
    "thresholds": THRESHOLDS, "name": TEXT, "no_value": TEXT, "colour": COLOUR, "hidden": st.booleans(),
    "axis": st.sampled_from(["", "left", "right", "hidden"]), "negative": st.booleans(), "width": st.integers(1, 4000),
}  # fmt: skip
OF_SERIES = {"draw": st.sampled_from(["lines", "bars", "points"]), "fill": st.integers(0, 100), "apart": st.booleans()}
CHANGED = st.fixed_dictionaries(
    {"unit": WORD}, optional={name: one for name, one in {**VALUES, **OF_SERIES}.items() if name != "unit"}
)
OVERRIDE = st.fixed_dictionaries(
    {"by": st.sampled_from(["name", "regex", "query"]), "match": st.sampled_from(["x", "a.*b", "A"]), "values": CHANGED}
)
LINK = st.fixed_dictionaries(
    {"title": WORD, "url": st.sampled_from(["https://example.org/?a=b", "/dashboards/abc", "/explore"])},
    optional={"new_tab": st.booleans(), "tags": st.lists(WORD, max_size=2)},
)
REPEAT = st.fixed_dictionaries(
    {"variable": WORD}, optional={"direction": st.sampled_from(["across", "down"]), "per_row": st.integers(1, 24)}
)


@st.composite
def queries(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A panel's queries, refs different."""
    one = st.fixed_dictionaries(
        {"text": WORD, "language": st.sampled_from(["promql", "logql", "logs", "traces"])},
        optional={
            "legend": WORD, "instant": st.booleans(), "hidden": st.booleans(), "step": st.sampled_from([0.25, 15, 60]),
            "form": st.sampled_from(["series", "table", "heatmap"]),
        },
    )  # fmt: skip
    return [{**query, "ref": "ABC"[place]} for place, query in enumerate(draw(st.lists(one, max_size=3)))]


@st.composite
def panels(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A panel of any type at the top of its section."""
    kind = draw(st.sampled_from(sorted(OPTIONS)))
    width = draw(st.integers(1, 24))
    found: dict[str, Any] = {
        "id": number, "type": kind, "title": draw(TEXT), "description": draw(TEXT),
        "grid": {"x": draw(st.integers(0, 24 - width)), "y": 0, "w": width, "h": draw(st.integers(1, 50))},
        "options": draw(st.fixed_dictionaries({}, optional=OPTIONS[kind])), "links": draw(st.lists(LINK, max_size=2)),
        "time_from": draw(st.sampled_from(["", "2h"])), "time_shift": draw(st.sampled_from(["", "1d"])),
        "repeat": draw(st.none() | REPEAT),
    }  # fmt: skip
    if kind != "text":
        found |= {"queries": draw(queries()), "values": draw(st.fixed_dictionaries({}, optional=VALUES))}
        found["overrides"] = draw(st.lists(OVERRIDE, max_size=2))
    if kind == "table":
        found["options"]["merge_values"] = draw(st.booleans()) if len(found["queries"]) > 1 else True
        if draw(st.booleans()):
            found["options"] |= {"sort_by": draw(WORD), "sort_descending": draw(st.booleans())}
    return found


def _variables() -> st.SearchStrategy[dict[str, Any]]:
    several = {"multiple": st.booleans(), "include_all": st.booleans(), "all_value": TEXT}
    label = {"label": TEXT, "hidden": st.booleans()}
    options = st.lists(WORD, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {"kind": st.just("query"), "query": WORD, "current": st.just(["$__all"])},
            optional={
                **several, **label, "regex": st.sampled_from(["a.*", "(?i)b"]),
                "sort": st.sampled_from(["", "alphabetical", "alphabetical-descending", "numerical", "numerical-descending"]),
            },
        ),
        st.fixed_dictionaries(
            {"kind": st.just("custom"), "options": st.lists(st.sampled_from(["a", "b,c", "d : e"]), max_size=3)},
            optional={**several, **label},
        ),
        options.flatmap(
            lambda steps: st.sampled_from([steps, ["auto", *steps]]).flatmap(
                lambda all_steps: st.fixed_dictionaries(
                    {"kind": st.just("interval"), "options": st.just(all_steps), "current": st.just(all_steps[:1])}
                )
            )
        ),
        st.fixed_dictionaries({"kind": st.sampled_from(["text", "constant"]), "current": st.just(["x"])}, optional=label),
    )  # fmt: skip


@st.composite
def dashboards(draw: st.DrawFn) -> Dashboard:
    """A whole dashboard."""
    counts = draw(st.lists(st.integers(1, 2), max_size=3))
    sections, number = [], 0
    for place, count in enumerate(counts):
        inside, below = list[dict[str, Any]](), 0
        for _ in range(count):
            number += 1
            inside.append(draw(panels(number)))
            inside[-1]["grid"]["y"] = below
            below += inside[-1]["grid"]["h"]
        heading = {"title": draw(WORD), "collapsed": draw(st.booleans())} if place or draw(st.booleans()) else {}
        repeat = {"variable": draw(WORD)} if heading and draw(st.booleans()) else None
        sections.append({**heading, "repeat": repeat, "panels": inside})
    variables = draw(st.lists(_variables(), max_size=3))
    marks = st.fixed_dictionaries(
        {"name": WORD, "kind": st.sampled_from(["changes", "alerts"])}, optional={"enabled": st.booleans()}
    ) | st.fixed_dictionaries({"name": WORD, "kind": st.just("query"), "query": WORD, "colour": COLOUR})
    return Dashboard.model_validate(
        {
            "uid": draw(WORD), "title": draw(WORD), "description": draw(TEXT), "tags": draw(st.lists(WORD, max_size=3)),
            "start": draw(st.sampled_from(["now-6h", "2026-01-01"])), "refresh": draw(st.sampled_from(["", "30s", "5m"])),
            "variables": [{**one, "name": f"v{place}"} for place, one in enumerate(variables)],
            "annotations": draw(st.lists(marks, max_size=2)), "links": draw(st.lists(LINK, max_size=2)), "sections": sections,
        }
    )  # fmt: skip
