"""Samples older or newer than the series was known to be are found at once."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from sardonyx.access.principal import Principal
from sardonyx.query.promql import Promql, VectorAnswer
from sardonyx.query.scope import AccessScope
from sardonyx.receivers import remote_write
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.remote_write import RemoteWriteDoor
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import client, make_app
from tests.support.metrics_in import metrics_in
from tests.support.remote_write import HEADERS_1, series, snappy, write_1

SENDER = Principal("key", "1", "prometheus", frozenset(), frozenset({"ingest:write"}))
NOW = int(time.time())
DAY = 86_400
HOUR = 3600

Send = Callable[[float, float], Awaitable[None]]


@pytest.fixture
async def send(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[Send]:
    """Send one sample (epoch seconds, value) of one series by remote write, and wait until it is stored."""
    async with metrics_in(engine, tmp_path) as inside:
        router = remote_write.build_router(RemoteWriteDoor(inside.intake, inside.known), BodyLimits(1 << 24, 1 << 24))
        async with client(make_app(router, SENDER)) as http:

            async def one(at: float, value: float) -> None:
                body = snappy(write_1([series("temperature", value, round(at * 1000), room="a")]))
                answer = await http.post("/api/v1/write", content=body, headers=HEADERS_1)
                assert answer.is_success, answer.text
                await inside.settle()

            yield one


async def value_at(engine: EmbeddedEngine, at: float) -> list[float]:
    answer = await Promql(engine).instant("temperature", at, AccessScope.ALL)
    assert isinstance(answer, VectorAnswer)
    return [float(value) for value in answer.vector.values[:, 0]]


ORDERS = {
    "now, then older and older": [0, -3 * DAY, -9 * DAY, -9.5 * DAY],
    "old, then now": [-3 * DAY, 0],
    "old, then now, then between": [-3 * DAY, 0, -2 * DAY, -5 * HOUR],
    "ahead of the clock, then now": [20 * HOUR, 0, 0.01],
    "now, then ahead of the clock": [-10, 0, 20 * HOUR],
    "old, then old, then ahead": [-10 * DAY, -3 * DAY, 10 * HOUR, 0],
    "hours ago, hour by hour": [-6 * HOUR, -4.5 * HOUR, -3 * HOUR, -1.5 * HOUR, 0],
}


@pytest.mark.parametrize("order", ORDERS)
async def test_every_sample_is_found_whatever_came_before_it(send: Send, engine: EmbeddedEngine, order: str) -> None:
    sent: dict[float, float] = {}
    for number, after in enumerate(ORDERS[order]):
        sent[NOW + after] = float(number)
        await send(NOW + after, float(number))
        for at, value in sent.items():
            assert await value_at(engine, at) == [value]
