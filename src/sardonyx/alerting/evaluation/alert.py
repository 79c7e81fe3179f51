"""An alert: one label set of an alerting rule, and its state. Times in milliseconds since the epoch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

Pairs = tuple[tuple[str, str], ...]
"""Labels in the order of their names, none of them empty."""


class AlertState(Enum):
    """The states of an alert, as the label `alertstate` spells them."""

    INACTIVE = "inactive"
    """It was active; it is kept for a while, so that those who were told of it are told of its end."""
    PENDING = "pending"
    """The expression gives it, but not for long enough."""
    FIRING = "firing"
    """It has been active for as long as the rule asks."""


@dataclass(slots=True)
class Alert:
    """`value` is the sample's at the last evaluation that gave the alert."""

    labels: Pairs
    annotations: Mapping[str, str]
    value: float
    active_at_ms: int
    state: AlertState = AlertState.PENDING
    fired_at_ms: int | None = None
    resolved_at_ms: int | None = None
    keep_firing_since_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An alert of a rule went from one state to another; `alert` is as it is after. `before` is None for a new one."""

    file: str
    group: str
    rule: str
    alert: Alert
    before: AlertState | None
    at_ms: int


OnChange = Callable[[Change], None]
"""Told of every change, once the evaluation that brought it is done. It must not wait."""
