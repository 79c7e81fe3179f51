"""Read settings from environment variables: `SARDONYX_JOURNAL__MAX_BYTES=2GiB` is `journal.max_bytes`."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from sardonyx.config.errors import Mistake
from sardonyx.config.keys import ENV_PREFIX, Key, Path
from sardonyx.config.yaml_source import Layer, parse_yaml

# Ours, but no settings of the server: for the command-line client, the choice of the file, and the build; then what
# the SDK reads, as one file of variables is often shared by all containers of a platform.
_CLIENT_AND_BUILD = {"SARDONYX_URL", "SARDONYX_TOKEN", "SARDONYX_CONFIG", "SARDONYX_SKIP_UI", "SARDONYX_BUILD_UI"}
_SDK = {"KEY", "ENDPOINT", "SERVICE", "VERSION", "LOGS", "SAMPLE", "INSTRUMENT"}
_NOT_SETTINGS = frozenset(_CLIENT_AND_BUILD | {ENV_PREFIX + name for name in _SDK})
_TESTS_PREFIX = "SARDONYX_TEST_"
DATABASE_URL = "DATABASE_URL"


def read_environment(env: Mapping[str, str], known: Sequence[Key]) -> Layer:
    """The settings in `env`. An empty variable counts as not set; an unknown SARDONYX_ one is a mistake.

    A list is written with commas (`email,phone`) or as YAML, a map as YAML (`{email: hash}`) or one name at a time
    (`SARDONYX_MASKING__ACTIONS__EMAIL=hash`).
    """
    layer = Layer()
    by_variable = {key.variable: key for key in known if not key.in_list}
    for variable in sorted(env):
        text = env[variable].strip()
        if not variable.startswith(ENV_PREFIX) or not text or _is_no_setting(variable):
            continue
        key = by_variable.get(variable)
        if key is not None and key.kind != "section":
            value, mistakes = _value(text, key, variable)
            layer.mistakes += mistakes
            if not mistakes:
                _put(layer, key.path, value, variable)
        elif (entry := _map_entry(variable, by_variable)) is not None:
            _put(layer, entry, text, variable)
        else:
            layer.mistakes.append(Mistake(variable, "", _unknown(variable, key, by_variable)))
    return layer


def read_database_url(env: Mapping[str, str]) -> Layer:
    """The conventional DATABASE_URL as `state.database_url`: the weakest source, as it may be meant for others."""
    layer = Layer()
    if url := env.get(DATABASE_URL, "").strip():
        _put(layer, ("state", "database_url"), url, DATABASE_URL)
    return layer


def _is_no_setting(variable: str) -> bool:
    return variable in _NOT_SETTINGS or variable.startswith(_TESTS_PREFIX)


def _value(text: str, key: Key, variable: str) -> tuple[Any, list[Mistake]]:
    """Plain values stay text, which the settings models convert; lists and maps are taken apart here."""
    if key.kind == "value":
        return text, []
    if key.kind == "list" and text[0] not in "[-":
        return [item.strip() for item in text.split(",") if item.strip()], []
    value, parsed = parse_yaml(text, variable)
    return value, [Mistake(variable, key.dotted, mistake.problem) for mistake in parsed.mistakes]


def _map_entry(variable: str, by_variable: Mapping[str, Key]) -> Path | None:
    """The path of a single entry of a map, for instance `masking.actions.email`."""
    for name, key in by_variable.items():
        if key.kind == "map" and variable.startswith(f"{name}__"):
            return (*key.path, variable.removeprefix(f"{name}__").lower())
    return None


def _unknown(variable: str, key: Key | None, by_variable: Mapping[str, Key]) -> str:
    if key is not None:
        example = next(name for name in by_variable if name.startswith(f"{variable}__"))
        return f"is a section; set one of its keys, for instance {example}"
    settable = [name for name, known in by_variable.items() if known.kind != "section"]
    close = difflib.get_close_matches(variable, settable, n=1, cutoff=0.7)
    return f"unknown variable; did you mean {close[0]}?" if close else "unknown variable; no setting is called that"


def _put(layer: Layer, path: Path, value: Any, place: str) -> None:
    here: dict[Any, Any] = layer.values
    for part in path[:-1]:
        here = here.setdefault(part, {})
    # A map set as a whole and one entry at a time: both count, the single entry wins.
    if isinstance(value, dict) and isinstance(here.get(path[-1]), dict):
        value |= here[path[-1]]
    here[path[-1]] = value
    layer.places[path] = place
