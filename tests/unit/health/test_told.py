"""What is told of monitors: series for rules, lines in the feed of changes, bytes of the stream."""

import struct
from datetime import timedelta
from typing import Any, cast

import pytest

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.health.feed import change_of
from sardonyx.health.keeping import Moved
from sardonyx.health.series import CODES, StateSeries
from sardonyx.health.states import STATES, Shown
from sardonyx.health.stream import Hub
from sardonyx.health.watched import Watched
from sardonyx.receivers.sample_writer import STALE
from tests.support.health import ALICE, NOON, monitor

UP, DOWN = Shown("up", "up"), Shown("down", "down", "refused", "no answer")


def watched(name: str = "web", **more: Any) -> Watched:
    return Watched.new("7", monitor(name, **more), "ui", "Alice", NOON, 0.0)


def test_every_state_has_a_number() -> None:
    assert CODES.keys() == STATES.keys()
    assert len(set(CODES.values())) == len(CODES)


def test_series_tell_the_state_and_whether_somebody_should_hear() -> None:
    web = watched(service="shop", severity="warning", labels={"team": "a", "job": "mine"})
    web.shown = DOWN
    series = StateSeries(cast("Any", None), lambda: [web], lambda _: True)
    (state, value, at), (alarm, alarms, _) = series.samples([web], 5)
    labels = {
        "instance": "127.0.0.1:5432", "job": "monitors", "kind": "tcp", "monitor": "web", "monitor_id": "7",
        "service_name": "shop", "severity": "warning", "team": "a",
    }  # fmt: skip
    assert (dict(state), value, at) == ({"__name__": "monitor_state", **labels}, 4.0, 5)
    assert (dict(alarm), alarms) == ({"__name__": "monitor_alarm", **labels}, 1.0)


@pytest.mark.parametrize("how", ["renamed", "deleted"])
def test_series_that_nobody_goes_on_with_end(how: str) -> None:
    web = watched()
    series = StateSeries(cast("Any", None), lambda: [web], lambda _: False)
    series.samples([web], 5)
    if how == "renamed":
        web.follow(monitor("front"), 0.0)
        ended = series.samples([web], 7)[2:]
    else:
        series.gone(web.id)
        ended = series.samples([], 7)
    stale = struct.pack("d", STALE)
    assert [(dict(labels)["monitor"], struct.pack("d", value)) for labels, value, _ in ended] == [("web", stale)] * 2
    assert series.samples([], 8) == []


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        (UP, DOWN, "web went down: no answer"),
        (DOWN, UP, "web recovered"),
        (DOWN, Shown("degraded", "degraded"), "web recovered"),
        (DOWN, Shown("maintenance", "down"), None),
        (UP, Shown("degraded", "degraded"), None),
        (Shown("maintenance", "up"), UP, None),
        (DOWN, Shown("flapping", "down"), None),
        (Shown("stale", "down"), DOWN, "web went down: no answer"),
    ],
    ids=lambda value: value.state if isinstance(value, Shown) else str(value),
)
def test_outages_and_recoveries_stand_in_the_feed(before: Shown, after: Shown, title: str | None) -> None:
    change = change_of(Moved(watched(service="shop"), before, after, NOON, None))
    assert (change.title if change else None) == title
    if change is not None:
        assert (change.kind, change.service, change.time_ms) == ("health", "shop", 1_777_636_800_000)


async def test_a_stream_begins_with_counts_and_ends_with_the_server() -> None:
    hub, web = Hub(), watched()

    async def connected() -> bool:
        return False

    frames = hub.frames(ALICE, ["7"], lambda: {"up": 1}, connected)
    assert await anext(frames) == b'retry: 2000\n\nevent: counts\ndata: {"up":1}\n\n'
    web.shown = DOWN
    hub.state(web, None)
    hub.state(web, {"id": "8", "name": "db"})
    hub.result(web, ProbeResult("7", 1000, "down"))
    told = await anext(frames)
    assert told.count(b"event: state") == 1
    assert b'"suppressed_by":{"id":"8","name":"db"}' in told
    assert told.index(b"event: result") < told.index(b"event: counts")
    hub.close()
    assert [frame async for frame in frames] == []


def test_latency_of_before_joins_what_was_seen_by_now() -> None:
    web = watched()
    at_ms = round((NOON + timedelta(hours=1)).timestamp() * 1000)
    step = at_ms // 90_000
    web.see(ProbeResult("7", at_ms, "up", seconds=0.5))
    web.see(ProbeResult("7", at_ms + 1, "down", seconds=9))
    web.recall([(step - 2, 0.2, 1), (step, 9.9, 1)])
    assert list(web.latency) == [(step - 2, 0.2, 1), (step, 0.5, 1)]
