"""Shipped dashboards: every query can be read and asks for a metric our collectors make."""

import re
from functools import cache
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

import sardonyx
from sardonyx.collectors.containers.figures import FAMILIES
from sardonyx.collectors.postgres.questions import QUESTIONS
from sardonyx.collectors.redis.figures import FIGURES
from sardonyx.collectors.scrape.metrics import ScrapeMetrics
from sardonyx.dashboards.checks import parsed_any, promql_of, query_faults
from sardonyx.dashboards.grafana.exporting import exported
from sardonyx.dashboards.grafana.importing import imported
from sardonyx.dashboards.model import Dashboard
from sardonyx.dashboards.shipped import shipped
from sardonyx.query.metrics.catalogue import selectors_in

SOURCES = Path(sardonyx.__file__).parent
SUFFIXES = re.compile(r"_(bucket|count|sum|total)$")
MADE_BY_RULE = {
    # names put together of a file's lines: net/dev, net/snmp, meminfo, vmstat, sockstat, pressure, loadavg, pg_settings
    "node_netstat_", "node_network_receive_", "node_network_transmit_", "node_memory_", "node_vmstat_", "node_sockstat_",
    "node_load", "namedprocess_namegroup_", "pg_settings_",
    # Qdrant's own page, taken as it is
    "rest_responses_", "grpc_responses_", "memory_resident_bytes", "memory_allocated_bytes",
}  # fmt: skip
SYNTHETIC = {"up"}


@cache
def written() -> frozenset[str]:
    """Every metric's name that stands in the source of what makes series."""
    folders = ("collectors", "journal", "receivers", "storage", "alerting", "infrastructure")
    texts = (file.read_text() for folder in folders for file in (SOURCES / folder).rglob("*.py"))
    return frozenset(name for text in texts for name in re.findall(r"\"([a-z]+_[a-z0-9_]+)\"", text)) | _of_registries()


def _of_registries() -> set[str]:
    """Names that are put together of a prefix and a word."""
    registry = CollectorRegistry()
    ScrapeMetrics(registry)
    journal = re.findall(r"\"([a-z_]+)\"", (SOURCES / "journal" / "metrics.py").read_text())
    return {family.name for family in registry.collect()} | {f"sardonyx_journal_{name}" for name in journal}


def is_made(metric: str) -> bool:
    named = {figure.family for figure in FIGURES.values()}
    named |= {family.name for family in FAMILIES} | SYNTHETIC
    if {metric, SUFFIXES.sub("", metric)} & (named | written()) or metric.startswith(tuple(MADE_BY_RULE)):
        return True
    return any(
        metric.startswith(f"{one.prefix}_") and re.search(rf"\b{metric.removeprefix(one.prefix + '_')}\b", one.sql)
        for one in QUESTIONS
    )


def metrics_of(dashboard: Dashboard) -> set[str]:
    """All metrics its queries select, those of its variables too."""
    texts = [text for _, text in promql_of(dashboard)]
    for variable in dashboard.variables:
        if asked := re.match(r"label_values\((.+), \w+\)$", variable.query):
            texts.append(asked[1])
    selectors = [one for text in texts for one in selectors_in(parsed_any(text))]
    names = [
        matcher.value
        for one in selectors
        for group in one.alternatives
        for matcher in group
        if matcher.name == "__name__"
    ]
    return set(names)


@pytest.mark.parametrize("uid", sorted(shipped()))
def test_every_query_can_be_read_and_asks_for_what_we_make(uid: str) -> None:
    dashboard = shipped()[uid]
    assert query_faults(dashboard) == []
    metrics = metrics_of(dashboard) | set(dashboard.requires)
    assert {metric for metric in metrics if not is_made(metric)} == set()
    assert set(dashboard.requires) <= metrics
    assert dashboard.requires


@pytest.mark.parametrize("uid", sorted(shipped()))
def test_panels_stand_beside_each_other(uid: str) -> None:
    for section in shipped()[uid].sections:
        taken: set[tuple[int, int]] = set()
        for panel in section.panels:
            grid = panel.grid
            cells = {(x, y) for x in range(grid.x, grid.x + grid.w) for y in range(grid.y, grid.y + grid.h)}
            assert not cells & taken, panel.title
            taken |= cells


@pytest.mark.parametrize("uid", sorted(shipped()))
def test_they_go_to_grafana_and_come_back(uid: str) -> None:
    dashboard = shipped()[uid]
    back = imported(exported(dashboard).document)
    assert back.dashboard.model_copy(update={"requires": dashboard.requires}) == dashboard
    assert back.notes == ()


def test_a_metric_nobody_makes_is_found() -> None:
    assert not is_made("node_no_such_thing_total")
    assert not is_made("pg_stat_database_no_such_column")
