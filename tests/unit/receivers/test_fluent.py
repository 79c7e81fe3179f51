"""Fluent Forward's connections: acknowledged when safe and not before, with a key and over TLS."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import msgpack
import pytest
from prometheus_client import CollectorRegistry

from sardonyx.journal.batch import Batch, JournalFull
from sardonyx.journal.journal import Journal
from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.fluent import FluentReceiver
from sardonyx.receivers.fluent_handshake import Secrets
from sardonyx.receivers.intake import Intake, ReceiverMetrics
from sardonyx.receivers.lines_door import LinesDoor
from sardonyx.receivers.tls import TlsError, server_context
from tests.support.certificates import self_signed


class FakeJournal:
    """Full for the first `refusals` batches; the rest are kept."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.batches: list[Batch] = []
        self.asked = asyncio.Event()

    async def append(self, batch: Batch, *_: Any, **__: Any) -> None:
        self.asked.set()
        if self.refusals > 0:
            self.refusals -= 1
            raise JournalFull("full", 0)
        self.batches.append(batch)


def door_of(journal: FakeJournal) -> LinesDoor:
    return LinesDoor(Intake(cast("Journal", journal), ReceiverMetrics(CollectorRegistry())))


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.unpacker = msgpack.Unpacker()

    def send(self, *messages: Any) -> None:
        self.writer.write(b"".join(map(msgpack.packb, messages)))

    async def answer(self) -> Any:
        """The next message, None when the receiver hung up."""
        async with asyncio.timeout(20):
            while True:
                try:
                    return self.unpacker.unpack()
                except msgpack.OutOfData:
                    if not (data := await self.reader.read(65536)):
                        return None
                    self.unpacker.feed(data)


@asynccontextmanager
async def connected(
    journal: FakeJournal, known: Secrets | None = None, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None = None
) -> AsyncIterator[Client]:
    receiver = FluentReceiver(door_of(journal), BodyLimits(), known)
    port = await receiver.start("127.0.0.1", 0, tls[0] if tls else None)
    client = Client(*await asyncio.open_connection("127.0.0.1", port, ssl=tls[1] if tls else None))
    try:
        yield client
    finally:
        client.writer.close()
        await receiver.stop()


def message(*texts: str, chunk: str = "c") -> Sequence[Any]:
    return ["app", [[1, {"log": text}] for text in texts], {"chunk": chunk}]


async def test_while_the_journal_is_full_nothing_is_acknowledged_and_then_it_is() -> None:
    journal = FakeJournal(refusals=3)
    async with connected(journal) as client:
        client.send(message("one", "two"))
        assert await client.answer() == {"ack": "c"}
    assert (journal.refusals, [batch.records for batch in journal.batches]) == (0, [2])


async def test_chunks_of_one_read_are_acknowledged_in_their_order() -> None:
    journal = FakeJournal()
    async with connected(journal) as client:
        client.send(message("one", chunk="1"), ["app", 1, {"log": "no chunk"}], message("two", chunk="2"))
        assert [await client.answer(), await client.answer()] == [{"ack": "1"}, {"ack": "2"}]
    assert sum(batch.records for batch in journal.batches) == 3


async def test_a_stranger_is_told_and_shut_out() -> None:
    journal = FakeJournal()
    async with connected(journal, Secrets("open sesame")) as client:
        assert (await client.answer())[0] == "HELO"
        client.send(["PING", "client", b"salt", "no digest", "", ""])
        assert (await client.answer())[:3] == ["PONG", False, "shared_key mismatch"]
        assert await client.answer() is None
    assert not journal.batches


async def test_who_knows_the_key_may_send_at_once() -> None:
    journal = FakeJournal()
    async with connected(journal, Secrets("open sesame")) as client:
        nonce = (await client.answer())[1]["nonce"]
        proof = hashlib.sha512(b"saltclient" + nonce + b"open sesame").hexdigest()
        client.send(["PING", "client", b"salt", proof, "", ""], message("one"))
        assert (await client.answer())[:2] == ["PONG", True]
        assert await client.answer() == {"ack": "c"}
    assert [batch.records for batch in journal.batches] == [1]


async def test_it_speaks_tls_where_a_certificate_is_set(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    contexts = (
        server_context(certificate.file, certificate.key_file),
        ssl.create_default_context(cafile=str(certificate.file)),
    )
    contexts[1].check_hostname = False
    journal = FakeJournal()
    async with connected(journal, tls=contexts) as client:
        client.send(message("one"))
        assert await client.answer() == {"ack": "c"}


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(TlsError, match=r"missing\.pem"):
        server_context(tmp_path / "missing.pem", None)
    certificate = self_signed(tmp_path)
    with pytest.raises(TlsError, match=r"authorities\.pem"):
        server_context(certificate.file, certificate.key_file, tmp_path / "authorities.pem")
