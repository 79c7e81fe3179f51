"""What a caller may see: services and environments, as conditions on every query."""

from dataclasses import dataclass
from typing import ClassVar

from sardonyx.query.statement import Condition


@dataclass(frozen=True, slots=True)
class AccessScope:
    """The services and environments a caller sees; None means all, an empty set none."""

    services: frozenset[str] | None = None
    environments: frozenset[str] | None = None

    ALL: ClassVar["AccessScope"]

    @property
    def is_everything(self) -> bool:
        """Whether nothing is hidden."""
        return self.services is None and self.environments is None

    def covers(self, other: "AccessScope") -> bool:
        """Whether whoever sees this sees all that `other` lets see."""
        bounds = ((self.services, other.services), (self.environments, other.environments))
        return all(mine is None or (theirs is not None and theirs <= mine) for mine, theirs in bounds)

    def condition(self) -> Condition:
        """A condition on the columns ServiceName and Environment, which every signal table has."""
        parts = []
        if self.services is not None:
            parts.append(
                Condition("ServiceName IN {scope_services:Array(String)}", {"scope_services": sorted(self.services)})
            )
        if self.environments is not None:
            parts.append(
                Condition(
                    "Environment IN {scope_environments:Array(String)}",
                    {"scope_environments": sorted(self.environments)},
                )
            )
        return Condition.all_of(*parts)


AccessScope.ALL = AccessScope()
