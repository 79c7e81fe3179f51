"""What is wrong with a rule file."""

from collections.abc import Sequence


class RuleFileError(Exception):
    """The file can't be used. `problems` names all that is wrong with it, each with file, line and column."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
