"""Qdrant."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from ..check import Check, Options
from .http import http

if TYPE_CHECKING:
    from typing_extensions import Unpack


def qdrant(name: str, source: Any, **options: Unpack[Options]) -> Check:
    """Asks `/readyz` where `source` is an address, else for the collections, through a client of either kind."""
    if isinstance(source, str):
        options.setdefault("critical", True)
        return http(name, source.rstrip("/") + "/readyz", component_type="datastore", **options)
    if not hasattr(source, "get_collections"):
        raise TypeError(f"{type(source).__name__} has no get_collections(): a Qdrant client or an address is needed")

    async def wait(answer: Any) -> None:
        await answer

    def ask() -> Any:
        answer = source.get_collections()
        return wait(answer) if inspect.isawaitable(answer) else None

    return Check(name, ask, "datastore", **options)
