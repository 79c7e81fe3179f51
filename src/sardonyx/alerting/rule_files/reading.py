"""Text → checked rules: strict, and every mistake at once, each with its place."""

import copy
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sardonyx.alerting.rule_files.checking import problems
from sardonyx.alerting.rule_files.errors import RuleFileError
from sardonyx.alerting.rule_files.models import RuleFile, keys_of
from sardonyx.alerting.rule_files.yaml_places import Document, NotYaml, Path, read_yaml

_MOST_BYTES = 32 << 20
_PLAIN_WORDS = {
    "string_type": "must be a text",
    "dict_type": "must be a map of names and texts",
    "tuple_type": "must be a list",
    "model_type": "must be a map of keys",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
}


def read_rule_file(path: FilePath) -> RuleFile:
    """The rules of a file. Raises RuleFileError with all that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RuleFileError([f"{path}: can't be read: {error.strerror or error}"]) from None
    if len(data) > _MOST_BYTES:
        raise RuleFileError([f"{path}: is larger than {_MOST_BYTES >> 20} MiB"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RuleFileError([f"{path}:{line}: is not UTF-8 text"]) from None
    return read_rules(text, str(path))


def read_rules(text: str, name: str) -> RuleFile:
    """The rules of a text; `name` stands before each problem. Raises RuleFileError."""
    try:
        document = read_yaml(text)
    except NotYaml as error:
        raise RuleFileError([_placed(name, error.place, str(error))]) from None
    found = [(path, "is written twice") for path in document.repeated]
    content = {} if document.value is None else document.value
    if not isinstance(content, dict):
        raise RuleFileError([f"{name}: must be a map with the key groups"])
    file, wrong = _validated(content)
    about = {path for path, _ in wrong}
    found += wrong
    found += [(path, told) for path, told in problems(file) if path not in about]
    if found:
        found.sort(key=lambda problem: document.place(problem[0]))
        raise RuleFileError([_placed(name, document.place(path), _said(document, path, told)) for path, told in found])
    return file


def _validated(content: dict[str, Any]) -> tuple[RuleFile, list[tuple[Path, str]]]:
    """The file without what has the wrong shape, so that the rest can be checked too, and what that is."""
    try:
        return RuleFile.model_validate(content), []
    except ValidationError as error:
        wrong = [_told(problem) for problem in error.errors(include_url=False)]
    left = copy.deepcopy(content)
    # From the end, so that the places of what is still to be taken out stay the same.
    for path, _ in sorted(wrong, key=lambda one: [str(part).zfill(9) for part in one[0]], reverse=True):
        holder: Any = left
        for part in path[:-1]:
            holder = holder[part]
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
        else:
            holder[path[-1]] = (
                {"record": "unreadable", "expr": "0"} if len(path) > 2 else {"name": f"unreadable {path[-1]}"}
            )
    return RuleFile.model_validate(left), wrong


def _placed(name: str, place: tuple[int, int], told: str) -> str:
    return f"{name}:{place[0]}:{place[1]}: {told}"


def _told(problem: Any) -> tuple[Path, str]:
    path: Path = tuple(part for part in problem["loc"] if part != "[key]")
    match problem["type"]:
        case "extra_forbidden":
            return path, f"unknown key; allowed are {', '.join(keys_of(path[:-1]))}"
        case "value_error":
            return path, str(problem["ctx"]["error"])
        case kind:
            return path, _PLAIN_WORDS.get(kind, str(problem["msg"]))


def _said(document: Document, path: Path, told: str) -> str:
    """`groups[0] (group api).rules[1] (alert Down).expr: could not …`."""
    text, content = "", document.value
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
        content = _inside(content, part)
        if isinstance(part, int) and isinstance(content, dict):
            text += next(
                (
                    f" ({kind} {content[key]})"
                    for kind, key in (("group", "name"), ("alert", "alert"), ("record", "record"))
                    if content.get(key)
                ),
                "",
            )
    return f"{text.removeprefix('.')}: {told}" if text else told


def _inside(content: Any, part: str | int) -> Any:
    if isinstance(content, dict):
        return content.get(part)
    return content[part] if isinstance(content, list) and isinstance(part, int) and part < len(content) else None
