"""What can be wrong with a search."""


class SearchSyntaxError(ValueError):
    """A search that can't be read. `position` and `length` mark the place (characters of the text, from 0); `hint` says
    what to write instead, and may be empty."""

    def __init__(self, message: str, position: int = 0, length: int = 1, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length
        self.hint = hint
