"""What a page shows, worked out of its spec, its posts and its monitors. Pure: nothing here asks anybody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sardonyx.health.availability import Span
from sardonyx.health.reports.bars import DaySeconds
from sardonyx.health.states import Shown as MonitorShown
from sardonyx.health.status_page.models import ComponentState
from sardonyx.health.status_page.spec import ENDED, Component, PageSpec

DAYS = 90
PAST_FOR = timedelta(days=DAYS)
AHEAD_FOR = timedelta(days=14)

HEADLINES: Final[Mapping[ComponentState, str]] = {
    "operational": "All systems operational",
    "degraded": "Some systems are slow or limited",
    "partial_outage": "Some systems are down",
    "major_outage": "All systems are down",
    "maintenance": "Maintenance in progress",
    "unknown": "The state is not known yet",
}
NAMES: Final[Mapping[ComponentState, str]] = {
    "operational": "Operational",
    "degraded": "Degraded",
    "partial_outage": "Partial outage",
    "major_outage": "Outage",
    "maintenance": "Maintenance",
    "unknown": "No data yet",
}
HANDLED = "An incident is being handled"


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that was told."""

    at: datetime
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post, its updates newest first; `components` by id."""

    id: str
    kind: str
    title: str
    state: str
    components: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    updates: tuple[Update, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Window:
    """A maintenance window, as far as it is about the page; `components` by id."""

    name: str
    span: Span
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownComponent:
    """A component now, and its days."""

    component: Component
    state: ComponentState
    days: tuple[DaySeconds, ...]
    uptime: float | None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """All that is on a page. Two that are equal look alike."""

    spec: PageSpec
    state: ComponentState
    headline: str
    components: tuple[ShownComponent, ...]
    days: tuple[date, ...]
    active: tuple[Post, ...]
    planned: tuple[Post, ...]
    windows: tuple[Window, ...]
    past: tuple[Post, ...]
    has_logo: bool = False
    may_mail: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of components, by id."""


def component_state(monitors: Iterable[MonitorShown]) -> ComponentState:
    """What its monitors make of a component. One that is paused says nothing."""
    told = [_verdict(one) for one in monitors if one.state != "paused"]
    known = [one for one in told if one != "unknown"]
    if not known:
        return "unknown"
    if all(one == "down" for one in known):
        return "major_outage"
    if "down" in known:
        return "partial_outage"
    if "degraded" in known:
        return "degraded"
    return "maintenance" if "maintenance" in known else "operational"


def page_state(states: Sequence[ComponentState]) -> ComponentState:
    """What components make of a page. What nothing is known of counts only if nothing is known at all."""
    known = [one for one in states if one != "unknown"]
    if not known:
        return "unknown"
    if all(one == "major_outage" for one in known):
        return "major_outage"
    if "major_outage" in known or "partial_outage" in known:
        return "partial_outage"
    if "degraded" in known:
        return "degraded"
    return "maintenance" if "maintenance" in known else "operational"


def shown_component(
    component: Component, monitors: Mapping[str, MonitorShown], bars: Mapping[str, Sequence[DaySeconds]], days: int
) -> ShownComponent:
    """A component out of its monitors; a day of it is all their days added up."""
    total = [DaySeconds() for _ in range(days)]
    for monitor in component.monitors:
        for mine, day in zip(total, bars.get(monitor, ()), strict=False):
            mine.add(day)
    whole = DaySeconds()
    for day in total:
        whole.add(day)
    state = component_state(monitors[one] for one in component.monitors if one in monitors)
    return ShownComponent(component, state, tuple(total), whole.ratio)


def shown_page(
    spec: PageSpec,
    components: Sequence[ShownComponent],
    days: Sequence[date],
    posts: Iterable[Post],
    windows: Iterable[Window],
    now: datetime,
    *,
    has_logo: bool = False,
    may_mail: bool = False,
) -> ShownPage:
    """The whole page. `posts` are published ones, in any order."""
    ordered = sorted(posts, key=lambda one: (one.starts_at, one.id), reverse=True)
    over = [one for one in ordered if one.is_over and _ended(one) >= now - PAST_FOR]
    planned = [one for one in ordered if not one.is_over and one.state == "scheduled"]
    active = [one for one in ordered if not one.is_over and one.state != "scheduled"]
    state = page_state([one.state for one in components])
    handled = state in ("operational", "unknown") and any(one.kind == "incident" for one in active)
    return ShownPage(
        spec=spec,
        state="degraded" if handled else state,
        headline=HANDLED if handled else HEADLINES[state],
        components=tuple(components),
        days=tuple(days),
        active=tuple(active),
        planned=tuple(reversed(planned)),
        windows=tuple(sorted(windows, key=lambda one: (one.span.start, one.name))),
        past=tuple(sorted(over, key=_ended, reverse=True)),
        has_logo=has_logo,
        may_mail=may_mail,
        names={one.component.id: one.component.name for one in components},
    )


def grouped(components: Sequence[ShownComponent]) -> list[tuple[str, list[ShownComponent]]]:
    """Components by group, both in the order they were given; those without one come as they stand."""
    found: dict[str, list[ShownComponent]] = {}
    for one in components:
        found.setdefault(one.component.group, []).append(one)
    return list(found.items())


def _ended(post: Post) -> datetime:
    return post.updates[0].at if post.updates else post.starts_at


def _verdict(shown: MonitorShown) -> str:
    if shown.state == "flapping":
        return "down" if shown.verdict == "down" else "degraded"
    if shown.state in ("pending", "stale"):
        return "unknown"
    return shown.state
