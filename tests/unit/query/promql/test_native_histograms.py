"""Queries over series with native histograms: what each part of the language makes of them, as Prometheus 3 does."""

import math
import random

import pytest

from sardonyx.query.promql import MatrixAnswer, QueryLimits, SamplesAnswer, TooMuch
from sardonyx.query.promql.histograms.pool import Hint
from sardonyx.query.scope import AccessScope
from tests.support.native_histograms import Figures, Histogram
from tests.unit.query.promql.conftest import NOON, Metrics

ALL = AccessScope.ALL


def one(count: float, *buckets: float, **more: object) -> Histogram:
    """A histogram whose sum is twice its count."""
    return Histogram(count, 2 * count, buckets, **more)  # type: ignore[arg-type]


@pytest.fixture
async def steady(metrics: Metrics) -> Metrics:
    """`h{a}` and `h{b}`, every 15 s for two minutes: h{a} grows by (1, 2) a time; and floats `f{a}`."""
    samples = [(at, one(3 * i + 3, i + 1, 2 * i + 2)) for i, at in enumerate(range(-105, 1, 15))]
    await metrics.add_histograms("h", {"s": "a"}, samples)
    await metrics.add_histograms("h", {"s": "b"}, [(at, one(2.5, 0.5, 2, schema=1)) for at, _ in samples])
    await metrics.add("f", {"s": "a"}, [(at, float(at)) for at, _ in samples])
    return metrics


async def test_are_selected_as_they_are(steady: Metrics) -> None:
    root = math.sqrt(2)
    assert await steady.histograms("h") == {
        "h{s=a}": Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16))),
        "h{s=b}": Figures(2.5, 5, ((0, pytest.approx(1 / root), 1, 0.5), (0, 1, pytest.approx(root), 2))),
    }
    assert await steady.histograms("h", 301) == {}
    assert list(await steady.histograms('{__name__=~"h|f", s="a"}')) == ["h{s=a}"]
    assert await steady.at('{__name__=~"h|f", s="a"}') == {"f{s=a}": 0}


async def test_range_queries_and_range_selectors_hand_them_out(steady: Metrics) -> None:
    matrix = await steady.promql.range('h{s="a"}', NOON - 30, NOON, 15, ALL)
    times, found = matrix.histograms(0)
    assert ((times / 1000 - NOON).tolist(), [each.count for each in found]) == ([-30, -15, 0], [18, 21, 24])
    assert not len(matrix.points(0)[0])
    answer = await steady.promql.instant('{s="a"}[30s]', NOON, ALL)
    assert isinstance(answer, SamplesAnswer)
    assert [answer.points(0)[1].tolist(), [each.count for each in answer.histograms(1)[1]]] == [[-15, 0], [21, 24]]


HISTOGRAMS = [
    ('rate(h{s="a"}[1m])', Figures(0.2, 0.4, ((0, 0.5, 1, 1 / 15), (0, 1, 2, 2 / 15)))),
    ('increase(h{s="a"}[1m])', Figures(12, 24, ((0, 0.5, 1, 4), (0, 1, 2, 8)))),
    ('irate(h{s="a"}[1m])', Figures(0.2, 0.4, ((0, 0.5, 1, 1 / 15), (0, 1, 2, 2 / 15)))),
    ('delta(h{s="a"}[1m])', Figures(12, 24, ((0, 0.5, 1, 4), (0, 1, 2, 8)))),
    ('idelta(h{s="a"}[1m])', Figures(3, 6, ((0, 0.5, 1, 1), (0, 1, 2, 2)))),
    ('sum_over_time(h{s="a"}[30s])', Figures(45, 90, ((0, 0.5, 1, 15), (0, 1, 2, 30)))),
    ('avg_over_time(h{s="a"}[30s])', Figures(22.5, 45, ((0, 0.5, 1, 7.5), (0, 1, 2, 15)))),
    ('first_over_time(h{s="a"}[30s])', Figures(21, 42, ((0, 0.5, 1, 7), (0, 1, 2, 14)))),
    ('last_over_time(h{s="a"}[30s])', Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16)))),
    ('last_over_time(h{s="a"}[1m:15s] offset 30s)', Figures(18, 36, ((0, 0.5, 1, 6), (0, 1, 2, 12)))),
    ('rate(h{s="a"}[1m] @ NOON offset 30s)', Figures(0.2, 0.4, ((0, 0.5, 1, 1 / 15), (0, 1, 2, 2 / 15)))),
    ("sum(h)", Figures(26.5, 53, ((0, 0.5, 1, 8.5), (0, 1, 2, 18)))),
    ("avg(h)", Figures(13.25, 26.5, ((0, 0.5, 1, 4.25), (0, 1, 2, 9)))),
    ("limitk(1, h)", Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16)))),
    ('h{s="a"} * 2', Figures(48, 96, ((0, 0.5, 1, 16), (0, 1, 2, 32)))),
    ('-2 * h{s="a"}', Figures(-48, -96, ((0, 0.5, 1, -16), (0, 1, 2, -32)))),
    ('-h{s="a"}', Figures(-24, -48, ((0, 0.5, 1, -8), (0, 1, 2, -16)))),
    ('h{s="a"} / 4', Figures(6, 12, ((0, 0.5, 1, 2), (0, 1, 2, 4)))),
    ('h{s="a"} / 0', Figures(math.inf, math.inf, ())),
    ('h{s="a"} * on () vector(0)', Figures(0, 0, ())),
    ('h{s="a"} + ignoring (s) h{s="b"}', Figures(26.5, 53, ((0, 0.5, 1, 8.5), (0, 1, 2, 18)))),
    ('h{s="a"} - ignoring (s) h{s="b"}', Figures(21.5, 43, ((0, 0.5, 1, 7.5), (0, 1, 2, 14)))),
    ('h == h offset 15s or h{s="a"} != h{s="a"}', Figures(2.5, 5, ())),
    ('h{s="a"} and f', Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16)))),
    ('h unless on (s) f', Figures(2.5, 5, ())),
    ('label_replace(h{s="a"}, "t", "$1", "s", "(.*)")', Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16)))),
    ('sort_by_label(h{s="a"}, "s")', Figures(24, 48, ((0, 0.5, 1, 8), (0, 1, 2, 16)))),
]  # fmt: skip


