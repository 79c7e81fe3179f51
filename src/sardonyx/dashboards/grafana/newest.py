"""Grafana's newest form, `kind: Dashboard` with `elements` and `layout` (v2), in the form before it."""

from collections.abc import Iterator

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, at, items, mapping, text, whole

_VARIABLES = {
    "QueryVariable": "query", "CustomVariable": "custom", "IntervalVariable": "interval", "ConstantVariable": "constant",
    "TextVariable": "textbox", "DatasourceVariable": "datasource", "AdhocVariable": "adhoc", "GroupByVariable": "groupby",
}  # fmt: skip
_SORTS = {
    "alphabeticalAsc": 1, "alphabeticalDesc": 2, "numericalAsc": 3, "numericalDesc": 4,
    "alphabeticalCaseInsensitiveAsc": 5, "alphabeticalCaseInsensitiveDesc": 6, "naturalAsc": 7, "naturalDesc": 8,
}  # fmt: skip
_COLUMNS = 24


def is_newest(spec: Document) -> bool:
    """Whether a spec is of this form."""
    return isinstance(spec.get("elements"), dict) and isinstance(spec.get("layout"), dict)


def former(spec: Document, name: str, notes: Notes) -> Document:
    """The same dashboard in the form before."""
    times = mapping(spec.get("timeSettings"))
    return {
        "uid": name,
        "title": spec.get("title"),
        "description": spec.get("description"),
        "tags": spec.get("tags"),
        "links": spec.get("links"),
        "time": {"from": times.get("from"), "to": times.get("to")},
        "refresh": times.get("autoRefresh"),
        "timezone": times.get("timezone"),
        "templating": {"list": [_variable(one) for one in items(spec.get("variables"))]},
        "annotations": {"list": [_annotation(mapping(one.get("spec"))) for one in items(spec.get("annotations"))]},
        "panels": list(_Layout(mapping(spec.get("elements")), notes).panels(mapping(spec.get("layout")))),
    }


def _variable(variable: Document) -> Document:
    spec, kind = mapping(variable.get("spec")), text(variable.get("kind"))
    told = {**spec, "type": _VARIABLES.get(kind, kind)}
    if kind == "QueryVariable":
        query = mapping(spec.get("query"))
        told["datasource"] = _source(spec, query)
        told["query"] = query.get("spec") or spec.get("definition") or ""
        told["sort"] = _SORTS.get(text(spec.get("sort")), 0)
    if kind == "DatasourceVariable":
        told["query"] = spec.get("pluginId")
    return told


def _annotation(spec: Document) -> Document:
    query = mapping(spec.get("query"))
    return {**spec, **mapping(query.get("spec")), "name": spec.get("name"), "datasource": _source(spec, query)}


def _source(holder: Document, query: Document) -> Document:
    """The data source of a query: named by its group, by its kind, or beside it."""
    kind = text(query.get("group"))
    if not kind and query.get("kind") != "DataQuery":
        kind = text(query.get("kind"))
    told = mapping(query.get("datasource") or holder.get("datasource"))
    return {"type": kind or text(told.get("type")), "uid": text(told.get("name") or told.get("uid"))}


