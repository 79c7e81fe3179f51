"""Finding what to watch, out of the parts of a running server."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sardonyx.collectors.built_in import configured_servers, docker_address
from sardonyx.collectors.found.finder import ServerFinder
from sardonyx.collectors.found.server import FoundServer
from sardonyx.collectors.probes.runner import Runner
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.scrape.state import Pool
from sardonyx.config import Settings
from sardonyx.config.checks import HttpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.demo_platform import DemoUrls
from sardonyx.health.discovery.docker_labels import read_containers, unwanted
from sardonyx.health.discovery.found import DEMO, FoundMonitors
from sardonyx.health.discovery.proposals import Places, Proposals
from sardonyx.health.discovery.servers import FOUND_LABEL, found_monitor
from sardonyx.health.service import Health
from sardonyx.state import Database
from sardonyx.storage.engine import Engine


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of this host beside monitors: servers that were found, targets that are scraped, whether there is time to
    look, and the address the server listens on."""

    settings: Settings
    finding: ServerFinder | None
    pools: Callable[[], Sequence[Pool]]
    may_look: Callable[[], bool]
    own_url: Callable[[], str]

    def servers(self) -> Iterator[FoundServer]:
        """Those that settings name, and those that were found and may be watched."""
        yield from configured_servers(self.settings.collectors)
        if self.finding is not None:
            left_alone = unwanted(self.finding.containers)
            yield from (one for one in self.finding.servers if one.instance.rpartition(":")[0] not in left_alone)

    def asked_for(self) -> Iterator[Monitor]:
        """What labels of containers ask for."""
        for one in read_containers(self.finding.containers)[0] if self.finding is not None else ():
            if one.asked_for:
                yield one.monitor.model_copy(update={"labels": {FOUND_LABEL: "docker"}})


@asynccontextmanager
async def discovering(
    settings: Settings, around: Around, health: Health, runner: Runner, engine: Engine, state: Database
) -> AsyncIterator[tuple[FoundMonitors, Proposals]]:
    """What is found is watched while the context is open, if that is wanted; proposals are looked for when somebody asks."""

    async def answers(monitor: Monitor) -> bool:
        return (await runner.check(Scheduled("found", monitor))).outcome != "down"

    found = FoundMonitors(health, around.servers, answers, asked_for=around.asked_for)
    docker = docker_address(settings.collectors.docker) or ""
    proposals = Proposals(Places(settings.health.compose_files, docker, around.pools), health, engine, state)
    if not (settings.health.enabled and settings.health.watch_found):
        if any(one.source == "found" for one in health.watched()):
            await health.replace_found(())
        yield found, proposals
        return
    async with found.watching():
        yield found, proposals


def demo_monitors(settings: Settings, services: DemoUrls) -> list[Monitor]:
    """What watches the demo's services: whether each says that it is ready. None where found things are not watched."""
    if not (settings.health.enabled and settings.health.watch_found):
        return []
    urls = {"suna": services.suna, "onyx-core": services.onyx_core, "agent-exec": services.agent_exec}
    return [
        found_monitor(name, HttpCheck(url=f"{url}/ready", conditions=("status == 200",)), "Demo", DEMO, service=name)
        for name, url in urls.items()
    ]
