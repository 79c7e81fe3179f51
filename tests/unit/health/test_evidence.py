"""What else happened when a check failed, asked through the route over the real engine."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from sardonyx.access.errors import NotFound
from sardonyx.access.principal import Principal
from sardonyx.changes.record import Change, write_changes
from sardonyx.collectors.probes.kept import KeptResult
from sardonyx.config.checks import HttpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.availability import Transition
from sardonyx.health.evidence.api import build_router
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryTimeout
from tests.support.callers import CALLER, client, make_app
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

NS = 10**9
AT_MS = T0 // 10**6 + 600_000
OWN, OTHER = "a" * 32, "b" * 32
READER = replace(CALLER, permissions=CALLER.permissions | {"monitors:read"})
PARTS = ("trace", "traces", "logs", "patterns_new", "changes", "traffic")


@dataclass
class _Monitors:
    """One monitor, as the route asks for it, and results that are not in the engine yet."""

    service: str = "shop"
    results: list[KeptResult] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "m1"

    @property
    def monitor(self) -> Monitor:
        return Monitor(name="Shop", check=HttpCheck(url="http://shop/"), service=self.service)

    def visible(self, principal: Principal, monitor_id: str) -> "_Monitors":
        if not principal.sees(service=self.service) or monitor_id != "m1":
            raise NotFound("there is no such monitor")
        return self

    async def transitions(self, ids: list[str], span: object) -> dict[str, list[Transition]]:
        states = (("up", 0), ("degraded", 590_000), ("down", 595_000))
        at = [datetime.fromtimestamp((T0 // 10**6 + after) / 1000, UTC) for _, after in states]
        return {"m1": [Transition(when, cast("Any", state)) for when, (state, _) in zip(at, states, strict=True)]}

    def recent(self, monitor_id: str) -> list[KeptResult]:
        return self.results


def _result(outcome: str = "down", *, after_ms: int = 0, trace_id: str = OWN) -> KeptResult:
    return KeptResult(
        "m1", AT_MS + after_ms, "here", "Shop", "http", "http://shop/", "shop", "prod", outcome, "status",
        "it answered 503", 0.2, {}, {}, trace_id,
    )  # fmt: skip


async def _asked(engine: Engine, monitors: _Monitors, principal: Principal = READER, at: Any = AT_MS) -> Any:
    app = make_app(build_router(engine, cast("Any", monitors), cast("Any", monitors)), principal)
    async with client(app) as http:
        return await http.get("/rest/health/monitors/m1/evidence", params={"at": at} if at is not None else {})


@pytest.fixture
async def stored(engine: EmbeddedEngine) -> EmbeddedEngine:
    at = 600 * NS
    quiet = [span(at - 1000 * NS + n * NS, "GET /", trace=f"{n:032x}", span_id=f"{n:016x}") for n in range(1, 41)]
    failing = [
        span(at - 20 * NS + n, "GET /pay", trace=f"{n:032x}", span_id=f"{n:016x}", StatusCode="Error")
        for n in range(100, 103)
    ]
    own = [
        span(
            at, "GET /ready", trace=OWN, span_id="1" * 16, parent="f" * 16, StatusCode="Error", duration_ns=200 * 10**6
        ),
        span(at + 10**6, "SELECT", trace=OWN, span_id="2" * 16, parent="1" * 16, service="orders", StatusCode="Error"),
    ]
    await insert_spans(engine, [*quiet, *failing, *own])
    await insert_logs(
        engine,
        [
            log(at, "the pool is empty", level=17, TraceId=OWN),
            log(at - 5 * NS, "retrying", level=13),
            log(at - 4 * NS, "somebody else's", level=17, service="orders"),
        ],
    )
    await write_changes(
        engine,
        [
            Change("1" * 32, AT_MS - 20 * 86_400_000, "version", "shop", "prod", "shop 1.4 was deployed", "1.4"),
            Change("2" * 32, AT_MS - 60_000, "restart", "orders", "prod", "orders restarted"),
            Change("4" * 32, AT_MS - 1000, "health", "shop", "prod", "Shop went down", attributes={"monitor_id": "m1"}),
            Change("3" * 32, AT_MS + 3_600_000, "version", "shop", "prod", "shop 1.5 was deployed", "1.5"),
        ],
    )
    return engine


async def test_a_failed_check_has_its_trace_logs_changes_and_traffic(stored: EmbeddedEngine) -> None:
    found = (await _asked(stored, _Monitors(results=[_result()]))).json()
    assert found["result"]["message"] == "it answered 503"
    assert found["first_failed_at"] == datetime.fromtimestamp((AT_MS - 10_000) / 1000, UTC).isoformat()
    assert found["trace"] == {
        "trace_id": OWN, "root": "shop: GET /ready", "start": found["trace"]["start"], "duration_ms": 200.0, "errors": 2,
        "url": f"/traces/{OWN}",
    }  # fmt: skip
    assert len(found["traces"]) == 4
    assert [one["body"] for one in found["logs"]] == ["the pool is empty"]
    assert [one["title"] for one in found["changes"]] == ["orders restarted", "shop 1.4 was deployed"]
    assert (found["traffic"]["calls"], found["traffic"]["error_ratio"]) == (3, 1.0)
    assert found["traffic"]["usual_error_ratio"] == 0.0
    assert found["notices"] == []


async def test_without_a_trace_of_its_own_the_service_tells(stored: EmbeddedEngine) -> None:
    found = (await _asked(stored, _Monitors(results=[_result(trace_id="e" * 32)]))).json()
    assert found["trace"] is None
    assert [one["body"] for one in found["logs"]] == ["retrying", "the pool is empty"]


async def test_a_monitor_without_a_service_takes_that_of_its_trace(stored: EmbeddedEngine) -> None:
    found = (await _asked(stored, _Monitors(service="", results=[_result()]))).json()
    assert len(found["traces"]) == 4
    bare = (await _asked(stored, _Monitors(service="", results=[_result(trace_id="")]))).json()
    assert (bare["trace"], bare["traces"], bare["logs"]) == (None, [], [])


async def test_only_what_the_caller_may_see(stored: EmbeddedEngine) -> None:
    monitors = _Monitors(results=[_result()])
    blind = replace(READER, permissions=frozenset({"monitors:read"}))
    found = (await _asked(stored, monitors, blind)).json()
    assert [found[part] for part in PARTS] == [None, [], [], [], [], None]
    shop_only = replace(READER, services=frozenset({"shop"}))
    found = (await _asked(stored, monitors, shop_only)).json()
    assert found["trace"]["errors"] == 1
    assert [one["service"] for one in found["changes"]] == ["shop"]
    assert (await _asked(stored, monitors, replace(READER, services=frozenset({"orders"})))).status_code == 404


async def test_the_newest_failure_unless_another_is_asked_for(engine: EmbeddedEngine) -> None:
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    old, new = (replace(_result(trace_id=""), at_ms=now_ms - ago) for ago in (90_000, 30_000))
    good = replace(_result("up", trace_id=""), at_ms=now_ms - 1000)
    monitors = _Monitors(results=[old, new, good])
    newest = (await _asked(engine, monitors, at=None)).json()["result"]
    assert newest["at"] == datetime.fromtimestamp(new.at_ms / 1000, UTC).isoformat().replace("+00:00", "Z")
    asked = (await _asked(engine, monitors, at=newest["at"])).json()["result"]
    assert asked == newest
    assert (await _asked(engine, monitors, at=good.at_ms)).json()["result"]["outcome"] == "up"
    assert (await _asked(engine, monitors, at=AT_MS)).status_code == 404
    assert (await _asked(engine, _Monitors(), at=None)).status_code == 404


async def test_a_part_that_takes_too_long_is_left_out_and_named(
    stored: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object) -> None:
        raise QueryTimeout("too slow")

    monkeypatch.setattr("sardonyx.health.evidence.signals.failed_traces", slow)
    found = (await _asked(stored, _Monitors(results=[_result()]))).json()
    assert found["traces"] == []
    assert found["notices"] == ["traces could not be looked up in time"]
    assert found["trace"] is not None
