"""Django under ASGI."""

from __future__ import annotations

import sys
from typing import Any

from .django import install_shared
from .patching import patch
from .starlette import _wrap


def install() -> None:
    """Patch `ASGIHandler.__call__`."""
    handlers: Any = sys.modules["django.core.handlers.asgi"]
    patch(handlers.ASGIHandler, "__call__", _wrap)
    install_shared()
