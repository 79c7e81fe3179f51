"""The parts of a server that the settings pages look at."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sardonyx.processors.masking import Action, Masker
from sardonyx.sources.service import Sources
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.retention import Keep
from tests.support.metrics_in import MetricsIn, metrics_in

MASKER = Masker.build(
    actions={"email": Action.HASH, "card": Action.DROP},
    extra_deny_keys=["shoe.size"],
    allow_keys=["kept"],
    hash_key=b"k" * 32,
)
KEEP = {"otel_logs": Keep("Timestamp", timedelta(days=90), timedelta(days=30))}


@pytest.fixture
async def door(engine: EmbeddedEngine, tmp_path: Path) -> AsyncIterator[MetricsIn]:
    async with metrics_in(engine, tmp_path) as found:
        yield found


@pytest.fixture
def parts(door: MetricsIn, tmp_path: Path) -> Sources:
    return Sources(door.engine, door.journal, door.intake.metrics, MASKER, KEEP, tmp_path, 0, started_at=1_795_400_000)
