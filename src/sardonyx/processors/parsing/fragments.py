"""Small SQL fragments that the parsers share."""

import re
from collections.abc import Iterable, Sequence

_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "{": "\\x7b", "}": "\\x7d"}
)


def quoted(text: str) -> str:
    """`text` as an SQL string literal, whatever it holds. Braces too: an engine puts its own text for `{source}`."""
    return f"'{text.translate(_ESCAPES)}'"


def in_list(texts: Iterable[str]) -> str:
    """`('a', 'b')`."""
    return f"({', '.join(quoted(text) for text in texts)})"


def array(texts: Iterable[str]) -> str:
    """`['a', 'b']`."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def only_where(condition: str, expr: str, rendered: str, empty: str) -> str:
    """SQL for `rendered` (over `x`, which is `expr`) where `condition` holds, else `empty`; evaluated nowhere else."""
    return f"arrayConcat(arrayMap(x -> {rendered}, if({condition}, [{expr}], [])), [{empty}])[1]"


def first_value(pairs: str, keys: Sequence[str], *, ignore_case: bool = False) -> str:
    """SQL for the non-empty value in an array of (key, value) under the foremost of `keys`, else ''."""
    key = "lower(p.1)" if ignore_case else "p.1"
    found = f"arrayFilter(p -> {key} IN {in_list(keys)} AND p.2 != '', {pairs})"
    return f"arraySort(p -> indexOf({array(keys)}, {key}), {found})[1].2"


def one_of(expr: str, globs: Sequence[str]) -> str:
    """SQL that is true when the text `expr` is one of `globs`, in which `*` stands for any text and `?` for one character."""
    plain = [glob for glob in globs if not _is_glob(glob)]
    parts = [f"{expr} IN {in_list(plain)}"] if plain else []
    if patterns := [_pattern(glob) for glob in globs if _is_glob(glob)]:
        parts.append(f"match({expr}, {quoted('^(?s:' + '|'.join(patterns) + ')$')})")
    return f"({' OR '.join(parts)})"


def _is_glob(text: str) -> bool:
    return "*" in text or "?" in text


def _pattern(glob: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(char) or re.escape(char) for char in glob)
