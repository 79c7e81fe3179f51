import random
import tracemalloc

import pytest

from sardonyx_demo import control
from sardonyx_demo.control import FaultInjector, InjectedFailure
from sardonyx_demo.faults import MIB, Faults


@pytest.fixture
def injector() -> FaultInjector:
    return FaultInjector("the disk is gone", random.Random(1))


async def failures_of(injector: FaultInjector, requests: int) -> int:
    failed = 0
    for _ in range(requests):
        try:
            await injector.suffer()
        except InjectedFailure as failure:
            assert str(failure) == "the disk is gone"  # noqa: PT017 - counting, not expecting
            failed += 1
    return failed


async def test_well_until_told_otherwise(injector: FaultInjector) -> None:
    assert await failures_of(injector, 100) == 0


async def test_fails_the_asked_share(injector: FaultInjector) -> None:
    injector.set(Faults(errors=0.3))
    assert 250 < await failures_of(injector, 1000) < 350
    injector.set(Faults(errors=1))
    assert await failures_of(injector, 100) == 100


async def test_leak_grows_to_its_bound_and_is_given_back(
    injector: FaultInjector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "_MOST_LEAKED", 8 * MIB)
    tracemalloc.start()
    try:
        injector.set(Faults(leak_bytes=MIB))
        await failures_of(injector, 20)
        assert 8 * MIB <= tracemalloc.get_traced_memory()[0] < 9 * MIB
        injector.set(Faults())
        assert tracemalloc.get_traced_memory()[0] < MIB
    finally:
        tracemalloc.stop()
