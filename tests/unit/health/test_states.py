"""The state machine: attempts, recoveries, quorum, flapping, silence, windows; with time as an argument."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.config.monitors import Monitor
from sardonyx.health.states import Machine, Rules
from sardonyx.health.states.flapping import RESULTS, goes_on_flapping, share_of_changes

OUTCOMES = {"u": "up", "d": "down", "g": "degraded"}


def hear(machine: Machine, results: str, vantage: str = "here", start: float = 0.0) -> list[str]:
    """The states after each result, a second apart."""
    shown = []
    for index, letter in enumerate(results):
        machine.hear(vantage, OUTCOMES[letter], "refused" if letter == "d" else "", letter, start + index)
        shown.append(machine.shown.state)
    return shown


def one(attempts: int = 2, recoveries: int = 1, **more: object) -> Machine:
    return Machine(Rules(("here",), attempts, recoveries, silent_seconds=100.0, **more), 0.0)


@pytest.mark.parametrize(
    ("attempts", "recoveries", "results", "states"),
    [
        pytest.param(2, 1, "u", ["up"], id="first success"),
        pytest.param(2, 1, "d", ["pending"], id="one failure of a new monitor tells nothing"),
        pytest.param(2, 1, "uddu", ["up", "up", "down", "up"], id="two failures"),
        pytest.param(1, 1, "ud", ["up", "down"], id="one attempt"),
        pytest.param(3, 2, "udddud", ["up", "up", "up", "down", "down", "down"], id="one success is not two"),
        pytest.param(2, 2, "udduu", ["up", "up", "down", "down", "up"], id="two successes"),
        pytest.param(2, 1, "ugg", ["up", "up", "degraded"], id="degraded needs attempts too"),
        pytest.param(2, 1, "ddg", ["pending", "down", "degraded"], id="from down to degraded is a recovery"),
        pytest.param(2, 1, "ggu", ["pending", "degraded", "up"], id="from degraded to up at once"),
    ],
)  # fmt: skip
def test_states_follow_results(attempts: int, recoveries: int, results: str, states: list[str]) -> None:
    assert hear(one(attempts, recoveries), results) == states


def test_looks_again_soon_only_while_undecided() -> None:
    machine = one(attempts=2, retry_seconds=3.0)
    assert machine.hear("here", "up", "", "", 0) is None
    assert machine.hear("here", "down", "timeout", "no answer", 10) == 3.0
    assert machine.hear("here", "down", "timeout", "no answer", 13) is None
    assert machine.shown.state == "down"
    assert (machine.shown.reason, machine.shown.message) == ("timeout", "no answer")


def test_one_bad_network_is_no_outage() -> None:
    machine = Machine(Rules(("here", "paris", "tokyo"), attempts=1, silent_seconds=100.0), 0.0)
    for vantage in ("here", "paris", "tokyo"):
        machine.hear(vantage, "up", "", "", 0)
    machine.hear("paris", "down", "timeout", "no answer", 1)
    assert machine.shown.state == "up"
    assert machine.shown.message == "down from paris only (1 of 3): no answer"
    machine.hear("tokyo", "down", "timeout", "no answer", 2)
    assert machine.shown.state == "down"
    assert machine.shown.message == "no answer (from 2 of 3 vantage points)"


def test_who_is_silent_does_not_vote() -> None:
    machine = Machine(Rules(("here", "paris", "tokyo"), attempts=1, silent_seconds=30.0), 0.0)
    for vantage in ("here", "paris", "tokyo"):
        machine.hear(vantage, "up", "", "", 0)
    machine.hear("here", "down", "refused", "refused", 40)
    assert machine.shown.state == "down"
    assert machine.shown.message.endswith("(from 1 of 1 vantage points, 2 silent)")


def test_a_quorum_of_all_waits_for_all() -> None:
    machine = Machine(Rules(("here", "paris"), attempts=1, quorum=2, silent_seconds=100.0), 0.0)
    machine.hear("here", "down", "refused", "", 0)
    machine.hear("paris", "up", "", "", 0)
    assert machine.shown.state == "up"
    machine.hear("paris", "down", "refused", "", 1)
    assert machine.shown.state == "down"


def test_silence_of_all_is_stale_and_a_result_ends_it() -> None:
    machine = one()
    hear(machine, "udd")
    machine.tick(100)
    assert machine.shown.state == "down"
    machine.tick(103)
    assert machine.shown.state == "stale"
    assert machine.shown.verdict == "down"
    machine.hear("here", "down", "refused", "", 104)
    assert machine.shown.state == "down"


def test_a_job_that_tells_by_itself_is_never_stale() -> None:
    machine = Machine(Rules(("here",), attempts=1), 0.0, listens=False)
    hear(machine, "u")
    machine.tick(1e6)
    assert machine.shown.state == "up"


def test_maintenance_records_failures_and_alarms_nobody() -> None:
    machine = one()
    hear(machine, "u")
    machine.in_maintenance = "upgrade"
    assert hear(machine, "dd") == ["maintenance", "maintenance"]
    assert machine.shown.verdict == "down"
    assert not machine.shown.failing
    machine.in_maintenance = ""
    assert machine.shown.failing


def test_alternating_results_flap_and_ten_equal_ones_settle() -> None:
    machine = one(attempts=1)
    states = hear(machine, "u" * 10 + "du" * 5)
    assert "flapping" in states
    assert states[-1] == "flapping"
    assert hear(machine, "u" * 9, start=30)[-1] == "up"


def test_one_outage_does_not_flap() -> None:
    assert "flapping" not in hear(one(attempts=1), "uuuuuuddduuuuuu")


@given(st.text("ud", max_size=60))
def test_the_share_of_changes_is_a_share(results: str) -> None:
    share = share_of_changes(results)
    assert 0 <= share <= 1
    assert (share == 0) == (len(set(results[-RESULTS:])) < 2)


@given(st.text("ud", min_size=10, max_size=40), st.booleans())
def test_what_has_settled_does_not_flap(results: str, flapped: bool) -> None:
    assert not goes_on_flapping(results + results[-1] * 10, flapped)


@given(st.text("udg", min_size=1, max_size=80), st.integers(1, 5), st.integers(1, 5))
def test_down_takes_attempts_and_up_takes_recoveries(results: str, attempts: int, recoveries: int) -> None:
    machine = one(attempts, recoveries)
    verdicts = []
    for index, letter in enumerate(results):
        machine.hear("here", OUTCOMES[letter], "", "", float(index))
        verdicts.append(machine.verdict)
    for index, (before, after) in enumerate(pairwise(verdicts)):
        if after == "down" and before != "down":
            assert results[: index + 2].endswith("d" * attempts)
        if before == "down" and after == "up":
            assert results[: index + 2].endswith("u" * recoveries)
    if results.endswith("d" * attempts) and len(results) >= attempts:
        assert machine.verdict == "down"


@given(
    st.lists(st.tuples(st.sampled_from(["here", "paris", "tokyo"]), st.sampled_from("udg")), max_size=60),
    st.integers(0, 3),
)
def test_down_needs_a_quorum(results: list[tuple[str, str]], quorum: int) -> None:
    machine = Machine(Rules(("here", "paris", "tokyo"), attempts=1, quorum=quorum, silent_seconds=1e6), 0.0)
    for index, (vantage, letter) in enumerate(results):
        machine.hear(vantage, OUTCOMES[letter], "", "", float(index))
        against = sum(vote.verdict == "down" for vote in machine.votes.values())
        voting = len(machine.votes)
        needed = min(quorum, voting) or voting // 2 + 1
        assert (machine.verdict == "down") == (against >= needed)


@given(st.text("udg", max_size=60), st.integers(1, 3), st.integers(0, 60))
def test_a_restart_changes_nothing(results: str, attempts: int, at: int) -> None:
    whole, restarted = one(attempts), one(attempts)
    for index, letter in enumerate(results):
        for machine in (whole, restarted):
            machine.hear("here", OUTCOMES[letter], "", letter, float(index))
        if index == at:
            former, restarted = restarted, one(attempts)
            restarted.restore(former.stored(), former.reason, former.message, float(index))
        assert restarted.shown == whole.shown


def test_the_time_of_a_restart_is_nobodys_silence() -> None:
    machine = one()
    hear(machine, "u")
    again = one()
    again.restore(machine.stored(), "", "", 5000.0)
    again.tick(5050.0)
    assert again.shown.state == "up"
    again.tick(5101.0)
    assert again.shown.state == "stale"


def test_a_vantage_point_that_was_taken_away_votes_no_more() -> None:
    machine = Machine(Rules(("here", "paris"), attempts=1, silent_seconds=100.0), 0.0)
    machine.hear("here", "up", "", "", 0)
    machine.hear("paris", "down", "refused", "", 0)
    machine.follow(Rules(("paris",), attempts=1, silent_seconds=100.0), 1)
    assert machine.shown.state == "down"
    assert machine.hear("here", "up", "", "", 2) is None
    assert machine.shown.state == "down"


def test_rules_of_a_monitor() -> None:
    check = {"kind": "tcp", "host": "db", "port": 5432}
    rules = Rules.of(Monitor.model_validate({"name": "db", "check": check, "interval": "1s", "timeout": "10s"}))
    assert rules.retry_seconds == 1.0
    assert rules.silent_seconds == 15.0
    slow = Rules.of(Monitor.model_validate({"name": "db", "check": check, "interval": "5m", "timeout": "10s"}))
    assert (slow.retry_seconds, slow.silent_seconds) == (100.0, 910.0)


def test_a_job_that_tells_by_itself_is_believed_at_once_unless_told_otherwise() -> None:
    def rules(**more: object) -> Rules:
        return Rules.of(Monitor.model_validate({"name": "backup", "check": {"kind": "heartbeat"}, **more}))

    assert rules().attempts == 1
    assert rules(attempts=3).attempts == 3
