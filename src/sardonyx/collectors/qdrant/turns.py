"""Taking turns: of many, a few at a time, each as often as the others."""

from collections.abc import Sequence


class Turns:
    """At most `count` of those given, going on after the last one of before."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._last = ""

    def next(self, names: Sequence[str]) -> list[str]:
        """Those whose turn it is, of `names` in order."""
        if len(names) <= self._count:
            return list(names)
        after = [name for name in names if name > self._last]
        chosen = [*after, *names][: self._count]
        self._last = chosen[-1]
        return chosen
