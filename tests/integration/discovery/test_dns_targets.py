"""dns_sd_configs against a DNS server on loopback."""

import pytest

from sardonyx.collectors.scrape.discovery.dns_targets import DnsDiscovery
from sardonyx.collectors.scrape.models import DnsSd
from tests.support.discovery import problem_of, telling
from tests.support.dns_server import DnsServer, serving

SRV = "_metrics._tcp.example.org."


def asking(server: DnsServer, *names: str, kind: str = "SRV", port: int | None = None) -> DnsDiscovery:
    wanted = DnsSd(names=names, type=kind, port=port, refresh_interval="20ms")
    return DnsDiscovery("dns_sd_configs[0]", wanted, server.resolver)


async def test_srv_records_become_addresses_with_what_the_record_said() -> None:
    async with serving() as server:
        server.records[(SRV, "SRV")] = ["0 0 9100 b.example.org.", "0 0 9101 a.example.org."]
        async with telling(asking(server, SRV)) as told:
            await told.next()
    assert told.targets == [
        {
            "__address__": f"{host}:{port}",
            "__meta_dns_name": SRV,
            "__meta_dns_srv_record_target": f"{host}.",
            "__meta_dns_srv_record_port": str(port),
        }
        for host, port in (("a.example.org", 9101), ("b.example.org", 9100))
    ]


@pytest.mark.parametrize(
    ("kind", "record", "target"),
    [
        ("A", "192.0.2.7", {"__address__": "192.0.2.7:80"}),
        ("AAAA", "2001:db8::7", {"__address__": "[2001:db8::7]:80"}),
        (
            "MX",
            "10 mail.example.org.",
            {"__address__": "mail.example.org:80", "__meta_dns_mx_record_target": "mail.example.org."},
        ),
        (
            "NS",
            "ns.example.org.",
            {"__address__": "ns.example.org:80", "__meta_dns_ns_record_target": "ns.example.org."},
        ),
    ],
    ids=["A", "AAAA", "MX", "NS"],
)
async def test_other_records_take_the_configured_port(kind: str, record: str, target: dict[str, str]) -> None:
    async with serving() as server:
        server.records[("example.org.", kind)] = [record]
        async with telling(asking(server, "example.org.", kind=kind, port=80)) as told:
            await told.next()
    assert told.targets == [{**target, "__meta_dns_name": "example.org."}]


async def test_records_that_change_or_vanish_are_noticed() -> None:
    async with serving() as server:
        key = ("example.org.", "A")
        server.records[key] = ["192.0.2.1"]
        async with telling(asking(server, "example.org.", kind="A", port=80)) as told:
            await told.next()
            server.records[key] = ["192.0.2.2", "192.0.2.1"]
            await told.next()
            assert told.addresses == ["192.0.2.1:80", "192.0.2.2:80"]
            server.records[key] = []
            await told.next()
            assert told.addresses == []
            server.records[key] = ["192.0.2.3"]
            await told.next()
            del server.records[key]
            await told.next()
            assert told.addresses == []


async def test_a_server_that_fails_keeps_the_targets_and_is_named() -> None:
    async with serving() as server:
        server.records[("example.org.", "A")] = ["192.0.2.1"]
        discovery = asking(server, "example.org.", kind="A", port=80)
        async with telling(discovery) as told:
            await told.next()
            server.broken = True
            assert "example.org.: " in (await problem_of(discovery) or "")
            assert told.addresses == ["192.0.2.1:80"]
            server.broken = False
            await problem_of(discovery, there=False)


async def test_one_unreachable_name_does_not_hide_the_others() -> None:
    async with serving() as server:
        server.records[("a.example.org.", "A")] = ["192.0.2.1"]
        # A label of 64 characters can't be asked for at all.
        discovery = asking(server, "a.example.org.", f"{'x' * 64}.example.org.", kind="A", port=80)
        async with telling(discovery) as told:
            await told.next()
            assert told.addresses == ["192.0.2.1:80"]
            assert "x" * 64 in (await problem_of(discovery) or "")


async def test_an_answer_too_long_for_udp_is_asked_for_over_tcp() -> None:
    async with serving() as server:
        server.records[("example.org.", "A")] = [f"192.0.2.{number}" for number in range(1, 101)]
        async with telling(asking(server, "example.org.", kind="A", port=80)) as told:
            await told.next()
    assert len(told.targets) == 100


async def test_nothing_is_told_before_a_name_was_answered() -> None:
    async with serving() as server:
        server.broken = True
        discovery = asking(server, "example.org.", kind="A", port=80)
        async with telling(discovery) as told:
            await problem_of(discovery)
            assert told.updates == 0
            server.broken = False
            await told.next()
            assert (told.updates, told.addresses) == (1, [])
