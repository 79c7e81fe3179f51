"""Looking names up as the system does, without letting a name server that hangs hold anything else up."""

import asyncio
import ipaddress
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a host is, in the system's order of preference, as (family, socket address); `seconds` is what asking took."""

    found: tuple[tuple[int, tuple[Any, ...]], ...]
    seconds: float


class Names:
    """Looks names up. A name is asked for once at a time, however often it is wanted, and not again for `keep_seconds`
    after an answer (a failure is not kept). So many `workers` names whose servers hang hold nobody else up.

    `usable_only`: leave out addresses of a family this host has no address of; otherwise connecting tells.
    """

    def __init__(self, workers: int = _WORKERS, keep_seconds: float = 0.0, *, usable_only: bool = True) -> None:
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="names")
        self._asked: dict[tuple[str, int], asyncio.Future[Addresses]] = {}
        self._kept: dict[tuple[str, int], tuple[float, Addresses]] = {}
        self._keep_seconds = keep_seconds
        self._flags = socket.AI_ADDRCONFIG if usable_only else 0

    async def of(self, host: str, port: int, timeout: float) -> Addresses:
        """The addresses. Raises TimeoutError, OSError (gaierror: there is no such name, or nobody to ask)."""
        if (literal := _literal(host, port)) is not None:
            return literal
        key = (host, port)
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        asked = self._asked.get(key)
        if asked is None:
            asked = asyncio.get_running_loop().run_in_executor(self._workers, _look_up, host, port, self._flags)
            self._asked[key] = asked
            asked.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.wait_for(asyncio.shield(asked), timeout)

    def close(self) -> None:
        """Ask nothing any more."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _forget(self, key: tuple[str, int], done: "asyncio.Future[Addresses]") -> None:
        self._asked.pop(key, None)
        if done.cancelled():
            return
        if done.exception():  # seen: whoever waited may have given up
            self._kept.pop(key, None)
        elif self._keep_seconds:
            self._kept[key] = (time.monotonic() + self._keep_seconds, done.result())


def _literal(host: str, port: int) -> Addresses | None:
    """An IP address needs nobody asked. One with a zone does: the system knows its number."""
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        return None
    if "%" in host:
        return None
    one = (socket.AF_INET, (host, port)) if version == 4 else (socket.AF_INET6, (host, port, 0, 0))
    return Addresses((one,), 0.0)


def _look_up(host: str, port: int, flags: int) -> Addresses:
    began = time.perf_counter()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return Addresses(tuple((one[0], one[4]) for one in found), time.perf_counter() - began)
