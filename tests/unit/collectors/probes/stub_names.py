"""Names as a test wants them, and what probes are given."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.collectors.probes import tls_handshake
from sardonyx.config.sections import OutgoingSettings
from sardonyx.outgoing.guard import Guard
from sardonyx.outgoing.names import Addresses, Names
from tests.support.authority import Authority


class StubNames(Names):
    """Knows only what a test says; a list that is empty is a name without an answer."""

    def __init__(self, known: dict[str, list[str]] | None = None) -> None:
        super().__init__(1)
        self.known = known or {}

    async def of(self, host: str, port: int, timeout: float) -> Addresses:
        if host == "slow.invalid":
            async with asyncio.timeout(timeout):
                await asyncio.Event().wait()
        if host.endswith(".invalid") and host not in self.known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host not in self.known:
            return await super().of(host, port, timeout)
        kinds = [(socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in self.known[host]]
        return Addresses(tuple((kind, (one, port)) for kind, one in kinds), 0.0)


@pytest.fixture
def names() -> StubNames:
    return StubNames()


@pytest.fixture
def guard(names: StubNames) -> Iterator[Guard]:
    guard = Guard.of(OutgoingSettings(), names)
    yield guard
    guard.close()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    made = Authority.made_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    tls_handshake.context_of.cache_clear()
    yield made
    tls_handshake.context_of.cache_clear()
