"""Histograms added, compared, written: those of different resolution, zero buckets and bounds included."""

import numpy as np
import pytest

from sardonyx.query.promql.errors import TooMuch
from sardonyx.query.promql.histograms import combine, pool
from sardonyx.query.promql.histograms.combine import at_most_finest, combined
from sardonyx.query.promql.histograms.compare import counter_resets, equal
from sardonyx.query.promql.histograms.pool import Hint, joined
from sardonyx.query.promql.histograms.text import texts
from tests.support.native_histograms import Figures, Histogram, figures, pool_of

LEFT_OPEN, RIGHT_OPEN, CLOSED = 0, 1, 3


def added(*histograms: Histogram, weights: list[float] | None = None) -> Figures:
    count = len(histograms)
    result = combined(
        pool_of(*histograms), np.arange(count), np.zeros(count, dtype=np.int64), 1, np.array(weights or [1.0] * count)
    )
    return figures(result.pool)[0]


def test_buckets_of_equal_bounds_are_added() -> None:
    result = added(Histogram(25, 10, (1, 2), zero=4), Histogram(3, 5, (1, 1), offset=1, negative=(1,)))
    assert result == Figures(28, 15, (
        (RIGHT_OPEN, -1, -0.5, 1), (CLOSED, -0.001, 0.001, 4), (LEFT_OPEN, 0.5, 1, 1), (LEFT_OPEN, 1, 2, 3),
        (LEFT_OPEN, 2, 4, 1),
    ))  # fmt: skip


def test_the_coarser_resolution_decides() -> None:
    fine = Histogram(10, 4, (1, 2, 3, 4), schema=1, offset=1)  # to 2^0.5, 2, 2^1.5, 4
    assert added(fine, Histogram(1, 2, (1,), offset=2)).buckets == ((LEFT_OPEN, 1, 2, 3), (LEFT_OPEN, 2, 4, 8))
    below_one = Histogram(3, 1, (1, 1, 1), schema=1, offset=-2)  # to 2^-1, 2^-0.5, 1
    assert added(below_one, Histogram(schema=-1)).buckets == ((LEFT_OPEN, 0.25, 1, 3),)


def test_the_wider_zero_bucket_swallows_what_it_covers() -> None:
    narrow = Histogram(7, 1, (1, 2, 4), offset=-2, threshold=0.001)  # (0.125, 0.25] (0.25, 0.5] (0.5, 1]
    wide = Histogram(3, 0, zero=3, threshold=0.25)
    assert added(narrow, wide).buckets == (
        (CLOSED, -0.25, 0.25, 4), (LEFT_OPEN, 0.25, 0.5, 2), (LEFT_OPEN, 0.5, 1, 4),
    )  # fmt: skip


def test_a_zero_bucket_that_ends_amid_a_bucket_grows_over_it() -> None:
    narrow = Histogram(7, 1, (1, 2, 4), offset=-2, negative=(5,), negative_offset=0)
    wide = Histogram(3, 0, zero=3, threshold=0.3)
    # Up to 0.5 for the positive one; the negative bucket begins there.
    assert added(narrow, wide).buckets == ((RIGHT_OPEN, -1, -0.5, 5), (CLOSED, -0.5, 0.5, 6), (LEFT_OPEN, 0.5, 1, 4))


def test_differences_of_equals_are_empty() -> None:
    one = Histogram(5, 6, (1, 2), zero=2)
    assert added(one, one, weights=[1.0, -1.0]) == Figures(0, 0, ())


def test_custom_bounds_meet_at_those_they_share() -> None:
    result = combined(
        pool_of(
            Histogram(10, 1, (1, 2, 3, 4), schema=-53, bounds=(2, 5, 10)),
            Histogram(3, 1, (1, 1, 1), schema=-53, bounds=(5, 7)),
        ),
        np.arange(2), np.zeros(2, dtype=np.int64), 1, np.ones(2),
    )  # fmt: skip
    inf = float("inf")
    assert figures(result.pool)[0].buckets == ((LEFT_OPEN, -inf, 5, 4), (LEFT_OPEN, 5, inf, 9))
    assert (result.reconciled.tolist(), result.mixed.tolist()) == ([True], [False])


