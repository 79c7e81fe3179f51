"""A monitor as JSON in three forms: sealed (the database), masked (answers), and as somebody wrote it with masks kept.

A secret never leaves: answers have `********` in its place, and who sends that back keeps the secret, but only while the
address stays the same. Otherwise whoever may change monitors could have a secret sent to a server of his own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import SecretStr, ValidationError

from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.validity import problems_of
from sardonyx.config.checks import Check
from sardonyx.config.keys import dotted
from sardonyx.config.monitors import MaintenanceWindow, Monitor
from sardonyx.state.sealing import Sealer

MASK = "********"
_SEALED = "$sealed"


def sealed(monitor: Monitor, sealer: Sealer) -> dict[str, Any]:
    """For the database."""
    return _object(monitor, lambda secret: {_SEALED: sealer.seal(secret)})


def opened(spec: Mapping[str, Any], sealer: Sealer) -> Monitor:
    """From the database. Raises SealBroken, ValidationError (a newer Sardonyx wrote it)."""
    return Monitor.model_validate(_map(spec, sealer))


def masked(monitor: Monitor) -> dict[str, Any]:
    """For answers."""
    return _object(monitor, lambda _: MASK)


def revealed(monitor: Monitor) -> dict[str, Any]:
    """With its secrets, for ourselves only."""
    return _object(monitor, lambda secret: secret)


def brief(monitor: Monitor) -> dict[str, Any]:
    """For a file: masked, without what is as it is by default."""
    whole = masked(monitor)
    defaults = masked(Monitor(name=monitor.name, check=monitor.check))
    kept = {key: value for key, value in whole.items() if key in ("name", "check") or value != defaults[key]}
    kept["check"] = {"kind": whole["check"]["kind"], **_written(monitor.check, whole["check"])}
    return kept


def read(spec: Mapping[str, Any], stored: Monitor | None = None) -> Monitor:
    """What somebody sent; masks stand for secrets of `stored`. Raises ValidationFailed with all that is wrong."""
    missing: list[str] = []
    content, kept = _unmasked(spec, revealed(stored) if stored is not None else {}, (), missing)
    if missing:
        raise ValidationFailed(*(FieldError(key, "there is no stored secret to keep: enter it") for key in missing))
    monitor = validated(content)
    if kept and stored is not None and _goes_to(stored.check) != _goes_to(monitor.check):
        raise ValidationFailed(
            FieldError(
                "check", f"the address has changed: enter {', '.join(kept)} again, it is not sent elsewhere unasked"
            )
        )
    return monitor


def validated(content: object) -> Monitor:
    """A monitor. Raises ValidationFailed naming each wrong key."""
    try:
        monitor = Monitor.model_validate(content)
    except ValidationError as error:
        raise refused(error) from None
    if wrong := problems_of(monitor.check):
        raise ValidationFailed(*(FieldError("check", told) for told in wrong))
    return monitor


def validated_window(content: object) -> MaintenanceWindow:
    """A maintenance window. Raises ValidationFailed naming each wrong key."""
    try:
        return MaintenanceWindow.model_validate(content)
    except ValidationError as error:
        raise refused(error) from None


def refused(error: ValidationError) -> ValidationFailed:
    """The same as our own error; values are left out, they may be secrets."""
    return ValidationFailed(*(FieldError(*problem) for problem in problems(error)))


def problems(error: ValidationError) -> list[tuple[str, str]]:
    """(dotted key, what is allowed) of each mistake."""
    found = []
    for details in error.errors(include_url=False, include_input=False):
        # Unions name the branch taken in the path, such as `check.http.url`.
        path = tuple(details["loc"])
        if len(path) > 2 and path[0] == "check":
            path = (path[0], *path[2:])
        told = "unknown key" if details["type"] == "extra_forbidden" else details["msg"].removeprefix("Value error, ")
        found.append((dotted(path) or "spec", told))
    return found


def _object(monitor: Monitor, secret: Callable[[str], Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, SecretStr):
            text = value.get_secret_value()
            return secret(text) if text else ""
        if isinstance(value, Mapping):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        return value

    found: dict[str, Any] = plain(monitor.model_dump())
    return found


def _map(value: Any, sealer: Sealer) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {_SEALED}:
            return sealer.open(value[_SEALED])
        return {key: _map(inner, sealer) for key, inner in value.items()}
    if isinstance(value, list):
        return [_map(inner, sealer) for inner in value]
    return value


def _unmasked(value: Any, stored: Any, path: tuple[str | int, ...], missing: list[str]) -> tuple[Any, list[str]]:
    """The value with secrets in place of masks, and the keys where that was so."""
    if isinstance(value, Mapping):
        found, kept = {}, []
        for key, inner in value.items():
            there = stored.get(key) if isinstance(stored, Mapping) else None
            found[key], more = _unmasked(inner, there, (*path, str(key)), missing)
            kept += more
        return found, kept
    if isinstance(value, list | tuple):
        items, kept = [], []
        for index, inner in enumerate(value):
            there = stored[index] if isinstance(stored, list) and index < len(stored) else None
            item, more = _unmasked(inner, there, (*path, index), missing)
            items.append(item)
            kept += more
        return items, kept
    if value != MASK:
        return value, []
    if not isinstance(stored, str) or not stored:
        missing.append(dotted(path))
        return value, []
    return stored, [dotted(path)]


def _goes_to(check: Check) -> object:
    """Everywhere a check's secrets go: kind, target, and each step's address."""
    steps = [step.url for step in check.steps] if check.kind == "journey" else []
    return check.kind, target_of(check), steps, getattr(check, "verify_tls", True), getattr(check, "tls", None)


def _written(check: Check, whole: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a check that are not as they are by default, or have none."""
    fields = type(check).model_fields
    default = {name: field.get_default(call_default_factory=True) for name, field in fields.items()}
    return {
        name: whole[name]
        for name, field in fields.items()
        if name != "kind" and (field.is_required() or getattr(check, name) != default[name])
    }
