"""Targets from DNS: SRV, A, AAAA, MX and NS records. Source: Prometheus, dns_sd_configs.

A name that does not exist has no targets; one that can't be asked keeps those it had.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.resolver

from sardonyx.collectors.scrape.discovery.refreshing import RefreshingDiscovery
from sardonyx.collectors.scrape.errors import DiscoveryFailed
from sardonyx.collectors.scrape.groups import Labels, TargetGroup
from sardonyx.collectors.scrape.models import DnsSd

MakeResolver = Callable[[], dns.asyncresolver.Resolver]

_NAME = "__meta_dns_name"
_SRV = ("__meta_dns_srv_record_target", "__meta_dns_srv_record_port")


class DnsDiscovery(RefreshingDiscovery):
    """One group for each name. `make_resolver` is called every time, so that resolv.conf may change."""

    def __init__(self, name: str, wanted: DnsSd, make_resolver: MakeResolver = dns.asyncresolver.Resolver) -> None:
        super().__init__(name, wanted.refresh_interval)
        self._wanted = wanted
        self._make_resolver = make_resolver
        self._groups: dict[str, TargetGroup] = {}
        self._failures: tuple[str, ...] = ()

    async def find(self) -> Sequence[TargetGroup]:
        """Ask for every name, side by side."""
        try:
            resolver = self._make_resolver()
        except dns.exception.DNSException as error:
            raise DiscoveryFailed(f"no resolver: {error}") from None
        names = list(dict.fromkeys(self._wanted.names))
        told = await asyncio.gather(*(self._ask(resolver, name) for name in names))
        self._failures = tuple(answer for answer in told if isinstance(answer, str))
        self._groups |= {group.source: group for group in told if isinstance(group, TargetGroup)}
        if self._failures and not self._groups:
            raise DiscoveryFailed("; ".join(self._failures))
        return list(self._groups.values())

    def settled(self) -> None:
        """Names that could not be asked are the problem, whatever the others answered."""
        self.report("; ".join(self._failures) or None)

    async def _ask(self, resolver: dns.asyncresolver.Resolver, name: str) -> TargetGroup | str:
        """The group of a name, or why there is none."""
        try:
            answer = await resolver.resolve(name, self._wanted.type, raise_on_no_answer=False, search=True)
        except dns.resolver.NXDOMAIN:
            return TargetGroup(name)
        except (dns.exception.DNSException, OSError) as error:
            return f"{name}: {error}"
        targets = [self._target(name, record) for record in answer.rrset or ()]
        # Servers rotate their answers; the order means nothing.
        return TargetGroup(name, tuple(sorted(targets, key=lambda labels: labels["__address__"])))

    def _target(self, name: str, record: Any) -> Labels:
        told = {_NAME: name}
        port = self._wanted.port
        match self._wanted.type:
            case "SRV":
                host, port = str(record.target), record.port
                told |= {_SRV[0]: host, _SRV[1]: str(port)}
            case "MX":
                host = told["__meta_dns_mx_record_target"] = str(record.exchange)
            case "NS":
                host = told["__meta_dns_ns_record_target"] = str(record.target)
            case _:
                host = str(record.address)
        return {"__address__": joined(host.rstrip("."), port), **told}


def joined(host: str, port: int | None) -> str:
    """`host:port`, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
