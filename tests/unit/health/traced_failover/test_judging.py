"""Minutes of calls, and the failovers they tell."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.health.traced_failover.judging import Judge, same_model
from sardonyx.health.traced_failover.traffic import Answered, Kind, Subject

_MINUTE_MS = 60_000


def _told(
    minutes: Sequence[dict[str, int]], kind: Kind = "database", name: str = "gpt-4o"
) -> list[tuple[int, str, str]]:
    """Which minutes tell a switch: number, before, after."""
    judge, subject = Judge(), Subject(kind, "shop", "prod", name)
    return [
        (number, one.before, one.after)
        for number, minute in enumerate(minutes)
        for one in judge.minute([Answered(subject, *call) for call in minute.items()], number * _MINUTE_MS)
    ]


A, B = {"a:5432": 20}, {"b:5432": 20}


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        pytest.param([A, A, A], [], id="nothing happens"),
        pytest.param([A, A, B, B, B], [(3, "a:5432", "b:5432")], id="a switch that stays"),
        pytest.param([A, B, A, A], [], id="one odd minute"),
        pytest.param([A, {**A, **B}, B, B], [(3, "a:5432", "b:5432")], id="a switch in the middle of a minute"),
        pytest.param([{**A, **B}] * 5, [], id="a primary and a replica"),
        pytest.param([A, {"b:5432": 2}, {"b:5432": 2}], [], id="too few calls"),
        pytest.param([A, {}, {}, B, B], [(4, "a:5432", "b:5432")], id="silence in between"),
        pytest.param([A, B, B, A, A, B, B, A, A], [(2, "a:5432", "b:5432"), (4, "b:5432", "a:5432")], id="taking turns"),
    ],
)  # fmt: skip
def test_a_database_that_answers_at_another_address_is_told_when_it_stays(
    minutes: list[dict[str, int]], told: list[tuple[int, str, str]]
) -> None:
    assert _told(minutes) == told


GOOD, BAD = {"gpt-4o-2024-08-06": 20}, {"claude-3-haiku": 20}


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        pytest.param([GOOD] * 6, [], id="a version in the answer is the same model"),
        pytest.param([GOOD] * 3 + [BAD], [(3, "gpt-4o", "claude-3-haiku")], id="it falls back"),
        pytest.param([BAD] * 6, [], id="it was always so"),
        pytest.param(
            [GOOD] * 3 + [BAD] * 2 + [GOOD] * 6, [(3, "gpt-4o", "claude-3-haiku"), (9, "claude-3-haiku", "gpt-4o")], id="and back"
        ),
        pytest.param([GOOD] * 5 + [{**GOOD, "claude-3-haiku": 1}] * 5, [], id="now and then"),
        pytest.param([{"gpt-4o": 1}, {"claude-3-haiku": 1}], [], id="too few calls"),
    ],
)  # fmt: skip
def test_a_model_that_answers_for_another_is_told_and_its_end_too(
    minutes: list[dict[str, int]], told: list[tuple[int, str, str]]
) -> None:
    assert _told(minutes, "model") == told


@pytest.mark.parametrize(
    ("asked", "answered", "same"),
    [
        ("gpt-4o", "gpt-4o-2024-08-06", True),
        ("openai/gpt-4o", "gpt-4o", True),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022", True),
        ("gemini-1.5-pro", "gemini-1.5-pro-002", True),
        ("anthropic/claude-3-5-sonnet", "claude-3-5-sonnet-20241022-v2:0", True),
        ("gpt-4o", "gpt-4o-mini", False),
        ("gpt-4", "gpt-3.5", False),
        ("gpt-4o", "claude-3-haiku", False),
    ],
)
def test_models_are_compared_without_prefix_and_version(asked: str, answered: str, same: bool) -> None:
    assert same_model(asked, answered) is same


_MINUTES = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 50), max_size=3), max_size=12)


@given(_MINUTES, st.sampled_from(["database", "model", "upstream"]))
def test_what_is_told_is_a_change_and_does_not_depend_on_order(minutes: list[dict[str, int]], kind: Kind) -> None:
    told = _told(minutes, kind, name="a")
    assert told == _told([dict(reversed(minute.items())) for minute in minutes], kind, name="a")
    assert all(before != after for _, before, after in told)
    assert all(one[2] == following[1] for one, following in pairwise(told) if kind != "database")


@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 50), min_size=1), st.sampled_from(["database", "model"]))
def test_calls_that_stay_as_they_are_tell_nothing(minute: dict[str, int], kind: Kind) -> None:
    assert _told([minute] * 10, kind, name="a") == []
