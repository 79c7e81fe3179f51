"""What changed: noticed from stored signals, once each, and shown under the caller's scope."""

from dataclasses import dataclass
from typing import Any

import pytest

from sardonyx.changes.api import build_router
from sardonyx.changes.detector import ChangeDetector
from sardonyx.changes.models import ChangesResponse
from sardonyx.changes.record import Change, change_id, write_changes
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0, insert_logs, insert_spans, log, span

NS = 10**9


@dataclass
class Clock:
    """Seconds after T0."""

    seconds: int = 0

    def __call__(self) -> int:
        return T0 + self.seconds * NS


class Platform:
    """Services that send, and detectors that look."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.clock = Clock()
        self.detector = self.restarted()

    def restarted(self, version: str = "1.0") -> ChangeDetector:
        return ChangeDetector(
            self.engine, service_name="sardonyx", environment="prod", version=version, clock_ns=self.clock
        )

    async def spans(
        self, version: str, instance: str = "", *, at: list[int], service: str = "shop", environment: str = "prod"
    ) -> None:
        await insert_spans(
            self.engine,
            [
                span(second * NS, "GET /", trace=f"{second:032x}", span_id="a" * 16, service=service,
                     Environment=environment, ServiceVersion=version,
                     ResourceAttributes={"service.instance.id": instance})
                for second in at
            ],
        )  # fmt: skip

    async def look(self, at: int) -> list[tuple[str, str, str]]:
        self.clock.seconds = at
        return [(change.kind, change.service, change.version) for change in await self.detector.look()]


@pytest.fixture
def platform(engine: EmbeddedEngine) -> Platform:
    return Platform(engine)


async def test_a_service_then_its_new_version_are_noticed_once_each(platform: Platform) -> None:
    await platform.spans("1.0", at=[1, 5])
    assert await platform.look(10) == [("service", "shop", "1.0")]
    assert await platform.look(20) == []
    await platform.spans("1.1", at=[22])
    await platform.spans("1.0", at=[23])
    assert await platform.look(30) == [("version", "shop", "1.1")]
    assert await platform.look(40) == []
    (change, _) = await shown(platform.engine)
    assert (change.title, change.previous_version) == ("shop 1.1 was seen for the first time, before it 1.0", "1.0")
    assert change.time == "2026-11-23T02:13:42.000Z"


async def test_environments_are_told_apart(platform: Platform) -> None:
    await platform.spans("1.0", at=[1])
    await platform.look(10)
    await platform.spans("1.0", at=[11], environment="dev")
    assert await platform.look(20) == [("service", "shop", "1.0")]


async def test_log_records_and_metrics_tell_versions_too(platform: Platform) -> None:
    await insert_logs(platform.engine, [log(NS, "hello", service="worker", ServiceVersion="7")])
    await platform.engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels, FirstSeen, LastSeen) SELECT 'target_info', 1, "
        "map('job', 'team/gauge', 'service_version', '3', 'deployment_environment_name', 'prod', 'instance', 'i1'), "
        "fromUnixTimestamp64Nano({t:Int64}), fromUnixTimestamp64Nano({t:Int64})",
        {"t": T0 + 2 * NS},
    )
    assert await platform.look(10) == [("service", "worker", "7"), ("service", "gauge", "3")]


async def test_nothing_is_noticed_twice_over_a_restart_and_nothing_is_missed_meanwhile(platform: Platform) -> None:
    await platform.spans("1.0", at=[1])
    await platform.look(10)
    platform.detector = platform.restarted()
    assert await platform.look(20) == []
    await platform.spans("1.1", at=[1000])
    platform.detector = platform.restarted()
    assert await platform.look(4000) == [("version", "shop", "1.1")]


async def test_two_processes_that_look_at_once_write_one_change(platform: Platform) -> None:
    await platform.spans("1.0", at=[1])
    change = Change(change_id("version", "shop", "prod", "1"), T0 // 10**6, "version", "shop", "prod", "t", "1")
    for _ in range(2):
        await platform.engine.execute(
            "INSERT INTO changes (Id, Time, Kind, ServiceName) SELECT {id:String}, fromUnixTimestamp64Nano({t:Int64}), "
            "'version', 'shop'",
            {"id": change.id, "t": T0},
        )
    assert await write_changes(platform.engine, [change, change]) == []
    assert [one.id for one in await shown(platform.engine)] == [change.id]


async def test_what_was_stored_before_the_first_look_is_told_with_its_own_time(platform: Platform) -> None:
    await platform.spans("0.9", at=[-86_400])
    await platform.spans("1.0", at=[-3_600])
    assert await platform.look(0) == [("service", "shop", "0.9"), ("version", "shop", "1.0")]


async def test_a_version_whose_records_come_late_is_noticed_by_the_sweep(platform: Platform) -> None:
    await platform.spans("1.0", at=[1])
    await platform.look(10)
    await platform.spans("1.1", at=[50])
    await platform.look(200)
    platform.clock.seconds = 320
    await platform.spans("1.2", at=[60])
    assert ("version", "shop", "1.2") in await platform.look(330)


async def test_a_process_that_took_anothers_place_is_a_restart(platform: Platform) -> None:
    await platform.look(0)
    for second in range(1, 100, 9):
        await platform.spans("1.0", "old", at=[second])
        await platform.look(second + 1)
    await platform.spans("1.0", "new", at=[105, 115, 130])
    assert await platform.look(132) == []
    assert await platform.look(155) == [("restart", "shop", "1.0")]
    assert await platform.look(165) == []
    (change, *_) = await shown(platform.engine)
    assert change.attributes == {"instance": "new", "previous_instance": "old"}
    assert (change.title, change.time) == ("shop was restarted", "2026-11-23T02:15:05.000Z")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([1, 90, 130], [100, 115, 130]),  # one replica more
        ([1, 20], [100, 115, 130]),  # a job that ended soon
        ([1, 90], [100]),  # the new one ended at once
        ([1, 90], [800, 815, 830]),  # much later
    ],
    ids=["both go on", "short job", "gone at once", "long pause"],
)
async def test_another_process_alone_is_no_restart(platform: Platform, old: list[int], new: list[int]) -> None:
    await platform.look(0)
    for second in range(0, 901, 10):
        if due := [moment for moment in old if second - 10 <= moment < second]:
            await platform.spans("1.0", "old", at=due)
        if due := [moment for moment in new if second - 10 <= moment < second]:
            await platform.spans("1.0", "new", at=due)
        assert "restart" not in {kind for kind, _, _ in await platform.look(second)}


async def test_sardonyx_tells_of_its_own_start_and_upgrade_and_not_of_its_telemetry(platform: Platform) -> None:
    await platform.detector.notice_own_start()
    await platform.spans("1.0", at=[1], service="sardonyx")
    assert await platform.look(10) == []
    platform.clock.seconds = 20
    await platform.restarted().notice_own_start()
    platform.clock.seconds = 30
    await platform.restarted("1.1").notice_own_start()
    told = [(one.kind, one.title, one.previous_version) for one in await shown(platform.engine)]
    assert told == [
        ("upgrade", "Sardonyx was upgraded to 1.1", "1.0"),
        ("start", "Sardonyx 1.0 started", "1.0"),
        ("start", "Sardonyx 1.0 started", ""),
    ]


async def test_a_caller_sees_changes_of_his_own_services_and_those_he_asks_for(engine: EmbeddedEngine) -> None:
    await write_changes(
        engine,
        [
            Change(
                change_id("version", name), T0 // 10**6 + offset, "version" if offset else "service", name, "prod", "t"
            )
            for offset, name in enumerate(("shop", "db", "cart"))
        ],
    )
    assert [one.service for one in await shown(engine, seeing("db"))] == ["db"]
    assert [one.service for one in await shown(engine, service=["db", "shop"])] == ["db", "shop"]
    assert [one.service for one in await shown(engine, kind="service")] == ["shop"]
    async with client(make_app(build_router(engine))) as http:
        page = (await http.get("/rest/changes", params={"start": T0 // NS, "end": T0 // NS + 9, "limit": 2})).json()
    assert ([one["service"] for one in page["changes"]], page["more"]) == (["cart", "db"], True)


async def shown(engine: EmbeddedEngine, principal: Any = CALLER, **params: Any) -> list[Any]:
    wanted = {"start": T0 // NS - 10**6, "end": T0 // NS + 10_000, **params}
    async with client(make_app(build_router(engine), principal)) as http:
        answer = await http.get("/rest/changes", params=wanted)
    found = ChangesResponse.model_validate(answer.json())
    assert not found.more
    return found.changes
