"""What a dashboard is: versioned JSON, the same in the API, in files under git, and in the editor.

Places are on a grid of 24 columns; a row is 30 px and 8 px of gap high, as in Grafana, so that imported dashboards keep their
shape. Units are Grafana's ids (`bytes`, `percentunit`, `s`, `reqps` …), the vocabulary people's dashboards already have.
Queries may use variables as `$name`, `${name}`, `${name:format}` and `[[name]]`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

COLUMNS = 24
MAX_PANELS = 500

_NO_NUL = r"^[^\x00]*$"  # PostgreSQL can't store it

Text = Annotated[str, Field(max_length=10_000, pattern=_NO_NUL)]
Title = Annotated[str, Field(max_length=500, pattern=_NO_NUL)]
Uid = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Colour = Annotated[str, Field(max_length=64, pattern=_NO_NUL)]
Time = Annotated[str, Field(max_length=64, pattern=_NO_NUL)]
Metric = Annotated[str, Field(pattern=r"^[A-Za-z_:][A-Za-z0-9_:]{0,299}$")]

PanelType = Literal[
    "timeseries", "stat", "gauge", "bar", "table", "heatmap", "histogram", "state-timeline", "logs", "traces", "text"
]
Calculation = Literal["last", "first", "mean", "min", "max", "sum", "count", "range", "difference"]


class Part(BaseModel):
    """What all parts share: unknown keys are refused, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Grid(Part):
    """Where a panel stands, in columns and rows of its section's grid."""

    x: int = Field(0, ge=0, lt=COLUMNS)
    y: int = Field(0, ge=0, le=100_000)
    w: int = Field(12, ge=1, le=COLUMNS)
    h: int = Field(8, ge=1, le=500)


class Query(Part):
    """What is asked. `language`: PromQL, LogQL, or our search language over logs or traces.

    `instant`: one value now instead of the range. `step`: seconds between points at least.
    """

    ref: Annotated[str, Field(max_length=32, pattern=_NO_NUL)]
    language: Literal["promql", "logql", "logs", "traces"] = "promql"
    text: Text = ""
    legend: Title = ""
    instant: bool = False
    step: float | None = Field(None, gt=0)
    form: Literal["series", "table", "heatmap"] = "series"
    hidden: bool = False


class Threshold(Part):
    """From `value` on (None: from the bottom) figures have this colour."""

    value: float | None
    colour: Colour


class Mapping(Part):
    """A value or a range of values shown as a text. Special values: `null`, `nan`, `empty`, `true`, `false`."""

    kind: Literal["value", "range", "regex", "special"]
    match: Title = ""
    start: float | None = None
    end: float | None = None
    text: Title | None = None
    colour: Colour | None = None


class Link(Part):
    """A way out of a panel or dashboard. Only http, https and addresses within Sardonyx are followed."""

    title: Title = ""
    url: Annotated[str, Field(max_length=4000, pattern=_NO_NUL)] = ""
    new_tab: bool = False
    tags: tuple[Title, ...] = ()


class Repeat(Part):
    """A panel or section once for each value of a variable."""

    variable: Name
    direction: Literal["across", "down"] = "across"
    per_row: int = Field(4, ge=1, le=COLUMNS)


class Legend(Part):
    """How the series are named beside a chart."""

    shown: bool = True
    form: Literal["list", "table"] = "list"
    place: Literal["bottom", "right"] = "bottom"
    calculations: tuple[Calculation, ...] = ()


class Values(Part):
    """How values are shown; empty keys leave what the panel says. In an override: for the series that match.

    `apart`: of a panel that stacks, measured from zero by itself, such as a total above its parts.
    """

    unit: Annotated[str, Field(max_length=64, pattern=_NO_NUL)] = ""
    decimals: int | None = Field(None, ge=0, le=20)
    minimum: float | None = None
    maximum: float | None = None
    thresholds: tuple[Threshold, ...] = ()
    threshold_mode: Literal["absolute", "percentage"] = "absolute"
    mappings: tuple[Mapping, ...] = ()
    name: Title = ""
    no_value: Title = ""
    colour: Colour = ""
    hidden: bool = False
    draw: Literal["", "lines", "bars", "points"] = ""
    axis: Literal["", "left", "right", "hidden"] = ""
    negative: bool = False
    fill: int | None = Field(None, ge=0, le=100)
    apart: bool = False
    width: int | None = Field(None, ge=1, le=4000)


class Override(Part):
    """`values` for the series that match: by name, pattern of names, or the query they come from."""

    by: Literal["name", "regex", "query"]
    match: Title
    values: Values


