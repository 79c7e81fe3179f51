"""The network between services, written as series."""

from collections.abc import Sequence
from typing import Any

import pytest

from sardonyx.collectors.network.services import FAMILIES, ServicePairSeries
from sardonyx.query.time_range import NS
from sardonyx.receivers.sample_writer import FamilyMetadata, Pairs
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import T0, insert_spans, span

MS = 10**6


class _Writer:
    def __init__(self) -> None:
        self.samples: dict[Pairs, float] = {}
        self.times: set[int] = set()
        self.families: Sequence[FamilyMetadata] = ()

    async def write(self, samples: Sequence[tuple[Pairs, float, int]], metadata: Sequence[FamilyMetadata] = ()) -> None:
        self.samples = {tuple(sorted(labels)): value for labels, value, _ in samples}
        self.times = {at for *_, at in samples}
        self.families = metadata


async def test_each_pair_of_the_last_five_minutes_has_its_series(engine: EmbeddedEngine) -> None:
    writer: Any = _Writer()
    now = T0 // NS + 600
    series = ServicePairSeries(engine, writer, lambda: now)
    assert await series.write() == 0
    assert writer.families == (), "nothing is written where nobody calls"
    for after, server in ((500, "core"), (100, "gone")):
        await insert_spans(engine, [
            span(after * NS, "GET", trace=f"{after:032x}", span_id="a" * 16, service="web", SpanKind="Client",
                 duration_ns=30 * MS, StatusCode="Error"),
            span(after * NS, "GET", trace=f"{after:032x}", span_id="b" * 16, parent="a" * 16, service=server,
                 SpanKind="Server", duration_ns=10 * MS),
        ])  # fmt: skip
    assert await series.write() == 1
    assert (writer.times, writer.families) == ({now * 1000}, FAMILIES)

    def value(name: str, **more: str) -> float | None:
        labels = {"__name__": name, "client": "web", "server": "core", "service_name": "web", **more}
        found: float | None = writer.samples.get(tuple(sorted(labels.items())))
        return found

    assert value("service_network_seconds", quantile="0.5") == pytest.approx(0.02)
    assert value("service_network_seconds", quantile="0.95") == pytest.approx(0.02)
    assert value("service_network_calls_per_second") == pytest.approx(1 / 300)
    assert value("service_network_error_ratio") == 1
    assert len(writer.samples) == 4
