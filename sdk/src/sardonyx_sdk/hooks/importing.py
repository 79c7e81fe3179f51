"""Calling back after a module is imported, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..buffer import buffer

_waiting: dict[str, list[Callable[[], None]]] = {}


class _Finder:
    """First on `sys.meta_path`; finds nothing itself, but adds a step after the loading of awaited modules."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ask the other finders, and have the found loader call back."""
        if name not in _waiting:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                _call_after_loading(spec, name)
                return spec
        return None


_finder = _Finder()


def _call_after_loading(spec: ModuleSpec, name: str) -> None:
    loader: Any = spec.loader
    original = getattr(loader, "exec_module", None)
    if original is None:
        return

    def exec_module(module: ModuleType) -> None:
        original(module)
        for callback in _waiting.pop(name, ()):
            callback()

    try:
        loader.exec_module = exec_module
    except AttributeError:  # a loader with slots or a shared built-in one
        buffer.counts.hook_failed("import")


def when_imported(name: str, callback: Callable[[], None]) -> None:
    """Call now if the module is loaded completely, else right after its first import."""
    module = sys.modules.get(name)
    if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
        callback()
        return
    _waiting.setdefault(name, []).append(callback)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def forget_all() -> None:
    """Stop waiting for imports."""
    _waiting.clear()
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
