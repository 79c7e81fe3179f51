"""`annotations.list` ↔ our annotations."""

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.reading import Document, at, items, text
from sardonyx.dashboards.grafana.sources import OURS, Sources

_READ = {
    "name", "datasource", "iconColor", "enable", "builtIn", "expr", "target", "type", "hide", "showIn", "step", "limit", "query",
}  # fmt: skip
MAX_ANNOTATIONS = 50


def read_annotations(listed: object, sources: Sources, notes: Notes) -> list[Document]:
    """Grafana's built-in marks are our alerts; Prometheus queries stay; others are noted."""
    found: list[Document] = []
    for one in items(listed):
        name, kind = text(one.get("name"), 500), sources.type_of(one.get("datasource"))
        told = {"name": name, "colour": text(one.get("iconColor"), 64), "enabled": one.get("enable") is not False}
        expression = text(one.get("expr") or at(one, "target.expr"))
        if kind == OURS and one.get("type") in ("changes", "alerts"):
            found.append({**told, "kind": one["type"]})
        elif one.get("builtIn") in (1, True):
            found.append({**told, "kind": "alerts"})
        elif expression and ("prometheus" in kind or not kind):
            found.append({**told, "kind": "query", "query": expression})
            for key in sorted(one.keys() - _READ):
                if one[key] not in (None, "", False, [], {}):
                    notes.add("", f"{key} of annotation {name}: {one[key]}", "marks are named by their labels")
        else:
            notes.add(
                "", f"annotation {name}", f"its data source is {kind or 'of unknown type'}: only Prometheus is asked"
            )
    if len(found) > MAX_ANNOTATIONS:
        notes.add("", f"{len(found) - MAX_ANNOTATIONS} annotations", f"at most {MAX_ANNOTATIONS} are kept")
    return found[:MAX_ANNOTATIONS]


def write_annotation(annotation: Document) -> Document:
    """One annotation (as JSON, complete)."""
    told: Document = {
        "name": annotation["name"],
        "enable": annotation["enabled"],
        "iconColor": annotation["colour"],
    }
    if annotation["kind"] == "query":
        source = {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}
        return {**told, "datasource": source, "expr": annotation["query"]}
    return {**told, "datasource": {"type": OURS, "uid": OURS}, "type": annotation["kind"]}
