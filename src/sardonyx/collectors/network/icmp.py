"""A ping through Linux' datagram ICMP sockets, which need no privilege beyond `net.ipv4.ping_group_range`.

The kernel puts its own identifier and checksum into the message, and gives a socket only the answers to what it sent.
"""

import asyncio
import itertools
import os
import socket
import struct
import time

from sardonyx.collectors.network.outcome import Probe, reason_of
from sardonyx.outgoing.names import Addresses

_ECHO = struct.Struct("!BBHHH")
_KINDS = {socket.AF_INET: (socket.IPPROTO_ICMP, 8, 0), socket.AF_INET6: (socket.IPPROTO_ICMPV6, 128, 129)}
_PAYLOAD = os.urandom(48)
_NUMBERS = itertools.count(1)


def permitted() -> bool:
    """Whether this process may ping."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP).close()
    except OSError:
        return False
    return True


async def ping(addresses: Addresses, timeout: float) -> Probe:
    """Ping the first address."""
    family, address = addresses.found[0]
    protocol, echo, answer = _KINDS[socket.AddressFamily(family)]
    number = next(_NUMBERS) & 0xFFFF
    loop = asyncio.get_running_loop()
    try:
        with socket.socket(family, socket.SOCK_DGRAM, protocol) as sock:
            sock.setblocking(False)
            sock.connect((address[0], 0, *address[2:]))
            began = time.perf_counter()
            async with asyncio.timeout(timeout):
                await loop.sock_sendall(sock, _ECHO.pack(echo, 0, 0, 0, number) + _PAYLOAD)
                while True:
                    head = await loop.sock_recv(sock, 1024)
                    if len(head) >= _ECHO.size and (head[0], _ECHO.unpack_from(head)[4]) == (answer, number):
                        return Probe(time.perf_counter() - began)
    except OSError as error:
        return Probe.lost(reason_of(error))
