"""What a masking rule is."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What happens to the sensitive part of a match."""

    REDACT = "redact"
    """Replaced by `[redacted:<rule>]`."""
    HASH = "hash"
    """Replaced by `[<rule>:<16 hex digits of a keyed hash>]`: equal values stay equal, so they still join."""
    FORMAT_HASH = "format_hash"
    """Replaced by a keyed hash that looks like what it stands for: an e-mail address becomes one, a UUID a UUID, digits stay
    digits and letters letters, as many as there were. Equal values stay equal."""
    PARTIAL = "partial"
    """Replaced by `[<rule>:***<last four characters>]`, of an e-mail address by `[<rule>:<first>***@<domain>]`."""
    DROP = "drop"
    """Removed from a text; an attribute whose value holds a match is removed whole."""


class Check(StrEnum):
    """A test beyond the pattern: a match that fails it is left alone."""

    LUHN = "luhn"
    """The digits pass the Luhn checksum of payment cards (ISO/IEC 7812-1)."""
    IBAN = "iban"
    """The check digits are right (ISO 13616, modulo 97)."""


@dataclass(frozen=True, slots=True)
class Rule:
    r"""One kind of sensitive text.

    `pattern` is a regular expression that means the same to RE2 (in the engine) and to Python, with ASCII classes.
    `prefilter` is a cheaper one, in Hyperscan's syntax, that is found in every text the pattern is found in; only
    texts in which some rule's prefilter is found are looked at closely. Empty: the pattern itself. `prefilter_apart` is
    the rest of the prefilter, which gets a pass of its own: a pattern without any fixed character can make the pass of
    all others three times slower.

    A match is rewritten to `before` + replacement + `after`, templates in which `\1` is the pattern's first group.
    `sensitive` is the template of the sensitive part: what is hashed, and what `check` tests.

    `run_of` is for a pattern that begins with any number of characters of one class: that class. Python need then not try
    inside such a run what it has tried at its start, which would take quadratic time in a long one.
    """

    name: str
    description: str
    pattern: str
    prefilter: str = ""
    prefilter_apart: str = ""
    action: Action = Action.REDACT
    before: str = ""
    sensitive: str = r"\0"
    after: str = ""
    check: Check | None = None
    run_of: str = ""


def prefilters(rule: Rule) -> list[str]:
    """The patterns of which one is found in every text that `rule` finds something in."""
    return [rule.prefilter or rule.pattern, *([rule.prefilter_apart] if rule.prefilter_apart else [])]


def custom_rule(name: str, pattern: str, action: Action, *, contains: str | None = None) -> Rule:
    """A rule as the configuration spells it: all of a match is masked.

    `contains` is plain text that must occur in a value before the pattern is tried; without it the pattern itself
    serves as the prefilter.
    """
    prefilter = re.escape(contains) if contains else ""
    return Rule(name, "A rule of your own.", pattern, prefilter=prefilter, action=action)
