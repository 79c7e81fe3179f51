"""What labels of running containers ask for, and containers of compose projects that ask for nothing.

`sardonyx.monitor` is true (the container's state), false (it is left alone), or an address: http://, https://, tcp://HOST:PORT,
postgresql:// or redis://. `sardonyx.monitor.port` with `.path` is HTTP on the container's own port. `.name`, `.group`, `.service`,
`.interval` and `.conditions` (separated by `;`) say the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from sardonyx.collectors.found.addresses import addresses_of
from sardonyx.config.checks import Check, DockerCheck, HttpCheck, PostgresCheck, RedisCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.discovery.candidate import Candidate

LABEL: Final = "sardonyx.monitor"
_OFF: Final = ("false", "off", "no", "0")
_ON: Final = ("", "true", "on", "yes", "1")
_PROJECT, _SERVICE = "com.docker.compose.project", "com.docker.compose.service"
_MOST: Final = 500


def read_containers(running: Sequence[Mapping[str, Any]]) -> tuple[list[Candidate], list[str]]:
    """The proposals of containers as Docker lists them, and what of their labels can't be understood."""
    found: list[Candidate] = []
    problems: list[str] = []
    for container in running[:_MOST]:
        try:
            found += _of_container(container)
        except (ValueError, ValidationError) as error:
            told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            problems.append(f"container {_name(container)}: {told}")
    return found, problems


def unwanted(running: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Names of containers whose labels say that they are not to be watched."""
    return frozenset(
        _name(each) for each in running if str((each.get("Labels") or {}).get(LABEL, "")).strip().lower() in _OFF
    )


def _of_container(container: Mapping[str, Any]) -> Iterator[Candidate]:
    labels: Mapping[str, str] = container.get("Labels") or {}
    told = {key.removeprefix(LABEL).lstrip("."): value for key, value in labels.items() if key.startswith(LABEL)}
    wanted = told.get("", "").strip()
    if wanted.lower() in _OFF and "" in told:
        return
    if not told and _SERVICE not in labels:
        return
    name = _name(container)
    check = _check(container, wanted, told, name)
    monitor = Monitor.model_validate(
        {
            "name": (told.get("name") or name)[:120],
            "check": check,
            "group": told.get("group") or labels.get(_PROJECT, ""),
            "service": told.get("service", ""),
            **({"interval": told["interval"]} if "interval" in told else {}),
        }
    )
    why = f"labels of the container {name} ask for it" if told else f"the container {name} is of a compose project"
    yield Candidate(monitor, "docker", why, asked_for=bool(told))


def _check(container: Mapping[str, Any], wanted: str, told: Mapping[str, str], name: str) -> Check:
    conditions = tuple(line.strip() for line in told.get("conditions", "").split(";") if line.strip())
    if "port" in told or "path" in told:
        if not told.get("port", "").isdecimal():
            raise ValueError(f"the label {LABEL}.port must be a port")
        addresses = addresses_of(container, int(told["port"]), frozenset())
        if not addresses:
            raise ValueError(f"port {told['port']} can't be reached from here: publish it")
        path = told.get("path", "/")
        return HttpCheck(
            url=f"http://{addresses[0]}{path if path.startswith('/') else f'/{path}'}", conditions=conditions
        )
    if wanted.lower() in _ON:
        return DockerCheck(container=name, conditions=conditions)
    scheme = urlsplit(wanted).scheme
    if scheme in ("http", "https"):
        return HttpCheck(url=wanted, conditions=conditions)
    if scheme in ("postgresql", "postgres"):
        return PostgresCheck(url=SecretStr(wanted), conditions=conditions)
    if scheme in ("redis", "rediss"):
        return RedisCheck(url=SecretStr(wanted), conditions=conditions)
    parts = urlsplit(wanted)
    if scheme == "tcp" and parts.hostname and parts.port:
        return TcpCheck(host=parts.hostname, port=parts.port, conditions=conditions)
    raise ValueError(
        f"the label {LABEL} must be true, false, or begin with http://, https://, tcp://, postgresql:// or redis://"
    )


def _name(container: Mapping[str, Any]) -> str:
    names = container.get("Names") or [str(container.get("Id", ""))[:12]]
    return str(names[0]).lstrip("/")
