"""A DNS server on loopback, UDP and TCP, that answers from a table."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

_UDP_BYTES = 512


class DnsServer:
    """`records` maps (name with its dot, type) to record texts; a name without an entry does not exist. `broken` fails all."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.broken = False
        self.port = 0

    def answer(self, wire: bytes) -> dns.message.Message:
        query = dns.message.from_wire(wire)
        answer = dns.message.make_response(query)
        (question,) = query.question
        name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
        if self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (texts := self.records.get((name, kind))) is not None:
            if texts:
                answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, texts))
        elif not any(known == name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer

    def resolver(self) -> dns.asyncresolver.Resolver:
        """A resolver that asks this server only."""
        made = dns.asyncresolver.Resolver(configure=False)
        made.nameservers, made.port, made.lifetime = ["127.0.0.1"], self.port, 5.0
        return made


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._server.answer(data)
        if len(answer.to_wire()) > _UDP_BYTES:
            answer.answer.clear()
            answer.flags |= dns.flags.TC
        self._transport.sendto(answer.to_wire(), addr)


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[DnsServer]:
    """A server for as long as the context is open."""
    server = DnsServer()

    async def over_tcp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        wire = server.answer(await reader.readexactly(length)).to_wire()
        writer.write(struct.pack("!H", len(wire)) + wire)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    tcp = await asyncio.start_server(over_tcp, "127.0.0.1", 0)
    server.port = tcp.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    udp, _ = await loop.create_datagram_endpoint(
        lambda: _Udp(server), ("127.0.0.1", server.port), family=socket.AF_INET
    )
    try:
        yield server
    finally:
        udp.close()
        tcp.close()
        await tcp.wait_closed()
