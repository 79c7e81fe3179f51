"""Read settings from YAML, remembering the line and column of every value.

Scalars follow YAML 1.2: only `true` and `false` are booleans (`off` and `no` stay text, so that `listen: off` means
what it says) and nothing turns into a date. A key written twice is a mistake, not a silent choice.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from sardonyx.config.errors import Mistake
from sardonyx.config.keys import Path, dotted

_MAX_FILE_BYTES = 4 << 20
_MAX_NODES = 100_000
_KINDS = frozenset({"map", "seq", "str", "null", "bool", "int", "float"})
_BARE_IPV6 = re.compile(r":\s+\[[0-9a-fA-F:.]*\]:\d")


@dataclass(slots=True)
class Layer:
    """The settings of one source: nested values, the place each was written at, and the mistakes found on the way."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_yaml_file(file: FilePath) -> Layer:
    """Read a settings file. An empty file is an empty layer; what cannot be read at all is a mistake."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        return Layer(mistakes=[Mistake(str(file), "", f"cannot be read: {error.strerror or error}")])
    if len(raw) > _MAX_FILE_BYTES:
        return Layer(mistakes=[Mistake(str(file), "", "is larger than 4MiB: this is no settings file")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Layer(mistakes=[Mistake(f"{file}:{line}", "", "is not UTF-8 text")])
    value, layer = parse_yaml(text, str(file))
    if value is not None and not isinstance(value, dict):
        layer.mistakes.append(Mistake(str(file), "", "must hold a map of sections and keys"))
    layer.values = value if isinstance(value, dict) else {}
    return layer


def parse_yaml(text: str, name: str) -> tuple[Any, Layer]:
    """Parse one YAML document into plain values; the layer holds places (`name:line:column`) and mistakes only."""
    layer = Layer()
    try:
        root = yaml.compose(text, Loader=_Loader)
        value = None if root is None else _Reader(name, layer).read(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        hint = "; quote an address that begins with [" if _BARE_IPV6.search(text) else ""
        layer.mistakes.append(Mistake(place, "", f"is not valid YAML: {error.problem or error.context}{hint}"))
        return None, layer
    except RecursionError:
        layer.mistakes.append(Mistake(name, "", "is nested too deeply"))
        return None, layer
    except yaml.YAMLError as error:
        layer.mistakes.append(Mistake(name, "", f"is not valid YAML: {str(error).splitlines()[0]}"))
        return None, layer
    return value, layer


class _Loader(yaml.SafeLoader):
    """PyYAML with the scalar rules of YAML 1.2."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"(?:~|null|)$", ["~", "n", ""]),
    ("bool", r"(?:true|false)$", list("tf")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
):
    # The stubs of PyYAML leave this method untyped.
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


class _Reader:
    """Turns a node tree into plain values, bounded in size so that nested aliases cannot blow up."""

    def __init__(self, name: str, layer: Layer) -> None:
        self._name = name
        self._layer = layer
        self._nodes = 0
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        """The value of `node`; its place is noted under `path`."""
        self._nodes += 1
        if id(node) in self._open or self._nodes > _MAX_NODES:
            raise yaml.MarkedYAMLError(problem="aliases that repeat without end", problem_mark=node.start_mark)
        self._layer.places[path] = self._place(node)
        self._open.add(id(node))
        try:
            kind = node.tag.removeprefix("tag:yaml.org,2002:")
            if kind not in _KINDS:
                raise yaml.MarkedYAMLError(problem=f"the tag {node.tag} is not used here", problem_mark=node.start_mark)
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
            return _scalar(kind, node.value)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first_line: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key must be plain text", problem_mark=key_node.start_mark)
            key = key_node.value
            if key in found:
                problem = f"is written twice; the first one is on line {first_line[key]}"
                self._layer.mistakes.append(Mistake(self._place(key_node), dotted((*path, key)), problem))
                continue
            first_line[key] = key_node.start_mark.line + 1
            found[key] = self.read(value_node, (*path, key))
            self._layer.places[(*path, key)] = self._place(key_node)
        return found

    def _place(self, node: yaml.Node) -> str:
        return f"{self._name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def _scalar(kind: str, text: str) -> str | int | float | bool | None:
    match kind:
        case "null":
            return None
        case "bool":
            return text == "true"
        case "int":
            return int(text)
        case "float":
            return float(text)
    return text
