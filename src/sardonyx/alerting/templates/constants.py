"""Constants as Go writes them: quoted texts, characters and numbers."""

import re

_ESCAPE = re.compile(r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|.)", re.S)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LARGEST_INT = 1 << 63
_LAST_CHARACTER = 0x10FFFF


def unquoted(text: str) -> str:
    """The text in double or back quotes. Raises ValueError for an escape Go doesn't know."""
    if text.startswith("`"):
        return text[1:-1].replace("\r", "")
    return _ESCAPE.sub(_unescaped, text[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    simple, *codes, octal = found.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    code = next((int(code, 16) for code in codes if code), None)
    if octal:
        code = int(octal, 8)
    if code is None or code > _LAST_CHARACTER:
        raise ValueError("invalid syntax")
    return chr(code)


def number(text: str) -> int | float:
    """A number or character constant: an int if it is whole and written so, else a float. Raises ValueError."""
    if text.startswith("'"):
        inside = unquoted(f'"{text[1:-1]}"') if text[1:-1] != '"' else '"'
        if len(inside) != 1:
            raise ValueError(f"malformed character constant: {text}")
        return ord(inside)
    plain = text.replace("_", "")
    try:
        whole = int(_with_octal(plain), 0)
    except ValueError:
        return _real(plain, text)
    if not -_LARGEST_INT <= whole < _LARGEST_INT:
        raise ValueError(f"integer overflow: {text!r}".replace("'", '"'))
    return whole


def _with_octal(text: str) -> str:
    """`017` is octal in Go, as `0o17` is."""
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    return f"{sign}0o{digits[1:]}" if re.fullmatch(r"0[0-7]+", digits) else text


def _real(plain: str, shown: str) -> float:
    try:
        return float.fromhex(plain) if "x" in plain.lower() else float(plain)
    except (ValueError, OverflowError):
        raise ValueError(f"bad number syntax: {shown!r}".replace("'", '"')) from None
