"""/targets, /targets/metadata, /scrape_pools, /alertmanagers. Source: Prometheus, "HTTP API"."""

from collections.abc import Mapping
from datetime import UTC, datetime

from fastapi import Response

from sardonyx.collectors.scrape.matcher import Pattern
from sardonyx.collectors.scrape.state import ActiveTarget
from sardonyx.collectors.scrape.units import duration_text
from sardonyx.infrastructure.prometheus import answers
from sardonyx.infrastructure.prometheus.endpoints import Endpoints
from sardonyx.infrastructure.prometheus.params import BadParameter, Parameters
from sardonyx.infrastructure.targets.service import Scraping, sees, visible
from sardonyx.query.metrics.catalogue import selector
from sardonyx.query.promql import ParseError
from sardonyx.query.promql.tree import Matcher
from sardonyx.query.scope import AccessScope

_NEVER = "0001-01-01T00:00:00Z"


class TargetEndpoints:
    """What tells of scraping, within the caller's scope."""

    def __init__(self, scraping: Scraping) -> None:
        self._scraping = scraping

    def add_to(self, endpoints: Endpoints) -> None:
        """Serve them."""
        endpoints.add("/targets", self._targets)
        endpoints.add("/targets/metadata", self._metadata)
        endpoints.add("/scrape_pools", self._pools)
        endpoints.add("/alertmanagers", self._alertmanagers)

    async def _targets(self, params: Parameters, scope: AccessScope) -> Response:
        state, wanted = params.text("state").lower(), params.text("scrapePool")
        pools = visible(self._scraping.state().pools, scope)
        pools = sorted((pool for pool in pools if wanted in ("", pool.name)), key=lambda pool: pool.name)
        active, dropped = state in ("", "any", "active"), state in ("", "any", "dropped")
        return answers.success(
            {
                "activeTargets": [_active(target) for pool in pools for target in pool.active] if active else [],
                "droppedTargets": [
                    {"discoveredLabels": dict(target.discovered), "scrapePool": pool.name}
                    for pool in pools
                    for target in pool.dropped
                ]
                if dropped
                else [],
                "droppedTargetCounts": {pool.name: pool.dropped_count for pool in pools} if dropped else None,
            }
        )

    async def _metadata(self, params: Parameters, scope: AccessScope) -> Response:
        """`limit` counts targets' rows as upstream does: the target that reaches it is told in full."""
        metric, limit = params.text("metric"), params.count("limit")
        matchers = _matchers(params.text("match_target"))
        rows: list[dict[str, object]] = []
        last: Mapping[str, str] | None = None
        for family in self._scraping.families():
            if limit and len(rows) >= limit and family.target is not last:
                break
            if not sees(scope, family.target) or metric not in ("", family.family):
                continue
            if all(_matches(matcher, family.target) for matcher in matchers):
                last = family.target
                name = {} if metric else {"metric": family.family}
                told = {"type": family.type or "unknown", "help": family.help, "unit": family.unit}
                rows.append({"target": dict(family.target), **name, **told})
        return answers.success(rows)

    async def _pools(self, _params: Parameters, scope: AccessScope) -> Response:
        pools = visible(self._scraping.state().pools, scope)
        return answers.success({"scrapePools": sorted(pool.name for pool in pools)})

    async def _alertmanagers(self, _params: Parameters, _scope: AccessScope) -> Response:
        """Alerts are notified from here: nothing is handed to an Alertmanager."""
        return answers.success({"activeAlertmanagers": [], "droppedAlertmanagers": []})


def _active(target: ActiveTarget) -> dict[str, object]:
    scraped = target.last_scrape
    return {
        "discoveredLabels": dict(target.discovered),
        "labels": dict(target.labels),
        "scrapePool": target.pool,
        "scrapeUrl": target.url,
        "globalUrl": target.global_url,
        "lastError": target.last_error,
        "lastScrape": _NEVER if scraped is None else moment_text(scraped),
        "lastScrapeDuration": target.last_duration,
        "health": target.health,
        "scrapeInterval": duration_text(target.interval),
        "scrapeTimeout": duration_text(target.timeout),
    }


def moment_text(seconds: float) -> str:
    """RFC 3339, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _matchers(text: str) -> tuple[Matcher, ...]:
    if not text:
        return ()
    try:
        (alternative,) = selector(text).alternatives
    except ParseError as error:
        raise BadParameter(f'invalid parameter "match_target": {error}') from None
    except ValueError:
        raise BadParameter('invalid parameter "match_target": or between matchers is not supported here') from None
    return alternative


def _matches(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.name, "")
    found = value == matcher.value if matcher.op in ("=", "!=") else Pattern(matcher.value).matches(value)
    return found if matcher.op in ("=", "=~") else not found
