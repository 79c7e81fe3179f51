"""Functions on labels: label_replace, label_join, sorting by label.

Regular expressions are RE2's and run in the engine: Python's own may take for ever on patterns that users write.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from sardonyx.query.promql.errors import ExecutionError
from sardonyx.query.promql.values import Labels, Vector

CLASH = "vector cannot contain metrics with the same labelset"

_NAMED_GROUP = re.compile(r"\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>|\\.|\[(?:\\.|[^\]])*\]|\((?!\?)")
_REFERENCE = re.compile(r"\$(?:(\$)|([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})")

GROUPS_SQL = (
    "SELECT if(match(value, {whole:String}), extractGroups(value, {captured:String}), []) AS groups "
    "FROM (SELECT arrayJoin({values:Array(String)}) AS value)"
)
"""For each value: what the whole pattern and each of its groups matched, or nothing."""


class _Groups(msgspec.Struct, array_like=True):
    groups: list[str]


_DECODER = msgspec.json.Decoder(_Groups)


def patterns(regex: str) -> Mapping[str, str]:
    """The parameters of GROUPS_SQL for an anchored pattern."""
    return {"whole": f"^(?s:{regex})$", "captured": f"^(?s:({regex}))$"}


def decoded_groups(data: bytes) -> list[list[str]]:
    """The rows of GROUPS_SQL in JSONCompactEachRow."""
    return [_DECODER.decode(line).groups for line in data.splitlines() if line]


def group_names(regex: str) -> dict[str, int]:
    """The numbers of the pattern's named groups."""
    names, number = {}, 0
    for found in _NAMED_GROUP.finditer(regex):
        if found.group().startswith("("):
            number += 1
            if found.group(1):
                names[found.group(1)] = number
    return names


def expanded(template: str, groups: Sequence[str], names: Mapping[str, int]) -> str:
    """`$1`, `${1}` and `$name` filled in; an unknown one is empty, `$$` is a dollar."""

    def fill(found: re.Match[str]) -> str:
        if found.group(1):
            return "$"
        name = found.group(2) or found.group(3)
        number = int(name) if name.isdigit() else names.get(name, len(groups))
        return groups[number] if number < len(groups) else ""

    return _REFERENCE.sub(fill, template)


def check_label_name(name: str, function: str) -> None:
    """Raise ExecutionError unless `name` can be a label (Prometheus 3: any text but the empty one)."""
    if not name:
        raise ExecutionError(f"invalid destination label name in {function}(): {name}")


def relabelled(vector: Vector, label: str, values: Sequence[str | None]) -> Vector:
    """`label` set to each row's value; an empty value removes it, None leaves the row as it is."""
    labels: list[Labels] = []
    for before, value in zip(vector.labels, values, strict=True):
        if value is None:
            labels.append(before)
        elif value:
            labels.append({**before, label: value})
        else:
            labels.append({name: text for name, text in before.items() if name != label})
    return vector.relabelled(labels)


def joined(vector: Vector, label: str, separator: str, sources: Sequence[str]) -> Vector:
    """label_join."""
    check_label_name(label, "label_join")
    values = [separator.join(labels.get(name, "") for name in sources) for labels in vector.labels]
    return relabelled(vector, label, values)


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Sorts runs of digits as numbers, so that `node10` comes after `node9`."""
    parts = ("".join(run) for _, run in groupby(text, key=lambda character: character in "0123456789"))
    return [(0, int(part), part) if part[0] in "0123456789" else (1, 0, part) for part in parts]
