"""Public status pages: Atlassian Statuspage and those that answer like it, Instatus, Google's incidents, Slack's status API."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Standing = Literal["operational", "maintenance", "minor", "major", "critical"]
RANK: Mapping[Standing, int] = {"operational": 0, "maintenance": 0, "minor": 1, "major": 2, "critical": 3}

_STATUSPAGE: Mapping[str, Standing] = {
    "none": "operational", "maintenance": "maintenance", "minor": "minor", "major": "major", "critical": "critical",
}  # fmt: skip
_INSTATUS: Mapping[str, Standing] = {"UP": "operational", "HASISSUES": "minor", "UNDERMAINTENANCE": "maintenance"}
_INSTATUS_IMPACT: Mapping[str, Standing] = {
    "MAJOROUTAGE": "critical", "PARTIALOUTAGE": "major", "DEGRADEDPERFORMANCE": "minor",
}  # fmt: skip
_GOOGLE: Mapping[str, Standing] = {
    "SERVICE_OUTAGE": "critical", "SERVICE_DISRUPTION": "major", "SERVICE_INFORMATION": "minor",
}  # fmt: skip
_SLACK: Mapping[str, Standing] = {
    "outage": "critical",
    "incident": "major",
    "notice": "minor",
    "maintenance": "maintenance",
}
_OVER = ("resolved", "completed", "postmortem")
_MOST_INCIDENTS = 20


@dataclass(frozen=True, slots=True)
class Page:
    """What a status page says: the worst of what is open, and the titles of its incidents."""

    standing: Standing
    incidents: tuple[str, ...] = ()


def read_page(text: str, about: Iterable[str] = ()) -> Page:
    """The page, in whichever form it comes. `about`: of Google's incidents only those of products whose name has one of these.
    Raises ValueError for a document of no known form."""
    document = json.loads(text)
    if isinstance(document, list):
        return _google(document, tuple(about))
    if not isinstance(document, dict):
        raise ValueError("the status page has no form we know")
    if isinstance(status := document.get("status"), dict) and "indicator" in status:
        return _statuspage(document, str(status["indicator"]))
    if "active_incidents" in document:
        return _slack(document)
    if isinstance(page := document.get("page"), dict) and page.get("status") in _INSTATUS:
        return _instatus(document, str(page["status"]))
    raise ValueError("the status page has no form we know")


def _statuspage(document: Mapping[str, Any], indicator: str) -> Page:
    open_ones = [one for one in _dicts(document.get("incidents")) if one.get("status") not in _OVER]
    standing = _STATUSPAGE.get(indicator, "minor")
    running = any(one.get("status") == "in_progress" for one in _dicts(document.get("scheduled_maintenances")))
    if standing == "operational" and running:
        standing = "maintenance"
    return Page(standing, _titles(one.get("name") for one in open_ones))


def _instatus(document: Mapping[str, Any], status: str) -> Page:
    open_ones = _dicts(document.get("activeIncidents"))
    impacts = [_INSTATUS_IMPACT.get(str(one.get("impact")), "minor") for one in open_ones]
    return Page(_worst([_INSTATUS[status], *impacts]), _titles(one.get("name") for one in open_ones))


def _google(incidents: list[Any], about: tuple[str, ...]) -> Page:
    open_ones = [one for one in _dicts(incidents) if not one.get("end") and _is_about(one, about)]
    standings = [_GOOGLE.get(str(one.get("status_impact")), "minor") for one in open_ones]
    return Page(_worst(standings), _titles(one.get("external_desc") for one in open_ones))


def _is_about(incident: Mapping[str, Any], about: tuple[str, ...]) -> bool:
    products = [str(one.get("title", "")).lower() for one in _dicts(incident.get("affected_products"))]
    return not about or any(part in product for product in products for part in about)


def _slack(document: Mapping[str, Any]) -> Page:
    open_ones = [one for one in _dicts(document["active_incidents"]) if one.get("status") not in _OVER]
    standings = [_SLACK.get(str(one.get("type")), "minor") for one in open_ones]
    return Page(_worst(standings), _titles(one.get("title") for one in open_ones))


def _worst(standings: Iterable[Standing]) -> Standing:
    order: tuple[Standing, ...] = ("operational", "maintenance", "minor", "major", "critical")
    return max(standings, key=order.index, default="operational")


def _titles(told: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one)[:300] for one in told if one)[:_MOST_INCIDENTS]


def _dicts(told: object) -> list[dict[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
