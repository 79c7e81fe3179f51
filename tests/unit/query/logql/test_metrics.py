"""Metric queries on real rows: numbers worked out by hand, and the same in plain Python."""

import math

import numpy as np
import pytest

from sardonyx.query.logql.errors import BadRange, LogqlError, PipelineFailed, TooManySeries
from sardonyx.query.logql.limits import LogqlLimits
from sardonyx.query.logql.service import Logql, MetricAnswer, RangeQuery, default_step_ns
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0
from tests.unit.query.logql.conftest import ALL, COUNTS, S

# The ten records lie at 0, 10, … 90 s; at 60 s a window of a minute has those of 10 to 60 s.
AT = T0 + 60 * S
C = '{service_name="count"}'
API, WEB = ("app", "api"), ("app", "web")
Found = dict[frozenset[tuple[str, str]], float]


def found_in(answer: MetricAnswer, step: int = 0) -> Found:
    vector = answer.vector
    return {
        frozenset(labels.items()): round(float(values[step]), 9)
        for labels, values, present in zip(vector.labels, vector.values, vector.present, strict=True)
        if present[step]
    }


def of(**values: float) -> Found:
    return {frozenset({("app", name)}): value for name, value in values.items()}


def one(value: float) -> Found:
    return {frozenset(): value}


BYTES = [len(f"status={500 if i % 3 == 0 else 200} took={i * 100}ms size={i}kB n={COUNTS[i]}") for i in range(10)]

AT_SIXTY: dict[str, Found] = {
    f"sum(count_over_time({C}[1m]))": one(6),
    f"sum by (app) (count_over_time({C}[1m]))": of(api=3, web=3),
    f"sum by (app) (rate({C}[1m]))": of(api=0.05, web=0.05),
    f"sum(bytes_over_time({C}[1m]))": one(sum(BYTES[1:7])),
    f"sum(bytes_rate({C}[1m]))": one(sum(BYTES[1:7]) / 60),
    f"sum(count_over_time({C}[1m] offset 30s))": one(4),
    f"sum(count_over_time({C} |= `status=500` [1m]))": one(2),
    f"sum by (level) (count_over_time({C}[1m]))": {frozenset({("level", "error")}): 2, frozenset({("level", "info")}): 4},
    f"sum by (status, none) (count_over_time({C} | logfmt [1m]))": {
        frozenset({("status", "500")}): 2, frozenset({("status", "200")}): 4,
    },
    f"sum by (app) (sum_over_time({C} | logfmt | unwrap n [1m]))": of(api=2 + 1 + 3, web=3 + 2 + 4),
    f"avg_over_time({C} | logfmt | unwrap n [1m]) by ()": one(15 / 6),
    f"max_over_time({C} | logfmt | unwrap n [1m]) by (app)": of(api=3, web=4),
    f"min_over_time({C} | logfmt | unwrap n [1m]) by (app)": of(api=1, web=2),
    f"first_over_time({C} | logfmt | unwrap n [1m]) by (app)": of(api=2, web=3),
    f"last_over_time({C} | logfmt | unwrap n [1m]) by (app)": of(api=3, web=4),
    f"stdvar_over_time({C} | logfmt | unwrap n [1m]) by (app)": of(api=round(2 / 3, 9), web=round(2 / 3, 9)),
    f"stddev_over_time({C} | logfmt | unwrap n [1m]) by ()": one(round(float(np.std(COUNTS[1:7])), 9)),
    f"quantile_over_time(0.25, {C} | logfmt | unwrap n [1m]) by ()": one(float(np.quantile(COUNTS[1:7], 0.25))),
    f"quantile_over_time(2, {C} | logfmt | unwrap n [1m]) by ()": one(math.inf),
    f"avg_over_time({C} | logfmt | unwrap duration(took) [1m]) by ()": one(0.35),
    f"sum by (app) (rate({C} | logfmt | unwrap bytes(size) [1m]))": of(api=9000 / 60, web=12000 / 60),
    f"sum(rate({C} | logfmt | unwrap none [1m]))": {},
    f'sum(sum_over_time({C} | logfmt | unwrap status | status="500" | __error__="" [1m]))': one(1000),
    f"topk(1, sum by (status) (count_over_time({C} | logfmt [1m])))": {frozenset({("status", "200")}): 4},
    f"bottomk(1, sum by (status) (count_over_time({C} | logfmt [1m])))": {frozenset({("status", "500")}): 2},
    f"count(sum by (status) (count_over_time({C} | logfmt [1m])))": one(2),
    f"avg(sum by (status) (count_over_time({C} | logfmt [1m])))": one(3),
    f"stddev(sum by (status) (count_over_time({C} | logfmt [1m])))": one(1),
    f"avg by (status) (count_over_time({C} | logfmt [1m]))": {frozenset({("status", "500")}): 1, frozenset({("status", "200")}): 1},
    f"sum by (app) (count_over_time({C}[1m])) / ignoring(app) group_left sum(count_over_time({C}[1m]))": of(api=0.5, web=0.5),
    f"sum by (app) (count_over_time({C}[1m])) > bool 2": of(api=1, web=1),
    f"sum by (status) (count_over_time({C} | logfmt [1m])) > 3": {frozenset({("status", "200")}): 4},
    f"sum(count_over_time({C}[1m])) or vector(0)": one(6),
    'sum(count_over_time({app="none"}[1m])) or vector(0)': one(0),
    f'sum by (app) (count_over_time({C}[1m])) unless sum by (app) (count_over_time({{app="web"}}[1m]))': of(api=3),
    "vector(1)+vector(1)": one(2),
    "2 ^ 3 ^ 2 % 500": one(12),
    'absent_over_time({app="none", x!="y"}[1m])': {frozenset({("app", "none")}): 1},
    f"absent_over_time({C}[1m])": {},
    f'label_replace(sum by (app) (count_over_time({C}[1m])), "first", "$1-", "app", "(.).*")': {
        frozenset({API, ("first", "a-")}): 3, frozenset({WEB, ("first", "w-")}): 3,
    },
    f"count_over_time({C}[1m])": {
        frozenset({API, ("service_name", "count")}): 3, frozenset({WEB, ("service_name", "count")}): 3,
    },
    f"count_over_time({C} | logfmt | keep status [1m])": {frozenset({("status", "500")}): 2, frozenset({("status", "200")}): 4},
    f"sum without (app, status, took, size, n) (count_over_time({C} | logfmt [1m]))": {frozenset({("service_name", "count")}): 6},
}  # fmt: skip


