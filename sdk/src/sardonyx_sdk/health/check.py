"""One declared dependency check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from .observation import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack

Said = Observation | bool | None
Function = Callable[[], Said | Awaitable[Said]]
"""Runs a check: an ordinary function or a coroutine function. It says `Observation`, or nothing or True if all is well, or
False if not, or raises."""
ComponentType = Literal["component", "datastore", "system"]


class Options(TypedDict, total=False):
    """What every check can be given; the defaults are those of `Check`."""

    interval_seconds: float
    timeout_seconds: float
    critical: bool
    tolerate: int


@dataclass(frozen=True)
class Check:
    """Runs in the background every `interval_seconds`, measured from the end of one run to the start of the next.

    A run that takes longer than `timeout_seconds` has failed, and no other starts until it has ended. A critical check
    that fails makes the service not ready, any other makes it degraded. So many failures as `tolerate`, one after the
    other, only degrade.
    """

    name: str
    function: Function
    component_type: ComponentType = "component"
    measurement: str = "responseTime"
    interval_seconds: float = 10.0
    timeout_seconds: float = 2.0
    critical: bool = True
    tolerate: int = 0

    def __post_init__(self) -> None:
        if not self.name or ":" in self.name:
            raise ValueError(f"{self.name!r} can't be the name of a check: one is needed, without a colon")
        if self.interval_seconds <= 0 or self.timeout_seconds <= 0:
            raise ValueError(f"check {self.name!r}: interval_seconds and timeout_seconds must be above 0")
        if self.tolerate < 0:
            raise ValueError(f"check {self.name!r}: tolerate must not be below 0")


def check(
    name: str, function: Function, component_type: ComponentType = "component", **options: Unpack[Options]
) -> Check:
    """A check of your own: a function, or a coroutine function, which runs in the application's event loop."""
    return Check(name, function, component_type, **options)
