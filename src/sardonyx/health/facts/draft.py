"""What one result of a monitor comes to: facts to keep, and what people are told. Pure; the detector writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sardonyx.changes.record import Change, change_id
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.targets import target_of
from sardonyx.health.facts import cluster as clusters
from sardonyx.health.facts import sets
from sardonyx.health.facts.cluster import PRIMARY, Cluster, Holder, Switch
from sardonyx.health.facts.known import Key, Known
from sardonyx.health.facts.meaning import FACTS, INSTANCE, Meaning
from sardonyx.health.facts.sets import Pool, Wavering

CLUSTER_FACT, PRIMARY_FACT = "cluster", "primary"
_LEEWAY_MS = 60_000
_MOST_INSTANCES = 64
_SHOWN_MEMBERS = 5


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known before the result. `wavering`, `clusters` and, by monitor, `seen_ms` (when it last told its start) and
    `latest_ms` (its newest result) are not kept."""

    known: dict[Key, Known] = field(default_factory=dict)
    wavering: dict[Key, Wavering] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    seen_ms: dict[str, int] = field(default_factory=dict)
    latest_ms: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A change of a fact: by monitor, and the total after it."""

    fact: str
    total: int


@dataclass(slots=True)
class Draft:
    """What to keep (`known` in the database too), what to tell, what to count, and the cluster the monitor belongs to."""

    known: dict[Key, Known] = field(default_factory=dict)
    wavering: dict[Key, Wavering] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)


def draft(memory: Memory, scheduled: Scheduled, result: ProbeResult) -> Draft:
    """What the result comes to."""
    return _Drafting(memory, scheduled, result).made()


class _Drafting:
    def __init__(self, memory: Memory, scheduled: Scheduled, result: ProbeResult) -> None:
        self._memory, self._scheduled, self._result = memory, scheduled, result
        self._monitor, self._facts = scheduled.monitor, result.facts
        self._subject = f"monitor:{scheduled.id}"
        self._label = self._monitor.labels.get(CLUSTER_FACT, "")
        self._failed_over = False
        self._made = Draft()

    def made(self) -> Draft:
        if self._result.at_ms < self._memory.latest_ms.get(self._scheduled.id, 0):
            return self._made  # from a vantage point that is behind: what it saw is over
        if "role" in self._facts:
            self._role(self._facts["role"])
        elif (of := self._memory.known.get((self._subject, CLUSTER_FACT))) is not None:
            before = self._memory.clusters.get(of.value, Cluster())
            self._made.clusters[of.value] = clusters.unanswered(before, self._scheduled.id)
        for fact, meaning in FACTS.items():
            if self._facts.get(fact):
                self._decide(fact, meaning, self._facts[fact])
        return self._made

    def _decide(self, fact: str, meaning: Meaning, value: str) -> None:
        match meaning.decided:
            case "set" | "one":
                self._set(fact, meaning, sets.members_of(value) if meaning.decided == "set" else (value,))
            case "value":
                self._value(fact, meaning, value)
            case "start" | "instance":
                self._instance(fact, meaning, value)
            case "kept":
                if (before := self._memory.known.get((self._subject, fact))) is None or before.value != value:
                    self._keep((self._subject, fact), value)
            case "role":
                pass

    def _value(self, fact: str, meaning: Meaning, value: str) -> None:
        shared = self._label and fact == "leader"
        key = (f"cluster:{self._label}" if shared else self._subject, fact)
        before = self._memory.known.get(key)
        if before is None:
            self._keep(key, value)
        elif before.value != value:
            # Where roles tell who is primary, who follows whom is the same news.
            told_by_role = shared and self._memory.clusters.get(self._cluster_key(), Cluster()).primary is not None
            if self._failed_over or told_by_role:
                self._keep(key, value)
            else:
                self._tell(key, meaning.kind, meaning.words, before.value, value)
                self._failed_over = self._failed_over or meaning.kind == "failover"

    def _instance(self, fact: str, meaning: Meaning, value: str) -> None:
        key = (self._subject, fact)
        before = self._memory.known.get(key)
        if before is None:
            self._keep(key, value)
            return
        members = [str(one) for one in before.data.get("members", ())] or [before.value]
        if value == before.value or value in members:
            return
        data = {"members": [*members, value][-_MOST_INSTANCES:]}
        if meaning.decided == "start" and not self._is_restart(before.value, value):
            self._keep(key, before.value, data, before)  # another process behind the same address
        elif self._failed_over:
            self._keep(key, value, data, before)
        else:
            self._tell(key, meaning.kind, meaning.words, before.value, value, data)

    def _is_restart(self, before: str, value: str) -> bool:
        """Whether the process began after we last saw the one before."""
        began, began_before = _epoch_ms(value), _epoch_ms(before)
        last_ms = self._memory.seen_ms.get(self._scheduled.id, 0)
        return began > began_before and began >= last_ms - _LEEWAY_MS

    def _set(self, fact: str, meaning: Meaning, value: sets.Members) -> None:
        key = (f"vantage:{self._scheduled.id}:{self._result.vantage}", fact)
        before = self._memory.known.get(key)
        if before is None:
            first = Pool.of(value, self._result.at_ms)
            if value:
                self._keep(key, first.text, first.data)
            return
        if not value:
            return
        pool = Pool.stored(before.value, before.since_ms, before.data)
        stepped = sets.step(pool, self._memory.wavering.get(key, sets.STEADY), value, self._result.at_ms)
        self._made.wavering[key] = stepped.wavering
        after = stepped.pool.text
        if stepped.moved:
            words = meaning.words.format(before=_shown(pool.value), after=_shown(stepped.pool.value))
            self._tell(key, meaning.kind, words, before.value, after, stepped.pool.data)
        elif stepped.pool.rotating and pool.rotating and stepped.pool.members == pool.members:
            pass  # one of the usual
        elif stepped.pool != pool:
            self._keep(key, after, stepped.pool.data, before)

    def _role(self, role: str) -> None:
        key, at_ms = self._cluster_key(), self._result.at_ms
        cluster = self._memory.clusters.get(key, Cluster())
        known = self._memory.known.get((self._subject, "role"))
        if role == PRIMARY:
            was_replica = known is not None and known.value != PRIMARY
            after, switch = clusters.seen_as_primary(cluster, self._holder(), at_ms, was_replica=was_replica)
        else:
            after, switch = clusters.seen_as_replica(cluster, self._scheduled.id)
        self._made.clusters[key] = after
        if known is None or known.value != role:
            self._keep((self._subject, "role"), role)
        if (of := self._memory.known.get((self._subject, CLUSTER_FACT))) is None or of.value != key:
            self._keep((self._subject, CLUSTER_FACT), key)
        row = (f"cluster:{key}", PRIMARY_FACT)
        instance, data = (after.primary.instance, after.primary.data) if after.primary else ("", {})
        if switch is not None:
            self._failed_over = True
            before, now = (one.address or one.name if one else "" for one in (switch.before, switch.after))
            self._tell(row, "failover", _told(switch), before, now, data, kept=instance)
        elif after.primary != cluster.primary:
            self._keep(row, instance, data, self._memory.known.get(row))

    def _holder(self) -> Holder:
        instance = next((self._facts[fact] for fact in INSTANCE if self._facts.get(fact)), "")
        address = self._facts.get("address") or target_of(self._monitor.check)
        return Holder(
            self._scheduled.id, instance or address, self._monitor.name, address, self._facts.get("timeline", "")
        )

    def _cluster_key(self) -> str:
        if self._label:
            return f"label:{self._label}"
        if identifier := self._facts.get("system_identifier"):
            return f"postgresql:{identifier}"
        return self._subject

    def _keep(
        self, key: Key, value: str, data: Mapping[str, object] | None = None, before: Known | None = None
    ) -> None:
        self._made.known[key] = Known(value, self._result.at_ms, before.changes if before else 0, data or {})

    def _tell(
        self,
        key: Key,
        kind: str,
        words: str,
        before: str,
        after: str,
        data: Mapping[str, object] | None = None,
        *,
        kept: str | None = None,
    ) -> None:
        """Note a change of the fact `key`. `words` may name {before} and {after}; `kept` is what is stored where not `after`."""
        known = self._memory.known.get(key)
        since_ms, changes = (known.since_ms, known.changes) if known else (0, 0)
        fact = "role" if key[1] == PRIMARY_FACT else key[1]
        told = words.replace("{before}", before).replace("{after}", after)
        version, was = self._versions()
        if version != was and kind in ("restart", "failover"):
            told += f", now version {version}, before it {was}"
        self._made.known[key] = Known(after if kept is None else kept, self._result.at_ms, changes + 1, data or {})
        self._made.counted.append(Counted(fact, changes + 1))
        self._made.changes.append(
            Change(
                change_id(kind, *key, before, after, str(since_ms), str(changes)),
                self._result.at_ms,
                kind,
                self._monitor.service,
                self._monitor.environment,
                f"{self._label or self._monitor.name}{'' if kind == 'restart' and ':' not in told[:1] else ':'} {told}",
                version,
                was if was != version else "",
                dict(self._attributes(fact, before, after)),
            )
        )

    def _versions(self) -> tuple[str, str]:
        now = self._facts.get("version") or self._facts.get("image", "")
        fact = "version" if self._facts.get("version") else "image"
        known = self._memory.known.get((self._subject, fact))
        return now, known.value if known else now

    def _attributes(self, fact: str, before: str, after: str) -> Iterator[tuple[str, str]]:
        yield "monitor", self._monitor.name
        yield "monitor_id", self._scheduled.id
        yield "fact", fact
        yield from (("before", before.replace("\n", ", ")), ("after", after.replace("\n", ", ")))
        if self._label:
            yield "cluster", self._label


def _told(switch: Switch) -> str:
    before, after = switch.before, switch.after
    if after is None:
        return f"{before.address if before else 'it'} is a replica now, it was primary"
    if before is None:
        return f"{after.address} is primary now, it was a replica"
    if before.address == after.address:
        return (
            f"another server is primary at {after.address} now (timeline {after.timeline}, before it {before.timeline})"
        )
    return f"{after.address} is primary now, before it {before.address}"


def _shown(members: tuple[str, ...]) -> str:
    more = len(members) - _SHOWN_MEMBERS
    return ", ".join(members[:_SHOWN_MEMBERS]) + (f" and {more} more" if more > 0 else "")


def _epoch_ms(told: str) -> int:
    """An ISO-8601 instant; 0 where it is none."""
    try:
        return round(datetime.fromisoformat(told).timestamp() * 1000)
    except ValueError:
        return 0
