"""Instrumentation of the libraries an application uses, one module per library.

`install` patches what is imported already and waits for the rest: a library that is never imported costs nothing. A hook
that fails to install, or raises while working, is counted (`stats()["hook_errors"]`) and never reaches the application.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from ..buffer import buffer
from .importing import forget_all, when_imported
from .patching import restore_all

# hook name → (module whose import it waits for, our module with `install()`)
_MODULES: dict[str, tuple[tuple[str, str], ...]] = {
    "fastapi": (("fastapi.applications", "starlette"), ("starlette.applications", "starlette")),
    "starlette": (("starlette.applications", "starlette"),),
    "flask": (("flask", "flask"),),
    "django": (("django.core.handlers.wsgi", "django_wsgi"), ("django.core.handlers.asgi", "django_asgi")),
    "httpx": (("httpx", "httpx"),),
    "aiohttp": (("aiohttp.client", "aiohttp"),),
    "requests": (("urllib3.connectionpool", "urllib3"),),
    "sqlalchemy": (("sqlalchemy.engine", "sqlalchemy"),),
    "asyncpg": (("asyncpg.connection", "asyncpg"),),
    "psycopg": (("psycopg", "psycopg"),),
    "redis": (("redis.client", "redis_sync"), ("redis.asyncio.client", "redis_async")),
}


def _installer(ours: str) -> None:
    try:
        importlib.import_module(f"{__name__}.{ours}").install()
    except Exception:
        buffer.counts.hook_failed(ours)


def install(names: Sequence[str]) -> None:
    """Install the named hooks, now or when their library gets imported."""
    for name in names:
        for theirs, ours in _MODULES[name]:
            when_imported(theirs, lambda ours=ours: _installer(ours))  # type: ignore[misc]


def uninstall() -> None:
    """Undo every patch and stop waiting."""
    forget_all()
    restore_all()
