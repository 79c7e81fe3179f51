"""Names that old formats can't spell. Source: Prometheus, "UTF-8 in metric and label names"."""

import re

_LEGACY = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_ESCAPED = "U__"
_PART = re.compile(r"__|_([0-9a-fA-F]{1,6})_", re.ASCII)
_OTHER = re.compile(r"[^a-zA-Z0-9_:]")
_LAST = 0x10FFFF


def is_legacy(name: str) -> bool:
    """Whether a name needs no quotes."""
    return _LEGACY.fullmatch(name) is not None


def underscored(name: str) -> str:
    """The name with an underscore for each character that the text format before quotes can't have."""
    plain = _OTHER.sub("_", name)
    return f"_{plain}" if plain[:1].isdigit() else plain


def unescaped(name: str) -> str:
    """`U__service_2e_name` → `service.name`; what is not escaped in full stays as it is."""
    if not name.startswith(_ESCAPED):
        return name
    out, at, text = [], 0, name.removeprefix(_ESCAPED)
    while at < len(text):
        if text[at] != "_":
            out.append(text[at])
            at += 1
            continue
        found = _PART.match(text, at)
        if found is None or (found[1] and int(found[1], 16) > _LAST):
            return name
        out.append(chr(int(found[1], 16)) if found[1] else "_")
        at = found.end()
    return "".join(out)
