"""What runs in a container, told by its image; where that isn't known, by the port it exposes."""

from collections.abc import Collection

from sardonyx.collectors.found.server import PORTS, Kind

_IMAGES: dict[str, Kind] = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "postgis": "postgres",
    "pgvector": "postgres",
    "timescaledb": "postgres",
    "timescaledb-ha": "postgres",
    "redis": "redis",
    "redis-stack": "redis",
    "redis-stack-server": "redis",
    "valkey": "redis",
    "keydb": "redis",
    "qdrant": "qdrant",
    "nginx": "nginx",
    "nginx-unprivileged": "nginx",
    "openresty": "nginx",
}
# They speak a server's protocol on its port, or stand beside it, and are not it.
_NOT_SERVERS = (
    "pgbouncer",
    "pgpool",
    "pgcat",
    "exporter",
    "sentinel",
    "proxy",
    "haproxy",
    "insight",
    "commander",
    "admin",
)
_BY_PORT: tuple[Kind, ...] = ("postgres", "redis", "qdrant")


def kind_of(image: str, private_ports: Collection[int]) -> Kind | None:
    """The kind of server in a container of this image: `registry:5000/bitnami/postgresql:16@sha256:…` → postgres."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()
    if name in _IMAGES:
        return _IMAGES[name]
    if any(word in image.lower() for word in _NOT_SERVERS):
        return None
    return next((kind for kind in _BY_PORT if PORTS[kind] in private_ports), None)
