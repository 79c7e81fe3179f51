"""Bodies in the format of draft-inadarei-api-health-check-06, media type application/health+json.

Beyond the draft each check tells whether it is `critical` and how old its result is (`ageSeconds`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from .observation import Status
from .record import View

MEDIA_TYPE = "application/health+json"


def render(
    about: Mapping[str, str], status: Status, notes: Sequence[str], views: Sequence[View], output: bool
) -> bytes:
    """One body. `about` is what is known of the service; `output`: whether the checks' own words are shown."""
    body: dict[str, object] = {"status": status, **about}
    if notes:
        body["notes"] = list(notes)
    checks: dict[str, list[dict[str, object]]] = {}
    for view in views:
        checks.setdefault(f"{view.check.name}:{view.measurement}", []).append(_check(view, output))
    if checks:
        body["checks"] = checks
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _check(view: View, output: bool) -> dict[str, object]:
    item: dict[str, object] = {"componentType": view.check.component_type, "status": view.status}
    if view.value is not None:
        item["observedValue"] = view.value
        if view.unit:
            item["observedUnit"] = view.unit
    if view.at is not None and view.age_seconds is not None:
        item["time"] = datetime.fromtimestamp(view.at, timezone.utc).isoformat(timespec="milliseconds")
        item["ageSeconds"] = round(view.age_seconds, 1)
    item["critical"] = view.check.critical
    if view.output and output and view.status != "pass":
        item["output"] = view.output
    return item
