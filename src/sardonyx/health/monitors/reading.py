"""Monitors and maintenance windows from YAML: strict, and every mistake at once, each with file, line and key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sardonyx.collectors.probes.validity import problems_of
from sardonyx.config.errors import Mistake
from sardonyx.config.keys import Path, dotted
from sardonyx.config.monitors import MaintenanceWindow, Monitor
from sardonyx.config.yaml_source import Layer, parse_yaml
from sardonyx.health.maintenance.recurrence import check_window
from sardonyx.health.monitors.cycles import cycle_in

_MOST_BYTES = 4 << 20
_KEYS = ("monitors", "maintenance")
M = TypeVar("M", bound=BaseModel)


class HealthFileError(Exception):
    """The file of monitors can't be used; the message has a line for each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class HealthFile:
    """What a file has."""

    monitors: tuple[Monitor, ...] = ()
    maintenance: tuple[MaintenanceWindow, ...] = ()


def read_health_file(path: FilePath) -> HealthFile:
    """Raises HealthFileError with all that is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HealthFileError([f"{path}: can't be read: {error.strerror or error}"]) from None
    if len(data) > _MOST_BYTES:
        raise HealthFileError([f"{path}: is larger than 4MiB"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HealthFileError([f"{path}:{line}: is not UTF-8 text"]) from None
    return read_health(text, str(path))


def read_health(text: str, name: str) -> HealthFile:
    """The same of a text; `name` stands before each mistake. Raises HealthFileError."""
    content, layer = parse_yaml(text, name)
    found = list(layer.mistakes)
    content = {} if content is None and not found else content
    if not isinstance(content, dict):
        raise HealthFileError([str(one) for one in found] or [f"{name}: must be a map with monitors and maintenance"])
    found += [
        Mistake(_place(layer, (key,), name), key, f"is an unknown key; allowed are {', '.join(_KEYS)}")
        for key in content
        if key not in _KEYS
    ]
    monitors, wrong = _read(Monitor, content.get("monitors"), "monitors", layer, name)
    windows, more = _read(MaintenanceWindow, content.get("maintenance"), "maintenance", layer, name)
    found += [*wrong, *more, *_twice(monitors, layer, name)]
    found += _recurrences(windows, layer, name)
    found += [
        Mistake(_place(layer, ("monitors", index, "check"), name), f"monitors[{index}].check", f"{told} (“{one.name}”)")
        for index, one in monitors.items()
        for told in problems_of(one.check)
    ]
    if not found and (cycle := cycle_in({one.name: one.depends_on for one in monitors.values()})):
        found.append(Mistake(name, "monitors", f"depend on each other in a circle: {' → '.join(cycle)}"))
    if found:
        raise HealthFileError([str(one) for one in sorted(found, key=lambda one: _line(one.place))])
    return HealthFile(tuple(monitors.values()), tuple(windows.values()))


def _read(model: type[M], items: Any, section: str, layer: Layer, name: str) -> tuple[dict[int, M], list[Mistake]]:
    """The entries that are right, by their place in the list, and what is wrong with the others."""
    if items is None:
        return {}, []
    if not isinstance(items, list):
        return {}, [Mistake(_place(layer, (section,), name), section, "must be a list")]
    found: dict[int, M] = {}
    wrong: list[Mistake] = []
    for index, item in enumerate(items):
        try:
            found[index] = model.model_validate(item)
        except ValidationError as error:
            wrong += list(_mistakes(error, (section, index), layer, name, item))
    return found, wrong


def _mistakes(error: ValidationError, start: Path, layer: Layer, name: str, item: Any) -> Iterator[Mistake]:
    for details in error.errors(include_url=False, include_input=False):
        inside = tuple(details["loc"])
        if len(inside) > 2 and inside[0] == "check":
            inside = (inside[0], *inside[2:])  # pydantic names the kind between
        path = (*start, *inside)
        told = (
            "is an unknown key"
            if details["type"] == "extra_forbidden"
            else details["msg"].removeprefix("Value error, ")
        )
        who = item.get("name") if isinstance(item, dict) else None
        yield Mistake(_place(layer, path, name), dotted(path), f"{told} (“{who}”)" if isinstance(who, str) else told)


def _twice(monitors: Mapping[int, Monitor], layer: Layer, file: str) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, monitor in monitors.items():
        if monitor.name in seen:
            path = ("monitors", index, "name")
            told = f"there is another “{monitor.name}”: names must differ"
            yield Mistake(_place(layer, path, file), dotted(path), told)
        seen.add(monitor.name)


def _recurrences(windows: Mapping[int, MaintenanceWindow], layer: Layer, file: str) -> Iterator[Mistake]:
    for index, window in windows.items():
        for key, told in check_window(window):
            path = ("maintenance", index, key)
            yield Mistake(_place(layer, path, file), dotted(path), told)


def _place(layer: Layer, path: Path, name: str) -> str:
    while path and path not in layer.places:
        path = path[:-1]
    return layer.places.get(path, name)


def _line(place: str) -> tuple[int, int]:
    parts = place.rsplit(":", 2)
    return (int(parts[1]), int(parts[2])) if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit() else (0, 0)
