"""What finding finds: servers, each with all that is needed to collect it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["postgres", "redis", "qdrant", "nginx", "page"]
"""`page` is one that is scraped as any Prometheus target."""

KINDS: tuple[Kind, ...] = ("postgres", "redis", "qdrant", "nginx")
PORTS: Mapping[Kind, int] = {"postgres": 5432, "redis": 6379, "qdrant": 6333, "nginx": 80}
SCHEMES: Mapping[Kind, tuple[str, ...]] = {
    "postgres": ("postgresql", "postgres"),
    "redis": ("redis", "rediss"),
    "qdrant": ("http", "https"),
    "nginx": ("http", "https"),
    "page": ("http", "https"),
}


@dataclass(frozen=True, slots=True)
class FoundServer:
    """One server. `url` holds its credentials and is never shown. `addresses` are all HOST:PORT by which it may be known.

    `advice` says what is missing for it to be collected well; it is shown while the server refuses us.
    """

    kind: Kind
    instance: str
    url: str = field(repr=False)
    addresses: frozenset[str]
    labels: tuple[tuple[str, str], ...] = ()
    advice: str = ""
