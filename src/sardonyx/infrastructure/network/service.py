"""The matrix: what probes measured, what traces tell, and bandwidth tests, pair by pair."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sardonyx import __version__
from sardonyx.access.audit import chain
from sardonyx.access.principal import Actor
from sardonyx.collectors.network.peers import SERVER_NODE
from sardonyx.infrastructure.network.bandwidth import BandwidthDesk, Measurement
from sardonyx.infrastructure.network.measured import Measured, measured
from sardonyx.infrastructure.network.models import (
    BandwidthAnswer,
    BandwidthTest,
    InterfaceAnswer,
    NetworkAnswer,
    NodeAnswer,
    NodeKind,
    PairAnswer,
    ProbeAnswer,
    TrafficAnswer,
)
from sardonyx.query.promql import Promql, QueryLimits
from sardonyx.query.scope import AccessScope
from sardonyx.query.services.network import ServicePair, service_pairs
from sardonyx.query.time_range import NS, TimeRange
from sardonyx.state import Database
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import StorageError

MOST_PAIRS = 1000

Pair = tuple[str, str]


class Network:
    """What is between hosts and services. `problems` tells what the server's own probes have to say."""

    def __init__(
        self,
        engine: Engine,
        db: Database,
        limits: QueryLimits,
        problems: Callable[[], list[str]] = list,
        desk: BandwidthDesk | None = None,
    ) -> None:
        self.desk = desk or BandwidthDesk()
        self._engine = engine
        self._promql = Promql(engine)
        self._db = db
        self._limits = limits
        self._problems = problems

    async def matrix(self, span: TimeRange, scope: AccessScope) -> NetworkAnswer:
        """All pairs in the range that the scope lets see."""
        found = await measured(self._promql, self._limits, span, scope)
        problems = [*self._problems(), *found.problems] if scope.is_everything else list(found.problems)
        traffic: dict[Pair, ServicePair] = {}
        every = 1
        try:
            told = await service_pairs(self._engine, span, scope)
            traffic, every = {(one.client, one.server): one for one in told.pairs}, told.every
        except StorageError as error:
            problems.append(f"traces could not be asked: {error}")
        probes, bandwidth = probes_of(found), bandwidth_of(found)
        pairs = sorted({*probes, *traffic, *bandwidth})
        answers = [
            PairAnswer(
                source=source,
                target=target,
                probes=probes.get((source, target), []),
                traffic=_traffic(traffic[source, target]) if (source, target) in traffic else None,
                bandwidth=bandwidth.get((source, target)),
            )
            for source, target in pairs[:MOST_PAIRS]
        ]
        if not probes and scope.is_everything:
            problems.append(
                "nothing is probed: name peers in collectors.network.peers, or run `sardonyx agent` elsewhere"
            )
        return NetworkAnswer(
            start=_moment(span.start_ns / NS),
            end=_moment(span.end_ns / NS),
            nodes=nodes_of(answers, found, self.desk.agents()),
            pairs=answers,
            hosts=hosts_of(found),
            sampled=every,
            problems=problems,
            more=max(0, len(pairs) - MOST_PAIRS),
        )

    async def start_bandwidth(
        self, agent: str, seconds: float, max_bytes: int, actor: Actor, *, here: bool = False
    ) -> Measurement:
        """A test, waiting for its agent or (`here`) running at once; the audit chain knows. Raises Conflict, NotFound."""
        start = self.desk.start_here if here else self.desk.start
        test = start(agent, seconds, max_bytes, actor.name or actor.kind)
        async with self._db.session() as session:
            details = {"seconds": seconds, "max_bytes": max_bytes}
            await chain.record(session, actor, "bandwidth.test", f"agent:{agent}", details=details)
        return test


