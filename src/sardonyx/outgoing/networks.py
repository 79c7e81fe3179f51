"""The networks no call goes to unless `outgoing.allow` names them, and why."""

import ipaddress
from collections.abc import Iterable
from typing import Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REFUSED: Final[tuple[tuple[Network, str], ...]] = tuple(
    (ipaddress.ip_network(network), why)
    for network, why in (
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("fe80::/10", "link-local"),
        ("fd00:ec2::254/128", "the metadata of a cloud"),
        ("100.100.100.200/32", "the metadata of a cloud"),
        ("168.63.129.16/32", "the host agent of a cloud"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
        ("0.0.0.0/8", "unspecified"),
        ("::/128", "unspecified"),
        ("240.0.0.0/4", "reserved"),
    )
)
"""Those that name no machine a monitor could mean, or one whose answers are secrets. Private ones are what we watch."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks as settings spell them, which have checked that they are."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts)


def meant(address: str) -> Address:
    """The address a call would end at: IPv4 wrapped in IPv6 (mapped, NAT64, 6to4, Teredo) is unwrapped.
    Raises ValueError where the text is none."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found.ipv4_mapped or found.sixtofour:
        return found.ipv4_mapped or found.sixtofour or found
    if found.teredo:
        return found.teredo[1]
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found
