"""What docker-compose files say of services: their image, published ports and health checks become proposals.

Variables without a default are not known here: what needs one is left out, never guessed. Source: the Compose Specification.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from sardonyx.collectors.found.credentials import credentials
from sardonyx.collectors.found.images import kind_of
from sardonyx.collectors.found.server import PORTS, FoundServer
from sardonyx.config.checks import Check, DockerCheck, HttpCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.candidate import Candidate
from sardonyx.health.discovery.servers import TITLES, monitors_of

_MOST_BYTES: Final = 1 << 20
_MOST_SERVICES: Final = 200
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::?-(?P<default>[^}]*))?[^}]*\}|(?P<bare>\w+))")
_PORT = re.compile(
    r"(?:(?P<ip>\[[0-9a-fA-F:]+\]|\d+(?:\.\d+){3}):)?(?:(?P<published>\d+):)?(?P<target>\d+)(?:/(?P<protocol>\w+))?"
)
_URL = re.compile(r"https?://[^\s'\"|&;)]+")
_OWN_NAMES: Final = ("localhost", "127.0.0.1", "0.0.0.0", "::1")  # noqa: S104 (what a health check calls itself)

Service = Mapping[str, Any]


def read_compose(path: Path) -> list[Candidate]:
    """The proposals of a file. Raises ValueError with a sentence where it can't be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise ValueError(f"{path}: is larger than {_MOST_BYTES >> 20} MiB")
        document = yaml.safe_load(content)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"{path}: is no YAML") from error
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict):
        raise ValueError(f"{path}: has no services")
    project = str(document.get("name") or path.resolve().parent.name)
    return [one for name, service in list(services.items())[:_MOST_SERVICES] if isinstance(service, dict)
            for one in _of_service(str(name), service, project, path)]  # fmt: skip


def _of_service(name: str, service: Service, project: str, path: Path) -> Iterator[Candidate]:
    labels = _pairs(service.get("labels"))
    if labels.get("sardonyx.monitor", "").lower() in ("false", "off", "no", "0"):
        return
    published = list(_published(service.get("ports")))
    checks = [*_known_server(name, service, published), *_by_health_check(service, published)]
    if not checks and published:
        checks = [TcpCheck(host=published[0][0], port=published[0][1])]
    if not checks:
        checks = [DockerCheck(container=str(service.get("container_name") or name))]
    monitor = Monitor(name=f"{project}: {name}"[:120], check=checks[0], group=project[:120])
    yield Candidate(monitor, "compose", f"{path.name} has the service {name}")


def _known_server(name: str, service: Service, published: Sequence[tuple[str, int, int]]) -> Iterator[Check]:
    """A database or cache by its own protocol, signed in to as its environment says."""
    kind = kind_of(_filled(service.get("image")) or "", [target for _, _, target in published])
    if kind is None or kind not in TITLES:
        return
    place = next(((host, port) for host, port, target in published if target == PORTS[kind]), None)
    if place is None:
        return
    environment = _pairs(service.get("environment"))
    asked = credentials(kind, environment, _words(service.get("command")))
    url = f"{asked.before}{place[0]}:{place[1]}{asked.after}"
    server = FoundServer(kind, name, url, frozenset({f"{place[0]}:{place[1]}"}))
    yield from (monitor.check for monitor in monitors_of(server)[:1])


def _by_health_check(service: Service, published: Sequence[tuple[str, int, int]]) -> Iterator[Check]:
    """The URL its own health check asks, from outside."""
    told = service.get("healthcheck")
    test = told.get("test") if isinstance(told, dict) else None
    text = " ".join(map(str, test)) if isinstance(test, list) else str(test or "")
    for found in _URL.findall(text):
        try:
            parts = urlsplit(_filled(found) or "")
            wanted = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            continue
        place = next(((host, port) for host, port, target in published if target == wanted), None)
        if parts.hostname in _OWN_NAMES and place is not None:
            yield HttpCheck(url=f"{parts.scheme}://{place[0]}:{place[1]}{parts.path or '/'}")


def _published(ports: Any) -> Iterator[tuple[str, int, int]]:
    """(host, published port, port inside) of what can be reached from this host."""
    for port in ports if isinstance(ports, list) else ():
        if isinstance(port, dict):
            host, outside, inside = port.get("host_ip") or "", _filled(port.get("published")), port.get("target")
            protocol = str(port.get("protocol") or "tcp")
        else:
            found = _PORT.fullmatch(_filled(port) or "")
            if not found:
                continue
            host, outside, inside = found["ip"] or "", found["published"], found["target"]
            protocol = found["protocol"] or "tcp"
        outside, inside = str(outside or ""), str(inside or "")
        if protocol == "tcp" and outside.isdecimal() and inside.isdecimal():
            yield "127.0.0.1" if host in ("", "0.0.0.0", "[::]", "::") else str(host), int(outside), int(inside)  # noqa: S104


def _pairs(value: Any) -> dict[str, str]:
    """`environment` and `labels`: a mapping, or lines with `=`. What needs an unknown variable is left out."""
    if isinstance(value, dict):
        found = {str(key): _filled(one) for key, one in value.items()}
    elif isinstance(value, list):
        found = {key: _filled(after) for key, _, after in (str(one).partition("=") for one in value)}
    else:
        found = {}
    return {key: one for key, one in found.items() if one is not None}


def _words(command: Any) -> list[str]:
    words = command if isinstance(command, list) else _split(str(command or ""))
    return [one for one in map(_filled, words) if one is not None]


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _filled(value: Any) -> str | None:
    """A text with the defaults of its variables; None where one has none."""
    if value is None or isinstance(value, dict | list):
        return None
    text, missing = str(value), []

    def default(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        if found["default"] is None:
            missing.append(found[0])
        return found["default"] or ""

    filled = _VARIABLE.sub(default, text)
    return None if missing else filled
