"""Pieces of SQL with the values bound to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sardonyx.storage.engine import Param


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression, safe to put between ANDs, and its parameters."""

    sql: str
    params: Mapping[str, Param] = field(default_factory=dict)

    TRUE: ClassVar["Condition"]

    @staticmethod
    def all_of(*conditions: "Condition") -> "Condition":
        """All of them; `1` when there are none. Parameter names must differ between conditions or mean the same."""
        kept = [condition for condition in conditions if condition.sql != "1"]
        params: dict[str, Param] = {}
        for condition in kept:
            params |= condition.params
        return Condition(" AND ".join(condition.sql for condition in kept) or "1", params)


Condition.TRUE = Condition("1")


class Binder:
    """Gives each value a parameter name of its own and renders the place-holder; the same value is bound once."""

    def __init__(self, prefix: str = "q") -> None:
        self.params: dict[str, Param] = {}
        self._prefix = prefix
        self._known: dict[tuple[str, str], str] = {}

    def bind(self, value: Param, kind: str = "String") -> str:
        """The place-holder `{q0:String}` of a value of the engine's type `kind`."""
        key = (kind, repr(value))
        if key not in self._known:
            name = f"{self._prefix}{len(self.params)}"
            self.params[name] = value
            self._known[key] = f"{{{name}:{kind}}}"
        return self._known[key]
