"""The built-in target of a found server."""

from collections.abc import Callable

from sardonyx.collectors.found.finder import POOL
from sardonyx.collectors.found.patient import Patient, Refusable
from sardonyx.collectors.found.server import FoundServer, Kind
from sardonyx.collectors.nginx.collector import NginxCollector
from sardonyx.collectors.postgres.collector import PostgresCollector
from sardonyx.collectors.qdrant.collector import QdrantCollector
from sardonyx.collectors.redis.collector import RedisCollector
from sardonyx.collectors.scrape.built_in import BuiltIn, ScrapedPage

_PATIENT: dict[Kind, Callable[[str], Refusable]] = {
    "postgres": PostgresCollector,
    "redis": RedisCollector,
    "qdrant": QdrantCollector,
}


def target_of(server: FoundServer) -> BuiltIn:
    """The target; where it was found is among its discovered labels."""
    labels = dict(server.labels)
    discovered = {"__meta_found_addresses": ",".join(sorted(server.addresses))}
    if server.kind == "page":
        job = labels.get("compose_service") or server.instance.rpartition(":")[0]
        return BuiltIn(job, server.instance, ScrapedPage(server.url), labels, discovered, POOL)
    if server.kind == "nginx":
        return BuiltIn("nginx", server.instance, NginxCollector(server.url), labels, discovered)
    collector = Patient(_PATIENT[server.kind](server.url), server.advice)
    return BuiltIn(server.kind, server.instance, collector, labels, discovered)
