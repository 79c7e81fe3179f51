"""Who acts: the principal of a request, and the actor named in the audit chain."""

from dataclasses import dataclass
from typing import Literal

PrincipalKind = Literal["user", "token", "loopback", "ingest"]
ActorKind = Literal["user", "token", "loopback", "ingest", "cli", "system", "anonymous"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as the audit chain remembers it; `address` is the network address, when there is one."""

    kind: ActorKind
    id: str
    name: str
    address: str | None = None


SYSTEM = Actor("system", "system", "Sardonyx")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request comes from and what he may do.

    `services` and `environments` narrow what he sees; None means all, an empty set none. `session_id` is set for
    signed-in users only (the public id, not the secret). `rate_per_second` is an ingest key's limit in records.
    """

    kind: PrincipalKind
    id: str
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]
    services: frozenset[str] | None = None
    environments: frozenset[str] | None = None
    session_id: str | None = None
    rate_per_second: int | None = None

    def may(self, permission: str) -> bool:
        """Whether he holds the permission."""
        return permission in self.permissions

    def sees(self, *, service: str | None = None, environment: str | None = None) -> bool:
        """Whether a thing of this service and environment is within his scope; None is outside of any narrowed one."""
        return (self.services is None or service in self.services) and (
            self.environments is None or environment in self.environments
        )

    def actor(self, address: str | None = None) -> Actor:
        """Himself, for the audit chain."""
        return Actor(self.kind, self.id, self.name, address)
