"""What a function takes: the types of its parameters by Go's names; the last one repeats when it is variadic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sardonyx.alerting.templates.values import Value

Param = Literal["any", "string", "float64", "int", "queryResult", "*sample"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function a template may call; `call` raises CallFailed or QueryNeeded."""

    call: Callable[..., Value]
    params: tuple[Param, ...] = ()
    variadic: bool = False

    def accepts(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return count >= len(self.params) - 1 if self.variadic else count == len(self.params)

    def param(self, index: int) -> Param:
        """The type of an argument."""
        return self.params[min(index, len(self.params) - 1)]

    @property
    def wanted(self) -> str:
        """How many arguments, as Go says it."""
        return f"at least {len(self.params) - 1}" if self.variadic else str(len(self.params))
