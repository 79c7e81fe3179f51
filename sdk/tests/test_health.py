"""The health of a process: its checks in the background, what they say together, starting, held, draining, forking."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry import context as otel_context

from sardonyx_sdk.health import Check, Health, Observation, check


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Dependency:
    """Says what it is told to, counts how often it is asked, and can hang."""

    def __init__(self, said: Observation | None = None) -> None:
        self.said = said
        self.asked = 0
        self.free = threading.Event()
        self.free.set()

    def __call__(self) -> Observation | None:
        self.asked += 1
        assert self.free.wait(60)
        return self.said


def until(holds: Callable[[], Any]) -> None:
    """Wait for what a background thread will do."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.001)


def body(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.body))


def checks_of(answer: Any) -> dict[str, Any]:
    return {name: items[0] for name, items in body(answer)["checks"].items()}


def all_checked(health: Health) -> Callable[[], bool]:
    return lambda: all("time" in item for item in checks_of(health.health()).values())


@pytest.fixture
def made() -> Iterator[Callable[..., Health]]:
    """Makes Health objects; stops them, and frees what hangs."""
    healths: list[Health] = []
    dependencies: list[Any] = []

    def make(*checks: Check, **options: Any) -> Health:
        health = Health("shop", checks, **options)
        healths.append(health)
        dependencies.extend(check.function for check in checks)
        return health

    yield make
    for health in healths:
        health.stop()
    for dependency in dependencies:
        if isinstance(dependency, Dependency):
            dependency.free.set()


def test_body_is_that_of_the_draft(made: Callable[..., Health]) -> None:
    disk = Observation("warn", "91% in use", 91, "percent", "utilization")
    health = made(
        check("orders", Dependency(), "datastore"),
        check("data", Dependency(disk), "system", critical=False),
        version="1.4.2",
        release="8f3a",
        description="takes orders",
    )
    health.start()
    until(all_checked(health))
    answer = health.health()
    assert answer.status == 200
    got = body(answer)
    (orders,), (data,) = got["checks"]["orders:responseTime"], got["checks"]["data:utilization"]
    assert {key: got[key] for key in ("status", "version", "releaseId", "serviceId", "description")} == {
        "status": "warn",
        "version": "1.4.2",
        "releaseId": "8f3a",
        "serviceId": "shop",
        "description": "takes orders",
    }
    assert orders["componentType"] == "datastore"
    assert (orders["status"], orders["observedUnit"], orders["critical"]) == ("pass", "ms", True)
    assert "output" not in orders
    assert (data["observedValue"], data["observedUnit"], data["output"]) == (91, "percent", "91% in use")
    assert data["time"].endswith("+00:00")
    assert data["ageSeconds"] >= 0


@pytest.mark.parametrize(
    ("critical", "said", "ready", "health"),
    [
        (True, Observation("fail"), (503, "fail"), (503, "fail")),
        (False, Observation("fail"), (200, "warn"), (200, "warn")),
        (True, Observation("warn"), (200, "warn"), (200, "warn")),
        (True, None, (200, "pass"), (200, "pass")),
    ],
    ids=["critical fails", "other fails", "critical warns", "all well"],
)
def test_only_what_is_critical_takes_it_out_of_traffic(
    made: Callable[..., Health], critical: bool, said: Observation | None, ready: object, health: object
) -> None:
    subject = made(check("orders", Dependency(said), critical=critical), start_grace_seconds=0)
    subject.start()
    until(all_checked(subject))
    assert (subject.ready().status, body(subject.ready())["status"]) == ready
    assert (subject.health().status, body(subject.health())["status"]) == health


def test_live_is_the_same_bytes_whatever_happens(made: Callable[..., Health]) -> None:
    hanging, failing = Dependency(), Dependency(Observation("fail"))
    hanging.free.clear()
    health = made(check("a", hanging), check("b", failing), start_grace_seconds=0)
    before = health.live()
    health.start()
    until(lambda: failing.asked)
    health.hold("looking into it")
    health.drain()
    assert (health.ready().status, health.health().status) == (503, 503)
    assert health.live() is before
    assert body(before) == {"status": "pass", "serviceId": "shop"}


def test_asking_never_asks_the_dependency(made: Callable[..., Health]) -> None:
    dependency = Dependency()
    health = made(check("orders", dependency, interval_seconds=3600))
    health.start()
    until(all_checked(health))
    for _ in range(200):
        health.ready(), health.health(), health.live()
    assert dependency.asked == 1


def test_check_that_hangs_neither_piles_up_nor_holds_up_others(made: Callable[..., Health]) -> None:
    hanging, well = Dependency(), Dependency()
    hanging.free.clear()
    options = {"interval_seconds": 0.001, "timeout_seconds": 0.005}
    health = made(check("hanging", hanging, **options), check("well", well, interval_seconds=0.001))  # type: ignore[arg-type]
    health.start()
    until(lambda: well.asked > 20)
    assert hanging.asked == 1
    item = checks_of(health.health())["hanging:responseTime"]
    assert item["status"] == "fail"
    assert item["output"].startswith("no answer for ")
    hanging.free.set()
    until(lambda: hanging.asked > 1)


