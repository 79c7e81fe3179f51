"""What `configure` may set, and where each value comes from.

Precedence: argument, `SARDONYX_*`, the standard `OTEL_*` variable, default. A wrong value raises `ValueError` that names the
setting and what is allowed: configuration is checked once at start, afterwards nothing raises.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

LogMode = Literal["json", "otlp", "off"]
DEFAULT_ENDPOINT = "http://127.0.0.1:4318"
HOOKS = (
    "fastapi",
    "starlette",
    "flask",
    "django",
    "httpx",
    "aiohttp",
    "requests",
    "sqlalchemy",
    "asyncpg",
    "psycopg",
    "redis",
)
_LEVELS = {"DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "CRITICAL": 50, "FATAL": 50}
_LEVEL_BY_ENVIRONMENT = {"development": 10, "dev": 10, "local": 10, "test": 10}


@dataclass(frozen=True, slots=True)
class Settings:
    """One complete, checked configuration."""

    service: str
    endpoint: str
    environment: str | None
    version: str | None
    headers: dict[str, str]
    resource: dict[str, str]
    sample: float
    log_level: int
    logs: LogMode
    instrument: tuple[str, ...]
    mask: bool
    compression: Literal["gzip", "none"]
    max_records: int
    max_bytes: int
    interval_seconds: float
    metric_interval_seconds: float
    timeout_seconds: float
    max_age_seconds: float


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def parse_pairs(source: str, setting: str) -> dict[str, str]:
    """`a=1,b=2` with percent-encoding, as OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS are written."""
    pairs: dict[str, str] = {}
    for part in source.split(","):
        key, equals, value = part.strip().partition("=")
        if not part.strip():
            continue
        if not equals or not key.strip():
            raise ValueError(f"{setting}: {part!r} is not key=value")
        pairs[key.strip()] = unquote(value.strip())
    return pairs


def parse_level(value: str | int | None, environment: str | None) -> int:
    """A logging level by name or number; without one, DEBUG in development and INFO elsewhere."""
    if value is None or value == "":
        return _LEVEL_BY_ENVIRONMENT.get((environment or "").lower(), logging.INFO)
    if isinstance(value, int) or value.isdigit():
        return int(value)
    level = _LEVELS.get(value.upper())
    if level is None:
        raise ValueError(f"log_level: {value!r} is not one of {', '.join(_LEVELS)} or a number")
    return level


def _check_endpoint(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"endpoint: {endpoint!r} is not an absolute http:// or https:// URL")
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"endpoint: {endpoint!r} has no valid port") from error
    return endpoint.rstrip("/")


def _parse_sample(value: float | str | None) -> float:
    try:
        sample = float(1.0 if value is None or value == "" else value)
    except ValueError as error:
        raise ValueError(f"sample: {value!r} is not a number between 0 and 1") from error
    if not 0.0 <= sample <= 1.0:
        raise ValueError(f"sample: {sample} is not between 0 and 1")
    return sample


def _parse_instrument(value: str | Sequence[str] | None) -> tuple[str, ...]:
    if value is None or value == "auto":
        return HOOKS
    names = [n.strip() for n in value.split(",")] if isinstance(value, str) else list(value)
    unknown = [name for name in names if name and name not in HOOKS]
    if unknown:
        raise ValueError(f"instrument: {', '.join(unknown)} unknown; allowed: auto, {', '.join(HOOKS)}")
    return tuple(name for name in names if name)


def _compression(value: str | None, endpoint: str) -> Literal["gzip", "none"]:
    if value in ("gzip", "none"):
        return "gzip" if value == "gzip" else "none"
    if value not in (None, "", "auto"):
        raise ValueError(f"compression: {value!r} is not one of auto, gzip, none")
    host = urlsplit(endpoint).hostname or ""
    # Compressing costs more CPU than the loopback interface could ever save.
    return "none" if host in ("localhost", "::1") or host.startswith("127.") else "gzip"


def _header_pairs(headers: Mapping[str, str] | None, key: str | None, env: Mapping[str, str]) -> dict[str, str]:
    pairs = parse_pairs(env.get("OTEL_EXPORTER_OTLP_HEADERS", ""), "OTEL_EXPORTER_OTLP_HEADERS")
    pairs.update(headers or {})
    secret = _first(key, env.get("SARDONYX_KEY"))
    if secret:
        pairs["authorization"] = f"Bearer {secret}"
    for name, value in pairs.items():
        if not name.isascii() or any(c in name + value for c in "\r\n\0"):
            raise ValueError(f"headers: {name!r} has characters that HTTP does not allow")
    return pairs


def resolve(
    *,
    service: str | None,
    endpoint: str | None,
    environment: str | None,
    version: str | None,
    headers: Mapping[str, str] | None,
    key: str | None,
    sample: float | None,
    log_level: str | int | None,
    instrument: str | Sequence[str] | None,
    logs: LogMode | None,
    mask: bool,
    compression: str | None,
    max_records: int,
    max_bytes: int,
    interval_seconds: float,
    metric_interval_seconds: float,
    timeout_seconds: float,
    max_age_seconds: float,
    env: Mapping[str, str] = os.environ,
) -> Settings:
    """Merge arguments and environment into checked settings; raises `ValueError` naming the wrong setting."""
    resource = parse_pairs(env.get("OTEL_RESOURCE_ATTRIBUTES", ""), "OTEL_RESOURCE_ATTRIBUTES")
    environment = _first(environment, env.get("SARDONYX_ENVIRONMENT"), resource.get("deployment.environment.name"))
    url = _check_endpoint(
        _first(endpoint, env.get("SARDONYX_ENDPOINT"), env.get("OTEL_EXPORTER_OTLP_ENDPOINT")) or DEFAULT_ENDPOINT
    )
    mode = logs or env.get("SARDONYX_LOGS") or "json"
    if mode not in ("json", "otlp", "off"):
        raise ValueError(f"logs: {mode!r} is not one of json, otlp, off")
    if min(max_records, max_bytes, interval_seconds, metric_interval_seconds, timeout_seconds, max_age_seconds) <= 0:
        raise ValueError("limits and intervals must be greater than zero")
    return Settings(
        service=_first(service, env.get("SARDONYX_SERVICE"), env.get("OTEL_SERVICE_NAME"), resource.get("service.name"))
        or "unknown_service:python",
        endpoint=url,
        environment=environment,
        version=_first(version, env.get("SARDONYX_VERSION"), resource.get("service.version")),
        headers=_header_pairs(headers, key, env),
        resource=resource,
        sample=_parse_sample(sample if sample is not None else env.get("SARDONYX_SAMPLE")),
        log_level=parse_level(log_level if log_level is not None else env.get("LOG_LEVEL"), environment),
        logs="json" if mode == "json" else "otlp" if mode == "otlp" else "off",
        instrument=_parse_instrument(instrument if instrument is not None else env.get("SARDONYX_INSTRUMENT")),
        mask=mask,
        compression=_compression(compression or env.get("OTEL_EXPORTER_OTLP_COMPRESSION"), url),
        max_records=max_records,
        max_bytes=max_bytes,
        interval_seconds=interval_seconds,
        metric_interval_seconds=metric_interval_seconds,
        timeout_seconds=timeout_seconds,
        max_age_seconds=max_age_seconds,
    )