def test_exponential_and_custom_buckets_do_not_mix() -> None:
    histograms = pool_of(Histogram(1, 1, (1,)), Histogram(1, 1, (1,), schema=-53, bounds=(5,)), Histogram(2, 2, (2,)))
    result = combined(histograms, np.array([0, 1, 0, 2]), np.array([0, 0, 1, 1]), 2, np.ones(4))
    assert result.mixed.tolist() == [True, False]
    assert figures(result.pool)[1] == Figures(3, 3, ((LEFT_OPEN, 0.5, 1, 3),))


@pytest.mark.parametrize(
    ("hints", "expected", "collides"),
    [
        ((Hint.NOT_RESET, Hint.NOT_RESET), Hint.NOT_RESET, False),
        ((Hint.NOT_RESET, Hint.UNKNOWN), Hint.UNKNOWN, False),
        ((Hint.NOT_RESET, Hint.GAUGE, Hint.UNKNOWN), Hint.GAUGE, False),
        ((Hint.RESET, Hint.NOT_RESET), Hint.UNKNOWN, True),
    ],
)
def test_hints_of_sums(hints: tuple[Hint, ...], expected: Hint, collides: bool) -> None:
    histograms = pool_of(*(Histogram(1, 1, (1,), hint=hint) for hint in hints))
    count = len(hints)
    result = combined(histograms, np.arange(count), np.zeros(count, dtype=np.int64), 1, np.ones(count))
    assert (result.pool.hint[0], result.collided[0]) == (expected, collides)


def test_pieces_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    histograms = pool_of(*(
        Histogram(10, i, rng.integers(0, 5, 6), offset=int(rng.integers(-5, 5)), schema=int(rng.integers(-1, 3)))
        for i in range(40)
    ))  # fmt: skip
    rows, groups, weights = rng.integers(0, 40, 200), rng.integers(0, 30, 200), rng.normal(size=200)
    whole = combined(histograms, rows, groups, 30, weights)
    monkeypatch.setattr(combine, "_CHUNK_BUCKETS", 17)
    pieces = combined(histograms, rows, groups, 30, weights)
    assert figures(pieces.pool) == figures(whole.pool)
    assert [one.tolist() for one in (pieces.mixed, pieces.reconciled)] == [[False] * 30] * 2


def test_more_resolution_than_prometheus_has_is_given_up() -> None:
    fine = Histogram(6, 1, (1, 2, 3), schema=10, offset=3)  # indexes 3 to 5; 4 make one of schema 8
    assert figures(at_most_finest(pool_of(fine), 8)) == [
        Figures(6, 1, ((LEFT_OPEN, 1, 2 ** (1 / 256), 3), (LEFT_OPEN, 2 ** (1 / 256), 2 ** (2 / 256), 3)))
    ]


BEFORE = Histogram(10, 5, (2, 3, 4), zero=1)


@pytest.mark.parametrize(
    ("after", "is_reset"),
    [
        (Histogram(11, 6, (2, 4, 4), zero=1), False),
        (Histogram(11, 6, (1, 5, 4), zero=1), True),
        (Histogram(11, 6, (3, 3, 4, 1)), True),
        (Histogram(9, 6, (2, 3, 4), zero=1), True),
        (Histogram(10, 6, (5, 4), schema=-1, zero=1), True),
        (Histogram(10, 6, (2, 7), schema=-1, zero=1), False),
        (Histogram(11, 6, (9, 1), schema=1, zero=1), True),
        (Histogram(11, 6, (2, 4, 4), zero=1, threshold=0.0001), True),
        (Histogram(11, 6, (0, 4, 4), zero=3, threshold=1), False),
        (Histogram(11, 6, (2, 4, 4), zero=1, threshold=0.7), True),
        (Histogram(11, 6, (2, 4, 4), zero=1, hint=Hint.RESET), True),
        (Histogram(1, 6, (1,), hint=Hint.NOT_RESET), False),
        (Histogram(12, 6, (12,), schema=-53, bounds=(5,)), True),
    ],
    ids=["grown", "bucket fell", "zero fell", "count fell", "coarser, fell", "coarser", "finer", "zero shrank",
         "zero grew", "zero grew amid a bucket", "says so", "says not", "other kind"],
)  # fmt: skip
def test_counter_resets(after: Histogram, is_reset: bool) -> None:
    assert counter_resets(pool_of(BEFORE, after), np.array([0]), np.array([1])).tolist() == [is_reset]


