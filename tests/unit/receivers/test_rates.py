"""The rate of an ingest key, by a clock of the test's."""

import pytest

from sardonyx.access.principal import Principal
from sardonyx.receivers.errors import RateLimited
from sardonyx.receivers.rates import BURST_SECONDS, MAX_WAIT_SECONDS, KeyRates


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def key(name: str = "k", rate: int | None = 100) -> Principal:
    return Principal("ingest", name, name, frozenset(), frozenset(), rate_per_second=rate)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(clock: Clock) -> KeyRates:
    return KeyRates(clock)


def wait(rates: KeyRates, principal: Principal) -> int:
    """How long he is told to wait; 0 when he may send."""
    try:
        rates.check(principal)
    except RateLimited as error:
        return error.retry_after_seconds
    return 0


def test_without_a_rate_nothing_is_counted(rates: KeyRates) -> None:
    rates.charge(key(rate=None), 10**9)
    rates.check(key(rate=None))


def test_a_burst_passes_and_then_the_rate_holds(rates: KeyRates, clock: Clock) -> None:
    burst = round(100 * BURST_SECONDS)
    rates.charge(key(), burst - 1)
    rates.check(key())
    rates.charge(key(), 1)
    assert wait(rates, key()) == 1
    clock.now += 1
    rates.check(key())


def test_a_batch_larger_than_the_bucket_passes_and_is_owed(rates: KeyRates, clock: Clock) -> None:
    rates.charge(key(), round(100 * (BURST_SECONDS + 20)))
    assert wait(rates, key()) == 21
    clock.now += 20
    assert wait(rates, key()) == 1
    clock.now += 1
    rates.check(key())


def test_the_average_over_a_long_time_is_the_rate(rates: KeyRates, clock: Clock) -> None:
    sent = 0
    for _ in range(10_000):
        if not wait(rates, key()):
            rates.charge(key(), 37)
            sent += 37
        clock.now += 0.1
    assert sent == pytest.approx(100 * (1000 + BURST_SECONDS), rel=0.01)


def test_idle_time_is_saved_up_for_one_burst_only(rates: KeyRates, clock: Clock) -> None:
    rates.check(key())
    clock.now += 3600
    rates.charge(key(), round(100 * BURST_SECONDS))
    assert wait(rates, key()) == 1


def test_keys_do_not_share_and_a_changed_rate_starts_anew(rates: KeyRates) -> None:
    rates.charge(key("a"), 10_000)
    assert wait(rates, key("b")) == 0
    assert wait(rates, key("a")) > 0
    assert wait(rates, key("a", rate=200)) == 0


def test_nobody_is_told_to_wait_for_hours(rates: KeyRates) -> None:
    rates.charge(key(rate=1), 1_000_000)
    assert wait(rates, key(rate=1)) == MAX_WAIT_SECONDS
