"""A state database and what an erasure finds around the engine."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sardonyx.privacy.erasure.outside import Hold
from sardonyx.state import Database
from sardonyx.state.address import default_url


@pytest.fixture
async def state(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(default_url(tmp_path), folder=tmp_path)
    yield database
    await database.close()


@dataclass
class Holding:
    """Legal holds."""

    holds: list[Hold] = field(default_factory=list)

    async def active(self) -> Sequence[Hold]:
        return self.holds


@dataclass
class NothingWaits:
    """Everything accepted is stored; `refused` is what lies in quarantine."""

    refused: list[Path] = field(default_factory=list)

    def files(self) -> Sequence[Path]:
        return self.refused

    def stored_until_ns(self) -> int:
        return 1 << 63
