"""A TCP connection made and closed: the round trip of SYN and its answer."""

import asyncio
import socket
import time
from dataclasses import dataclass

from sardonyx.collectors.network.outcome import Probe, kernel_of, reason_of
from sardonyx.outgoing.names import Addresses


@dataclass(frozen=True, slots=True)
class Reached:
    """A connection, the caller's to close, and the time its answer took."""

    sock: socket.socket
    seconds: float


async def connect(addresses: Addresses, timeout: float) -> Probe:
    """Connect and close again."""
    reached = await reach(addresses, timeout)
    if isinstance(reached, Probe):
        return reached
    with reached.sock as sock:
        return Probe(reached.seconds, kernel=kernel_of(sock))


async def reach(addresses: Addresses, timeout: float) -> Reached | Probe:
    """Try the addresses in turn until one takes the connection; where none does, the first failure."""
    failed: Probe | None = None
    until = time.monotonic() + timeout
    for family, address in addresses.found:
        left = until - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setblocking(False)
        began = time.perf_counter()
        try:
            await asyncio.wait_for(asyncio.get_running_loop().sock_connect(sock, address), left)
        except OSError as error:
            failed = failed or Probe.lost(reason_of(error), kernel_of(sock))
            sock.close()
            continue
        except BaseException:
            sock.close()
            raise
        return Reached(sock, time.perf_counter() - began)
    return failed or Probe.lost("timeout")