@pytest.mark.parametrize("text", AT_SIXTY)
async def test_at_an_instant(logql: Logql, text: str) -> None:
    assert found_in(await logql.instant(text, AT, ALL)) == AT_SIXTY[text]


async def test_numbers_alone_are_a_scalar(logql: Logql) -> None:
    assert (await logql.instant("1 + 2 * 3", AT, ALL)).kind == "scalar"
    assert (await logql.instant("vector(1)", AT, ALL)).kind == "vector"
    ranged = await logql.range("1 + 2", RangeQuery(T0, T0 + 60 * S, 30 * S), ALL)
    assert isinstance(ranged, MetricAnswer)
    assert (ranged.kind, ranged.vector.values.tolist()) == ("matrix", [[3.0, 3.0, 3.0]])


# Range × step: apart, next to each other, overlapping with a wide common part, with a narrow one, with none to speak of.
GRIDS = [(10, 40), (30, 30), (60, 20), (50, 30), (47, 13), (61.007, 9.001)]
FUNCTIONS = {
    "count_over_time": ("", len),
    "sum_over_time": ("| logfmt | unwrap n", sum),
    "max_over_time": ("| logfmt | unwrap n", max),
    "last_over_time": ("| logfmt | unwrap n", lambda found: found[-1]),
}


@pytest.mark.parametrize(("range_s", "step_s"), GRIDS)
@pytest.mark.parametrize("function", FUNCTIONS)
async def test_windows_are_open_at_their_start_and_closed_at_their_end(
    logql: Logql, function: str, range_s: float, step_s: float
) -> None:
    stages, expected = FUNCTIONS[function]
    text = f"{function}({C} {stages} [{round(range_s * 1000)}ms])"
    text = f"sum({text})" if function in ("count_over_time", "sum_over_time") else f"{text} by ()"
    step_ns, range_ns = round(step_s * S), round(range_s * S)
    answer = await logql.range(text, RangeQuery(T0 - 20 * S, T0 + 130 * S, step_ns), ALL)
    assert isinstance(answer, MetricAnswer)
    for step in range(answer.steps.count):
        at = T0 - 20 * S + step * step_ns
        inside = [COUNTS[i] for i in range(10) if at - range_ns < T0 + i * 10 * S <= at]
        assert found_in(answer, step) == (one(expected(inside)) if inside else {}), step


