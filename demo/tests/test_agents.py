import pytest

from sardonyx_demo.agent_exec.planner import STEP_LIMIT, Plan
from sardonyx_demo.agent_exec.tools import ToolError, calculate

GOALS = [f"Collect the rules for remote work, part {number}" for number in range(300)]


def test_same_goal_and_seed_give_the_same_plan() -> None:
    def steps(seed: int) -> list[object]:
        return [
            [plan.step(number) for number in range(1, STEP_LIMIT + 1)] for goal in GOALS if (plan := Plan(goal, seed))
        ]

    assert steps(1) == steps(1) != steps(2)


def test_some_plans_are_too_long_and_some_calls_malformed() -> None:
    plans = [Plan(goal, 1) for goal in GOALS]
    too_long = sum(plan.length > STEP_LIMIT for plan in plans)
    malformed = [plan for plan in plans for n in range(1, 9) if (call := plan.step(n)) and not call.argument]
    assert 0 < too_long < len(plans) / 4
    assert 0 < len(malformed) < len(plans)


def test_corrected_call_has_an_argument() -> None:
    plan = Plan("Compare deadlines", 1)
    assert all(plan.corrected(call).argument for n in range(1, 9) if (call := plan.step(n)))


@pytest.mark.parametrize(("text", "value"), [("3 * 4 + 2", "14"), ("7 / 2", "3.5"), ("10 - 12", "-2")])
def test_calculates(text: str, value: str) -> None:
    assert calculate(text) == value


@pytest.mark.parametrize("text", ["", "1 / 0", "__import__('os')", "2 ** 9999999", "'a' * 9", "1 +"])
def test_refuses_what_is_no_sum(text: str) -> None:
    with pytest.raises(ToolError):
        calculate(text)
