"""Grafana's transformations ↔ what our tables can do of it: choose, rename, order, limit and merge."""

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, at, items, mapping, text, whole

_MERGING = {"merge", "joinByField", "seriesToColumns"}
_AS_WE_DO = {"labelsToFields", "labels", "prepareTimeSeries", "timeSeriesTable", "convertFieldType"}
MAX_ROWS = 10_000


def read_transformations(panel: Document, found: Document, overrides: list[Document], notes: Notes) -> None:
    """Take what `transformations` and `options.sortBy` say into options (`found`); renamed series are overrides."""
    title, table = text(panel.get("title"), 500), panel.get("type") == "table"
    merged = len(items(panel.get("targets"))) <= 1
    for one in items(panel.get("transformations")):
        kind, options = text(one.get("id")), mapping(one.get("options"))
        if one.get("disabled") is True or (kind in _AS_WE_DO and table):
            continue
        if kind in _MERGING and table:
            merged = True
        elif kind == "organize":
            _organize(options, table, found, overrides)
        elif kind == "sortBy" and table:
            _sorted(items(options.get("sort")), "field", title, found, notes)
        elif kind == "limit" and table:
            found["row_limit"] = whole(options.get("limitField", 10), 1, MAX_ROWS)
        else:
            notes.add(title, f"transformation {kind}: {options}", "is not done; a query in PromQL often says the same")
    if table:
        found["merge_values"] = merged
        _sorted(items(at(panel, "options.sortBy")), "displayName", title, found, notes)


def _organize(options: Document, table: bool, found: Document, overrides: list[Document]) -> None:
    renamed = {name: text(new, 500) for name, new in mapping(options.get("renameByName")).items() if text(new)}
    hidden = [name for name, out in mapping(options.get("excludeByName")).items() if out is True]
    if table:
        places = {name: whole(place, 0, 100_000) or 0 for name, place in mapping(options.get("indexByName")).items()}
        found["renamed_columns"] = {**found.get("renamed_columns", {}), **renamed}
        found["hidden_columns"] = [*found.get("hidden_columns", []), *hidden]
        if places:
            found["columns"] = sorted(places, key=lambda name: places[name])
        return
    overrides += [{"by": "name", "match": name, "values": {"name": new}} for name, new in renamed.items()]
    overrides += [{"by": "name", "match": name, "values": {"hidden": True}} for name in hidden]


def _sorted(columns: list[Document], key: str, title: str, found: Document, notes: Notes) -> None:
    if not columns:
        return
    found["sort_by"] = text(columns[0].get(key), 500)
    found["sort_descending"] = columns[0].get("desc") is True
    if len(columns) > 1:
        notes.add(title, f"order by {text(columns[1].get(key))} too", "tables are ordered by one column")


def write_transformations(panel: Document, options: Document) -> None:
    """Put a table's options (as JSON, complete) into a Grafana table."""
    told: list[Document] = []
    if options["merge_values"]:
        told.append({"id": "merge", "options": {}})
    if options["columns"] or options["hidden_columns"] or options["renamed_columns"]:
        organized = {
            "indexByName": {name: place for place, name in enumerate(options["columns"])},
            "excludeByName": dict.fromkeys(options["hidden_columns"], True),
            "renameByName": options["renamed_columns"],
        }
        told.append({"id": "organize", "options": organized})
    if options["row_limit"] is not None:
        told.append({"id": "limit", "options": {"limitField": options["row_limit"]}})
    panel["transformations"] = told
    if options["sort_by"]:
        panel["options"]["sortBy"] = [{"displayName": options["sort_by"], "desc": options["sort_descending"]}]
