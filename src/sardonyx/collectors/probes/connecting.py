"""A TCP connection to whatever the guard lets through, with the time each part took."""

import asyncio
import socket
import time
from dataclasses import dataclass
from typing import Literal

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed

_FAMILIES = {"4": socket.AF_INET, "6": socket.AF_INET6}


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection, the caller's to close. `address` is the one that took it, `addresses` are all that were found."""

    sock: socket.socket
    address: str
    addresses: tuple[str, ...]
    resolve_seconds: float
    connect_seconds: float


async def connect(context: ProbeContext, host: str, port: int, ip: Literal["any", "4", "6"] = "any") -> Connected:
    """Try the host's addresses in turn, each for its share of the time that is left.

    Raises what `failing.reason_of` knows: Forbidden, gaierror, TimeoutError, other OSErrors, Failed.
    """
    began = time.perf_counter()
    known = await context.guard.addresses(host, port, context.left())
    resolved = time.perf_counter()
    found = [one for one in known.found if ip == "any" or one[0] == _FAMILIES[ip]]
    if not found:
        raise Failed("dns", f"{host} has no IPv{ip} address")
    first_error: OSError | None = None
    for index, (family, address) in enumerate(found):
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(context.left() / (len(found) - index)):
                await asyncio.get_running_loop().sock_connect(sock, address)
        except OSError as error:
            sock.close()
            first_error = first_error or error
            continue
        except BaseException:
            sock.close()
            raise
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        all_found = tuple(dict.fromkeys(str(one[1][0]) for one in known.found))
        return Connected(sock, str(address[0]), all_found, resolved - began, time.perf_counter() - resolved)
    raise first_error or TimeoutError


def host_and_port(host: str, port: int) -> str:
    """As people and URLs write it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
