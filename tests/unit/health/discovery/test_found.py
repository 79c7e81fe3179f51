"""What was found is watched: tried first, kept when it stops, forgotten much later."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from sardonyx.collectors.found.server import FoundServer
from sardonyx.config.checks import QdrantCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.found import DEMO, FoundMonitors
from sardonyx.health.discovery.servers import found_monitor, monitors_of

POSTGRES = FoundServer(
    "postgres", "db-1:5432", "postgresql://ann:pw@10.0.0.5:5432/shop", frozenset({"10.0.0.5:5432"}),
    (("compose_project", "shop"),),
)  # fmt: skip
REDIS = FoundServer("redis", "127.0.0.1:6379", "redis://127.0.0.1:6379", frozenset({"127.0.0.1:6379"}))


@dataclass
class _Watched:
    monitor: Monitor
    source: str = "found"


@dataclass
class _Health:
    found: list[Monitor] = field(default_factory=list)
    times: int = 0

    def watched(self) -> list[_Watched]:
        return [_Watched(one) for one in self.found]

    async def replace_found(self, monitors: Iterable[Monitor]) -> None:
        self.found = list(monitors)
        self.times += 1

    def kinds(self) -> dict[str, str]:
        return {one.name: one.check.kind for one in self.found}


class _Host:
    """Servers of which some refuse, and a clock."""

    def __init__(self) -> None:
        self.health = _Health()
        self.servers: list[FoundServer] = [POSTGRES, REDIS]
        self.refusing: set[str] = set()
        self.tried: list[str] = []
        self.now = 1000.0
        self.finding = self.restarted()

    def restarted(self) -> FoundMonitors:
        made = FoundMonitors(cast("Any", self.health), lambda: self.servers, self.try_it, clock=lambda: self.now)
        made.remember()
        return made

    async def try_it(self, monitor: Monitor) -> bool:
        self.tried.append(monitor.check.kind)
        return monitor.check.kind not in self.refusing

    async def look(self, after: float = 0.0) -> dict[str, str]:
        self.now += after
        await self.finding.look()
        return self.health.kinds()


async def test_servers_are_watched_by_their_own_protocol_and_looked_at_often() -> None:
    host = _Host()
    assert await host.look() == {"PostgreSQL db-1:5432": "postgres", "Redis 127.0.0.1:6379": "redis"}
    (postgres, _) = host.health.found
    assert (postgres.group, postgres.interval.total_seconds(), postgres.labels) == ("shop", 10, {"found_in": "docker"})
    await host.look(5)
    assert (host.health.times, host.tried) == (1, ["postgres", "redis"]), "nothing has changed, nobody is asked again"


async def test_one_that_does_not_let_us_in_is_watched_by_a_connection() -> None:
    host = _Host()
    host.refusing = {"postgres"}
    assert (await host.look())["PostgreSQL db-1:5432"] == "tcp"


async def test_one_that_does_not_answer_is_tried_again_later() -> None:
    host = _Host()
    host.refusing = {"postgres", "tcp"}
    assert await host.look() == {"Redis 127.0.0.1:6379": "redis"}
    host.refusing = set()
    assert "PostgreSQL db-1:5432" not in await host.look(10)
    assert "PostgreSQL db-1:5432" in await host.look(60)


async def test_one_that_stops_is_watched_for_another_hour() -> None:
    host = _Host()
    await host.look()
    host.servers = [REDIS]
    assert len(await host.look(3500)) == 2
    assert list(await host.look(200)) == ["Redis 127.0.0.1:6379"]


async def test_what_somebody_asks_for_is_watched_untried() -> None:
    host = _Host()
    asked = found_monitor("mail", monitors_of(REDIS)[0].check, "", "docker")
    finding = FoundMonitors(
        cast("Any", host.health), lambda: (), host.try_it, asked_for=lambda: [asked], clock=lambda: host.now
    )
    await finding.look()
    assert (list(host.health.kinds()), host.tried) == (["mail"], [])


async def test_after_a_restart_what_was_found_before_is_still_watched() -> None:
    host = _Host()
    await host.look()
    host.servers = []
    host.finding = host.restarted()
    assert len(await host.look(60)) == 2


async def test_the_demo_comes_and_goes_with_who_tells_of_it() -> None:
    host = _Host()
    shop = found_monitor("suna", monitors_of(REDIS)[0].check, "Demo", DEMO, service="suna")
    async with host.finding.told(DEMO, [shop]):
        assert "suna" in await host.look()
    assert "suna" not in host.health.kinds()
    host.health.found.append(shop)
    host.finding = host.restarted()
    assert "suna" not in await host.look()


def test_checks_have_the_credentials_that_were_found() -> None:
    qdrant = FoundServer("qdrant", "q:6333", "http://:k%2Fey@10.0.0.6:6333", frozenset({"10.0.0.6:6333"}))
    check = monitors_of(qdrant)[0].check
    assert isinstance(check, QdrantCheck)
    assert (check.url, check.api_key.get_secret_value()) == ("http://10.0.0.6:6333", "k/ey")
    nginx = FoundServer("nginx", "n:80", "http://10.0.0.7:8080/stub_status", frozenset({"10.0.0.7:8080"}))
    assert monitors_of(nginx)[0].check.url == "http://10.0.0.7:8080/"  # type: ignore[union-attr]
    socket = FoundServer("postgres", "here", "postgresql://me@/postgres?host=%2Frun", frozenset({"127.0.0.1:5432"}))
    assert [(one.check.kind, getattr(one.check, "port", None)) for one in monitors_of(socket)][1] == ("tcp", 5432)
    assert monitors_of(FoundServer("page", "p:1", "http://p:1/metrics", frozenset())) == ()
