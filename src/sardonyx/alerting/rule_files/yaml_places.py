"""YAML as plain values, and where each was written.

Scalars stay the text they were written as (a label `1.10` is not the number 1.1), null is None. Merge keys (`<<`) and aliases
are followed; a key written twice is a mistake, as it is to Go's reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[int, int]
Path = tuple[str | int, ...]

_MOST_NODES = 500_000
_MOST_DEPTH = 60
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


class NotYaml(Exception):
    """The text is no YAML, or none that can be used; `place` is line and column, from 1."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(reason)
        self.place = place


@dataclass(slots=True)
class Document:
    """The value, the place of everything in it (`places[()]` is its beginning), and keys written twice."""

    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    repeated: list[Path] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Where `path` was written, or the nearest thing around it that was."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def read_yaml(text: str) -> Document:
    """The first document of a text; an empty one is None. Raises NotYaml."""
    loader = yaml.CSafeLoader(text)
    try:
        root = loader.get_node() if loader.check_node() else None
        document = Document()
        if root is not None:
            document.value = _Reader(document).value(root, (), 0)
        return document
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYaml(f"is not YAML: {error.problem or error.context}", place) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = (before.count("\n") + 1, error.position - before.rfind("\n"))
        raise NotYaml(f"is not YAML: {error.reason}", place) from None
    finally:
        loader.dispose()


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._nodes = 0

    def value(self, node: yaml.Node, path: Path, depth: int) -> Any:
        """The node's value; its place is noted under `path`."""
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > _MOST_DEPTH:
            raise NotYaml("is too large: more than half a million values, or aliases without end", place)
        self._document.places.setdefault(path, place)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        return None if node.tag == _NULL else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _MERGE:
                for one in self._merged(value_node, path, depth):
                    merged = {**one, **merged}
                continue
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else str(key_node.tag)
            here = (*path, key)
            if key in found:
                self._document.repeated.append(here)
                continue
            found[key] = self.value(value_node, here, depth + 1)
        return {**merged, **found}

    def _merged(self, node: yaml.Node, path: Path, depth: int) -> list[Mapping[str, Any]]:
        values = self.value(node, (*path, "<<"), depth + 1)
        listed = values if isinstance(values, list) else [values]
        return [one for one in listed if isinstance(one, Mapping)]
