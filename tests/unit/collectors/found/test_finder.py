"""Rounds of finding: what becomes a target, what stays, what goes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sardonyx.collectors.built_in import finder as finder_of
from sardonyx.collectors.containers.docker_api import DockerApi
from sardonyx.collectors.found.containers import ContainerFinder
from sardonyx.collectors.found.finder import ServerFinder
from sardonyx.collectors.found.local import LocalFinder, Places
from sardonyx.collectors.found.making import target_of
from sardonyx.collectors.found.patient import PAUSE_SECONDS, Patient
from sardonyx.collectors.scrape.built_in import BuiltIn
from sardonyx.config.sections import CollectorSettings
from tests.support.docker_stand_in import DockerStandIn
from tests.support.ports import free_port
from tests.support.qdrant_stand_in import QdrantStandIn
from tests.unit.collectors.host.host_files import samples, value


@dataclass
class Setting:
    """A Docker, a Qdrant on this machine, and a finder of both. `now` is its clock; `configured` are addresses."""

    docker: DockerStandIn
    places: Places
    now: float = 1000.0
    configured: frozenset[str] = frozenset()

    @asynccontextmanager
    async def finder(self, folder: Path) -> AsyncIterator[ServerFinder]:
        async def configured() -> frozenset[str]:
            return self.configured

        async with self.docker.running(folder) as address:
            containers = ContainerFinder(DockerApi(address, timeout_seconds=0.3))
            local = LocalFinder(self.places)
            yield ServerFinder(containers, local, target_of, configured, interval_seconds=0.01, clock=lambda: self.now)
            await containers.close()


def nowhere(**ports: int) -> Places:
    """No server of this machine is found but at these ports."""
    unused = {kind: ports.get(kind) or free_port() for kind in ("postgres", "redis", "qdrant", "nginx")}
    return Places(postgres_sockets=(), **unused)


def told(found: Sequence[BuiltIn]) -> list[str]:
    return [f"{each.job} {each.instance}" for each in found]


async def test_containers_come_and_go_and_the_others_stay_the_same_target(tmp_path: Path) -> None:
    setting = Setting(DockerStandIn(), nowhere())
    setting.docker.runs("db", "postgres", port=5432)
    async with setting.finder(tmp_path) as finder:
        first = await finder.find()
        setting.docker.runs("cache", "valkey/valkey", port=6379)
        second = await finder.find()
        setting.docker.gone("db")
        third = await finder.find()
    assert told(first) == ["postgres shop-db-1:5432"]
    assert told(second) == ["postgres shop-db-1:5432", "redis shop-cache-1:6379"]
    assert second[0] is first[0]
    assert (told(third), third[0]) == (["redis shop-cache-1:6379"], second[1])
    assert first[0].labels == {"compose_project": "shop", "compose_service": "db"}


async def test_what_is_configured_is_not_collected_twice(tmp_path: Path) -> None:
    setting = Setting(DockerStandIn(), nowhere(), configured=frozenset({"127.0.0.1:15432"}))
    setting.docker.runs("db", "postgres", port=5432, published=15432)
    setting.docker.runs("cache", "redis", port=6379)
    async with setting.finder(tmp_path) as finder:
        assert told(await finder.find()) == ["redis shop-cache-1:6379"]


async def test_a_server_of_this_machine_is_found_unless_docker_publishes_it(tmp_path: Path) -> None:
    qdrant = QdrantStandIn()
    async with qdrant.running() as address:
        port = int(address.rpartition(":")[2])
        alone = Setting(DockerStandIn(), nowhere(qdrant=port))
        (tmp_path / "a").mkdir()
        async with alone.finder(tmp_path / "a") as finder:
            assert told(await finder.find()) == [f"qdrant 127.0.0.1:{port}"]
        left_out = Setting(DockerStandIn(), nowhere(qdrant=port))
        left_out.docker.runs("q", "qdrant/qdrant", port=6333, published=port, labels={"sardonyx.collect": "no"})
        (tmp_path / "b").mkdir()
        async with left_out.finder(tmp_path / "b") as finder:
            assert told(await finder.find()) == []


async def test_a_server_of_this_machine_that_is_away_stays_a_target_for_an_hour(tmp_path: Path) -> None:
    port = free_port()
    setting = Setting(DockerStandIn(), nowhere(qdrant=port))
    async with setting.finder(tmp_path) as finder:
        async with QdrantStandIn().running(port):
            found = await finder.find()
        after = []
        for seconds in (60, 3600, 60):
            setting.now += seconds
            for _ in range(3):
                after.append(await finder.find())
    assert [len(each) for each in after] == [1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert after[0][0] is found[0]


async def test_a_docker_that_hangs_keeps_what_was_found_and_says_so(tmp_path: Path) -> None:
    setting = Setting(DockerStandIn(), nowhere())
    setting.docker.runs("db", "postgres", port=5432)
    async with setting.finder(tmp_path) as finder:
        before = await finder.find()
        setting.docker.hangs = True
        assert await finder.find() == before
        assert "no answer within" in finder.problems["containers"][0]


async def test_only_changes_are_told(tmp_path: Path) -> None:
    setting = Setting(DockerStandIn(), nowhere())
    heard: asyncio.Queue[list[str]] = asyncio.Queue()

    async def update(found: Sequence[BuiltIn]) -> None:
        await heard.put(told(found))

    async with setting.finder(tmp_path) as finder:
        running = asyncio.create_task(finder.run(update))
        while len(setting.docker.requests) < 3:
            await asyncio.sleep(0)
        assert heard.empty()
        setting.docker.runs("db", "postgres", port=5432)
        assert await heard.get() == ["postgres shop-db-1:5432"]
        setting.docker.gone("db")
        assert await heard.get() == []
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


class Refusing:
    """A collector whose server refuses until `refused` is taken back."""

    def __init__(self) -> None:
        self.refused = True
        self.problems: tuple[str, ...] = ("no password",)
        self.pages = 0

    async def page(self) -> bytes:
        self.pages += 1
        return f"x_up {int(not self.refused)}\n".encode()

    async def close(self) -> None:
        pass


async def test_a_server_that_refuses_us_is_asked_again_after_a_while() -> None:
    refusing, now = Refusing(), [0.0]
    patient = Patient(refusing, "read the file", clock=lambda: now[0])
    for _ in range(3):
        found = samples(await patient.page())
        assert (value(found, "x_up"), value(found, "sardonyx_server_refused")) == (0, 1)
    assert refusing.pages == 1
    assert patient.problems == ("no password", "read the file")
    refusing.refused, now[0] = False, PAUSE_SECONDS
    for _ in range(3):
        found = samples(await patient.page())
        assert (value(found, "x_up"), value(found, "sardonyx_server_refused")) == (1, 0)
    assert refusing.pages == 4
    assert patient.problems == ("no password",)


def test_nothing_is_found_where_it_is_switched_off() -> None:
    assert finder_of(CollectorSettings(discover="off")) is None
    assert finder_of(CollectorSettings()) is not None


async def test_addresses_of_settings_are_known_by_name_and_number() -> None:
    settings = CollectorSettings.model_validate(
        {"docker": "off", "redis": ["redis://:x@localhost:6379"], "postgres": ["postgresql://u@127.0.0.1/db"]}
    )
    finder = finder_of(settings)
    assert finder is not None
    assert {"127.0.0.1:6379", "localhost:6379", "127.0.0.1:5432"} <= await finder._configured()
