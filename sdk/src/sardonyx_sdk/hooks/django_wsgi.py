"""Django under WSGI."""

from __future__ import annotations

import sys
from typing import Any

from .django import install_shared
from .flask import _wrap
from .patching import patch


def install() -> None:
    """Patch `WSGIHandler.__call__`."""
    handlers: Any = sys.modules["django.core.handlers.wsgi"]
    patch(handlers.WSGIHandler, "__call__", _wrap)
    install_shared()
