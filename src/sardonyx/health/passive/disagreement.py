"""Whether real traffic and the probe say the same. Pure.

`traffic_failing`: the probe is up, and of at least 20 calls 5 % or more fail. `probe_failing`: the probe is down, and at least 20
calls since then are fine. The probe's own calls don't count, nor what was called before the monitor came to its state.
"""

from typing import Final, Literal

from sardonyx.config.monitors import Monitor
from sardonyx.health.models import TrafficView
from sardonyx.health.passive.traffic import COUNTS_SECONDS, WINDOW_SECONDS, Traffic
from sardonyx.health.states.model import State

Kind = Literal["traffic_failing", "probe_failing"]
KINDS: Final[tuple[Kind, ...]] = ("traffic_failing", "probe_failing")
LEAST_CALLS: Final = 20
FAILING_RATIO: Final = 0.05
_CALLING_KINDS: Final = frozenset({"http", "journey", "websocket", "browser", "grpc"})


def compared(
    monitor: Monitor, state: State, since_s: float, traffic: Traffic | None, end_s: int
) -> tuple[TrafficView | None, Kind | None]:
    """What real traffic says, and how it disagrees with the monitor's state; None where there was none or it agrees."""
    if traffic is None:
        return None, None
    calls, errors = traffic.since(end_s - WINDOW_SECONDS)
    view_ratio = errors / calls if calls else 0.0
    of_state, failed = traffic.since(since_s + COUNTS_SECONDS)
    real = of_state - _own_calls(monitor, max(0.0, end_s - max(since_s, end_s - WINDOW_SECONDS)))
    if real < LEAST_CALLS:
        return _view(calls, view_ratio, "quiet", traffic), None
    failing = failed / of_state >= FAILING_RATIO
    kind: Kind | None = None
    if failing and state == "up":
        kind = "traffic_failing"
    elif not failing and state == "down":
        kind = "probe_failing"
    told = "disagrees" if kind else "failing" if failing else "ok"
    return _view(calls, view_ratio, told, traffic), kind


def _own_calls(monitor: Monitor, seconds: float) -> float:
    """How many calls of the service may have been ours."""
    if monitor.check.kind not in _CALLING_KINDS:
        return 0
    interval = min(monitor.interval, monitor.retry_interval or monitor.interval).total_seconds()
    return (seconds / interval + 1) * len(monitor.vantage_points) * len(getattr(monitor.check, "steps", ()) or (1,))


def _view(calls: int, ratio: float, state: str, traffic: Traffic) -> TrafficView:
    return TrafficView(calls=calls, error_ratio=ratio, state=state, p95_ms=traffic.p95_ms)
