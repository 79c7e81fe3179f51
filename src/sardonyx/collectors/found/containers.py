"""Servers in Docker's containers: a list every time, and one look at each container that runs something known.

What a container was started with doesn't change while it lives, so it is inspected once. Thousands that come and go cost the list.
"""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sardonyx.collectors.containers.docker_api import DockerApi, DockerError
from sardonyx.collectors.found.addresses import addresses_of, networks_of, tcp_ports
from sardonyx.collectors.found.credentials import credentials
from sardonyx.collectors.found.images import kind_of
from sardonyx.collectors.found.labels import Wishes, wishes
from sardonyx.collectors.found.server import KINDS, PORTS, FoundServer, Kind

MAX_SERVERS = 100

_COMPOSE = {"com.docker.compose.project": "compose_project", "com.docker.compose.service": "compose_service"}
_WHAT_IS_IT = f"label sardonyx.collect says what is at sardonyx.collect.url: {', '.join(KINDS)}"
_AT_ONCE = 4
_INSPECT_SECONDS = 10.0

_Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Containers:
    """What is there: servers, all addresses containers take (servers or not), and what keeps others from being found."""

    servers: tuple[FoundServer, ...] = ()
    taken: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Container:
    document: _Document
    kind: Kind | None
    wished: Wishes
    name: str = field(default="")


class ContainerFinder:
    """Looks at one Docker."""

    def __init__(self, docker: DockerApi, *, max_servers: int = MAX_SERVERS, hostname: str = "") -> None:
        self._docker = docker
        self._max = max_servers
        self._hostname = hostname or socket.gethostname()
        self._inspected: dict[str, _Document] = {}
        self.listed: list[dict[str, Any]] = []
        """Running containers of the last look, as Docker lists them."""

    async def find(self) -> Containers:
        """All there is now. Raises DockerError."""
        listed = self.listed = [each for each in await self._docker.running() if each.get("Id")]
        own = next(
            (networks_of(each) for each in listed if str(each["Id"]).startswith(self._hostname)), frozenset[str]()
        )
        seen = [_known(each) for each in listed]
        known = [each for each in seen if each.kind or each.wished.page]
        known.sort(key=lambda each: (each.document.get("Created", 0), each.name))
        problems = [f"container {each.name}: {each.wished.problem}" for each in seen if each.wished.problem]
        problems += [f"container {each.name}: {_WHAT_IS_IT}" for each in seen if each.wished.url and not each.kind]
        if len(known) > self._max:
            problems.append(f"{len(known)} containers run something known, only the oldest {self._max} are collected")
        chosen = [each for each in known if not each.wished.left_out][: self._max]
        problems += await self._inspect([each for each in chosen if each.kind and not each.wished.url])
        servers = [server for each in chosen for server in self._servers(each, own, problems)]
        taken = frozenset(
            address for each in listed for port in tcp_ports(each) for address in addresses_of(each, port, frozenset())
        )
        return Containers(tuple(servers), taken, tuple(problems))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._docker.close()

    async def _inspect(self, wanted: list[_Container]) -> list[str]:
        """Learn what containers not seen before were started with."""
        ids = [str(each.document["Id"]) for each in wanted]
        self._inspected = {known: self._inspected[known] for known in ids if known in self._inspected}
        gate, errors = asyncio.Semaphore(_AT_ONCE), list[str]()

        async def look(container_id: str) -> None:
            async with gate:
                try:
                    self._inspected[container_id] = await self._docker.inspected(container_id)
                except DockerError as error:
                    if "answered 404" not in str(error):  # it has gone meanwhile
                        errors.append(f"docker: {error}")

        unknown = [container_id for container_id in ids if container_id not in self._inspected]
        try:
            async with asyncio.timeout(_INSPECT_SECONDS):
                await asyncio.gather(*(look(container_id) for container_id in unknown))
        except TimeoutError:
            errors.append(f"docker: not all containers were inspected within {_INSPECT_SECONDS:g} s")
        return errors[:1]

    def _servers(self, each: _Container, own: frozenset[str], problems: list[str]) -> Iterator[FoundServer]:
        labels = _labels(each)
        if each.wished.page:
            yield from _page(each, own, labels, problems)
        if each.kind is None:
            return
        port = each.wished.port or PORTS[each.kind]
        addresses = addresses_of(each.document, port, own)
        if each.kind == "nginx" and not each.wished.port and port not in tcp_ports(each.document):
            port = next(iter(tcp_ports(each.document)), port)
            addresses = addresses_of(each.document, port, own)
        instance = f"{each.name}:{port}"
        if each.wished.url:
            named = _place_of(each.wished.url, PORTS[each.kind])
            yield FoundServer(each.kind, instance, each.wished.url, frozenset({named, *addresses}), labels)
        elif not addresses:
            problems.append(
                f"container {each.name}: has no address here: publish port {port} or label it sardonyx.collect.url"
            )
        elif (told := self._inspected.get(str(each.document["Id"]))) is not None:
            config = told.get("Config") or {}
            command = [*(config.get("Entrypoint") or ()), *(config.get("Cmd") or ()), *(told.get("Args") or ())]
            asked = credentials(each.kind, _environment(config), [str(word) for word in command])
            url = f"{asked.before}{addresses[0]}{asked.after}"
            yield FoundServer(each.kind, instance, url, frozenset(addresses), labels, asked.advice)


def _known(document: _Document) -> _Container:
    wished = wishes(document.get("Labels") or {})
    kind = None if wished.left_out else wished.kind or kind_of(str(document.get("Image", "")), tcp_ports(document))
    names = document.get("Names") or [f"/{str(document['Id'])[:12]}"]
    return _Container(document, kind, wished, str(names[0]).lstrip("/"))


def _page(
    each: _Container, own: frozenset[str], labels: tuple[tuple[str, str], ...], problems: list[str]
) -> Iterator[FoundServer]:
    assert each.wished.page is not None
    scheme, port, path = each.wished.page
    port = port or next(iter(tcp_ports(each.document)), 0)
    addresses = addresses_of(each.document, port, own) if port else []
    if addresses:
        url = f"{scheme}://{addresses[0]}{path}"
        yield FoundServer("page", f"{each.name}:{port}", url, frozenset(addresses), labels)
    else:
        problems.append(f"container {each.name}: has no port to scrape: label it prometheus.io/port")


def _place_of(url: str, default_port: int) -> str:
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname in (None, "localhost", "::1") else parts.hostname
    return f"{host}:{parts.port or default_port}"


def _labels(each: _Container) -> tuple[tuple[str, str], ...]:
    own = each.document.get("Labels") or {}
    return tuple((label, str(own[key])) for key, label in _COMPOSE.items() if own.get(key))


def _environment(config: _Document) -> dict[str, str]:
    pairs = (str(each).partition("=") for each in config.get("Env") or ())
    return {name: value for name, _, value in pairs}