class _Layout:
    """Walks a layout; every kind of it becomes places on one grid of 24 columns."""

    def __init__(self, elements: Document, notes: Notes) -> None:
        self._elements = elements
        self._notes = notes
        self._y = 0

    def panels(self, layout: Document) -> Iterator[Document]:
        """The panels and rows, from top to bottom."""
        kind, spec = text(layout.get("kind")), mapping(layout.get("spec"))
        if kind == "RowsLayout":
            yield from self._headed(items(spec.get("rows")))
        elif kind == "TabsLayout":
            self._notes.add("", "tabs", "each tab is a section under a heading")
            yield from self._headed(items(spec.get("tabs")))
        elif kind in ("AutoGridLayout", "ResponsiveGridLayout"):
            yield from self._automatic(spec)
        else:
            yield from self._grid(items(spec.get("items")))

    def _headed(self, rows: list[Document]) -> Iterator[Document]:
        for row in rows:
            spec = mapping(row.get("spec"))
            repeat = mapping(spec.get("repeat") or spec.get("repeatOptions")).get("value")
            title = "" if spec.get("hideHeader") is True else text(spec.get("title"), 500)
            self._tell_conditions(spec, title)
            heading: Document = {"type": "row", "title": title, "repeat": repeat}
            heading["gridPos"] = {"x": 0, "y": self._y, "w": _COLUMNS, "h": 1}
            self._y += 1
            inside = list(self.panels(mapping(spec.get("layout"))))
            collapsed = spec.get("collapse") is True and not any(one.get("type") == "row" for one in inside)
            yield {**heading, "collapsed": collapsed, "panels": inside if collapsed else []}
            if not collapsed:
                yield from inside

    def _grid(self, placed: list[Document]) -> Iterator[Document]:
        base, below = self._y, self._y
        for item in placed:
            spec = mapping(item.get("spec"))
            y, height = whole(spec.get("y"), 0, 100_000) or 0, whole(spec.get("height"), 1, 500) or 8
            if item.get("kind") == "GridLayoutRow":
                self._y = max(below, base + y)
                row = {"type": "row", "title": spec.get("title"), "collapsed": spec.get("collapsed")}
                row["repeat"] = mapping(spec.get("repeat")).get("value")
                self._y += 1
                inside = list(self._grid(items(spec.get("elements"))))
                nested = inside if row["collapsed"] is True else []
                yield {**row, "gridPos": {"x": 0, "y": self._y, "w": _COLUMNS, "h": 1}, "panels": nested}
                if not nested:
                    yield from inside
                below = max(below, self._y)
                continue
            place = {"x": spec.get("x"), "y": base + y, "w": spec.get("width"), "h": height}
            below = max(below, base + y + height)
            yield from self._panel(spec, place)
        self._y = max(self._y, below)

    def _automatic(self, spec: Document) -> Iterator[Document]:
        across = whole(spec.get("maxColumnCount"), 1, _COLUMNS) or 3
        width, height = _COLUMNS // across, 8
        placed = items(spec.get("items"))
        for number, item in enumerate(placed):
            place = {"x": number % across * width, "y": self._y + number // across * height, "w": width, "h": height}
            yield from self._panel(mapping(item.get("spec")), place)
        self._y += -(-len(placed) // across) * height

    def _panel(self, item: Document, place: Document) -> Iterator[Document]:
        name = text(at(item, "element.name"))
        element = mapping(self._elements.get(name))
        if not element:
            self._notes.add("", f"element {name}", "the layout names it, but it is not there")
            return
        spec = mapping(element.get("spec"))
        self._tell_conditions(item, text(spec.get("title"), 500))
        repeat = mapping(item.get("repeat"))
        told: Document = {
            "id": spec.get("id"), "title": spec.get("title"), "description": spec.get("description"), "gridPos": place,
            "links": spec.get("links"), "repeat": repeat.get("value"), "repeatDirection": repeat.get("direction"),
            "maxPerRow": repeat.get("maxPerRow"),
        }  # fmt: skip
        if element.get("kind") == "LibraryPanel":
            yield {**told, "libraryPanel": spec.get("libraryPanel")}
            return
        data, viz = mapping(at(spec, "data.spec")), mapping(spec.get("vizConfig"))
        options = mapping(data.get("queryOptions"))
        yield {
            **told,
            "type": viz.get("group") or (viz.get("kind") if viz.get("kind") != "VizConfig" else ""),
            "options": at(viz, "spec.options"),
            "fieldConfig": at(viz, "spec.fieldConfig"),
            "targets": [_target(mapping(one.get("spec"))) for one in items(data.get("queries"))],
            "transformations": [_transformation(one) for one in items(data.get("transformations"))],
            "timeFrom": options.get("timeFrom"),
            "timeShift": options.get("timeShift"),
            "interval": options.get("interval"),
        }

    def _tell_conditions(self, spec: Document, title: str) -> None:
        if at(spec, "conditionalRendering.spec.items"):
            self._notes.add(title, "conditions for being shown", "it is always shown")


def _target(spec: Document) -> Document:
    query = mapping(spec.get("query"))
    told = {**mapping(query.get("spec")), "refId": spec.get("refId"), "hide": spec.get("hidden") is True}
    return {**told, "datasource": _source(spec, query)}


def _transformation(one: Document) -> Document:
    spec = mapping(one.get("spec"))
    kind = text(one.get("group") or spec.get("id") or one.get("kind"))
    return {"id": kind, "options": spec.get("options"), "disabled": spec.get("disabled")}
