"""A Grafana export of any age → our dashboard, and a list of what could not be carried over.

The document is brought to one form first (from rows of before version 5, from the newest `elements` and `layout`), each
panel to the form of today, and then read once.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sardonyx.dashboards.grafana import newest, old_rows
from sardonyx.dashboards.grafana.annotations import read_annotations
from sardonyx.dashboards.grafana.errors import NotADashboard
from sardonyx.dashboards.grafana.links import read_links
from sardonyx.dashboards.grafana.notes import Note, Notes
from sardonyx.dashboards.grafana.panels import read_panel
from sardonyx.dashboards.grafana.reading import Document, items, mapping, text, texts
from sardonyx.dashboards.grafana.sources import Sources
from sardonyx.dashboards.grafana.variables import read_variables
from sardonyx.dashboards.model import MAX_PANELS, Dashboard, told_faults

MAX_DEPTH = 60
MAX_VALUES = 500_000
_UID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")
_REFRESH = re.compile(r"^(|\d+(ms|s|m|h|d))$")


@dataclass(frozen=True, slots=True)
class Imported:
    """The dashboard and what it lacks of the original."""

    dashboard: Dashboard
    notes: tuple[Note, ...]


def imported(document: Document) -> Imported:
    """Read one. Raises NotADashboard for what is none, is too deep or has too many panels."""
    check_size(document)
    notes = Notes()
    plain = _in_former_form(document, notes)
    sources = Sources({**plain, "__inputs": plain.get("__inputs") or document.get("__inputs")})
    found: Document = {
        "uid": _uid(plain),
        "title": text(plain.get("title"), 500).strip() or "Untitled",
        "description": text(plain.get("description")),
        "tags": [tag[:500] for tag in texts(plain.get("tags"))][:50],
        "start": text(mapping(plain.get("time")).get("from"), 64) or "now-1h",
        "end": text(mapping(plain.get("time")).get("to"), 64) or "now",
        "refresh": _refresh(plain.get("refresh"), notes),
        "variables": read_variables(mapping(plain.get("templating")).get("list"), sources, notes),
        "annotations": read_annotations(mapping(plain.get("annotations")).get("list"), sources, notes),
        "links": read_links("", plain.get("links"), notes),
        "sections": _sections(plain, sources, notes),
    }
    if (zone := text(plain.get("timezone"), 100)) not in ("", "browser"):
        notes.add("", f"time zone {zone}", "times are shown in the reader's own")
    for name in ("weekStart", "liveNow", "fiscalYearStartMonth"):
        if plain.get(name):
            notes.decoration(name)
    if plain.get("graphTooltip") == 2:  # 1 is a crosshair that all charts share, as they do here
        notes.decoration("graphTooltip")
    try:
        return Imported(Dashboard.model_validate(found), notes.all())
    except ValidationError as error:
        raise NotADashboard(told_faults(error)) from None


def check_size(document: object) -> None:
    """Refuse what is nested too deep or has too many values to be a dashboard. Raises NotADashboard."""
    waiting, values = [(document, 1)], 0
    while waiting:
        value, depth = waiting.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise NotADashboard(f"the document is nested deeper than {MAX_DEPTH} levels")
        if values > MAX_VALUES:
            raise NotADashboard(f"the document has more than {MAX_VALUES:,} values")
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]


def _in_former_form(document: object, notes: Notes) -> Document:
    """Unwrap what surrounds the dashboard, and bring it to the form of `panels` on a grid."""
    found = mapping(document)
    inner = mapping(found.get("dashboard"))
    if inner and not ("panels" in found or "rows" in found):
        found = {**inner, "__inputs": inner.get("__inputs") or found.get("__inputs")}
    if isinstance(found.get("spec"), dict) and (found.get("kind") == "Dashboard" or "apiVersion" in found):
        spec, name = found["spec"], text(mapping(found.get("metadata")).get("name"))
        found = {"uid": name, **spec} if not newest.is_newest(spec) else newest.former(spec, name, notes)
    elif newest.is_newest(found):
        found = newest.former(found, text(found.get("uid")), notes)
    if isinstance(found.get("panels"), list):
        return found
    if isinstance(found.get("rows"), list):
        return {**found, "panels": old_rows.panels_of(found["rows"])}
    raise NotADashboard(
        "this is no dashboard: a JSON object with panels, rows or elements is expected"
        + (f"; it has {', '.join(sorted(map(str, found))[:8])}" if found else "")
    )


def _sections(document: Document, sources: Sources, notes: Notes) -> list[Document]:
    """Panels before the first row stand in a section without a title; each row begins a section."""
    headed: list[tuple[Document, list[Document]]] = [({}, [])]
    listed = items(document.get("panels"))
    if any("gridPos" in one for one in listed):
        listed = sorted(listed, key=_height_in)
    for panel in listed:
        if panel.get("repeatPanelId") or panel.get("repeatedByRow"):
            continue  # a copy Grafana drew of a repeated panel
        if panel.get("type") != "row":
            if headed[-1][0].get("collapsed") is True:
                headed.append(({}, []))  # below a folded row, yet in sight
            headed[-1][1].append(panel)
        elif not panel.get("repeatIteration") or panel.get("repeat"):
            headed.append((panel, items(panel.get("panels"))))
    count = sum(len(panels) for _, panels in headed)
    if count > MAX_PANELS:
        raise NotADashboard(f"the dashboard has {count} panels; at most {MAX_PANELS} can be taken")
    ids = _Ids(panel for _, panels in headed for panel in panels)
    return [
        _section(row, [read_panel(panel, ids.of(panel), sources, notes) for panel in panels], notes)
        for row, panels in headed
        if row or panels
    ]


def _section(row: Document, panels: list[Document], notes: Notes) -> Document:
    top = min((panel["grid"]["y"] for panel in panels), default=0)
    for panel in panels:
        panel["grid"]["y"] -= top
    _set_apart(panels)
    title, variable = text(row.get("title"), 500), text(row.get("repeat"), 100)
    told: Document = {"title": title, "collapsed": row.get("collapsed") is True, "panels": panels}
    if variable and _NAME.match(variable):
        told["repeat"] = {"variable": variable}
    elif variable:
        notes.add(title, f"repeat for {variable}", "can't be the name of a variable here")
    return told


def _set_apart(panels: list[Document]) -> None:
    """Where panels lie on one another the later one moves down, as it does in Grafana's own grid."""
    settled: list[dict[str, int]] = []
    for panel in sorted(panels, key=lambda one: (one["grid"]["y"], one["grid"]["x"])):
        grid = panel["grid"]
        while hit := next((other for other in settled if _overlap(grid, other)), None):
            grid["y"] = hit["y"] + hit["h"]
        settled.append(grid)


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    beside = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    return beside and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]


