"""Calls to the other services."""

from typing import Any

import httpx

from sardonyx_demo.caller import Caller

TIMEOUT_SECONDS = 30.0


class PeerError(Exception):
    """Another service did not do what it was asked. `status` is 0 when it did not answer at all."""

    def __init__(self, service: str, status: int, reason: str) -> None:
        super().__init__(f"{service} {f'answered {status}' if status else 'did not answer'}: {reason}")
        self.service, self.status = service, status


def new_client() -> httpx.AsyncClient:
    """A client for plain HTTP on loopback: no proxy, and no certificate store in memory."""
    return httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, verify=False)  # noqa: S501 - http:// only


class Peer:
    """One other service."""

    def __init__(self, name: str, url: str, client: httpx.AsyncClient) -> None:
        self.name, self._url, self._client = name, url, client

    async def get(self, path: str, caller: Caller) -> Any:
        """GET a JSON document. Raises PeerError."""
        return await self._send("GET", path, caller, None)

    async def post(self, path: str, body: Any, caller: Caller) -> Any:
        """POST JSON, get JSON. Raises PeerError."""
        return await self._send("POST", path, caller, body)

    async def _send(self, method: str, path: str, caller: Caller, body: Any) -> Any:
        try:
            answer = await self._client.request(method, self._url + path, json=body, headers=caller.headers())
        except httpx.HTTPError as error:
            raise PeerError(self.name, 0, type(error).__name__) from error
        if answer.status_code >= 400:
            raise PeerError(self.name, answer.status_code, answer.text[:200])
        return answer.json()
