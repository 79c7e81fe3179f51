"""Redis, Valkey."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ..check import Check, Options

if TYPE_CHECKING:
    from typing_extensions import Unpack


def redis(name: str, client: Any, **options: Unpack[Options]) -> Check:
    """Sends PING through a client of redis-py or valkey-py, of either kind."""
    if not hasattr(client, "ping"):
        raise TypeError(f"{type(client).__name__} has no ping(): a Redis client is needed")

    async def wait(answer: Any) -> bool:
        return bool(await answer)

    def ping() -> Any:
        answer = client.ping()
        return wait(answer) if inspect.isawaitable(answer) else bool(answer)

    return Check(name, ping, "datastore", **options)
