"""The settings tree as a list of keys: their paths, variables, kinds, and what is allowed in each."""

import difflib
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from sardonyx.config.units import Allowed, Bound

ENV_PREFIX = "SARDONYX_"
Path = tuple[str | int, ...]
Kind = Literal["value", "list", "map", "section"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the tree. `path` never holds list indices: keys of list items follow the list's own key.

    `section` is the model the key belongs to, or for a key that is itself a section, the section's model.
    """

    path: tuple[str, ...]
    kind: Kind
    field: FieldInfo
    section: type[BaseModel]
    in_list: bool

    @property
    def dotted(self) -> str:
        """`journal.max_bytes`."""
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """The environment variable of the key. Items of a list have none of their own: the list is set as a whole."""
        return ENV_PREFIX + "__".join(self.path).upper()

    @property
    def secret(self) -> bool:
        """Whether the value must never be shown."""
        return SecretStr in _leaves(self.field.annotation)


def keys_of(model: type[BaseModel], prefix: tuple[str, ...] = (), in_list: bool = False) -> Iterator[Key]:
    """Every key of `model` and the sections below it, in the order they are written."""
    for name, field in model.model_fields.items():
        path = (*prefix, name)
        inner = _model_in(field.annotation)
        if inner is None:
            kind: Kind = _container(field.annotation)
            yield Key(path, kind, field, model, in_list)
            continue
        in_items = field.annotation is not inner
        yield Key(path, "list", field, model, in_list) if in_items else Key(path, "section", field, inner, in_list)
        yield from keys_of(inner, path, in_list or in_items)


def allowed_short(field: FieldInfo) -> str:
    """The same for a reader who knows what sizes, durations and addresses look like, with the range."""
    named = [note.short for note in field.metadata if isinstance(note, Allowed)]
    return ", ".join([*(named or [allowed(field)]), *(note.text for note in field.metadata if isinstance(note, Bound))])


def allowed(field: FieldInfo) -> str:
    """What may stand in a field, as a phrase that completes "must be …"."""
    for note in field.metadata:
        if isinstance(note, Allowed):
            return note.text
    text = allowed_item(field)
    container = _container(field.annotation)
    if container == "map":
        return f"a map of names to {text}"
    if container == "list":
        return "a list of maps" if _model_in(field.annotation) else f"a list of {text}"
    return text + _bounds(field)


def allowed_item(field: FieldInfo) -> str:
    """What may stand in one item of a list or one value of a map, as such a phrase."""
    leaves = _leaves(field.annotation)
    if choices := [leaf for leaf in leaves if isinstance(leaf, str)]:
        return "one of " + ", ".join(choices)
    if bool in leaves:
        return "true or false"
    if int in leaves:
        return "a whole number"
    if float in leaves:
        return "a number"
    return "a path" if FilePath in leaves else "text"


def nearest(path: Path, known: Sequence[Key]) -> str | None:
    """The key that was probably meant by the unknown `path`, dotted: a sibling, a namesake, or one that looks alike."""
    names = tuple(part for part in path if isinstance(part, str))
    name = names[-1]
    siblings = {key.path[-1]: key for key in known if key.path[:-1] == names[:-1]}
    if close := difflib.get_close_matches(name, siblings, n=1):
        return dotted((*path[:-1], close[0]))
    namesakes = [key.dotted for key in known if key.path[-1] == name and not key.in_list]
    if len(namesakes) == 1 and len(names) == len(path):  # what stands in a list was meant for it
        return namesakes[0]
    everywhere = [key.dotted for key in known if not key.in_list]
    close = difflib.get_close_matches(".".join(names), everywhere, n=1, cutoff=0.7)
    return close[0] if close else None


def dotted(path: Path) -> str:
    """`masking.rules[0].pattern`; list indices count from 0."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _leaves(annotation: Any) -> list[Any]:
    """The plain types and literal values an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Literal:
        return list(get_args(annotation))
    if origin is Annotated:
        return _leaves(get_args(annotation)[0])
    if origin is dict:
        return _leaves(get_args(annotation)[1])
    if origin in (tuple, Union, types.UnionType):
        return [leaf for inner in get_args(annotation) for leaf in _leaves(inner)]
    return [annotation]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    models = [leaf for leaf in _leaves(annotation) if isinstance(leaf, type) and issubclass(leaf, BaseModel)]
    return models[0] if models else None


def _container(annotation: Any) -> Literal["value", "list", "map"]:
    origin = get_origin(annotation)
    return "list" if origin is tuple else "map" if origin is dict else "value"


def _bounds(field: FieldInfo) -> str:
    low = next((note.ge for note in field.metadata if isinstance(note, Ge)), None)
    high = next((note.le for note in field.metadata if isinstance(note, Le)), None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    lengths = [note for note in field.metadata if isinstance(note, MinLen | MaxLen)]
    return ", not empty" if lengths else ""
