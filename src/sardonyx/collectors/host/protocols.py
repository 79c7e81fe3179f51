"""What the network protocols count: segments, retransmissions, errors, sockets in use, queues."""

import os
import re

from sardonyx.collectors.host.roots import Roots, lines
from sardonyx.collectors.page import Page

# What the node exporter keeps of the hundreds of counters there are.
_KEPT = re.compile(
    r"(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)"
    r"|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
    r"|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
    r"|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))"
)
_IPV6_NAME = re.compile(r"(Ip6|Icmp6|Udp6|UdpLite6)(.+)")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SOFTNET = (
    (0, "node_softnet_processed_total", "Packets processed."),
    (1, "node_softnet_dropped_total", "Packets dropped: the queue was full."),
    (2, "node_softnet_times_squeezed_total", "Times processing was cut short with packets left."),
)
_QUEUES = (("udp", "v4"), ("udp6", "v6"))


def read_counters(page: Page, roots: Roots) -> None:
    """Add `node_netstat_*` from `net/snmp`, `net/netstat` and `net/snmp6`."""
    found: dict[str, int] = {}
    for file in ("net/netstat", "net/snmp"):
        told = lines(roots.proc / file)
        for names, values in zip(told[::2], told[1::2], strict=False):
            protocol, _, columns = names.partition(":")
            for column, value in zip(columns.split(), values.partition(":")[2].split(), strict=False):
                found[f"{protocol}_{column}"] = int(value)
    if (roots.proc / "net/snmp6").exists():
        for line in lines(roots.proc / "net/snmp6"):
            name, _, value = line.partition(" ")
            if match := _IPV6_NAME.fullmatch(name.strip()):
                found[f"{match[1]}_{match[2]}"] = int(value)
    for name in sorted(found):
        if _KEPT.fullmatch(name):
            page.untyped(f"node_netstat_{name}", f"{name} of the kernel's protocol statistics.").add(found[name])


def read_sockets(page: Page, roots: Roots) -> None:
    """Add `node_sockstat_*`."""
    for file in ("net/sockstat", "net/sockstat6"):
        if not (roots.proc / file).exists():
            continue
        for line in lines(roots.proc / file):
            protocol, *pairs = line.replace(":", " ").split()
            for key, value in zip(pairs[::2], pairs[1::2], strict=False):
                name = "node_sockstat_sockets_used" if protocol == "sockets" else f"node_sockstat_{protocol}_{key}"
                page.gauge(name, f"{key} of {protocol} in sockstat.").add(int(value))
                if key == "mem":
                    in_bytes = page.gauge(f"{name}_bytes", f"Bytes of {protocol}'s buffers.")
                    in_bytes.add(int(value) * _PAGE_BYTES)


def read_queues(page: Page, roots: Roots) -> None:
    """Add `node_softnet_*`, `node_udp_queues` and `node_arp_entries`."""
    softnet = [[int(word, 16) for word in line.split()] for line in lines(roots.proc / "net/softnet_stat")]
    for column, name, about in _SOFTNET:
        family = page.counter(name, about)
        for cpu, figures in enumerate(softnet):
            family.add(figures[column], cpu=str(cpu))
    waiting = page.gauge("node_udp_queues", "Bytes waiting in UDP's queues.")
    for file, ip in _QUEUES:
        if (roots.proc / "net" / file).exists():
            pairs = [line.split()[4].split(":") for line in lines(roots.proc / "net" / file)[1:]]
            waiting.add(sum(int(sent, 16) for sent, _ in pairs), queue="tx", ip=ip)
            waiting.add(sum(int(received, 16) for _, received in pairs), queue="rx", ip=ip)
    neighbours: dict[str, int] = {}
    for line in lines(roots.proc / "net/arp")[1:]:
        device = line.split()[-1]
        neighbours[device] = neighbours.get(device, 0) + 1
    if neighbours:
        family = page.gauge("node_arp_entries", "Entries of the ARP table.")
        for device, count in neighbours.items():
            family.add(count, device=device)
