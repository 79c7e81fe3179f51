"""One job: due, late, missed, running, overrun; and what is not said of times nobody listened."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sardonyx.config.checks import HeartbeatCheck
from sardonyx.health.heartbeats.beat import MAX_RUNS, Beat

MINUTE = timedelta(minutes=1)
START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def daily(**options: object) -> Beat:
    """Due at three in the morning, ten minutes of grace."""
    fields = {"schedule": "0 3 * * *", "grace": 10 * MINUTE, "max_runtime": 30 * MINUTE, **options}
    return Beat.new(HeartbeatCheck(**fields), START)  # type: ignore[arg-type]


def clock(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def test_silence_is_nothing_until_the_grace_is_over() -> None:
    beat = daily()
    assert (beat.due, beat.deadline) == (clock(2, 3), clock(2, 3, 10))
    assert beat.judge(clock(2, 3, 9)) is None
    finding = beat.judge(clock(2, 3, 10))
    assert finding is not None
    assert (finding.reason, finding.due) == ("missed", clock(2, 3))
    assert finding.message == "was due 2026-01-02 03:00:00 UTC, nothing was heard by 2026-01-02 03:10:00 UTC"


def test_what_was_missed_is_said_once() -> None:
    beat = daily()
    assert beat.judge(clock(2, 4)) is not None
    assert beat.judge(clock(2, 23)) is None
    assert beat.due == clock(3, 3)


def test_check_in_answers_the_time_due() -> None:
    beat = daily()
    assert beat.tell("ok", clock(2, 3, 5), "") is None
    assert beat.judge(clock(2, 12)) is None
    assert (beat.due, beat.outcome) == (clock(3, 3), "up")


def test_run_that_begins_in_time_is_not_missed_and_its_duration_is_told() -> None:
    beat = daily()
    beat.tell("start", clock(2, 3, 1), "r1")
    assert beat.judge(clock(2, 3, 29)) is None
    assert beat.tell("ok", clock(2, 3, 29), "r1") == 28 * 60
    assert beat.runs == {}


def test_run_that_does_not_end_is_an_overrun_once() -> None:
    beat = daily()
    beat.tell("start", clock(2, 3), "r1")
    assert beat.deadline == clock(2, 3, 30)
    finding = beat.judge(clock(2, 3, 30))
    assert finding is not None
    assert finding.reason == "overrun"
    assert beat.judge(clock(2, 12)) is None
    assert beat.tell("ok", clock(2, 12), "r1") is None
    assert beat.outcome == "up"


def test_runs_may_overlap() -> None:
    beat = daily()
    beat.tell("start", clock(2, 3), "a")
    beat.tell("start", clock(2, 3, 1), "b")
    assert beat.tell("fail", clock(2, 3, 5), "b") == 240
    assert beat.tell("ok", clock(2, 3, 6), "a") == 360


def test_runs_that_never_end_are_bounded() -> None:
    beat = daily()
    for number in range(MAX_RUNS + 50):
        beat.tell("start", clock(2, 3), str(number))
    assert len(beat.runs) == MAX_RUNS


def test_log_says_nothing_of_its_health() -> None:
    beat = daily()
    beat.tell("log", clock(2, 3, 5), "")
    assert beat.judge(clock(2, 3, 10)) is not None


def test_job_that_could_not_tell_while_we_were_away_has_its_grace_anew() -> None:
    beat = daily()
    beat.tell("ok", clock(2, 3), "")
    restarted = daily()
    restarted.restore(beat.stored())
    restarted.listen_from(clock(5, 20))  # away for three days
    assert restarted.judge(clock(5, 20, 9)) is None
    finding = restarted.judge(clock(5, 20, 10))
    assert finding is not None
    assert finding.due == clock(3, 3)
    assert restarted.judge(clock(6, 3)) is None  # the days we were away are one finding, not three
    assert restarted.judge(clock(6, 3, 10)) is not None


def test_run_that_may_have_ended_while_we_were_away_has_its_grace_anew() -> None:
    beat = daily()
    beat.tell("start", clock(2, 3), "r1")
    restarted = daily()
    restarted.restore(beat.stored())
    restarted.listen_from(clock(2, 8))
    assert restarted.runs == {"r1": clock(2, 3)}
    assert restarted.judge(clock(2, 8, 9)) is None
    assert restarted.tell("ok", clock(2, 8, 9), "r1") == 5 * 3600 + 9 * 60


def test_changed_schedule_gets_its_grace_from_the_change() -> None:
    beat = daily()
    hourly = HeartbeatCheck(schedule="0 * * * *", grace=10 * MINUTE)
    beat.follow(hourly, clock(1, 20, 30))
    assert beat.judge(clock(1, 20, 39)) is None
    assert beat.judge(clock(1, 20, 40)) is not None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["ok", "fail", "start", "away", "judge"]), st.integers(0, 200_000)), max_size=25)
)
def test_never_says_missed_before_a_whole_grace_of_listening(steps: list[tuple[str, int]]) -> None:
    beat, now, heard_from = daily(), START, START
    for step, seconds in steps:
        now += timedelta(seconds=seconds)
        if step == "away":
            restarted = daily()
            restarted.restore(beat.stored())
            restarted.listen_from(now)
            beat, heard_from = restarted, now
        elif step == "judge":
            finding = beat.judge(now)
            if finding is not None:
                assert now - heard_from >= beat.check.grace
                assert finding.due <= now - beat.check.grace or finding.reason == "overrun"
        else:
            beat.tell(step, now, "r")  # type: ignore[arg-type]
            assert beat.due > now - timedelta(seconds=1)
        assert beat.judge(min(now, beat.deadline - timedelta(microseconds=1))) is None
