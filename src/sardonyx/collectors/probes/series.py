"""Results as series, with blackbox_exporter's names.

A series is worked out once and then known by its encoded labels. One that a later result has no value for ends with a staleness
marker, as does every series of a monitor that is gone. Between checks that are minutes apart the last values are repeated: a sample
is looked back at for five minutes, and an alert on a certificate that is looked at once an hour must not come and go.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import PASSIVE_KINDS
from sardonyx.config.monitors import Monitor
from sardonyx.receivers.sample_writer import STALE, Columns, FamilyMetadata, Pairs, encode_labels

JOB = "monitors"
FAMILIES = (
    FamilyMetadata("probe_success", "gauge", "1 when the check came out as up or degraded, 0 when as down."),
    FamilyMetadata("probe_degraded", "gauge", "1 when what should hold did not, though what must hold did."),
    FamilyMetadata("probe_duration_seconds", "gauge", "How long the check took.", "seconds"),
    FamilyMetadata("probe_http_duration_seconds", "gauge", "How long each phase of the requests took.", "seconds"),
    FamilyMetadata("probe_icmp_duration_seconds", "gauge", "How long each phase of the ping took.", "seconds"),
    FamilyMetadata("probe_grpc_duration_seconds", "gauge", "How long each phase of the call took.", "seconds"),
    FamilyMetadata("probe_dns_duration_seconds", "gauge", "How long each phase of the question took.", "seconds"),
    FamilyMetadata("probe_phase_duration_seconds", "gauge", "How long each phase of other checks took.", "seconds"),
    FamilyMetadata("probe_dns_lookup_time_seconds", "gauge", "How long looking up the name took.", "seconds"),
    FamilyMetadata("probe_http_status_code", "gauge", "The status of the answer."),
    FamilyMetadata("probe_ssl_earliest_cert_expiry", "gauge", "When the first certificate of the chain ends, epoch s."),
)
_PHASES_OF = {
    "http": "probe_http_duration_seconds",
    "journey": "probe_http_duration_seconds",
    "browser": "probe_http_duration_seconds",
    "websocket": "probe_http_duration_seconds",
    "icmp": "probe_icmp_duration_seconds",
    "grpc": "probe_grpc_duration_seconds",
    "dns": "probe_dns_duration_seconds",
}
_OTHER_PHASES = "probe_phase_duration_seconds"

REPEAT_MS = 120_000
"""Values that old are written again."""
_TRUSTED_INTERVALS = 2

Name = tuple[str, str]
"""A metric's name and its label `phase`, or nothing."""


@dataclass(slots=True)
class Sample:
    """One value of a series, by its key."""

    key: bytes
    pairs: Pairs
    value: float
    at_ms: int


@dataclass(slots=True)
class _Labelled:
    """The series of one monitor from one vantage point, and their last values. Times are epoch milliseconds."""

    scheduled: Scheduled
    base: Pairs
    series: dict[Name, tuple[bytes, Pairs]] = field(default_factory=dict)
    values: dict[Name, float] = field(default_factory=dict)
    checked_ms: int = 0
    written_ms: int = 0

    def repeats_until(self) -> float:
        """Until when the last values stand for what would be found; what tells by itself says so when it changes."""
        monitor = self.scheduled.monitor
        if monitor.check.kind in PASSIVE_KINDS:
            return math.inf
        return self.checked_ms + _TRUSTED_INTERVALS * monitor.interval.total_seconds() * 1000

    def sample(self, name: Name, value: float, at_ms: int) -> Sample:
        if (known := self.series.get(name)) is None:
            phase = (("phase", name[1]),) if name[1] else ()
            pairs = (("__name__", name[0]), *self.base, *phase)
            known = self.series[name] = (encode_labels(pairs), pairs)
        return Sample(known[0], known[1], value, at_ms)


