"""What the agent does next. The choice hangs on goal and seed, so that a run can be repeated."""

import random
from typing import NamedTuple

STEP_LIMIT = 8
_LENGTHS = (2, 3, 3, 4, 4, 5, 5, 6, 8, 10)  # ten never fits the limit: about one run in ten gives up
_TOOLS = ("search_documents", "search_documents", "ask_documents", "session_history", "calculator")
_MALFORMED_RATIO = 0.05


class Call(NamedTuple):
    """A tool and its argument."""

    tool: str
    argument: str


class Plan:
    """The plan of one run."""

    def __init__(self, goal: str, seed: int) -> None:
        self._rng = random.Random(f"{seed}:{goal}")
        self._goal = goal
        self._words = [word for word in goal.split() if len(word) > 3] or [goal]
        self.length = self._rng.choice(_LENGTHS)

    def step(self, number: int) -> Call | None:
        """The call for this step (the first is 1); None when it is time to answer."""
        if number >= self.length:
            return None
        tool = "search_documents" if number == 1 else self._rng.choice(_TOOLS)
        if tool == "calculator":
            return Call(tool, f"{self._rng.randint(2, 40)} * {self._rng.randint(2, 12)} + {number}")
        if self._rng.random() < _MALFORMED_RATIO:
            return Call(tool, "")  # models do forget arguments
        return Call(tool, " ".join(self._rng.sample(self._words, min(3, len(self._words)))))

    def corrected(self, call: Call) -> Call:
        """The second try at a call that was refused."""
        return Call(call.tool, self._goal[:400])
