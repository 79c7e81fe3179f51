"""Where series are, which metrics grow, and the label that makes them grow."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from sardonyx.infrastructure.metrics.api import build_router
from sardonyx.infrastructure.metrics.limits import limits_state
from sardonyx.infrastructure.metrics.service import MetricCatalogue
from sardonyx.query.metrics.cardinality import explaining
from sardonyx.query.metrics.census import SeriesCensus
from sardonyx.query.metrics.one_metric import MetricLabel
from sardonyx.receivers.series_limits import Caps, SeriesLimits
from sardonyx.storage.engine import Engine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.unit.infrastructure.stored_series import keep_series

HOUR = 3600


@pytest.fixture
async def stored(engine: Engine) -> Engine:
    steady = [{"job": "a", "service_name": "a", "instance": "i", "cpu": str(n)} for n in range(3)]
    await keep_series(engine, "load", steady, first_s=25 * HOUR)
    await keep_series(engine, "gone", [{"job": "a", "service_name": "a"}], first_s=25 * HOUR, last_s=5 * HOUR)
    shop = {"job": "b", "service_name": "b", "path": "/x"}
    users = [{**shop, "code": str(200 + n % 2), "user": f"u{n}"} for n in range(6)]
    await keep_series(engine, "requests_total", users, first_s=600)
    await keep_series(engine, "requests_total", {**shop, "code": "200", "user": "first"}, first_s=25 * HOUR)
    return engine


async def asked(engine: Engine, *, services: tuple[str, ...] = (), limits: Any = None, **params: Any) -> Any:
    router = build_router(MetricCatalogue(engine, limits=limits))
    async with client(make_app(router, seeing(*services) if services else CALLER)) as http:
        answer = await http.get("/rest/infrastructure/cardinality", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_totals_now_and_before(stored: Engine) -> None:
    assert (await asked(stored))["totals"] == {
        "series": 10,
        "series_1h_ago": 4,
        "series_24h_ago": 5,
        "new_last_hour": 6,
        "metrics": 2,
    }


async def test_before_the_first_sample_nothing_is_known(engine: Engine) -> None:
    await keep_series(engine, "load", {"job": "a"}, first_s=2 * HOUR)
    totals = (await asked(engine))["totals"]
    assert (totals["series_1h_ago"], totals["series_24h_ago"]) == (1, None)


async def test_series_by_metric_label_value_and_sender(stored: Engine) -> None:
    found = await asked(stored, limit=3)
    assert [(one["name"], one["series"]) for one in found["metrics"]] == [
        ("requests_total", 7),
        ("load", 3),
        ("gone", 0),
    ]
    assert found["labels"][0] == {"name": "user", "values": 7, "series": 7}
    assert found["pairs"][0] == {"name": "job", "value": "b", "series": 7}
    assert found["targets"] == [
        {"job": "b", "service_name": "b", "instance": "", "series": 7, "metrics": 1},
        {"job": "a", "service_name": "a", "instance": "i", "series": 3, "metrics": 1},
    ]


async def test_the_label_that_explodes_is_named_with_its_values(stored: Engine) -> None:
    found = await asked(stored)
    assert [(one["name"], one["grown"]) for one in found["growing"]] == [("requests_total", 6)]
    (explosion,) = found["explosions"]
    assert (explosion["label"], explosion["values"], explosion["series_without"]) == ("user", 7, 2)
    assert "u5" in explosion["samples"]
    assert explosion["together_with"] == []


async def test_another_time_is_counted_as_it_was(stored: Engine) -> None:
    found = await asked(stored, start="now-7h", end="now-6h")
    assert found["totals"]["series"] == 5
    assert found["growing"] == []


async def test_what_the_caller_may_not_see_is_not_counted(stored: Engine) -> None:
    found = await asked(stored, services=("a",), limits=lambda: pytest.fail("told to somebody who sees a part"))
    assert found["totals"]["series"] == 3
    assert (found["limits"], found["explosions"]) == (None, [])
    assert {one["name"] for one in found["labels"]} == {"job", "service_name", "instance", "cpu"}


async def test_a_metric_at_its_limit_is_explained_though_it_does_not_grow(stored: Engine) -> None:
    limits = SeriesLimits(SeriesCensus(stored), Caps(per_metric=3, total=1000), CollectorRegistry())
    await limits.count()
    found = await asked(stored, limits=lambda: limits_state(limits))
    assert found["limits"]["total"] == {"name": "", "series": 10, "limit": 1000, "full": False}
    assert [(one["name"], one["full"]) for one in found["limits"]["metrics"]] == [
        ("requests_total", True),
        ("load", True),
    ]
    explained = {one["metric"]["name"]: (one["at_limit"], one["label"]) for one in found["explosions"]}
    assert explained == {"requests_total": (True, "user"), "load": (True, "cpu")}


def label(name: str, values: int, without: int) -> MetricLabel:
    return MetricLabel(name, values, 100, without, ())


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ([label("user", 100, 4), label("path", 4, 100)], ("user", ())),
        ([label("user", 100, 100), label("session", 100, 100), label("path", 4, 100)], ("user", ("session",))),
        ([label("a", 10, 10), label("b", 10, 10)], ("a", ())),
        ([label("a", 3, 70), label("b", 3, 80)], (None, ())),
        ([label("job", 1, 100)], (None, ())),
        ([], (None, ())),
    ],
    ids=["one", "two that go together", "two that multiply", "none alone", "constant", "no labels"],
)
def test_which_label_explains(labels: list[MetricLabel], found: tuple[str | None, tuple[str, ...]]) -> None:
    best, together = explaining(labels, 100)
    assert (best.name if best else None, together) == found
