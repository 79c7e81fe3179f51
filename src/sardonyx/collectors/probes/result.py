"""What one check of a monitor comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sardonyx.config.monitors import HERE

Outcome = Literal["up", "degraded", "down"]
Reason = Literal[
    "", "dns", "connect", "refused", "timeout", "unreachable", "reset", "tls", "redirects", "too_large", "protocol",
    "status", "condition", "forbidden", "missed", "overrun", "reported", "unsupported", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition, whether it held, and what was seen instead."""

    text: str
    held: bool
    seen: str = ""
    degrades: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a check that did not come out as up: texts are cut and masked before they are stored."""

    message: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    addresses: tuple[str, ...] = ()
    address: str = ""
    conditions: tuple[ConditionResult, ...] = ()
    steps: tuple[str, ...] = ()
    screenshot_png: bytes = b""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """One check from one vantage point. `phases`: seconds by name, those of blackbox_exporter
    (resolve, connect, tls, processing, transfer).

    `facts` are what stays as it is or changes for a reason (role, leader, instance, started_at, addresses, certificate);
    `figures` become series `probe_NAME` (http_status_code, ssl_earliest_cert_expiry, http_content_length …; labels none).
    """

    monitor_id: str
    at_ms: int
    outcome: Outcome
    reason: Reason = ""
    message: str = ""
    seconds: float = 0.0
    vantage: str = HERE
    phases: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    trace_id: str = ""
    evidence: Evidence | None = None
