"""What an operator may set about access. The server maps its configuration to this."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

LoopbackAdmin = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class HashCost:
    """The price of one Argon2id hash (RFC 9106 section 4, second recommended option)."""

    iterations: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Every default is fit for use.

    `loopback_admin`: may a caller on this machine without credentials act as administrator? `auto`: only until the
    first user exists. `require_ingest_key`: senders on this machine need a key as well. `trusted_origins`: other
    origins (`https://status.example.org`) whose pages may use a signed-in user's session. `cache_seconds`: the longest
    a revocation made by another process can go unnoticed. `stale_ingest_seconds`: how long known ingest keys go on
    working while the state database is away, so that no telemetry is refused for it.
    """

    session_idle: timedelta = timedelta(hours=12)
    session_absolute: timedelta = timedelta(days=14)
    loopback_admin: LoopbackAdmin = "auto"
    require_ingest_key: bool = False
    trusted_origins: frozenset[str] = frozenset()
    cache_seconds: float = 5.0
    stale_ingest_seconds: float = 900.0
    login_free_failures_per_account: int = 5
    login_free_failures_per_address: int = 20
    login_max_delay: timedelta = timedelta(minutes=15)
    login_memory: timedelta = timedelta(hours=24)
    hash_cost: HashCost = HashCost()
