"""A question to a name server: the one named, or the first of the system's that answers. Source: RFC 1035, RFC 7766.

Conditions: latency, answer (each record as a zone file writes it, without a final dot), rcode (NOERROR, NXDOMAIN …), ttl (the
lowest, seconds), answers (how many). Without conditions there must be a record.
"""

import asyncio
import socket
import struct
from functools import partial

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns.exception import DNSException

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import DnsCheck
from sardonyx.outgoing.names import Addresses

FIELDS = frozenset({"latency", "answer", "rcode", "ttl", "answers"})
_PORT = 53
_DATAGRAM_BYTES = 65_535
_EDNS_BYTES = 1232
_LENGTH = struct.Struct("!H")


async def probe(check: DnsCheck, context: ProbeContext) -> ProbeResult:
    """Ask once; where the answer was cut off, again over TCP."""
    server = check.server or "the name server"
    made = Attempt(context, server, check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: DnsCheck, made: Attempt) -> ProbeResult:
    try:
        asked = _question(check)
    except DNSException as error:
        raise Failed("protocol", f"{check.name} is no name to ask for: {error}") from error
    servers = [_host_and_port(check.server)] if check.server else _system_servers()
    failed: Exception | None = None
    for host, port in servers:
        try:
            answer = await _asked(made, check, asked, host, port)
            break
        except OSError as error:
            failed = failed or error
    else:
        raise failed or Failed("dns", "this host has no name server")
    return _judged(check, made, answer)


def _judged(check: DnsCheck, made: Attempt, answer: dns.message.Message) -> ProbeResult:
    records = tuple(
        record.to_text().removesuffix(".")
        for rrset in answer.answer
        for record in rrset
        if rrset.rdtype == dns.rdatatype.from_text(check.record)
    )
    rcode = dns.rcode.to_text(answer.rcode())
    made.facts["answers"] = ",".join(sorted(records))
    for section, rrsets in (
        ("answer", answer.answer),
        ("authority", answer.authority),
        ("additional", answer.additional),
    ):
        made.figures[f"dns_{section}_rrs"] = float(sum(len(rrset) for rrset in rrsets))
    if check.record == "SOA" and records:
        made.figures["dns_serial"] = float(records[0].split()[2])
    made.body = answer.to_text()
    ttl = min((float(rrset.ttl) for rrset in answer.answer), default=0.0)
    seen: dict[str, object] = {"answer": records, "rcode": rcode, "ttl": ttl, "answers": len(records)}
    if not records and not check.conditions and not check.degraded_unless:
        said = f"has no {check.record} record" if rcode == "NOERROR" else f"is answered with {rcode}"
        raise Failed("dns", f"{check.name} {said}")
    return made.judged(seen)


def _question(check: DnsCheck) -> dns.message.Message:
    name: dns.name.Name | str = check.name
    if check.record == "PTR" and not check.name.endswith((".arpa", ".arpa.")):
        name = dns.reversename.from_address(check.name)
    return dns.message.make_query(name, check.record, use_edns=0, payload=_EDNS_BYTES)


async def _asked(
    made: Attempt, check: DnsCheck, asked: dns.message.Message, host: str, port: int
) -> dns.message.Message:
    """The answer. Raises OSError, TimeoutError; Failed where it can't be read."""
    # The system's own name servers are the operator's: they may well be where no monitor may call.
    is_ours = not check.server
    if check.protocol == "udp":
        known = (
            await made.context.names.of(host, port, made.context.left())
            if is_ours
            else await made.looked_up(host, port)
        )
        made.address = str(known.found[0][1][0])
        with made.phase("request"):
            answer = await _over_udp(known, asked)
        if not answer.flags & dns.flags.TC:
            return answer
    async with made.opened(host, port) as wire:
        message = asked.to_wire()
        with made.phase("request"):
            wire.writer.write(_LENGTH.pack(len(message)) + message)
            await wire.writer.drain()
            (length,) = _LENGTH.unpack(await wire.reader.readexactly(_LENGTH.size))
            return _read(asked, await wire.reader.readexactly(length))


async def _over_udp(known: Addresses, asked: dns.message.Message) -> dns.message.Message:
    """Connected, so that a port nobody listens on is told at once."""
    family, address = known.found[0]
    loop = asyncio.get_running_loop()
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect(address)
        await loop.sock_sendall(sock, asked.to_wire())
        while True:
            told = await loop.sock_recv(sock, _DATAGRAM_BYTES)
            if told[:2] == asked.to_wire()[:2]:
                return _read(asked, told)


def _read(asked: dns.message.Message, told: bytes) -> dns.message.Message:
    try:
        answer = dns.message.from_wire(told, ignore_trailing=True)
    except (DNSException, ValueError) as error:
        raise Failed("protocol", f"the answer can't be read: {error}") from error
    if not asked.is_response(answer):
        raise Failed("protocol", "the answer is to another question")
    return answer


def _host_and_port(server: str) -> tuple[str, int]:
    """HOST, HOST:PORT, [IPV6]:PORT or a bare IPv6 address."""
    if server.startswith("["):
        host, _, rest = server[1:].partition("]")
        return host, int(rest.removeprefix(":") or _PORT)
    host, colon, port = server.rpartition(":")
    if colon and port.isdigit() and ":" not in host:
        return host, int(port)
    return server, _PORT


def _system_servers() -> list[tuple[str, int]]:
    try:
        found = dns.resolver.get_default_resolver()
    except DNSException as error:
        raise Failed("dns", f"the name servers of this host are not known: {error}") from error
    return [(str(server), _PORT) for server in found.nameservers]
