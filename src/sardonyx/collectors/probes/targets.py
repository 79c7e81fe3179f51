"""What a check is aimed at, in a few words, without secrets: the label `instance` and what people read."""

from urllib.parse import SplitResult, urlsplit, urlunsplit

from pydantic import SecretStr

from sardonyx.config.checks import (
    Check,
    DnsCheck,
    DockerCheck,
    ExternalCheck,
    HeartbeatCheck,
    JourneyCheck,
    ProviderCheck,
)

_MAX_CHARACTERS = 300


def target_of(check: Check) -> str:
    """An address, a name or a URL without user, password and query."""
    match check:
        case JourneyCheck():
            found = _shown(check.steps[0].url)
        case DnsCheck():
            found = f"{check.record} {check.name}" + (f" @{check.server}" if check.server else "")
        case DockerCheck():
            found = check.container
        case ProviderCheck():
            found = _shown(check.url) if check.url else check.provider
        case ExternalCheck():
            found = _shown(check.url) if check.url else check.product
        case HeartbeatCheck():
            found = check.schedule or "heartbeat"
        case _:
            found = _address(check)
    return found[:_MAX_CHARACTERS]


def _address(check: Check) -> str:
    url = getattr(check, "url", "")
    if url:
        return _shown(url.get_secret_value() if isinstance(url, SecretStr) else url)
    host, port = getattr(check, "host", ""), getattr(check, "port", None)
    return _joined(host, port)


def _joined(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" if port else shown


def _shown(url: str) -> str:
    try:
        parts = urlsplit(url)
        where = _joined(parts.hostname or "", parts.port)
    except ValueError:
        return "an address that can't be read"
    return urlunsplit(SplitResult(parts.scheme, where, parts.path, "", ""))
