"""Marks endpoints that `web.direct` calls without the framework between: `(request, principal) -> Response`."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "_sardonyx_direct"


def direct(endpoint: F) -> F:
    """This endpoint takes exactly a request and a principal, and returns a Starlette response."""
    setattr(endpoint, _MARK, True)
    return endpoint


def is_direct(endpoint: Any) -> bool:
    """Whether an endpoint is so marked."""
    return getattr(endpoint, _MARK, False) is True
