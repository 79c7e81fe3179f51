"""Replacing attributes of foreign classes, once, and putting them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_patches: list[tuple[Any, str, Any, Any]] = []  # owner, name, original, ours
_undo: list[Callable[[], None]] = []


def patch(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    """Replace `owner.name` by `wrap(original)`, unless we have already. Raises AttributeError if it does not exist."""
    original = owner.__dict__[name] if name in getattr(owner, "__dict__", {}) else getattr(owner, name)
    if any(o is owner and n == name for o, n, _, _ in _patches):
        return
    ours = wrap(original)
    ours.__wrapped__ = original
    setattr(owner, name, ours)
    _patches.append((owner, name, original, ours))


def on_restore(undo: Callable[[], None]) -> None:
    """Call this too when everything is put back."""
    _undo.append(undo)


def restore_all() -> None:
    """Put back every original that nobody has patched again since."""
    while _patches:
        owner, name, original, ours = _patches.pop()
        if owner.__dict__.get(name) is ours:
            setattr(owner, name, original)
    while _undo:
        _undo.pop()()
