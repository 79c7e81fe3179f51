"""How evaluating a rule went last."""

from dataclasses import dataclass
from typing import Literal

Health = Literal["unknown", "ok", "err"]


@dataclass(slots=True)
class RuleStatus:
    """`health` is unknown until the first evaluation; `error` says why it is err."""

    health: Health = "unknown"
    error: str = ""
    evaluated_at_ms: int | None = None
    seconds: float = 0.0

    def went_well(self) -> None:
        """The evaluation gave a result."""
        self.health, self.error = "ok", ""

    def failed(self, error: str) -> None:
        """The evaluation failed."""
        self.health, self.error = "err", error
