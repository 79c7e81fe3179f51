"""Whether declared dependencies run in a circle."""

from collections.abc import Mapping, Sequence


def cycle_in(depends_on: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of one circle, the first again at the end; empty if there is none. Names that are no keys depend on nothing."""
    done: set[str] = set()
    for start in depends_on:
        way: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, depth = stack.pop()
            del way[depth:]
            if name in way:
                return [*way[way.index(name) :], name]
            if name in done and depth:
                continue
            way.append(name)
            stack += [(other, depth + 1) for other in depends_on.get(name, ())]
        done |= _reached(start, depends_on)
    return []


def _reached(start: str, depends_on: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += depends_on.get(name, ())
    return found
