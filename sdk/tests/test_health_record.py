"""What one check means at a given moment, by a clock that stands still."""

from __future__ import annotations

import pytest

from sardonyx_sdk.health import Check, Observation
from sardonyx_sdk.health.record import Record

PASSED = Observation()
FAILED = Observation("fail", "connection refused")


def record(**options: float) -> Record:
    return Record(Check("orders", lambda: None, interval_seconds=10, timeout_seconds=2, **options))  # type: ignore[arg-type]


def run(of: Record, began: float, ended: float, said: Observation = PASSED) -> None:
    of.begin(began)
    of.end(ended, 1_700_000_000 + ended, said)


def test_is_failing_until_it_has_been_run() -> None:
    view = record().view(0)
    assert (view.status, view.output, view.age_seconds) == ("fail", "not checked yet", None)


def test_observes_the_time_it_took() -> None:
    made = record()
    run(made, 100, 100.25)
    view = made.view(103.25)
    assert (view.status, view.value, view.unit, view.age_seconds) == ("pass", 250.0, "ms", 3.0)


def test_hanging_run_fails_when_its_time_is_up_though_nobody_writes_it_down() -> None:
    made = record()
    run(made, 0, 1)
    made.begin(11)
    assert made.view(12.9).status == "pass"
    assert made.view(13.1).status == "fail"
    assert made.view(13.1).output == "no answer for 2.1 s"


def test_result_that_grew_old_is_no_result() -> None:
    made = record()
    run(made, 0, 1)
    assert made.view(28).status == "pass"
    assert (made.view(29).status, made.view(29).output) == ("fail", "not checked for 28 s")


@pytest.mark.parametrize(("failures", "status"), [(1, "warn"), (2, "warn"), (3, "fail"), (4, "fail")])
def test_tolerated_failures_only_degrade(failures: int, status: str) -> None:
    made = record(tolerate=2)
    run(made, 0, 1)
    for number in range(failures):
        run(made, 10 + number, 10 + number, FAILED)
    assert made.view(15).status == status


def test_success_begins_the_count_anew() -> None:
    made = record(tolerate=1)
    for began, said in ((0, PASSED), (1, FAILED), (2, PASSED), (3, FAILED)):
        run(made, began, began, said)
    assert made.view(4).status == "warn"


def test_tolerance_does_not_outlast_a_run_that_hangs() -> None:
    made = record(tolerate=1)
    run(made, 0, 0)
    made.begin(10)
    assert made.view(13).status == "warn"
    assert made.view(23).status == "fail"


def test_nothing_is_tolerated_before_it_has_ever_passed() -> None:
    made = record(tolerate=5)
    run(made, 0, 1, FAILED)
    assert made.view(1).status == "fail"


@pytest.mark.parametrize("wrong", [{"name": "a:b"}, {"name": ""}, {"interval_seconds": 0}, {"timeout_seconds": -1}])
def test_refuses_what_makes_no_sense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"check|colon"):
        Check(**{"name": "orders", "function": lambda: None, **wrong})  # type: ignore[arg-type]
