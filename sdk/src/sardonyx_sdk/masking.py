"""Personal data and secrets out of text, before it leaves the process.

The rules are the server's, which masks again. Most lines hold nothing to mask, so a few substring searches decide first
whether any rule can apply: a clean line costs about a microsecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .masking_rules import DENY_PATTERN, RULES, Rule

# What must occur (in lower case) for a rule to be worth trying. The provider keys have a test of their own.
_KEY_MARKS = (
    "_pat_", "glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glft-", "glsoat-", "glagent-", "gloas-", "xox", "xapp-",
    "sk-", "aiza", "ya29.", "gocspx-", "pypi-ag", "hvs.", "sg.", "ghp_", "gho_", "ghs_", "ghr_", "ghu_", "gsk_",
    "xai-", "hf_", "npm_", "k_live_", "k_test_", "whsec_", "dop_v1_", "dapi", "akia", "asia", "abia", "acca",
    "hooks.slack",
)  # fmt: skip
SHORTEST = 5  # `a@b.c`, `+1 2 3`: nothing shorter is sensitive by its form
_DIGITS = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){8}").search
_LONG = re.compile(r"[a-zA-Z0-9_-]{16}").search
DENIED = "[redacted:denied_key]"
_GROUP = re.compile(r"\\(\d)")


def luhn_is_valid(text: str) -> bool:
    """Whether the digits pass the checksum of payment cards (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed([int(c) for c in text if c in "0123456789"])):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def iban_is_valid(text: str) -> bool:
    """Whether the check digits are right (ISO 13616, modulo 97)."""
    compact = text.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


_CHECKS: dict[str, Callable[[str], bool]] = {"luhn": luhn_is_valid, "iban": iban_is_valid}


class _Compiled(NamedTuple):
    pattern: re.Pattern[str]
    before: tuple[int, ...]
    sensitive: tuple[int, ...]
    after: str | tuple[int, ...]
    words: str
    check: Callable[[str], bool] | None


def _groups(template: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _GROUP.findall(template))


def _compile(rule: Rule) -> _Compiled:
    # `after` is either groups or, for one rule, a literal character.
    after: str | tuple[int, ...] = _groups(rule.after) if "\\" in rule.after else rule.after
    words = f"[redacted:{rule.name}]"
    pattern = re.compile(rule.pattern, re.ASCII)
    return _Compiled(
        pattern,
        _groups(rule.before),
        _groups(rule.sensitive),
        after,
        words,
        _CHECKS[rule.check] if rule.check else None,
    )


_RULES = {rule.name: _compile(rule) for rule in RULES}


def _join(match: re.Match[str], groups: tuple[int, ...]) -> str:
    return "".join([match[group] or "" for group in groups])


def _apply(rule: _Compiled, text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        if rule.check is not None and not rule.check(_join(match, rule.sensitive)):
            return match[0]
        after = rule.after if isinstance(rule.after, str) else _join(match, rule.after)
        return _join(match, rule.before) + rule.words + after

    return rule.pattern.sub(replace, text)


def _candidates(text: str, low: str) -> list[str]:
    """The names of the rules that may apply, in their order. The order of the tests is that of their cost."""
    found: list[str] = []
    if "private key" in low:
        found.append("pem_key")
    pair = "=" in low or ":" in low or "%3" in low
    if "bearer" in low or "basic" in low or (pair and ("authoriz" in low or "cookie" in low)):
        found.append("http_credentials")
    if pair and (
        "key" in low
        or "pass" in low
        or "pwd" in low
        or "secret" in low
        or "token" in low
        or "sid" in low
        or "sig" in low
    ):
        found.append("secret_pair")
    at = "@" in low
    if at and "://" in low:
        found.append("url_credentials")
    if "." in low and "eyJ" in text:
        found.append("jwt")
    # Every key of a provider has one of these signs, and sixteen characters in a row.
    signs = "-" in low or "_" in low or "." in low or "ia" in low or "cc" in low or "aiza" in low or "dapi" in low
    if signs and _LONG(text) is not None and any(mark in low for mark in _KEY_MARKS):
        found.append("provider_key")
    if at or "%40" in low:
        found.append("email")
    if _DIGITS(text) is not None:
        found += ("iban", "card", "ssn", "phone")
    elif "+" in low or "%2b" in low:
        found.append("phone")
    return found


def mask_text(text: str) -> str:
    """The text with everything masked that a rule recognises; the same object if no rule can apply."""
    if len(text) < SHORTEST:
        return text
    found = _candidates(text, text.lower())
    for name in found:
        text = _apply(_RULES[name], text)
    return text


_denied = re.compile(DENY_PATTERN, re.ASCII).search
_MAX_KEYS = 4096
_known_keys: dict[str, bool] = {}


def is_denied(key: str) -> bool:
    """Whether an attribute of this name is a secret by its name."""
    found = _known_keys.get(key)
    if found is None:
        if len(_known_keys) >= _MAX_KEYS:
            _known_keys.clear()
        found = _known_keys[key] = _denied(key) is not None
    return found