async def test_give_histograms(steady: Metrics) -> None:
    for expr, expected in HISTOGRAMS:
        found = await steady.histogram(expr.replace("NOON", str(NOON)))
        assert (found.count, found.sum) == pytest.approx((expected.count, expected.sum)), expr
        if expected.buckets:
            assert [pytest.approx(bucket) for bucket in expected.buckets] == list(found.buckets), expr


NUMBERS: list[tuple[str, dict[str, float]]] = [
    ("histogram_count(h)", {"{s=a}": 24, "{s=b}": 2.5}), ("histogram_sum(h)", {"{s=a}": 48, "{s=b}": 5}),
    ("histogram_avg(h)", {"{s=a}": 2, "{s=b}": 2}), ("histogram_count(rate(h[1m]))", {"{s=a}": 0.2, "{s=b}": 0}),
    ('histogram_quantile(0.75, h{s="a"})', {"{s=a}": 2**0.625}), ("histogram_quantile(0.75, f)", {}),
    ('histogram_fraction(0, 1, h{s="a"})', {"{s=a}": 1 / 3}),
    ('histogram_quantiles(h{s="a"}, "q", 0.75, 0)', {"{q=0.75,s=a}": 2**0.625, "{q=0,s=a}": 0.5}),
    ('histogram_stdvar(h{s="a"})', {"{s=a}": (8 * (2 - 0.5**0.5) ** 2 + 16 * (2 - 2**0.5) ** 2) / 24}),
    ('histogram_stddev(h{s="a"} * 0)', {"{s=a}": math.nan}), ("histogram_count(f)", {}),
    ("count(h)", {"": 2}), ("group by (s) (h)", {"{s=a}": 1, "{s=b}": 1}), ("absent(h)", {}),
    ('count_values("v", h{s="a"})', {"{v={count:24, sum:48, (0.5,1]:8, (1,2]:16}}": 1}),
    ('count_over_time(h{s="a"}[1m])', {"{s=a}": 4}), ("present_over_time(h[1m])", {"{s=a}": 1, "{s=b}": 1}),
    ("resets(h[1m])", {"{s=a}": 0, "{s=b}": 0}), ("changes(h[1m])", {"{s=a}": 3, "{s=b}": 0}),
    ("timestamp(h)", {"{s=a}": NOON, "{s=b}": NOON}), ("timestamp(h + h)", {"{s=a}": NOON, "{s=b}": NOON}),
    ('ts_of_last_over_time(h{s="a"}[1m])', {"{s=a}": NOON}), ("absent_over_time(h[1m])", {}),
    ("abs(h)", {}), ("clamp(h, 0, 1)", {}), ("sort(h)", {}), ("hour(h)", {}), ("round(h)", {}), ("max_over_time(h[1m])", {}),
    ('vector(scalar(h{s="a"}))', {"": math.nan}), ("h == bool h", {"{s=a}": 1, "{s=b}": 1}),
    ("h != bool h offset 15s", {"{s=a}": 1, "{s=b}": 0}),
]  # fmt: skip


