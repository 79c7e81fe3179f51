"""What UptimeRobot's and Pingdom's webhooks say.

Sources: UptimeRobot help, "Webhook integration" (variables of alerts, sent as JSON, form or query); Pingdom, "Webhooks" (state
changes of uptime and transaction checks).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sardonyx.collectors.probes.result import Outcome

Product = Literal["uptimerobot", "pingdom"]
_MAX_NAME = 80
_MAX_TEXT = 1000
_MAX_URL = 2000
_UPTIMEROBOT: Mapping[str, Outcome] = {"1": "down", "2": "up", "3": "degraded"}
_PINGDOM: Mapping[str, Outcome] = {"UP": "up", "SUCCESS": "up", "DOWN": "down", "FAILING": "down"}


class WebhookError(ValueError):
    """It is not what the product sends; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A monitor of the product has changed. `id` is the product's; `at_seconds` Unix time, None if it is not told."""

    id: str
    name: str
    url: str
    outcome: Outcome
    message: str
    at_seconds: float | None


def uptimerobot(fields: Mapping[str, Any]) -> Alert:
    """UptimeRobot: `alertType` 1 is down, 2 up, 3 a certificate or domain that is about to expire."""
    kind = _text(fields, "alertType", 10)
    outcome = _UPTIMEROBOT.get(kind)
    if outcome is None:
        raise WebhookError(f"alertType must be 1 (down), 2 (up) or 3 (expiry), not {kind!r}")
    name = _text(fields, "monitorFriendlyName", _MAX_NAME)
    found = _text(fields, "monitorID", 40) or name
    if not found:
        raise WebhookError("monitorID or monitorFriendlyName is needed")
    return Alert(
        found, name or found, _text(fields, "monitorURL", _MAX_URL), outcome,
        _text(fields, "alertDetails", _MAX_TEXT) or _text(fields, "alertTypeFriendlyName", _MAX_TEXT),
        _number(fields.get("alertDateTime")),
    )  # fmt: skip


def pingdom(fields: Mapping[str, Any]) -> Alert:
    """Pingdom: `current_state` is UP or DOWN, of transactions SUCCESS or FAILING."""
    state = _text(fields, "current_state", 20).upper()
    outcome = _PINGDOM.get(state)
    if outcome is None:
        raise WebhookError(f"current_state must be one of {', '.join(_PINGDOM)}, not {state!r}")
    name = _text(fields, "check_name", _MAX_NAME)
    found = _text(fields, "check_id", 40) or name
    if not found:
        raise WebhookError("check_id or check_name is needed")
    params = fields.get("check_params")
    params = params if isinstance(params, Mapping) else {}
    return Alert(
        found, name or found, _text(params, "full_url", _MAX_URL) or _text(params, "hostname", _MAX_URL), outcome,
        _text(fields, "long_description", _MAX_TEXT) or _text(fields, "description", _MAX_TEXT),
        _number(fields.get("state_changed_timestamp")),
    )  # fmt: skip


READERS: Mapping[str, Callable[[Mapping[str, Any]], Alert]] = {"uptimerobot": uptimerobot, "pingdom": pingdom}
LABELS: Mapping[str, str] = {"uptimerobot": "UptimeRobot", "pingdom": "Pingdom"}


def _text(fields: Mapping[str, Any], key: str, limit: int) -> str:
    value = fields.get(key)
    if value is None or isinstance(value, Mapping | list | bool):
        return ""
    return "".join(char for char in str(value) if char.isprintable()).strip()[:limit]


def _number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return None
    return number if 0 < number < 1e11 else None
