"""Real traffic beside the probe: what it comes to, and when the two disagree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from sardonyx.config.checks import HttpCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.models import TrafficView
from sardonyx.health.passive.disagreement import compared
from sardonyx.health.passive.traffic import Step, Traffic, traffic_of
from sardonyx.health.passive.watching import PassiveHealth
from sardonyx.health.states import Shown
from sardonyx.receivers.sample_writer import Pairs
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_spans, span

END = T0 // 10**9 + 120
LONG_AGO = END - 86_400
SINCE = datetime.fromtimestamp(LONG_AGO, UTC)


def _monitor(kind: str = "tcp", **more: Any) -> Monitor:
    check = TcpCheck(host="shop", port=80) if kind == "tcp" else HttpCheck(url="http://shop/")
    return Monitor(name="Shop", check=check, service="shop", **more)


def _traffic(calls: int, errors: int, at_s: int = END - 60) -> Traffic:
    return Traffic([Step(at_s, calls, errors)], 12.0)


@pytest.mark.parametrize(
    ("state", "calls", "errors", "told", "kind"),
    [
        ("up", 100, 0, "ok", None),
        ("up", 100, 4, "ok", None),
        ("up", 100, 5, "disagrees", "traffic_failing"),
        ("down", 100, 0, "disagrees", "probe_failing"),
        ("down", 100, 50, "failing", None),
        ("degraded", 100, 50, "failing", None),
        ("up", 19, 19, "quiet", None),
        ("down", 19, 0, "quiet", None),
        ("maintenance", 100, 50, "failing", None),
        ("pending", 100, 0, "ok", None),
    ],
)
def test_they_disagree(state: Any, calls: int, errors: int, told: str, kind: str | None) -> None:
    view, found = compared(_monitor(), state, LONG_AGO, _traffic(calls, errors), END)
    assert view is not None
    assert (view.calls, view.state, view.p95_ms, found) == (calls, told, 12.0, kind)


def test_no_traffic_is_no_opinion() -> None:
    assert compared(_monitor(), "down", LONG_AGO, None, END) == (None, None)


def test_what_was_called_before_the_outage_says_nothing_of_it() -> None:
    view, kind = compared(_monitor(), "down", END - 30, _traffic(500, 0, END - 90), END)
    assert (view and view.state, kind) == ("quiet", None)
    _, kind = compared(_monitor(), "down", END - 100, _traffic(500, 0, END - 30), END)
    assert kind == "probe_failing"


def test_the_probes_own_calls_are_no_traffic() -> None:
    probed = _monitor("http", interval=timedelta(seconds=5))
    view, kind = compared(probed, "down", LONG_AGO, _traffic(25, 0), END)
    assert (view and view.state, kind) == ("quiet", None)


@pytest.fixture
async def called(engine: EmbeddedEngine) -> EmbeddedEngine:
    rows = [
        span(n * 10**9, "GET /", trace=f"{n:032x}", span_id=f"{n:016x}", duration_ns=10**7,
             StatusCode="Error" if n % 4 == 0 else "Unset", Environment="prod" if n % 2 else "test")
        for n in range(1, 101)
    ]  # fmt: skip
    await insert_spans(engine, rows)
    return engine


async def test_one_statement_tells_all_services_by_environment(called: EmbeddedEngine) -> None:
    found = await traffic_of(called, ["shop", "nobody"], END)
    assert {key: value.since(0) for key, value in found.items()} == {
        ("shop", ""): (100, 25), ("shop", "prod"): (50, 0), ("shop", "test"): (50, 25),
    }  # fmt: skip
    assert found["shop", ""].p95_ms == pytest.approx(10, rel=0.05)


@dataclass
class _Watched:
    id: str
    monitor: Monitor
    shown: Shown
    enabled: bool = True
    since: datetime = SINCE
    traffic: TrafficView | None = None


@dataclass
class _Writer:
    written: list[tuple[dict[str, str], float]] = field(default_factory=list)

    async def write(self, samples: Sequence[tuple[Pairs, float, int]], _: object = ()) -> None:
        self.written += [(dict(labels), value) for labels, value, _ in samples]

    def ones(self) -> list[tuple[str, str]]:
        told = [labels for labels, value in self.written if labels["__name__"] == "monitor_disagreement" and value]
        return [(labels["monitor"], labels["kind"]) for labels in told]


def _watched(name: str, state: Any, **more: Any) -> _Watched:
    return _Watched(name, _monitor(**more).model_copy(update={"name": name}), Shown(state))


async def test_monitors_get_their_traffic_and_a_series_where_they_disagree(called: EmbeddedEngine) -> None:
    prod = _watched("prod", "down", environment="prod")
    every, unknown = _watched("every", "up"), _watched("unknown", "up").monitor.model_copy(update={"service": "nobody"})
    nobody = _Watched("nobody", unknown, Shown("up"))
    writer = _Writer()
    all_of = [prod, every, nobody]
    now = [float(END)]
    passive = PassiveHealth(called, cast("Any", writer), lambda: cast("Any", all_of), clock=lambda: now[0])
    assert await passive.look() == 2
    assert writer.ones() == [("prod", "probe_failing"), ("every", "traffic_failing")]
    assert every.traffic is not None
    assert (every.traffic.calls, every.traffic.error_ratio, every.traffic.state) == (100, 0.25, "disagrees")
    assert nobody.traffic is None
    assert {labels["service_name"] for labels, _ in writer.written} == {"shop"}

    writer.written.clear()
    now[0] += 600
    assert await passive.look() == 0
    assert {value for _, value in writer.written} == {0.0}, "what has ended is said to have ended"
    writer.written.clear()
    await passive.look()
    assert writer.written == []


async def test_nothing_is_asked_where_nothing_names_a_service() -> None:
    bare = _watched("bare", "up").monitor.model_copy(update={"service": ""})
    unasked = PassiveHealth(
        cast("Any", None), cast("Any", None), lambda: cast("Any", [_Watched("b", bare, Shown("up"))])
    )
    assert await unasked.look() == 0