class Options(Part):
    """How a panel of any type is drawn; each type reads what concerns it.

    `shows`: what a figure says, its number, the name of its series or both; `auto` names it where there are several.
    `merge_values`: tables put the rows of all queries together; timelines join neighbours of equal value.
    """

    draw: Literal["lines", "bars", "points"] = "lines"
    stack: Literal["none", "normal", "percent"] = "none"
    fill: int = Field(0, ge=0, le=100)
    line_width: float = Field(1, ge=0, le=10)
    steps: bool = False
    connect_gaps: bool = False
    log_base: Literal[0, 2, 10] = 0
    axis_label: Title = ""
    show_thresholds: bool = False
    legend: Legend = Legend()
    calculation: Calculation = "last"
    all_values: bool = False
    colour_by: Literal["value", "background", "none"] = "value"
    sparkline: bool = True
    shows: Literal["auto", "value", "name", "both"] = "auto"
    orientation: Literal["auto", "horizontal", "vertical"] = "auto"
    shape: Literal["bars", "pie", "donut"] = "bars"
    columns: tuple[Title, ...] = ()
    hidden_columns: tuple[Title, ...] = ()
    renamed_columns: dict[Title, Title] = Field(default_factory=dict)
    sort_by: Title = ""
    sort_descending: bool = True
    row_limit: int | None = Field(None, ge=1, le=10_000)
    merge_values: bool = True
    content: Text = ""
    wrap: bool = False
    newest_first: bool = True


class Panel(Part):
    """One chart, figure, table or text."""

    id: int = Field(ge=1, le=1_000_000_000)
    type: PanelType
    title: Title = ""
    description: Text = ""
    grid: Grid = Grid()
    queries: tuple[Query, ...] = Field((), max_length=50)
    values: Values = Values()
    overrides: tuple[Override, ...] = Field((), max_length=200)
    options: Options = Options()
    links: tuple[Link, ...] = Field((), max_length=50)
    repeat: Repeat | None = None
    time_from: Time = ""
    time_shift: Time = ""


class Section(Part):
    """Panels under a heading that can be folded; the first may have none."""

    title: Title = ""
    collapsed: bool = False
    repeat: Repeat | None = None
    panels: tuple[Panel, ...] = Field((), max_length=MAX_PANELS)


class Variable(Part):
    """What a reader may choose. `query`: `label_values(metric, label)` and its like, asked of the metrics.

    `options` are the choices of `custom` and `interval`; `current` what is chosen when nobody has.
    """

    name: Name
    kind: Literal["query", "custom", "interval", "text", "constant"]
    label: Title = ""
    query: Text = ""
    regex: Title = ""
    options: tuple[Title, ...] = Field((), max_length=1000)
    current: tuple[Title, ...] = Field((), max_length=1000)
    multiple: bool = False
    include_all: bool = False
    all_value: Title = ""
    hidden: bool = False
    sort: Literal["", "alphabetical", "alphabetical-descending", "numerical", "numerical-descending"] = ""


class Annotation(Part):
    """Marks on every chart: what changed, alerts, or the samples of a query."""

    name: Title
    kind: Literal["changes", "alerts", "query"]
    query: Text = ""
    colour: Colour = ""
    enabled: bool = True


class Dashboard(Part):
    """A dashboard as it is stored and exchanged."""

    version: Literal[1] = 1
    uid: Uid
    title: Annotated[str, Field(min_length=1, max_length=500, pattern=_NO_NUL)]
    description: Text = ""
    tags: tuple[Title, ...] = Field((), max_length=50)
    start: Time = "now-1h"
    end: Time = "now"
    refresh: Annotated[str, Field(pattern=r"^(|\d+(ms|s|m|h|d))$")] = ""
    variables: tuple[Variable, ...] = Field((), max_length=100)
    annotations: tuple[Annotation, ...] = Field((), max_length=50)
    links: tuple[Link, ...] = Field((), max_length=50)
    sections: tuple[Section, ...] = Field((), max_length=MAX_PANELS)
    requires: tuple[Metric, ...] = Field((), max_length=20)
    """Metrics of which one must be there for a shipped dashboard to be of use; none: it always is."""

    @model_validator(mode="after")
    def _consistent(self) -> "Dashboard":
        ids = [panel.id for section in self.sections for panel in section.panels]
        if len(ids) > MAX_PANELS:
            raise ValueError(f"{len(ids)} panels; at most {MAX_PANELS} are allowed")
        if twice := sorted({number for number in ids if ids.count(number) > 1}):
            raise ValueError(f"panels must have different ids; used twice: {', '.join(map(str, twice))}")
        names = [variable.name for variable in self.variables]
        if again := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"variables must have different names; used twice: {', '.join(again)}")
        return self

    def as_json(self) -> dict[str, Any]:
        """Without what is as it is by default: short enough to read in a diff."""
        told = {"version": self.version, **self.model_dump(mode="json", exclude_defaults=True)}
        told.setdefault("sections", [])  # by which a document is told from Grafana's
        return told


def told_faults(error: ValidationError) -> str:
    """What is wrong with a dashboard, in a line: at most ten places."""
    faults = error.errors(include_url=False, include_input=False)
    told = [f"{'.'.join(map(str, fault['loc'])) or 'dashboard'}: {fault['msg']}" for fault in faults[:10]]
    more = len(faults) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")
