"""Write `src/sardonyx_sdk/masking_rules.py` from the server's rules: `python sdk/sync_masking.py`, with the server importable.

The SDK must not depend on the server, and must mask the same: so the rules are data that this script copies, and a test
compares both.
"""

from __future__ import annotations

from pathlib import Path

from sardonyx.processors.masking.defaults import DEFAULT_DENY_KEYS, DEFAULT_RULES
from sardonyx.processors.masking.keys import deny_pattern

TARGET = Path(__file__).parent / "src" / "sardonyx_sdk" / "masking_rules.py"
HEAD = '''r"""The masking rules: the server's, copied by `sdk/sync_masking.py`. Do not edit.

Rules apply in this order. A match becomes `before` + `[redacted:<name>]` + `after`; `check`, where there is one, decides on the
`sensitive` part whether it is one at all. Templates refer to groups of the pattern as `\\1`.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of sensitive text."""

    name: str
    pattern: str
    before: str = ""
    sensitive: str = r"\\0"
    after: str = ""
    check: str | None = None  # "luhn" or "iban"


'''


def literal(text: str, indent: int) -> str:
    """A string as Python literals of at most 90 characters each, cut between escapes."""
    pieces, piece = [], ""
    for char in text:
        piece += char
        if len(ascii(piece)) >= 90:
            pieces.append(ascii(piece))
            piece = ""
    pieces.append(ascii(piece))
    if len(pieces) == 1:
        return pieces[0]
    pad = " " * (indent + 4)
    return "(\n" + "".join(f"{pad}{part}\n" for part in pieces if part != "''") + " " * indent + ")"


def main() -> None:
    """Write the module."""
    lines = [HEAD, "RULES: tuple[Rule, ...] = (\n"]
    for rule in DEFAULT_RULES:
        lines.append(f"    Rule(\n        name={rule.name!r},\n        pattern={literal(rule.pattern, 8)},\n")
        lines.extend(
            f"        {name}={getattr(rule, name)!a},\n"
            for name, default in (("before", ""), ("sensitive", r"\0"), ("after", ""))
            if getattr(rule, name) != default
        )
        if rule.check is not None:
            lines.append(f"        check={rule.check.value!r},\n")
        lines.append("    ),\n")
    lines.append(")\n\n# Keys of attributes whose values are never kept.\nDENY_PATTERN = ")
    lines.append(literal(deny_pattern(DEFAULT_DENY_KEYS), 0) + "\n")
    TARGET.write_text("".join(lines))


if __name__ == "__main__":
    main()
