"""Who is primary in a cluster that several monitors see, each one of its servers, or whichever stands behind an address.

The primary is known by the instance that claims it (a server process), so that two monitors of one server are not two primaries.
Another becomes primary when a monitor's server turns from replica to primary, or when a server claims it and the former primary
no longer answers. An old primary that comes back and still claims it changes nothing: then there are two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

PRIMARY = "primary"


@dataclass(frozen=True, slots=True)
class Holder:
    """A server that is primary, as one monitor sees it. `timeline` grows with each promotion where the database counts them."""

    monitor: str
    instance: str
    name: str
    address: str
    timeline: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """What is kept beside the instance."""
        return {"monitor": self.monitor, "name": self.name, "address": self.address, "timeline": self.timeline}

    @classmethod
    def stored(cls, instance: str, data: Mapping[str, Any]) -> "Holder":
        """As `data` kept it."""
        told = {key: str(data.get(key, "")) for key in ("monitor", "name", "address", "timeline")}
        return cls(instance=instance, **told)


@dataclass(frozen=True, slots=True)
class Claim:
    """A monitor's server says it is primary: since when, last when, and whether it answered then."""

    instance: str
    since_ms: int
    seen_ms: int
    alive: bool = True


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is known of one cluster. `claims` by monitor id; `members` are all monitors that told a role."""

    primary: Holder | None = None
    claims: Mapping[str, Claim] = field(default_factory=dict)
    members: frozenset[str] = frozenset()

    @classmethod
    def stored(cls, primary: Holder, members: Iterable[str]) -> "Cluster":
        """As it was when we last looked: the primary is taken to be alive until it is seen not to be."""
        return cls(primary, {primary.monitor: Claim(primary.instance, 0, 0)}, frozenset((primary.monitor, *members)))

    @property
    def primaries(self) -> int:
        """Servers that say they are primary, all asked after the youngest of them began to: more than one is a split brain."""
        alive = [claim for claim in self.claims.values() if claim.alive]
        youngest = max((claim.since_ms for claim in alive), default=0)
        return len({claim.instance for claim in alive if claim.seen_ms >= youngest})


@dataclass(frozen=True, slots=True)
class Switch:
    """Another primary. `before` is None where none was known, or where `after` is: then nobody took over that we know of."""

    before: Holder | None
    after: Holder | None


def unanswered(cluster: Cluster, monitor: str) -> Cluster:
    """The cluster after a check of one of its servers failed."""
    claim = cluster.claims.get(monitor)
    if claim is None or not claim.alive:
        return cluster
    return replace(cluster, claims={**cluster.claims, monitor: replace(claim, alive=False)})


def seen_as_replica(cluster: Cluster, monitor: str) -> tuple[Cluster, Switch | None]:
    """The cluster after one of its servers said it is no primary. Of a cluster with one monitor that is told at once; of
    others when the next primary is seen."""
    claims = {key: claim for key, claim in cluster.claims.items() if key != monitor}
    after = replace(cluster, claims=claims, members=cluster.members | {monitor})
    primary = cluster.primary
    if primary is not None and primary.monitor == monitor and after.members == {monitor}:
        return replace(after, primary=None), Switch(primary, None)
    return after, None


def seen_as_primary(
    cluster: Cluster, holder: Holder, at_ms: int, *, was_replica: bool
) -> tuple[Cluster, Switch | None]:
    """The cluster after one of its servers said it is primary. `was_replica`: the same monitor saw a replica before."""
    claim, primary = cluster.claims.get(holder.monitor), cluster.primary
    same = claim is not None and claim.instance == holder.instance
    since_ms = claim.since_ms if claim is not None and same else at_ms
    claims = {**cluster.claims, holder.monitor: Claim(holder.instance, since_ms, at_ms)}
    after = replace(cluster, claims=claims, members=cluster.members | {holder.monitor})
    if primary is None:
        return replace(after, primary=holder), Switch(None, holder) if was_replica else None
    if primary.instance == holder.instance:
        return after, None
    if primary.monitor == holder.monitor and not was_replica:
        # The same address, another process: a restart, unless the database has counted a promotion.
        promoted = bool(primary.timeline and holder.timeline) and primary.timeline != holder.timeline
        return replace(after, primary=holder), Switch(primary, holder) if promoted else None
    lost = not any(one.alive and one.instance == primary.instance for one in cluster.claims.values())
    if was_replica or lost:
        return replace(after, primary=holder), Switch(primary, holder)
    return after, None
