"""Monitors and results between the server and its vantage points: JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from pydantic import SecretStr, ValidationError

from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Scheduled
from sardonyx.config.monitors import Monitor


class WireError(ValueError):
    """What came is not what this version knows."""


class _Results(msgspec.Struct):
    results: list[ProbeResult]


class _Monitor(msgspec.Struct):
    id: str
    monitor: dict[str, Any]


class _Monitors(msgspec.Struct):
    monitors: list[_Monitor]


_RESULTS = msgspec.json.Decoder(_Results)
_MONITORS = msgspec.json.Decoder(_Monitors)


def encode_results(results: Sequence[ProbeResult]) -> bytes:
    """Results in their order."""
    return msgspec.json.encode(_Results(list(results)), enc_hook=_plain)


def decode_results(body: bytes) -> list[ProbeResult]:
    """The results. Raises WireError."""
    try:
        return _RESULTS.decode(body).results
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WireError(f"the body is not a list of results: {error}") from error


def encode_monitors(monitors: Sequence[Scheduled]) -> bytes:
    """Monitors with their secrets in clear: for the vantage points they name, and nobody else."""
    return msgspec.json.encode(
        {"monitors": [{"id": one.id, "monitor": _revealed(one.monitor.model_dump())} for one in monitors]}
    )


def decode_monitors(body: bytes) -> tuple[list[Scheduled], list[str]]:
    """The monitors, and the ids of those this version does not understand. Raises WireError."""
    try:
        found = _MONITORS.decode(body).monitors
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WireError(f"the answer is not a list of monitors: {error}") from error
    monitors: list[Scheduled] = []
    unknown: list[str] = []
    for one in found:
        try:
            monitors.append(Scheduled(one.id, Monitor.model_validate(one.monitor)))
        except ValidationError:
            unknown.append(one.id)
    return monitors, unknown


def _revealed(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return {key: _revealed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_revealed(inner) for inner in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")