async def test_give_numbers(steady: Metrics) -> None:
    for expr, expected in NUMBERS:
        assert await steady.at(expr) == pytest.approx(expected, nan_ok=True), expr


MEANINGLESS = [
    ("topk(1, h)", "info: ignored histogram in topk aggregation"),
    ("max(h)", "info: ignored histogram in max aggregation"),
    ("quantile(0.5, h)", "info: ignored histogram in quantile aggregation"),
    ("h + 1", 'info: incompatible sample types encountered for binary operator "+": histogram + float'),
    ("2 / h", 'info: incompatible sample types encountered for binary operator "/": float / histogram'),
    ("h > h", 'info: incompatible sample types encountered for binary operator ">": histogram > histogram'),
    ("h == bool 1", 'info: incompatible sample types encountered for binary operator "==": histogram == float'),
    ("h * h", 'info: incompatible sample types encountered for binary operator "*": histogram * histogram'),
    ("f ^ h", 'info: incompatible sample types encountered for binary operator "^": float ^ histogram'),
]  # fmt: skip


async def test_are_left_out_where_they_mean_nothing_and_it_says_so(steady: Metrics) -> None:
    for expr, note in MEANINGLESS:
        assert not await steady.histograms(expr), expr
        assert not await steady.at(expr), expr
        assert await steady.notes(expr) == [f"PromQL {note}"]


async def test_delta_wants_gauges_and_rate_wants_counters(steady: Metrics) -> None:
    gauges = [(at, one(at + 100, at + 100, hint=Hint.GAUGE)) for at in range(-60, 1, 15)]
    await steady.add_histograms("g", {}, gauges)
    assert await steady.notes("delta(h[1m])") == ['PromQL warning: this native histogram metric is not a gauge: "h"']
    assert await steady.notes("irate(g[1m])") == ['PromQL warning: this native histogram metric is not a counter: "g"']
    assert await steady.notes("rate(g[1m])") == ['PromQL warning: this native histogram metric is not a counter: "g"']
    assert not await steady.notes("delta(g[1m])")
    assert not await steady.notes("rate(h[1m])")


async def test_a_reset_seen_in_one_bucket_only_counts(metrics: Metrics) -> None:
    samples = [(-600, one(4, 1, 2, 1)), (-300, one(5, 1, 1, 3)), (0, one(6, 1, 2, 3))]
    await metrics.add_histograms("h", {}, samples)
    # The first sample is before a reset and does not matter but for where the counter began: 300 s to either side.
    assert await metrics.histogram("increase(h[15m])") == Figures(
        9, 18, ((0, 0.5, 1, 1.5), (0, 1, 2, 3), (0, 2, 4, 4.5))
    )
    assert await metrics.at("resets(h[15m])") == {"": 1}


async def test_resets_later_in_the_window_add_what_was_counted_before(metrics: Metrics) -> None:
    counts = [(100, 60), (110, 66), (4, 1), (6, 2), (1, 1)]
    samples = [(at, one(sum(pair), *pair)) for at, pair in zip(range(-60, 1, 15), counts, strict=True)]
    await metrics.add_histograms("h", {}, samples)
    # (1, 1) - (100, 60) + (110, 66) + (6, 2), over the 60 s the samples span.
    found = await metrics.histogram("increase(h[61s])")
    assert [bucket[3] for bucket in found.buckets] == pytest.approx([17 * 61 / 60, 9 * 61 / 60])


async def test_extrapolation_stops_where_the_count_would_be_zero(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(-30, one(2, 2)), (0, one(32, 32))])
    await metrics.add("f", {}, [(-30, 2.0), (0, 32.0)])
    for window in ("32s", "45s", "1m"):
        found = await metrics.histogram(f"increase(h[{window}])")
        assert found.count == pytest.approx((await metrics.at(f"increase(f[{window}])"))[""])


