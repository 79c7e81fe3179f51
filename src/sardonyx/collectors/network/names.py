"""Looking names up as the system does, without letting a name server that hangs hold anything else up."""

import asyncio
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
    """Looks names up. A name is asked for once at a time, however often it is wanted."""

    def __init__(self) -> None:
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="names")
        self._asked: dict[tuple[str, int], asyncio.Future[Addresses]] = {}

    async def of(self, host: str, port: int, timeout: float) -> Addresses:
        """The addresses. Raises TimeoutError, OSError (gaierror: there is no such name, or nobody to ask)."""
        key = (host, port)
        asked = self._asked.get(key)
        if asked is None:
            asked = asyncio.get_running_loop().run_in_executor(self._workers, _look_up, host, port)
            self._asked[key] = asked
            asked.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.wait_for(asyncio.shield(asked), timeout)

    def close(self) -> None:
        """Ask nothing any more."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _forget(self, key: tuple[str, int], done: "asyncio.Future[Addresses]") -> None:
        self._asked.pop(key, None)
        if not done.cancelled():
            done.exception()  # seen: whoever waited may have given up


def _look_up(host: str, port: int) -> Addresses:
    began = time.perf_counter()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return Addresses(tuple((one[0], one[4]) for one in found), time.perf_counter() - began)