class ProbeSeries:
    """Knows which series monitors have."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Labelled] = {}

    def of(self, scheduled: Scheduled, result: ProbeResult) -> Iterator[Sample]:
        """The samples of a result, and the ends of series it has no value for."""
        place = (scheduled.id, result.vantage)
        labelled = self._known.get(place)
        if labelled is None or labelled.scheduled is not scheduled:
            base = labels_of(scheduled.monitor, result.vantage)
            if labelled is None or labelled.base != base:
                if labelled is not None:
                    yield from _ends(labelled, labelled.values, result.at_ms)
                labelled = self._known[place] = _Labelled(scheduled, base)
            labelled.scheduled = scheduled
        values = values_of(scheduled.monitor.check.kind, result)
        if gone := labelled.values.keys() - values.keys():
            yield from _ends(labelled, gone, result.at_ms)
        labelled.values, labelled.checked_ms, labelled.written_ms = values, result.at_ms, result.at_ms
        for name, value in values.items():
            yield labelled.sample(name, value, result.at_ms)

    def keep_only(self, monitors: Sequence[Scheduled], at_ms: int) -> Iterator[Sample]:
        """The ends of all series that none of these monitors goes on with."""
        going_on = {one.id: one.monitor for one in monitors if one.monitor.enabled}
        for place in [each for each in self._known if not _goes_on(each[1], going_on.get(each[0]))]:
            labelled = self._known.pop(place)
            yield from _ends(labelled, labelled.values, at_ms)

    def repeated(self, now_ms: int) -> Iterator[Sample]:
        """The last values of monitors that are due to be repeated."""
        for labelled in self._known.values():
            if now_ms - labelled.written_ms >= REPEAT_MS and now_ms < labelled.repeats_until():
                labelled.written_ms = now_ms
                for name, value in labelled.values.items():
                    yield labelled.sample(name, value, now_ms)


def _goes_on(vantage: str, monitor: Monitor | None) -> bool:
    """Whether this monitor is still looked at from there; what tells by itself may say it from anywhere."""
    return monitor is not None and (vantage in monitor.vantage_points or monitor.check.kind in PASSIVE_KINDS)


def _ends(labelled: _Labelled, names: Collection[Name], at_ms: int) -> Iterator[Sample]:
    for name in names:
        yield labelled.sample(name, STALE, at_ms)


def labels_of(monitor: Monitor, vantage: str) -> Pairs:
    """The labels all series of a monitor have, those it was given last: they never replace ours."""
    ours = {
        "job": JOB,
        "instance": target_of(monitor.check),
        "monitor": monitor.name,
        "group": monitor.group,
        "service_name": monitor.service,
        "deployment_environment_name": monitor.environment,
        "vantage": vantage,
    }
    labels = {name: value for name, value in {**monitor.labels, **ours, "__name__": "", "phase": ""}.items() if value}
    return tuple(sorted(labels.items()))


def values_of(kind: str, result: ProbeResult) -> dict[Name, float]:
    """A result as values by metric and phase."""
    values: dict[Name, float] = {
        ("probe_success", ""): float(result.outcome != "down"),
        ("probe_degraded", ""): float(result.outcome == "degraded"),
        ("probe_duration_seconds", ""): result.seconds,
    }
    metric = _PHASES_OF.get(kind, _OTHER_PHASES)
    for phase, seconds in result.phases.items():
        values[metric, phase] = seconds
    if kind != "dns" and "resolve" in result.phases:
        values["probe_dns_lookup_time_seconds", ""] = result.phases["resolve"]
    for name, figure in result.figures.items():
        values[f"probe_{name}", ""] = figure
    return values


def columns(samples: Sequence[Sample], known: Mapping[bytes, int]) -> Columns:
    """Samples as the writer takes them; `known` are the ids of this generation."""
    return Columns(
        np.array([known.get(one.key, 0) for one in samples], np.uint64),
        np.array([one.value for one in samples], np.float64),
        np.array([one.at_ms for one in samples], np.int64),
        lambda index: samples[index].key,
        lambda index: samples[index].pairs,
    )