def _height_in(panel: Document) -> float:
    y = mapping(panel.get("gridPos")).get("y")
    return y if isinstance(y, int | float) else 0


class _Ids:
    """Gives each panel its own id where it has one that nobody else has, else a free one."""

    def __init__(self, panels: Any) -> None:
        told = [panel.get("id") for panel in panels]
        self._wanted = {one for one in told if isinstance(one, int) and 1 <= one <= 1_000_000_000}
        self._used: set[int] = set()
        self._next = 1

    def of(self, panel: Document) -> int:
        wanted = panel.get("id")
        if not isinstance(wanted, int) or wanted not in self._wanted or wanted in self._used:
            while self._next in self._wanted or self._next in self._used:
                self._next += 1
            wanted = self._next
        self._used.add(wanted)
        return wanted


def _uid(document: Document) -> str:
    """The document's own uid, or one that the same document gets again."""
    uid = text(document.get("uid"), 100)
    if _UID.match(uid):
        return uid
    known = f"{uid}\n{text(document.get('title'))}\n{text(document.get('id'))}"
    return hashlib.sha256(known.encode(errors="replace")).hexdigest()[:14]


def _refresh(value: object, notes: Notes) -> str:
    wanted = text(value, 20)
    if _REFRESH.match(wanted):
        return wanted
    notes.add("", f"refresh {wanted}", "is no duration")
    return ""
