"""FastAPI and Starlette: their application classes run inside our middleware, also those made before `configure`."""

from __future__ import annotations

import sys
from typing import Any

from ..buffer import buffer
from .asgi import MARK, Receive, Scope, Send, run
from .patching import patch

_FASTAPI_OWN = "fastapi.telemetry"  # recent FastAPI records spans itself unless this key is in the scope


def _wrap(original: Any) -> Any:
    async def __call__(self: Any, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: N807 - it replaces one
        if scope["type"] != "http" or not buffer.on or MARK in scope:
            await original(self, scope, receive, send)
            return
        scope.setdefault(_FASTAPI_OWN, None)
        await run(original.__get__(self), scope, receive, send)

    return __call__


def install() -> None:
    """Patch `__call__` of the classes that are imported."""
    fastapi = sys.modules.get("fastapi.applications")
    if fastapi is not None and "__call__" in getattr(getattr(fastapi, "FastAPI", None), "__dict__", {}):
        patch(fastapi.FastAPI, "__call__", _wrap)
    starlette = sys.modules.get("starlette.applications")
    if starlette is not None and hasattr(starlette, "Starlette"):
        patch(starlette.Starlette, "__call__", _wrap)
