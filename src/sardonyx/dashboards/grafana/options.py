"""A panel's `options` and `fieldConfig.defaults.custom` → our options, by the table of pairs."""

from sardonyx.dashboards.grafana.notes import Notes
from sardonyx.dashboards.grafana.pairs import OPTIONS, Untold
from sardonyx.dashboards.grafana.reading import Document, at, mapping, number, put, text, texts

_IN_OPTIONS = "options."
_OF_TABLES = {"options.sortBy", "options.content", "options.mode", "options.code", "options.reduceOptions"}

_READ_WITHIN = {
    "legend": {"showLegend", "displayMode", "placement", "calcs"},
    "reduceOptions": {"calcs", "values", "fields"},
}


def read_options(panel: Document, kind: str, notes: Notes) -> Document:
    """The options of a panel of Grafana's type `kind`."""
    found: Document = {}
    title = str(panel.get("title") or "")
    for pair in OPTIONS[kind]:
        value = at(panel, pair.theirs)
        if value is None:
            continue
        try:
            taken = pair.read(value)
        except Untold as error:
            notes.add(title, f"{pair.theirs.rpartition('.')[2]} {error}", "has no counterpart")
            taken = error.kept
        if taken is not None:
            put(found, pair.ours, taken)
    if at(panel, "options.legend.displayMode") == "hidden":
        put(found, "legend.shown", False)
    if kind == "heatmap" and at(panel, "options.calculate") is True:
        notes.add(title, "buckets calculated from values", "heatmaps are drawn of histograms: query buckets by le")
    if len(calculations := texts(at(panel, "options.reduceOptions.calcs"))) > 1:
        notes.add(title, f"calculations {', '.join(calculations[1:])}", "a figure is calculated in one way")
    reduced = any(pair.ours == "calculation" for pair in OPTIONS[kind])
    if reduced and (fields := text(at(panel, "options.reduceOptions.fields"), 200)):
        notes.add(title, f"only the field {fields}", "all series the queries give are shown")
    if kind == "timeseries":
        _tell_drawing(panel, notes)
    _tell_decoration(panel, kind, notes)
    return found


def write_options(panel: Document, kind: str, options: Document) -> None:
    """Put our options (as JSON, complete) into a Grafana panel of type `kind`."""
    for pair in OPTIONS[kind]:
        value = options
        for key in pair.ours.split("."):
            value = value[key]
        put(panel, pair.theirs, pair.write(value))


def _tell_drawing(panel: Document, notes: Notes) -> None:
    """What of a line's drawing is taken in part only."""
    custom = mapping(at(panel, "fieldConfig.defaults.custom"))
    if (curve := text(custom.get("lineInterpolation"))) in ("smooth", "stepBefore"):
        notes.decoration(f"lineInterpolation {curve}")
    if "area" in (style := text(at(custom, "thresholdsStyle.mode"))):
        notes.decoration(f"thresholdsStyle {style}")
    if number(custom.get("spanNulls")) is not None:
        notes.decoration("the longest gap of spanNulls")
    if at(panel, "fieldConfig.defaults.color.mode") == "thresholds":
        notes.decoration("color by thresholds of lines")


def _tell_decoration(panel: Document, kind: str, notes: Notes) -> None:
    read = {pair.theirs.split(".")[1] for pair in OPTIONS[kind] if pair.theirs.startswith(_IN_OPTIONS)}
    for name in mapping(panel.get("options")).keys() - read:
        if _IN_OPTIONS + name not in _OF_TABLES:
            notes.decoration(name)
    for holder, known in _READ_WITHIN.items():
        for name, value in mapping(at(panel, _IN_OPTIONS + holder)).items():
            if name not in known and value not in (None, "", False, []):
                notes.decoration(f"{holder} {name}")
