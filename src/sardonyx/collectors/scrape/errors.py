"""What can go wrong in scraping.

ScrapeError
├── ConfigError     the configuration is not usable; every mistake in it is named
├── BadTarget       labels that make no target
└── ScrapeFailed    one scrape failed as a whole: `up` is 0 and the reason is shown
    └── BadExposition   the body is not what it claims to be; says the line
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


class ScrapeFailed(ScrapeError):
    """Nothing of this scrape is stored."""


class BadExposition(ScrapeFailed):
    """The body breaks the rules of its format."""