async def test_floats_and_histograms_in_one_series_keep_their_order(metrics: Metrics) -> None:
    await metrics.add_histograms("m", {}, [(-45, one(4, 4)), (-30, one(6, 6)), (0, one(9, 9))])
    await metrics.add("m", {}, [(-60, 3.0), (-15, 7.0)])
    matrix = await metrics.promql.range("m", NOON - 60, NOON, 15, ALL)
    assert isinstance(matrix, MatrixAnswer)
    assert ((matrix.points(0)[0] / 1000 - NOON).tolist(), (matrix.histograms(0)[0] / 1000 - NOON).tolist()) == (
        [-60, -15],
        [-45, -30, 0],
    )
    assert await metrics.at("resets(m[2m])") == {"": 3}
    assert await metrics.at("changes(m[2m])") == {"": 4}
    assert await metrics.at("count_over_time(m[2m])") == {"": 5}
    assert (await metrics.histogram("last_over_time(m[2m])")).count == 9
    assert await metrics.at("first_over_time(m[2m])") == {"m": 3}
    for expr in ("rate(m[2m])", "sum_over_time(m[2m])", "irate(m[2m])", "avg_over_time(m[2m])", "idelta(m[2m])"):
        assert not await metrics.at(expr)
        assert not await metrics.histograms(expr)
        mixed = 'PromQL warning: encountered a mix of histograms and floats for metric name "m"'
        assert await metrics.notes(expr) == [mixed]
    assert await metrics.at("max_over_time(m[2m])") == {"": 7}
    assert await metrics.notes("max_over_time(m[2m])") == [
        'PromQL info: ignored histograms in a range containing both floats and histograms for metric name "m"'
    ]
    assert (await metrics.histogram("increase(m[30s] offset 20s)")).count == pytest.approx(2 * 30 / 15)


async def test_sums_of_both_kinds_are_left_out_group_by_group(steady: Metrics) -> None:
    found = await steady.histograms('sum by (s) ({s=~"a|b"})')
    assert list(found) == ["{s=b}"]
    assert await steady.notes('sum by (s) ({s=~"a|b"})') == [
        "PromQL warning: encountered a mix of histograms and floats for aggregation"
    ]
    assert await steady.at('count by (s) ({s=~"a|b"})') == {"{s=a}": 2, "{s=b}": 1}
    assert await steady.at('max by (s) ({s=~"a|b"})') == {"{s=a}": 0}


async def test_staleness_ends_them_and_a_later_sample_begins_them_anew(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(-60, one(1, 1)), (-30, Histogram(stale=True)), (0, one(2, 2))])
    assert [len(await metrics.histograms("h", at)) for at in (-31, -30, -1, 0)] == [1, 0, 0, 1]
    assert await metrics.at("count_over_time(h[2m])") == {"": 2}


async def test_custom_buckets(metrics: Metrics) -> None:
    bounds = {"schema": -53, "bounds": (5, 10)}
    await metrics.add_histograms("c", {}, [(-15, one(4, 1, 2, 1, **bounds)), (0, one(8, 2, 4, 2, **bounds))])
    inf = math.inf
    assert await metrics.histogram("c") == Figures(8, 16, ((0, -inf, 5, 2), (0, 5, 10, 4), (0, 10, inf, 2)))
    assert (await metrics.histogram("increase(c[30s])")).buckets == ((0, -inf, 5, 2), (0, 5, 10, 4), (0, 10, inf, 2))
    assert await metrics.at("histogram_quantile(0.5, c)") == {"": 7.5}
    await metrics.add_histograms("c", {"s": "x"}, [(0, one(1, 1))])
    assert not await metrics.histograms("sum(c)")
    kinds = "vector contains a mix of histograms with exponential and custom buckets schemas for metric name"
    assert await metrics.notes("sum(c)") == [f'PromQL warning: {kinds} "c"']
    assert await metrics.notes('c{s="x"} + ignoring (s) c{s=""}') == [
        "PromQL warning: incompatible bucket layout encountered for binary operator +"
    ]
    await metrics.add_histograms("d", {}, [(0, one(4, 1, 3, schema=-53, bounds=(10,)))])
    assert (await metrics.histogram('c{s=""} + d')).buckets == ((0, -inf, 10, 7), (0, 10, inf, 5))
    assert await metrics.notes('c{s=""} + d') == [
        "PromQL info: mismatched custom buckets were reconciled during addition"
    ]


async def test_deltas_are_added_up(metrics: Metrics) -> None:
    samples = [(at, one(3, 1, 2)) for at in range(-45, 1, 15)]
    await metrics.add_histograms("d", {}, samples, delta=True)
    assert await metrics.histogram("increase(d[1m])") == Figures(12, 24, ((0, 0.5, 1, 4), (0, 1, 2, 8)))
    assert (await metrics.histogram("rate(d[1m])")).count == pytest.approx(0.2)
    assert (await metrics.histogram("irate(d[1m])")).count == pytest.approx(0.2)
    assert (await metrics.histogram("increase(d[10s])")).count == 3
    assert (await metrics.histogram("sum(increase(d[1m]))")).count == 12