def test_resets_of_custom_buckets_are_looked_for_between_shared_bounds() -> None:
    before = Histogram(15, 5, (1, 2, 5, 7), schema=-53, bounds=(2, 4, 6))
    finer = Histogram(15, 5, (1, 1, 1, 5, 7), schema=-53, bounds=(2, 3, 4, 6))
    fell = Histogram(15, 5, (1, 0, 1, 5, 8), schema=-53, bounds=(2, 3, 4, 6))
    histograms = pool_of(before, finer, fell)
    assert counter_resets(histograms, np.array([0, 0]), np.array([1, 2])).tolist() == [False, True]


def test_equality_looks_at_everything_but_hints() -> None:
    nan = float("nan")
    one = Histogram(3, nan, (1, 2), negative=(1,), zero=1)
    others = [
        Histogram(3, nan, (1, 2), negative=(1,), zero=1, hint=Hint.GAUGE), Histogram(4, nan, (1, 2), negative=(1,), zero=1),
        Histogram(3, nan, (2, 1), negative=(1,), zero=1), Histogram(3, nan, (1, 2), negative=(1,), zero=1, offset=1),
        Histogram(3, nan, (1, 2), negative=(1,), zero=1, schema=1), Histogram(3, 0, (1, 2), negative=(1,), zero=1),
        Histogram(3, nan, (1, 2), negative=(1,), zero=1, threshold=0.1),
    ]  # fmt: skip
    assert equal(pool_of(*[one] * 7), pool_of(*others)).tolist() == [True] + [False] * 6
    custom = [Histogram(1, 1, (1,), schema=-53, bounds=bounds) for bounds in ((2,), (2, 5), (2,))]
    assert equal(pool_of(*custom), pool_of(custom[1], custom[1], custom[0])).tolist() == [False, True, True]


def test_bounds_are_numbered_anew_when_pools_join() -> None:
    mine = pool_of(Histogram(1, 1, (1,), schema=-53, bounds=(2,)), Histogram(1, 1, (1,)))
    theirs = pool_of(Histogram(1, 1, (1,), schema=-53, bounds=(7,)), Histogram(1, 1, (0, 1), schema=-53, bounds=(2, 9)))
    both = joined([mine, theirs])
    assert figures(both) == figures(mine) + figures(theirs)


def test_text() -> None:
    assert texts(pool_of(Histogram(4.5, -1e-7, (1, 2.5), negative=(1,), zero=1), Histogram())) == [
        "{count:4.5, sum:-1e-07, [-1,-0.5):1, [-0.001,0.001]:1, (0.5,1]:1, (1,2]:2.5}",
        "{count:0, sum:0}",
    ]


def test_too_many_buckets_are_refused_with_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_MOST_BUCKETS", 5)
    with pytest.raises(TooMuch, match="6 buckets of histograms, 5 allowed"):
        pool_of(Histogram(3, 1, (1, 1, 1))).take(np.array([0, 0]))


def test_the_largest_numbers_have_a_bucket_of_their_own() -> None:
    largest = float(np.finfo(np.float64).max)
    (one,) = figures(pool_of(Histogram(3, 1, (1, 1, 1), offset=1023)))
    assert [bucket[2] for bucket in one.buckets] == [2.0**1023, largest, float("inf")]
