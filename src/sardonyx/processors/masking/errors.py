"""What can be wrong with a masking configuration."""

from collections.abc import Sequence


class MaskingConfigError(ValueError):
    """The masking configuration holds mistakes; `mistakes` has a sentence for each, the message has all of them."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        plural = "mistake" if len(mistakes) == 1 else "mistakes"
        super().__init__(f"{len(mistakes)} {plural} in the masking configuration:\n  " + "\n  ".join(mistakes))
