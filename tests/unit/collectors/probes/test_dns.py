"""Questions to a name server on loopback."""

import asyncio
import socket

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.dns import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import DnsCheck
from sardonyx.outgoing.guard import Guard
from tests.support.dns_server import DnsServer, serving
from tests.support.ports import free_port

_RECORDS = {
    ("shop.example.", "A"): ["192.0.2.2", "192.0.2.1"],
    ("shop.example.", "MX"): ["10 mail.shop.example."],
    ("shop.example.", "SOA"): ["ns.example. host.example. 2026112301 3600 600 86400 60"],
    ("shop.example.", "TXT"): [f'"{number:0>200}"' for number in range(5)],
    ("1.2.0.192.in-addr.arpa.", "PTR"): ["shop.example."],
}


async def _probed(guard: Guard, server: DnsServer | int, **check: object) -> ProbeResult:
    port = server if isinstance(server, int) else server.port
    wanted = DnsCheck.model_validate({"name": "shop.example", "server": f"127.0.0.1:{port}", **check})
    return await probe(wanted, ProbeContext("m1", 0.5 if isinstance(server, int) else 5.0, guard))


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_any_record_may_fit_a_condition(guard: Guard, protocol: str) -> None:
    async with serving() as server:
        server.records = _RECORDS
        result = await _probed(guard, server, protocol=protocol, conditions=["answer == 192.0.2.1", "ttl == 60"])
    assert (result.outcome, result.facts["answers"]) == ("up", "192.0.2.1,192.0.2.2")
    assert result.figures["dns_answer_rrs"] == 2


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        pytest.param({"record": "MX"}, "10 mail.shop.example", id="MX"),
        pytest.param({"record": "PTR", "name": "192.0.2.1"}, "shop.example", id="PTR of an address"),
        pytest.param({"record": "TXT"}, f'"{"0" * 199}4"', id="too long for a datagram"),
    ],
)
async def test_records_are_read_as_a_zone_file_writes_them(guard: Guard, check: dict[str, str], answer: str) -> None:
    async with serving() as server:
        server.records = _RECORDS
        result = await _probed(guard, server, **check, conditions=[f"answer == '{answer}'"])
    assert (result.outcome, result.message) == ("up", "")


async def test_the_serial_of_a_zone_is_a_figure(guard: Guard) -> None:
    async with serving() as server:
        server.records = _RECORDS
        assert (await _probed(guard, server, record="SOA")).figures["dns_serial"] == 2_026_112_301


async def test_no_record_is_down_unless_a_condition_wants_it_so(guard: Guard) -> None:
    async with serving() as server:
        server.records = _RECORDS
        missing = await _probed(guard, server, name="nobody.example")
        assert (missing.reason, missing.message) == ("dns", "nobody.example is answered with NXDOMAIN")
        assert (await _probed(guard, server, record="AAAA")).message == "shop.example has no AAAA record"
        wanted = await _probed(guard, server, name="nobody.example", conditions=["rcode == NXDOMAIN"])
        assert wanted.outcome == "up"
        server.broken = True
        assert (await _probed(guard, server)).message == "shop.example is answered with SERVFAIL"


async def test_servers_that_are_away_or_silent_or_talk_nonsense_are_told_apart(guard: Guard) -> None:
    assert (await _probed(guard, free_port())).reason == "refused"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        assert (await _probed(guard, silent.getsockname()[1])).reason == "timeout"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mad:
        mad.bind(("127.0.0.1", 0))
        mad.setblocking(False)
        asked = asyncio.create_task(_probed(guard, mad.getsockname()[1]))
        loop = asyncio.get_running_loop()
        question, asker = await loop.sock_recvfrom(mad, 2000)
        await loop.sock_sendto(mad, question[:2] + b"\xff" * 30, asker)
        assert (await asked).reason == "protocol"
    refused = await probe(DnsCheck(name="a.example", server="169.254.1.1"), ProbeContext("m1", 1.0, guard))
    assert refused.reason == "forbidden"