async def test_coroutine_functions_run_in_the_loop_of_the_application(made: Callable[..., Health]) -> None:
    seen: list[object] = []

    async def ask() -> bool:
        seen.append(asyncio.get_running_loop())
        seen.append(otel_context.get_value(otel_context._SUPPRESS_INSTRUMENTATION_KEY))
        return True

    health = made(check("orders", ask), check("same by a lambda", lambda: ask()))
    health.start(asyncio.get_running_loop())
    await asyncio.to_thread(until, all_checked(health))
    assert health.ready().status == 200
    assert seen == [asyncio.get_running_loop(), True] * 2


def test_coroutine_functions_run_without_a_loop_of_the_application(made: Callable[..., Health]) -> None:
    async def ask() -> None:
        await asyncio.sleep(0)

    health = made(check("orders", ask))
    health.start()
    until(all_checked(health))
    assert health.ready().status == 200


async def test_coroutine_that_will_not_be_cancelled_does_not_pile_up(made: Callable[..., Health]) -> None:
    asked, free = 0, asyncio.Event()

    async def stubborn() -> None:
        nonlocal asked
        asked += 1
        while not free.is_set():
            try:
                await free.wait()
            except asyncio.CancelledError:
                continue

    health = made(check("orders", stubborn, interval_seconds=0.001, timeout_seconds=0.005))
    health.start(asyncio.get_running_loop())
    await asyncio.to_thread(until, lambda: "no answer for" in health.ready().body.decode())
    assert asked == 1
    free.set()


@pytest.mark.parametrize(
    ("wrong", "output"),
    [
        (ValueError("two\nlines"), "ValueError: two lines"),
        (ConnectionRefusedError(), "ConnectionRefusedError"),
        (RuntimeError("login failed, password=hunter2hunter2 wrong"), "[redacted"),
    ],
    ids=["text", "no text", "secret"],
)
def test_exception_is_a_failure_in_one_masked_line(made: Callable[..., Health], wrong: Exception, output: str) -> None:
    def ask() -> None:
        raise wrong

    health = made(check("orders", ask))
    health.start()
    until(all_checked(health))
    said = checks_of(health.ready())["orders:responseTime"]["output"]
    assert output in said
    assert "hunter2" not in said


def test_output_can_be_kept_back(made: Callable[..., Health]) -> None:
    health = made(check("orders", Dependency(Observation("fail", "db-7.internal"))), show_output=False)
    health.start()
    until(all_checked(health))
    assert b"db-7" not in health.health().body


def test_start_grace_warns_where_nothing_has_passed_yet(made: Callable[..., Health]) -> None:
    clock, dependency = Clock(), Dependency(Observation("fail", "not up yet"))
    health = made(check("orders", dependency, interval_seconds=0.001), start_grace_seconds=30, clock=clock)
    assert (health.ready().status, body(health.health())["notes"]) == (503, ["starting"])
    health.start()
    until(all_checked(health))
    assert (health.ready().status, health.health().status, body(health.health())["status"]) == (503, 200, "warn")
    dependency.said = None
    until(lambda: health.ready().status == 200)
    dependency.said = Observation("fail", "gone")
    until(lambda: health.ready().status == 503)
    assert health.health().status == 503  # it was there: no grace for that
    fresh = made(check("orders", dependency), start_grace_seconds=30, clock=clock)
    fresh.start()
    until(all_checked(fresh))
    clock.now += 30
    assert fresh.health().status == 503


def test_what_is_not_critical_and_hangs_from_the_start_does_not_hold_back(made: Callable[..., Health]) -> None:
    hanging = Dependency()
    hanging.free.clear()
    health = made(check("orders", Dependency()), check("search", hanging, critical=False))
    health.start()
    until(lambda: health.ready().status == 200)
    assert "notes" not in body(health.ready())


def test_draining_is_not_ready_at_once_and_for_good(made: Callable[..., Health]) -> None:
    health = made()
    health.start()
    assert health.ready().status == 200
    health.drain()
    assert (health.ready().status, body(health.ready())["notes"]) == (503, ["draining"])
    assert (health.health().status, body(health.health())["status"]) == (200, "warn")
    assert health.live().status == 200


def test_waits_for_what_is_critical(made: Callable[..., Health]) -> None:
    orders, search = Dependency(), Dependency()
    orders.free.clear()
    search.free.clear()
    health = made(check("orders", orders), check("search", search, critical=False))
    assert not health.wait(0)
    health.start()
    assert not health.wait(0.001)
    orders.free.set()
    assert health.wait(30)
    assert health.ready().status == 200


def test_holding_ends(made: Callable[..., Health]) -> None:
    health = made()
    health.hold("reindexing")
    assert (health.ready().status, body(health.ready())["notes"]) == (503, ["held: reindexing"])
    health.hold()
    assert health.ready().status == 200


def test_names_of_checks_must_differ() -> None:
    with pytest.raises(ValueError, match="must differ: orders"):
        Health("shop", [check("orders", Dependency()), check("orders", Dependency())])


def test_child_of_a_fork_runs_the_checks_for_itself(made: Callable[..., Health]) -> None:
    pids: list[int] = []
    health = made(check("orders", lambda: pids.append(os.getpid()), interval_seconds=3600))
    health.start()
    until(all_checked(health))
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            until(lambda: len(pids) == 2 and health.ready().status == 200)
            os.write(write, str(pids[1]).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        assert pipe.read() == str(child)
    os.waitpid(child, 0)
    assert len(pids) == 1
