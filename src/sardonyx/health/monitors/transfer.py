"""Monitors and windows out as YAML, and in again."""

from typing import Any

import yaml

from sardonyx.access.errors import AccessError
from sardonyx.access.principal import Actor, Principal
from sardonyx.config.monitors import MaintenanceWindow, Monitor
from sardonyx.health.maintenance.service import Maintenance
from sardonyx.health.models import ImportResponse
from sardonyx.health.monitors import specs
from sardonyx.health.monitors.reading import HealthFileError, read_health
from sardonyx.health.monitors.service import Monitors


def exported(monitors: Monitors, maintenance: Maintenance, principal: Principal) -> str:
    """What the caller sees, as a file for `health.file` or another Sardonyx. Secrets are `********`."""
    seen = [one.monitor for one in monitors.all.values() if one.is_seen_by(principal)]
    seen.sort(key=lambda monitor: (monitor.group.casefold(), monitor.name.casefold()))
    content: dict[str, Any] = {"monitors": [specs.brief(monitor) for monitor in seen]}
    if principal.services is None and principal.environments is None:
        windows = (entry.window for entry in maintenance.calendar.entries.values())
        content["maintenance"] = [_window(window) for window in sorted(windows, key=lambda one: one.name)]
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


async def imported(
    text: str, monitors: Monitors, maintenance: Maintenance, principal: Principal, actor: Actor, *, dry_run: bool
) -> ImportResponse:
    """Make or change what a file has, all of it or, if anything is wrong, nothing; others stay. `********` keeps a secret."""
    try:
        file = read_health(text, "import")
        wanted = [_revealed(monitor, monitors, principal) for monitor in file.monitors]
    except HealthFileError as error:
        return ImportResponse(created=[], updated=[], unchanged=[], errors=error.mistakes)
    except AccessError as error:
        return ImportResponse(created=[], updated=[], unchanged=[], errors=[f"import: {error}"])
    there = {one.monitor.name: one.monitor for one in monitors.all.values() if one.is_seen_by(principal)}
    known = {entry.window.name: entry.window for entry in maintenance.calendar.entries.values()}
    named: list[tuple[str, Monitor | MaintenanceWindow, Monitor | MaintenanceWindow | None]] = [
        *((one.name, one, there.get(one.name)) for one in wanted),
        *((one.name, one, known.get(one.name)) for one in file.maintenance),
    ]
    answer = ImportResponse(
        created=[name for name, _, former in named if former is None],
        updated=[name for name, one, former in named if former is not None and former != one],
        unchanged=[name for name, one, former in named if former == one],
        errors=[],
    )
    try:
        changed = [monitor for monitor in wanted if there.get(monitor.name) != monitor]
        windows = [window for window in file.maintenance if known.get(window.name) != window]
        monitors.check(changed, principal)
        if not dry_run:
            await monitors.put_all(changed, principal, actor)
            await maintenance.put_all(windows, principal, actor)
    except AccessError as error:
        return ImportResponse(created=[], updated=[], unchanged=[], errors=[f"import: {error}"])
    return answer


def _revealed(monitor: Monitor, monitors: Monitors, principal: Principal) -> Monitor:
    """The same with stored secrets in place of masks."""
    former = monitors.by_name(monitor.name)
    stored = former.monitor if former is not None and former.is_seen_by(principal) else None
    return specs.read(specs.revealed(monitor), stored)


def _window(window: MaintenanceWindow) -> dict[str, Any]:
    spec = window.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in spec.items() if value not in ("", [], None)}