def probes_of(found: Measured) -> dict[Pair, list[ProbeAnswer]]:
    """Probes by source and target, one answer for each protocol."""
    answers: dict[Pair, list[ProbeAnswer]] = {}
    failures: dict[tuple[str, ...], dict[str, int]] = {}
    for (*pair, reason), lost_of_it in found.values["lost"].items():
        if round(lost_of_it):
            failures.setdefault(tuple(pair), {})[reason] = round(lost_of_it)
    for key, seen in sorted(found.values["seen"].items()):
        source, target, protocol = key
        if protocol not in ("tcp", "http", "icmp"):
            continue
        sent, lost = round(found.of("sent", key) or 0), sum(failures.get(key, {}).values())
        up, retransmits = found.of("up", key), found.of("retransmits", key)
        answers.setdefault((source, target), []).append(
            ProbeAnswer(
                protocol=protocol,
                up=None if up is None else up > 0,
                rtt_median_seconds=found.of("rtt_median", key),
                rtt_p95_seconds=found.of("rtt_p95", key),
                rtt_min_seconds=found.of("rtt_min", key),
                jitter_seconds=found.of("jitter", key),
                dns_seconds=found.of("dns", key),
                loss_ratio=min(1.0, lost / sent) if sent else None,
                sent=sent,
                lost=lost,
                failures=failures.get(key, {}),
                retransmits=None if retransmits is None else round(retransmits),
                kernel_rtt_seconds=found.of("kernel_rtt", key),
                last_seen=_moment(seen),
            )
        )
    return answers


def bandwidth_of(found: Measured) -> dict[Pair, BandwidthAnswer]:
    """The newest bandwidth test of each pair."""
    return {
        (source, target): BandwidthAnswer(
            at=_moment(at),
            upload_bytes_per_second=found.of("bandwidth", (source, target, "upload")),
            download_bytes_per_second=found.of("bandwidth", (source, target, "download")),
        )
        for (source, target), at in found.values["bandwidth_at"].items()
    }


def hosts_of(found: Measured) -> list[InterfaceAnswer]:
    """What the interfaces of each host moved."""
    return [
        InterfaceAnswer(
            host=key[0],
            job=key[1],
            receive_bytes_per_second=received,
            transmit_bytes_per_second=found.of("sent_bytes", key) or 0.0,
            errors_per_second=found.of("errors", key) or 0.0,
            drops_per_second=found.of("drops", key) or 0.0,
            retransmit_ratio=found.of("retransmitted", key),
        )
        for key, received in sorted(found.values["received"].items())
    ]


def nodes_of(pairs: list[PairAnswer], found: Measured, asking: frozenset[str]) -> list[NodeAnswer]:
    """Every name of a pair and every agent, with what it is."""
    kinds: dict[str, set[NodeKind]] = {}
    versions: Mapping[str, str] = {key[0]: key[1] for key in found.values["agents"]}
    for agent in {*versions, *(asking if versions else ())}:
        kinds.setdefault(agent, set()).add("agent")
    for pair in pairs:
        source, target = kinds.setdefault(pair.source, set()), kinds.setdefault(pair.target, set())
        if pair.traffic is not None:
            source.add("service")
            target.add("service")
        if pair.probes:
            target.add("peer")
    if SERVER_NODE in kinds:
        kinds[SERVER_NODE].add("server")
    return [
        NodeAnswer(
            name=name,
            kinds=sorted(kinds[name]),
            version=__version__ if name == SERVER_NODE else versions.get(name),
            bandwidth=name in asking,
        )
        for name in sorted(kinds)
    ]


def shown(test: Measurement) -> BandwidthTest:
    """A test as it is answered."""
    told = test.result
    return BandwidthTest(
        id=test.id,
        agent=test.agent,
        state=test.state,
        seconds=test.seconds,
        max_bytes=test.max_bytes,
        started_by=test.started_by,
        created_at=_moment(test.created_at),
        upload_bytes_per_second=told.upload_bytes_per_second,
        download_bytes_per_second=told.download_bytes_per_second,
        upload_bytes=told.upload_bytes,
        download_bytes=told.download_bytes,
        error=told.error,
    )


def _traffic(pair: ServicePair) -> TrafficAnswer:
    return TrafficAnswer(
        calls_per_second=pair.calls_per_second,
        network_p50_seconds=pair.network_p50_seconds,
        network_p95_seconds=pair.network_p95_seconds,
        duration_p50_seconds=pair.duration_p50_seconds,
        error_ratio=pair.error_ratio,
        out_bytes_per_second=pair.out_bytes_per_second,
        in_bytes_per_second=pair.in_bytes_per_second,
        calls=pair.calls,
        last_seen=_moment(pair.last_ns / NS),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