async def test_a_counter_rate_minds_resets_and_the_ends_of_the_window(logql: Logql) -> None:
    text = f"rate_counter({C} | logfmt | keep n, service_name | unwrap n [100s])"
    # 1 2 3 | 1 2 3 4 5 | 1 2 over 90 s: rises of 2 + 1 + 4 + 1 + 1 = 9; samples lie 10 s apart from 0 to 90 s, so at 95 s
    # 5 s are missing at each end. Before the first sample the counter can have run for 90 s × 1/9 = 10 s: not the limit.
    answer = await logql.instant(text, T0 + 95 * S, ALL)
    assert found_in(answer) == {frozenset({("service_name", "count")}): round(9 * (100 / 90) / 100, 9)}


async def test_records_that_cannot_be_parsed_fail_the_query_in_upstreams_words(logql: Logql) -> None:
    with pytest.raises(PipelineFailed, match=r"pipeline error: 'JSONParserErr' for series: '\{\}'"):
        await logql.instant(f"sum(count_over_time({C} | json [1m]))", AT, ALL)
    with pytest.raises(PipelineFailed, match="SampleExtractionErr"):
        await logql.instant(f"sum(sum_over_time({C} | logfmt | unwrap took [1m]))", AT, ALL)
    assert found_in(await logql.instant(f'sum(count_over_time({C} | json | __error__="" [1m]))', AT, ALL)) == {}


async def test_a_scope_hides_what_is_outside_of_it(logql: Logql) -> None:
    mine = AccessScope(services=frozenset({"web"}))
    answer = await logql.instant('sum by (service_name) (count_over_time({service_name=~".+"}[1m]))', AT, mine)
    assert {dict(labels)["service_name"] for labels in found_in(answer)} == {"web"}


async def test_refusals_have_figures(logql: Logql, shared_engine: EmbeddedEngine) -> None:
    with pytest.raises(LogqlError, match="log queries are not supported as an instant query type"):
        await logql.instant(C, AT, ALL)
    with pytest.raises(BadRange, match="exceeded maximum resolution of 11,000 points per time series"):
        await logql.range("vector(1)", RangeQuery(T0, T0 + 20_000 * S, S), ALL)
    few = Logql(shared_engine, LogqlLimits(max_series=2))
    with pytest.raises(TooManySeries, match=r"maximum number of series \(2\) reached"):
        await few.instant(f"sum by (took) (count_over_time({C} | logfmt [1m]))", AT, ALL)
    with pytest.raises(LogqlError, match="found duplicate series"):
        await logql.instant(f"sum(count_over_time({C}[1m])) / on() sum by (app) (count_over_time({C}[1m]))", AT, ALL)


def test_a_step_that_is_not_given_is_a_250th_of_the_range() -> None:
    assert default_step_ns(0, 3600 * S) == 15 * S
    assert default_step_ns(0, 10 * S) == S


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("a_b", {"a_b": "1"}),
        ("a_d_e, status", {"a_d_e": "x\ny", "status": "500"}),
        ("_2x, ok", {"_2x": "q", "ok": "true"}),
        ("app_extracted, app", {"app": "api", "app_extracted": "mine"}),
        ("a_c, n, a", {}),
    ],
    ids=["nested", "deep", "renamed", "shadowed", "no values"],
)
async def test_grouping_by_what_json_holds_takes_out_just_that(
    logql: Logql, labels: str, expected: dict[str, str]
) -> None:
    query = f'sum by ({labels}) (count_over_time({{service_name="api"}} | json | status = 500 [1m]))'
    assert found_in(await logql.instant(query, AT, ALL)) == {frozenset(expected.items()): 1.0}


async def test_grouping_by_what_receivers_took_out_of_json(logql: Logql) -> None:
    query = 'sum by (status, user_id) (count_over_time({service_name="pay"} | json [1m]))'
    found = found_in(await logql.instant(query, AT, ALL))
    assert found == {frozenset({"status": "402", "user_id": "u1"}.items()): 1.0}
