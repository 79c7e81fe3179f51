"""What is wrong with a configuration, collected: a file with ten mistakes reports ten."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, to be read by the person who made it.

    `place` is where it was written: `sardonyx.yaml:3:5` (line and column from 1), an environment variable, or
    `command line`. `key` is the dotted path, empty when the mistake is about no single key. `problem` says what is
    wrong and what is allowed, and holds no secret.
    """

    place: str
    key: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.key, self.problem) if part)


class ConfigError(Exception):
    """The configuration cannot be used. `mistakes` lists everything found, in the order of the sources."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__("\n".join([f"{count} in the configuration:", *(f"  {mistake}" for mistake in self.mistakes)]))
