"""Why a delivery was refused. Each protocol turns these into its own answer, in one table.

ReceiveError
├── Malformed            the bytes are not what they claim to be: never retry
├── TooLarge             over the limit, compressed or not: never retry as it is
├── UnsupportedEncoding  a Content-Encoding we don't know
├── UnsupportedType      a Content-Type we don't know
└── Overloaded           not now: retry after `retry_after_seconds`
    └── RateLimited      the sender has used up its key's rate
"""


class ReceiveError(Exception):
    """A delivery was refused; the message says what is wrong and what is allowed."""


class Malformed(ReceiveError):
    """The body can't be decoded."""


class TooLarge(ReceiveError):
    """The body is over its limit."""


class UnsupportedEncoding(ReceiveError):
    """Content-Encoding is not one of those we know."""


class UnsupportedType(ReceiveError):
    """Content-Type is not one of those the protocol allows."""


class Overloaded(ReceiveError):
    """Nothing was taken; the sender should come back."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class RateLimited(Overloaded):
    """The key's rate is used up; the sender should come back."""
