"""The budget as series: read off the governor when somebody asks for /metrics."""

from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from sardonyx.collectors.own.budget.governor import Governor

_BY_RESOURCE = ("resource",)


class BudgetCollector(Collector):
    """`cpu` in cores, `memory` and `disk` in bytes; `disk` only with a budget of its own."""

    def __init__(self, governor: Governor) -> None:
        self._governor = governor

    def collect(self) -> Iterator[Metric]:
        """All families."""
        budget, state = self._governor.budget, self._governor.state
        used = GaugeMetricFamily("sardonyx_budget_used", "What this process takes.", labels=_BY_RESOURCE)
        limit = GaugeMetricFamily("sardonyx_budget_limit", "What it may take.", labels=_BY_RESOURCE)
        figures: list[tuple[str, float, float]] = [
            ("cpu", state.cpu, budget.cpu),
            ("memory", state.memory_bytes, budget.memory_bytes),
        ]
        if budget.disk_bytes is not None and state.disk is not None:
            figures.append(("disk", state.disk.used_bytes, budget.disk_bytes))
        for resource, taken, allowed in figures:
            used.add_metric([resource], taken)
            limit.add_metric([resource], allowed)
        yield used
        yield limit
        yield GaugeMetricFamily(
            "sardonyx_budget_level", "How far the resolution is lowered: 0 is full, 3 the lowest.", value=state.level
        )
        if state.disk is not None and state.disk.days_until_full is not None:
            yield GaugeMetricFamily(
                "sardonyx_budget_disk_full_seconds",
                "Seconds until the disk's budget is used up as it grows now.",
                value=state.disk.days_until_full * 86_400,
            )
