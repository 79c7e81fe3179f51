"""Small SQL fragments that the parsers share."""

from collections.abc import Iterable, Sequence


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t") + "'"


def in_list(texts: Iterable[str]) -> str:
    """`('a', 'b')`."""
    return f"({', '.join(quoted(text) for text in texts)})"


def only_where(condition: str, expr: str, rendered: str, empty: str) -> str:
    """SQL for `rendered` (over `x`, which is `expr`) where `condition` holds, else `empty`; evaluated nowhere else."""
    return f"arrayConcat(arrayMap(x -> {rendered}, if({condition}, [{expr}], [])), [{empty}])[1]"


def first_value(pairs: str, keys: Sequence[str], *, ignore_case: bool = False) -> str:
    """SQL for the non-empty value in an array of (key, value) under the foremost of `keys`, else ''."""
    key = "lower(p.1)" if ignore_case else "p.1"
    found = f"arrayFilter(p -> {key} IN {in_list(keys)} AND p.2 != '', {pairs})"
    order = f"[{', '.join(quoted(each) for each in keys)}]"
    return f"arraySort(p -> indexOf({order}, {key}), {found})[1].2"
