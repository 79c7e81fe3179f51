"""The few calls of Docker's Engine API that are needed, all of them reads. Source: Docker Engine API 1.41 and later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import aiohttp

_ANY_HOST = "http://docker"
_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=10)


class DockerError(Exception):
    """Docker can't be asked; the message says why and what to do."""


class DockerApi:
    """Docker at `address`: `unix:///var/run/docker.sock` or `tcp://HOST:PORT`."""

    def __init__(self, address: str, *, timeout_seconds: float = 5.0) -> None:
        self._address = address
        self._timeout = aiohttp.ClientTimeout(timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def containers(self) -> list[dict[str, Any]]:
        """All containers, ended ones too, as listed. Raises DockerError."""
        found: list[dict[str, Any]] = await self._get("/containers/json", all="1")
        return found

    async def running(self) -> list[dict[str, Any]]:
        """Running containers, as listed. Raises DockerError."""
        found: list[dict[str, Any]] = await self._get("/containers/json")
        return found

    async def inspected(self, container_id: str) -> dict[str, Any]:
        """Everything known of one. Raises DockerError."""
        found: dict[str, Any] = await self._get(f"/containers/{quote(container_id, safe='')}/json")
        return found

    async def stats(self, container_id: str) -> dict[str, Any]:
        """What one uses at the moment. Raises DockerError."""
        path = f"/containers/{quote(container_id, safe='')}/stats"
        found: dict[str, Any] = await self._get(path, **{"stream": "0", "one-shot": "1"})
        return found

    @asynccontextmanager
    async def logs(self, container_id: str, since: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """What one writes, from the time `since` (seconds since 1970) on, as it comes. Raises DockerError."""
        path = f"/containers/{quote(container_id, safe='')}/logs"
        params = {"follow": "1", "stdout": "1", "stderr": "1", "timestamps": "1", "since": since}
        try:
            async with self._opened().get(self._base + path, params=params, timeout=_NO_TIMEOUT) as answer:
                if answer.status != 200:
                    raise DockerError(f"{path}: Docker answered {answer.status}: {(await answer.text())[:200]}")
                yield answer.content.iter_any()
        except (aiohttp.ClientError, OSError) as error:
            raise DockerError(f"{path}: {error or type(error).__name__}") from error

    async def close(self) -> None:
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _get(self, path: str, **params: str) -> Any:
        try:
            async with self._opened().get(self._base + path, params=params) as answer:
                if answer.status != 200:
                    raise DockerError(f"{path}: Docker answered {answer.status}: {(await answer.text())[:200]}")
                return await answer.json(content_type=None)
        except PermissionError as error:
            raise DockerError(f"{self._address}: {error}: the user must be in the group docker") from error
        except TimeoutError:
            raise DockerError(f"{self._address}: no answer within {self._timeout.total:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            hint = ": the user must be in the group docker" if "Permission denied" in str(error) else ""
            raise DockerError(f"{self._address}: {error}{hint}") from error

    @property
    def _base(self) -> str:
        return _ANY_HOST if self._address.startswith("unix://") else self._address.replace("tcp://", "http://", 1)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            is_socket = self._address.startswith("unix://")
            connector = (
                aiohttp.UnixConnector(self._address.removeprefix("unix://")) if is_socket else aiohttp.TCPConnector()
            )
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        return self._session
