"""A stream's labels as Loki's push writes them: `{app="api", level="info"}`, with the escapes of PromQL's strings."""

import re

from sardonyx.receivers.errors import Malformed

_PAIR = re.compile(r'\s*([^\s=,{}"]+)\s*=\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*(,|$)')
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_]")


def parse(text: str) -> dict[str, str]:
    """The labels by name; characters that names may not have become `_`. Raises Malformed."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}")):
        raise Malformed(f'the labels {text[:100]!r} are not in braces: {{name="value", …}}')
    inner, at, found = text[1:-1].strip(), 0, {}
    while at < len(inner):
        if (match := _PAIR.match(inner, at)) is None:
            raise Malformed(
                f'the labels {text[:100]!r} can\'t be read from character {at + 1}: name="value", … is wanted'
            )
        found[sanitised(match[1])] = _unquoted(match[2])
        at = match.end()
    return found


def sanitised(name: str) -> str:
    """A label's name with `_` for what names may not have."""
    clean = _NOT_IN_NAMES.sub("_", name)
    return f"_{clean}" if clean[:1].isdigit() else clean


def _unquoted(quoted: str) -> str:
    inner = quoted[1:-1]
    return inner if quoted[0] == "`" or "\\" not in inner else _ESCAPE.sub(_escaped, inner)


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    if len(code) == 3 and code.isdigit():
        return chr(int(code, 8))
    return _SIMPLE.get(code, code)
