"""What scraping looks like, within what the caller may see."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.state import ActiveTarget, Pool, ScrapeState, TargetFamily
from sardonyx.infrastructure.targets.models import (
    ActiveTargetAnswer,
    ConfigurationAnswer,
    DroppedTargetAnswer,
    PoolAnswer,
    TargetsResponse,
)
from sardonyx.query.promql.store.matching import ENVIRONMENT_LABEL, SERVICE_LABEL
from sardonyx.query.scope import AccessScope

_MOST_DROPPED = 100


class Scraping(Protocol):
    """What the scrape manager offers here."""

    def state(self) -> ScrapeState:
        """All targets at this moment."""
        ...

    def families(self) -> Sequence[TargetFamily]:
        """What targets said of their metrics."""
        ...

    async def reload(self) -> None:
        """Read the configuration again. Raises ConfigError; the state says why, too."""
        ...


class NoScraping:
    """Nothing is scraped: no configuration is set."""

    def state(self) -> ScrapeState:
        """No targets."""
        return ScrapeState()

    def families(self) -> Sequence[TargetFamily]:
        """None."""
        return ()

    async def reload(self) -> None:
        """Nothing to read."""


class Targets:
    """Scrape targets for the pages."""

    def __init__(self, scraping: Scraping) -> None:
        self._scraping = scraping

    def targets(self, scope: AccessScope) -> TargetsResponse:
        """Every job with what the scope lets see of it."""
        state = self._scraping.state()
        return TargetsResponse(
            configuration=_configuration(state), pools=[_pool(pool) for pool in visible(state.pools, scope)]
        )

    async def reload(self) -> None:
        """Read the configuration again; what is wrong with it stands in `targets`."""
        with suppress(ConfigError):
            await self._scraping.reload()


def problems_of(scraping: Scraping, pool: str) -> list[str]:
    """What the targets of one job could not do."""
    return [problem for one in scraping.state().pools if one.name == pool for problem in one.problems]


def visible(pools: Sequence[Pool], scope: AccessScope) -> list[Pool]:
    """The pools as the scope shows them: targets by their labels as their series; what was dropped has none, so is hidden."""
    if scope.is_everything:
        return list(pools)
    shown = [Pool(pool.name, tuple(t for t in pool.active if sees(scope, t.labels)), (), 0) for pool in pools]
    return [pool for pool in shown if pool.active]


def sees(scope: AccessScope, labels: Mapping[str, str]) -> bool:
    """Whether series with these labels are within the scope."""
    return all(
        allowed is None or labels.get(label, "") in allowed
        for label, allowed in ((SERVICE_LABEL, scope.services), (ENVIRONMENT_LABEL, scope.environments))
    )


def _configuration(state: ScrapeState) -> ConfigurationAnswer:
    return ConfigurationAnswer(
        path=state.config_path or None,
        loaded_at=_moment(state.config_loaded_at),
        ok=state.config_ok,
        problems=state.config_error.splitlines(),
        unused=list(state.config_unused),
    )


def _pool(pool: Pool) -> PoolAnswer:
    return PoolAnswer(
        name=pool.name,
        active=[_active(target) for target in pool.active],
        dropped=[DroppedTargetAnswer(discovered_labels=dict(one.discovered)) for one in pool.dropped[:_MOST_DROPPED]],
        dropped_total=pool.dropped_count,
        problems=list(pool.problems),
    )


def _active(target: ActiveTarget) -> ActiveTargetAnswer:
    scraped = target.last_scrape is not None
    return ActiveTargetAnswer(
        labels=dict(target.labels),
        discovered_labels=dict(target.discovered),
        url=target.url,
        global_url=target.global_url,
        health=target.health,
        last_error=target.last_error,
        last_scrape=_moment(target.last_scrape),
        last_duration_seconds=target.last_duration if scraped else None,
        interval_seconds=target.interval,
        timeout_seconds=target.timeout,
        samples=target.samples if scraped else None,
        samples_after_relabelling=target.samples_after_relabelling if scraped else None,
        series_added=target.series_added if scraped else None,
        body_bytes=target.body_bytes if scraped else None,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
