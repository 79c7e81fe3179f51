"""Sets that move, and sets that only rotate."""

from collections.abc import Sequence

import pytest

from sardonyx.health.facts.sets import STEADY, Pool, members_of, step

_MINUTE = 60_000


def _moves(sights: Sequence[str], every_ms: int = _MINUTE) -> list[tuple[int, str]]:
    """Which sights are told as a move, and to what; the first is where it starts."""
    pool, wavering, told = Pool.of(members_of(sights[0]), 0), STEADY, []
    for number, sight in enumerate(sights[1:], 1):
        stepped = step(pool, wavering, members_of(sight), number * every_ms)
        pool, wavering = stepped.pool, stepped.wavering
        if stepped.moved:
            told.append((number, ",".join(pool.value)))
    return told


@pytest.mark.parametrize(
    ("sights", "told"),
    [
        pytest.param("a a a", [], id="the same"),
        pytest.param("a,b b,a a,b", [], id="another order"),
        pytest.param("a b b b", [(2, "b")], id="a move counts when it stays"),
        pytest.param("a b a a", [], id="one odd answer"),
        pytest.param("a,b a a", [(2, "a")], id="an address taken away"),
        pytest.param("a b b a a", [(2, "b"), (4, "a")], id="there and back"),
        pytest.param("a b b a a b b a a b b", [(2, "b"), (4, "a")], id="a rotation is learned by its moves"),
        pytest.param("a b c d a b c d b c", [], id="a rotation is learned by what never stays"),
        pytest.param("a b c d a b z z z", [(7, "z")], id="out of the rotation"),
        pytest.param("a,b b,c c,d d,e e,f f,g", [], id="a large rotation"),
    ],
)
def test_tells_moves_and_learns_rotations(sights: str, told: list[tuple[int, str]]) -> None:
    assert _moves(sights.split()) == told


def test_rare_moves_are_never_taken_for_a_rotation() -> None:
    hours = _moves(["a", "b", "b", "a", "a", "b", "b", "a", "a"], every_ms=60 * _MINUTE)
    assert [after for _, after in hours] == ["b", "a", "b", "a"]


def test_a_rotation_is_forgotten_after_a_quiet_day() -> None:
    quiet = ["a"] * 1500
    assert _moves(["a", "b", "c", "d", "a", *quiet, "b", "b"])[-1] == (1506, "b")


def test_what_is_known_survives_being_stored() -> None:
    pool = Pool(("a", "b"), 5, ("c", "a", "b"), (3,), rotating=True)
    assert Pool.stored(pool.text, 5, pool.data) == pool
