"""The length of a queue."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from ..check import Check, Options
from ..observation import Observation, above

if TYPE_CHECKING:
    from typing_extensions import Unpack

Length = Callable[[], int | Awaitable[int]]


def queue(
    name: str, length: Length, *, warn: int | None = None, fail: int | None = None, **options: Unpack[Options]
) -> Check:
    """How many wait, as `length` tells: an ordinary function (`jobs.qsize`) or a coroutine function. Not critical unless
    you say so: a service that is out of traffic works nothing off."""
    options.setdefault("critical", False)

    def judge(waiting: int) -> Observation:
        return Observation(above(waiting, warn, fail), f"{waiting} waiting", waiting, "items", "length")

    async def wait(answer: Awaitable[int]) -> Observation:
        return judge(await answer)

    def count() -> Any:
        answer = length()
        return wait(answer) if inspect.isawaitable(answer) else judge(answer)

    return Check(name, count, "component", "length", **options)
