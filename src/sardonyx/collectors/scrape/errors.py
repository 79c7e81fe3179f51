"""What can go wrong in scraping.

ScrapeError
├── ConfigError     the configuration is not usable; every mistake in it is named
├── BadTarget       labels that make no target
├── DiscoveryFailed targets could not be found this time; those known stay
└── ScrapeFailed    one scrape failed as a whole: `up` is 0 and the reason is shown
    ├── BadExposition   the body is not what it claims to be; says the line
    ├── RefusedPage     the same for a whole page, with what was read before the fault
    └── HttpFailed      no whole answer of status 200
        └── TooLarge    the answer is beyond its limit
"""

from collections.abc import Sequence


class ScrapeError(Exception):
    """Anything scraping raises."""


class ConfigError(ScrapeError):
    """The configuration can't be used. `problems` names all that is wrong, each with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class BadTarget(ScrapeError):
    """The labels discovery and relabelling left make no target."""


class DiscoveryFailed(ScrapeError):
    """Discovery could not learn its targets this time; the message is for whoever runs it."""


class ScrapeFailed(ScrapeError):
    """Nothing of this scrape is stored."""


class BadExposition(ScrapeFailed):
    """The body breaks the rules of its format."""


class RefusedPage(ScrapeFailed):
    """A page that is not stored. `scraped` and `kept` are its samples before the fault, the second after relabelling."""

    def __init__(self, message: str, scraped: int = 0, kept: int = 0) -> None:
        super().__init__(message)
        self.scraped = scraped
        self.kept = kept


class HttpFailed(ScrapeFailed):
    """There was no whole answer of status 200; the message is for whoever looks after the other side."""


class TooLarge(HttpFailed):
    """The answer is beyond the limit of its size."""
