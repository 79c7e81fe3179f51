"""Which control groups are shown, and what they are called. Source: the cgroup paths systemd, Docker, Podman, CRI-O, containerd
and LXC make.
"""

import re
from collections.abc import Callable

Labels = dict[str, str]

_HEX = r"(?P<id>[0-9a-f]{64})"
_CONTAINER = re.compile(rf"(?:(?P<kind>docker|libpod|crio|cri-containerd|nerdctl)-)?{_HEX}(?:\.scope)?")
_LXC = re.compile(r"(?:lxc\.payload\.|lxc/)(?P<name>[^/]+)$")
_POD = re.compile(r"pod(?P<uid>[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})")
_UNIT = re.compile(r".+\.service$")
_SLICE = re.compile(r".+\.slice$")
_SHORT = 12


def labels_of(path: str) -> Labels | None:
    """The labels of a group by its path (`/system.slice/nginx.service`), None where it isn't shown.

    As with cAdvisor `id` is the path, and groups that only hold others have no `name`: sums over named ones count nothing twice.
    """
    last = path.rpartition("/")[2]
    return next((found for read in _READERS if (found := read(path, last)) is not None), None)


def is_opaque(path: str) -> bool:
    """Whether what is inside belongs to the group itself: a container's or a service's own groups are not shown."""
    last = path.rpartition("/")[2]
    return bool(_UNIT.match(last) or _CONTAINER.fullmatch(last) or _LXC.search(path))


def is_of_docker(path: str) -> bool:
    """Whether it is a container that Docker tells of, too."""
    last = path.rpartition("/")[2]
    return last.startswith("docker-") or path.rpartition("/")[0].endswith("/docker")


def _container(path: str, last: str) -> Labels | None:
    found = _CONTAINER.fullmatch(last)
    if found is None:
        return None
    labels = {"id": path, "image": "", "name": found["id"][:_SHORT]}
    if pod := _POD.search(path):
        labels["container_label_io_kubernetes_pod_uid"] = pod["uid"].replace("_", "-")
    return labels


def _lxc(path: str, _: str) -> Labels | None:
    found = _LXC.search(path)
    return {"id": path, "image": "", "name": found["name"]} if found else None


def _unit(path: str, last: str) -> Labels | None:
    return {"id": path, "image": "", "name": last} if _UNIT.match(last) else None


def _slice(path: str, last: str) -> Labels | None:
    return {"id": path, "image": "", "name": ""} if _SLICE.match(last) else None


_READERS: tuple[Callable[[str, str], Labels | None], ...] = (_container, _lxc, _unit, _slice)
