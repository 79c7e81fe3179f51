"""Which passwords are refused, after NIST SP 800-63B section 3.1.1: long, and not one everybody tries first.

No rules about digits and signs: they make passwords worse. What counts is what remains when the usual decoration is
taken off: "P@ssw0rd2024!" is "password".
"""

import re
from importlib import resources

from sardonyx.access.errors import FieldError, ValidationFailed

MIN_LENGTH = 12
MAX_LENGTH = 256
_MIN_DISTINCT = 5

# Words at the heart of the most common passwords of published leaks, undecorated.
_COMMON = frozenset(resources.files("sardonyx.access").joinpath("common_passwords.txt").read_text("utf-8").split())
_UNLEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_ROWS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def check(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Raise ValidationFailed, saying what is wrong, unless the password will do."""
    problem = _problem(password, email, name)
    if problem is not None:
        raise ValidationFailed(FieldError(field, problem))


def _problem(password: str, email: str, name: str) -> str | None:
    if len(password) < MIN_LENGTH:
        return f"at least {MIN_LENGTH} characters: a few words in a row are easy to remember"
    if len(password) > MAX_LENGTH:
        return f"at most {MAX_LENGTH} characters"
    lowered = password.casefold()
    if len(set(lowered)) < _MIN_DISTINCT or _repeats(lowered):
        return "too few different characters"
    if any(lowered in row or lowered in row * 2 for row in _ROWS):
        return "a row of the keyboard or the alphabet is among the first things tried"
    return _guessable(lowered, email, name)


def _guessable(lowered: str, email: str, name: str) -> str | None:
    personal = {part for part in (*_words(email), *_words(name)) if len(part) >= 3}
    for heart in _hearts(lowered):
        if heart in _COMMON:
            return "this is one of the passwords everybody tries first"
        if heart in personal:
            return "it is made of your name or address"
    return None


def _hearts(lowered: str) -> set[str]:
    """What may be meant, decoration taken off: letters only, with digits read as letters, and repetitions folded."""
    edges = lowered.strip("0123456789!@#$%^&*()-_=+.,;:?/\\|<>[]{}'\"` ~§")
    found = {
        _NOT_LETTERS.sub("", lowered),
        _NOT_LETTERS.sub("", edges.translate(_UNLEET)),
        _NOT_LETTERS.sub("", lowered.translate(_UNLEET)),
    }
    return found | {folded for heart in found if (folded := _fold(heart)) is not None}


def _fold(text: str) -> str | None:
    match = re.fullmatch(r"(.+?)\1+", text)
    return match.group(1) if match else None


def _repeats(lowered: str) -> bool:
    folded = _fold(lowered)
    return folded is not None and len(folded) < _MIN_DISTINCT


def _words(text: str) -> list[str]:
    lowered = text.casefold()
    return [*_NOT_LETTERS.split(lowered), _NOT_LETTERS.sub("", lowered), _NOT_LETTERS.sub("", lowered.split("@")[0])]
