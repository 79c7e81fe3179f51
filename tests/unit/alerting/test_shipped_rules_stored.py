"""Shipped rules over the real engine and what the collector says of this very host: every one of them can be evaluated."""

import time
from pathlib import Path

from sardonyx.alerting.evaluation.definition import rules_of
from sardonyx.alerting.evaluation.group import Group, Written
from sardonyx.alerting.evaluation.queries import RuleQueries
from sardonyx.alerting.sources import RuleSettings, load
from sardonyx.collectors.host.collector import HostCollector
from sardonyx.receivers.sample_writer import SampleWriter
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.metrics_in import metrics_in
from tests.unit.collectors.host.host_files import samples

NOW = int(time.time()) * 1000
LABELS = {"job": "node", "instance": "here"}


async def test_every_shipped_rule_is_evaluated(engine: EmbeddedEngine, tmp_path: Path) -> None:
    written: list[Written] = []

    async def keep(several: list[Written]) -> None:
        written.extend(several)

    collector = HostCollector()
    async with metrics_in(engine, tmp_path) as inside:
        writer = SampleWriter(inside.intake, inside.known)
        for minutes in (120, 60, 10, 2, 1):
            page = samples(collector.page())
            at = NOW - minutes * 60_000
            await writer.write(
                [(tuple(sorted({**dict(key), **LABELS}.items())), value, at) for key, value in page.items()]
            )
        await inside.settle()
        queries = RuleQueries(engine)
        told = load(RuleSettings(shipped=True)).groups
        groups = [
            Group(one, rules_of(one, restored=True), queries.over, keep, lambda _change: None)  # type: ignore[arg-type]
            for one in told
        ]
        for group in groups:
            await group.evaluate(NOW)
    wrong = {rule.name: rule.status.error for group in groups for rule in group.rules if rule.status.health != "ok"}
    assert wrong == {}
    names = {dict(labels)["__name__"] for labels, _, _ in written}
    assert {"node_memory:available_ratio", "instance:node_cpu_busy:ratio5m"} <= names