async def test_classic_and_native_histograms_of_one_name_do_not_meet(metrics: Metrics) -> None:
    for le, count in (("1", 5.0), ("+Inf", 10.0)):
        await metrics.add("h", {"le": le}, [(0, count)])
        await metrics.add("h", {"le": le, "s": "classic"}, [(0, count)])
    await metrics.add_histograms("h", {}, [(0, one(4, 4))])
    await metrics.add_histograms("h", {"s": "native"}, [(0, one(4, 4))])
    found = await metrics.at("histogram_quantile(0.25, h)")
    assert found == pytest.approx({"{s=classic}": 0.5, "{s=native}": 0.5 * 2**0.25})
    assert await metrics.notes("histogram_quantile(0.25, h)") == [
        "PromQL warning: vector contains a mix of classic and native histograms"
    ]


async def test_nan_observations_are_told(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(0, Histogram(15, math.nan, (12,)))])
    assert await metrics.notes("histogram_quantile(0.9, h)") == [
        'PromQL info: input to histogram_quantile has NaN observations, result is NaN for metric name "h"'
    ]
    assert await metrics.notes("histogram_quantile(0.4, h)") == [
        'PromQL info: input to histogram_quantile has NaN observations, result is skewed higher for metric name "h"'
    ]


async def test_scopes_hide_them(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {"service_name": "shop"}, [(0, one(1, 1))])
    for services, count in ((frozenset({"shop"}), 1), (frozenset({"bank"}), 0)):
        answer = await metrics.promql.instant("histogram_count(h)", NOON, AccessScope(services=services))
        assert len(answer.vector) == count  # type: ignore[union-attr]


async def test_resolutions_finer_than_those_of_prometheus_are_read_coarser(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(0, one(7, 1, 2, 4, schema=10, offset=3))])
    fine = 2 ** (1 / 256)
    (bucket, above) = (await metrics.histogram("h")).buckets
    assert bucket == (0, 1, pytest.approx(fine), 3)
    assert above == (0, pytest.approx(fine), pytest.approx(fine**2), 4)


async def test_a_row_sent_twice_counts_once(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(-15, one(1, 1)), (0, one(2, 2)), (0, one(2, 2))])
    assert await metrics.at("count_over_time(h[1m])") == {"": 2}
    assert (await metrics.histogram("sum_over_time(h[1m])")).count == 3


async def test_more_buckets_than_allowed_are_refused_with_figures(metrics: Metrics) -> None:
    await metrics.add_histograms("h", {}, [(at, one(3, 1, 1, 1)) for at in range(-30, 1, 15)])
    with pytest.raises(TooMuch, match="12 buckets of histograms, 11 allowed"):
        await metrics.promql.instant("rate(h[1m])", NOON, ALL, QueryLimits(max_samples=11))


async def test_counts_behave_as_the_floats_that_they_are(metrics: Metrics) -> None:
    rng = random.Random("counts")
    for series in ("a", "b"):
        count, samples = 0, []
        for at in range(-420, 1, 15):
            if rng.random() < 0.2:
                continue
            count = rng.randint(0, 3) if rng.random() < 0.15 else count + rng.randint(0, 30)
            samples.append((at + rng.random(), count))
        # All in one bucket: what resets the count resets the bucket.
        await metrics.add_histograms("h", {"s": series}, [(at, one(count, count)) for at, count in samples])
        await metrics.add("f", {"s": series}, [(at, float(count)) for at, count in samples])
    for call in ("rate(X[1m])", "increase(X[2m])", "increase(X[40s])", "irate(X[1m])", "delta(X[2m])", "idelta(X[2m])",
                 "sum_over_time(X[1m])", "avg_over_time(X[2m])", "X", "X - X offset 1m", "last_over_time(X[1m:7s])",
                 "sum(rate(X[1m]))", "avg(X)", "sum by (s) (X * 3)", "increase(X[3m:20s])", "-X"):  # fmt: skip
        native = await metrics.promql.range(f"histogram_count({call.replace('X', 'h')})", NOON - 300, NOON, 10, ALL)
        floats = await metrics.promql.range(f"sum by (s) ({call.replace('X', 'f')})", NOON - 300, NOON, 10, ALL)
        assert native.vector.labels == floats.vector.labels != [], call
        for row in range(len(floats.vector)):
            (times, values), (expected_times, expected) = native.points(row), floats.points(row)
            assert times.tolist() == expected_times.tolist(), call
            assert values.tolist() == pytest.approx(expected.tolist()), call
    assert await metrics.over("resets(h[2m])", -300, 0, 10) == await metrics.over("resets(f[2m])", -300, 0, 10)
