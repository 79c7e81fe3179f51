"""A container's state and health. Source: Docker Engine API 1.41 and later, ContainerList and ContainerInspect.

Conditions: latency, status (running, restarting, paused, exited …), health (healthy, unhealthy, starting, none), restarts. Without
conditions it must run and not be unhealthy; one that is starting is degraded. Of a compose service with several containers all
are looked at, and the worst counts.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, reason_of
from sardonyx.collectors.probes.result import Outcome, ProbeResult
from sardonyx.config.checks import DockerCheck

FIELDS = frozenset({"latency", "status", "health", "restarts"})
USUAL_SOCKET = "unix:///var/run/docker.sock"
_SERVICE = "com.docker.compose.service"
_PROJECT = "com.docker.compose.project"
_MOST_CONTAINERS = 20


async def probe(check: DockerCheck, context: ProbeContext) -> ProbeResult:
    """Look the container up and inspect it."""
    made = Attempt(context, check.container, check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: DockerCheck, made: Attempt) -> ProbeResult:
    address = check.host or USUAL_SOCKET
    if address.startswith("tcp://"):
        parts = urlsplit(address)
        known = await made.looked_up(parts.hostname or "", parts.port or 2375)
        address = f"tcp://{_bracketed(str(known.found[0][1][0]))}:{known.found[0][1][1]}"
    elif not address.startswith("unix://"):
        raise Failed("protocol", "host must be unix:///path/of/docker.sock or tcp://HOST:PORT")
    with made.phase("processing"):
        async with DockerApi(address, timeout_seconds=made.context.left()) as docker:
            try:
                found = [one for one in await docker.containers() if _is_meant(one, check.container)]
                inspected = [await docker.inspected(str(one["Id"])) for one in found[:_MOST_CONTAINERS]]
            except DockerError as error:
                cause = error.__cause__
                raise Failed(reason_of(cause) if cause else "timeout", str(error)) from error
    if not inspected:
        raise Failed("status", f"there is no container {check.container}")
    worst = max(inspected, key=_badness)
    return _judged(made, worst, inspected)


def _judged(made: Attempt, worst: Mapping[str, Any], inspected: list[dict[str, Any]]) -> ProbeResult:
    state = worst.get("State") or {}
    status, health = str(state.get("Status", "")), _health(worst)
    restarts = sum(int(one.get("RestartCount") or 0) for one in inspected)
    made.figures["container_restarts"] = float(restarts)
    made.figures["container_instances"] = float(len(inspected))
    if len(inspected) == 1:
        made.facts["started_at"] = str(state.get("StartedAt", ""))
        made.facts["image"] = str((worst.get("Config") or {}).get("Image", ""))
    log = (state.get("Health") or {}).get("Log") or []
    made.body = str(log[-1].get("Output", "")) if log and isinstance(log[-1], dict) else ""
    seen: dict[str, object] = {"status": status, "health": health, "restarts": restarts}
    fallback, message = _verdict(status, health, state)
    return made.judged(seen, fallback=fallback, message=f"{made.target} {message}")


def _verdict(status: str, health: str, state: Mapping[str, Any]) -> tuple[Outcome, str]:
    if status != "running":
        code = f" with {state.get('ExitCode')}" if status == "exited" else ""
        killed = ", killed for want of memory" if state.get("OOMKilled") else ""
        return "down", f"is {status or 'in no known state'}{code}{killed}"
    if health == "unhealthy":
        return "down", "runs, and its health check fails"
    return ("degraded", "is starting") if health == "starting" else ("up", "")


def _badness(container: Mapping[str, Any]) -> int:
    status = str((container.get("State") or {}).get("Status", ""))
    outcome, _ = _verdict(status, _health(container), {})
    return ("up", "degraded", "down").index(outcome)


def _health(container: Mapping[str, Any]) -> str:
    return str(((container.get("State") or {}).get("Health") or {}).get("Status") or "none")


def _is_meant(container: Mapping[str, Any], wanted: str) -> bool:
    """By its name, its id (12 digits or all), its compose service, or PROJECT/SERVICE."""
    labels = container.get("Labels") or {}
    names = {str(name).lstrip("/") for name in container.get("Names") or ()}
    service, project = str(labels.get(_SERVICE, "")), str(labels.get(_PROJECT, ""))
    identity = str(container.get("Id", ""))
    return wanted in (names | {service, f"{project}/{service}", identity, identity[:12]}) - {"", "/"}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
