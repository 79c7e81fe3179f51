"""Load the settings: defaults, then DATABASE_URL, the file, the environment, the command line; later ones win."""

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sardonyx.config.environment import read_database_url, read_environment
from sardonyx.config.errors import ConfigError, Mistake
from sardonyx.config.keys import Key, Path, allowed, allowed_item, dotted, keys_of, nearest
from sardonyx.config.sections import Settings
from sardonyx.config.yaml_source import Layer, read_yaml_file

DEFAULT_FILE = "sardonyx.yaml"
_COMMAND_LINE = "command line"
_SHOWN_CHARACTERS = 80


def find_config_file(option: FilePath | None, env: Mapping[str, str], folder: FilePath) -> FilePath | None:
    """The file to load: `--config`, else SARDONYX_CONFIG, else `sardonyx.yaml` in `folder` if there is one."""
    if option is not None:
        return option
    if named := env.get("SARDONYX_CONFIG", "").strip():
        return FilePath(named)
    usual = folder / DEFAULT_FILE
    return usual if usual.is_file() else None


def load_settings(config_file: FilePath | None, env: Mapping[str, str], overrides: Mapping[str, Any]) -> Settings:
    """Read all sources. `overrides` maps dotted keys to values of the command line; None means not given.

    Raises ConfigError with every mistake of every source.
    """
    known = list(keys_of(Settings))
    layers = [
        read_database_url(env),
        read_yaml_file(config_file) if config_file is not None else Layer(),
        read_environment(env, known),
        _command_line(overrides),
    ]
    merged = Layer()
    for layer in layers:
        _fill_empty_sections(layer.values, known)
        _merge(merged.values, layer.values, merged.places, ())
        merged.places |= layer.places
        merged.mistakes += layer.mistakes
    # A place without a path is where the whole file begins: mistakes about no single key point at the file.
    merged.places[()] = str(config_file) if config_file is not None else ""
    try:
        settings = Settings.model_validate(merged.values)
    except ValidationError as error:
        found = [_mistake(details, merged, known) for details in error.errors(include_url=False)]
        raise ConfigError(_in_order([*merged.mistakes, *found])) from None
    if merged.mistakes:
        raise ConfigError(_in_order(merged.mistakes))
    return settings


def _command_line(overrides: Mapping[str, Any]) -> Layer:
    layer = Layer()
    for key, value in overrides.items():
        if value is None:
            continue
        *sections, name = key.split(".")
        here = layer.values
        for section in sections:
            here = here.setdefault(section, {})
        here[name] = value
        layer.places[(*sections, name)] = _COMMAND_LINE
    return layer


def _fill_empty_sections(values: dict[str, Any], known: Sequence[Key]) -> None:
    """A section whose keys are all commented out reads as null in YAML; it means "nothing set"."""
    for key in known:
        if key.kind not in ("section", "map") or key.in_list:
            continue
        here: Any = values
        for part in key.path[:-1]:
            here = here.get(part) if isinstance(here, dict) else None
        if isinstance(here, dict) and key.path[-1] in here and here[key.path[-1]] is None:
            here[key.path[-1]] = {}


def _merge(into: dict[str, Any], values: Mapping[str, Any], places: dict[Path, str], path: Path) -> None:
    """Lay `values` over `into`: maps are joined, all else is replaced and its old places forgotten."""
    for name, value in values.items():
        here = (*path, name)
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value, places, here)
            continue
        for place in [place for place in places if place[: len(here)] == here]:
            del places[place]
        into[name] = value


def _mistake(details: ErrorDetails, merged: Layer, known: Sequence[Key]) -> Mistake:
    path: Path = details["loc"]
    if details["type"] == "missing":
        path, missing = path[:-1], path[-1]
        return Mistake(_place(path, merged), dotted(path), f"needs {missing}")
    place = _place(path, merged)
    if details["type"] == "extra_forbidden":
        # The value of an unknown key is not shown: it may be a secret under a mistyped name.
        meant = nearest(path, known)
        return Mistake(place, dotted(path), f"unknown key; did you mean {meant}?" if meant else "unknown key")
    names = tuple(part for part in path if isinstance(part, str))
    key = next((key for depth in (len(names), len(names) - 1) for key in known if key.path == names[:depth]), None)
    inside = key is not None and len(path) > len(key.path) and not key.in_list
    shown = "" if key is None else _shown(_at(merged.values, path), key)
    return Mistake(place, f"{dotted(path)}{shown}", _problem(details, key, inside))


def _problem(details: ErrorDetails, key: Key | None, inside: bool) -> str:
    """What is wrong, as a sentence that says what is allowed. `inside`: in one entry of a list or a map."""
    if details["type"] == "value_error":
        return str(details["ctx"]["error"])
    if key is None:
        return details["msg"]
    if key.kind == "section":
        return "is a section: its keys are written below it, indented"
    if details["type"] == "string_pattern_mismatch":
        return f"must match {details['ctx']['pattern']}"
    return f"must be {allowed_item(key.field) if inside else allowed(key.field)}"


def _shown(value: Any, key: Key) -> str:
    """` = "value"` for a message; empty for what is secret or too long to help."""
    if key.secret or key.kind == "section" or isinstance(value, dict | list):
        return ""
    text = f'"{value}"' if isinstance(value, str) else "null" if value is None else str(value)
    if isinstance(value, bool):
        text = text.lower()
    return f" = {text}" if len(text) <= _SHOWN_CHARACTERS else ""


def _at(values: Any, path: Path) -> Any:
    for part in path:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return values


def _place(path: Path, merged: Layer) -> str:
    """Where `path` was written, or something in it, or the nearest thing around it that was."""
    while path not in merged.places:
        if within := [place for known, place in merged.places.items() if known[: len(path)] == path]:
            return within[0]
        path = path[:-1]
    return merged.places[path]


def _in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """The file from top to bottom, then variables by name, then the command line."""

    def position(mistake: Mistake) -> tuple[int, int, int, str]:
        line, column = _line_and_column(mistake.place)
        rank = 2 if mistake.place == _COMMAND_LINE else 1 if mistake.place.isupper() else 0
        return rank, line, column, mistake.place

    return sorted(mistakes, key=position)


def _line_and_column(place: str) -> tuple[int, int]:
    parts = place.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return int(parts[1]), int(parts[2])
    return 0, 0
