"""What a monitor checks: one class for each kind, the same in a file of monitors, in the API and in the state database.

Conditions are lines such as `status == 200`, `latency < 500ms`, `body.status == ok`; `collectors/probes` reads them.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import Field, SecretStr, model_validator

from sardonyx.config.section import NonEmpty, Section
from sardonyx.config.units import Duration

Port = Annotated[int, Field(ge=1, le=65535)]
Conditions = tuple[NonEmpty, ...]

_CONDITIONS = "What must hold; one that does not means down."
_DEGRADED = "What should hold; one that does not means degraded."


class _Conditioned(Section):
    conditions: Conditions = Field((), max_length=32, description=_CONDITIONS)
    degraded_unless: Conditions = Field((), max_length=32, description=_DEGRADED)


class HttpRequest(Section):
    """A request, and where it goes."""

    url: NonEmpty = Field(description="http:// or https://, without user or password.")
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] = "GET"
    headers: dict[str, SecretStr] = Field(default_factory=dict, max_length=32)
    body: str = Field("", max_length=65536)
    basic_user: str = ""
    basic_password: SecretStr = SecretStr("")
    bearer_token: SecretStr = SecretStr("")


class HttpCheck(_Conditioned, HttpRequest):
    """One request. Unless a condition names it, its status must be below 400."""

    kind: Literal["http"] = "http"
    follow_redirects: bool = True
    max_redirects: int = Field(10, ge=0, le=50)
    verify_tls: bool = True
    ip: Literal["any", "4", "6"] = "any"


class JourneyStep(_Conditioned, HttpRequest):
    """One request of a journey. `{{name}}` in it stands for what an earlier step has extracted."""

    name: NonEmpty
    extract: dict[str, NonEmpty] = Field(
        default_factory=dict, description="Names and where from: `body.token`, `header.location`, `cookie.session`."
    )


class JourneyCheck(Section):
    """Requests one after the other with the cookies of a browser: log in, call, look, log out."""

    kind: Literal["journey"] = "journey"
    steps: tuple[JourneyStep, ...] = Field(min_length=1, max_length=20)
    verify_tls: bool = True


class BrowserCheck(Section):
    """A page opened in a real browser (optional extra: playwright)."""

    kind: Literal["browser"] = "browser"
    url: NonEmpty
    steps: tuple[NonEmpty, ...] = Field(
        (), max_length=50, description="Lines such as `fill #user ann`, `click text=Sign in`, `see text=Welcome`."
    )
    values: dict[str, SecretStr] = Field(
        default_factory=dict, max_length=32, description="What `{{name}}` in a step stands for, such as a password."
    )


class TcpCheck(_Conditioned):
    """A connection; `send` and the condition `answer ~ ...` for what talks."""

    kind: Literal["tcp"] = "tcp"
    host: NonEmpty
    port: Port
    tls: bool = False
    send: str = Field("", max_length=4096)


class IcmpCheck(_Conditioned):
    """A ping."""

    kind: Literal["icmp"] = "icmp"
    host: NonEmpty


class DnsCheck(_Conditioned):
    """A question to a name server. The condition `answer == 192.0.2.1` holds if any record is so."""

    kind: Literal["dns"] = "dns"
    name: NonEmpty
    record: Literal["A", "AAAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA", "CAA", "PTR"] = "A"
    server: str = Field("", description="HOST or HOST:PORT; empty: those of the system.")
    protocol: Literal["udp", "tcp"] = "udp"


class TlsCheck(_Conditioned):
    """A TLS handshake and what its certificates say. Without conditions: `certificate > 7d`, degraded unless `> 14d`."""

    kind: Literal["tls"] = "tls"
    host: NonEmpty
    port: Port = 443
    server_name: str = ""
    starttls: Literal["", "smtp", "imap", "pop3", "postgres"] = ""


class GrpcCheck(_Conditioned):
    """grpc.health.v1: Check of a service; empty: the server as a whole."""

    kind: Literal["grpc"] = "grpc"
    host: NonEmpty
    port: Port
    service: str = ""
    tls: bool = False


class PostgresCheck(_Conditioned):
    """Connect and ask; `value` is the first field of the first row."""

    kind: Literal["postgres"] = "postgres"
    url: SecretStr = Field(description="postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    query: str = Field("SELECT 1", max_length=4096)


class RedisCheck(_Conditioned):
    """Connect, PING and read its role."""

    kind: Literal["redis"] = "redis"
    url: SecretStr = Field(description="redis://[:PASSWORD@]HOST:PORT[/DB] or rediss://")


class QdrantCheck(_Conditioned):
    """/readyz of a Qdrant, and its collections where named."""

    kind: Literal["qdrant"] = "qdrant"
    url: NonEmpty
    api_key: SecretStr = SecretStr("")
    collections: tuple[NonEmpty, ...] = ()


class SmtpCheck(_Conditioned):
    """Greeting, EHLO and STARTTLS of a mail server; nothing is sent."""

    kind: Literal["smtp"] = "smtp"
    host: NonEmpty
    port: Port = 25
    tls: Literal["no", "starttls", "yes"] = "starttls"


class WebSocketCheck(_Conditioned):
    """A WebSocket opened; `send` a message and look at the `answer`."""

    kind: Literal["websocket"] = "websocket"
    url: NonEmpty = Field(description="ws:// or wss://")
    headers: dict[str, SecretStr] = Field(default_factory=dict, max_length=32)
    send: str = Field("", max_length=4096)


class DockerCheck(_Conditioned):
    """State and health of a container, by its name or its compose service."""

    kind: Literal["docker"] = "docker"
    container: NonEmpty
    host: str = Field("", description="The Docker API: unix:///PATH or tcp://HOST:PORT; empty: its usual socket.")


class ProviderCheck(_Conditioned):
    """A service of somebody else: an auth-light call, its public status page, and the quota its answers tell."""

    kind: Literal["provider"] = "provider"
    provider: Literal[
        "openai", "anthropic", "google_ai", "google_apis", "slack", "github", "cohere", "mistral",
        "serper", "tavily", "brave_search", "exa", "statuspage",
    ]  # fmt: skip
    url: str = Field("", description="Another address than the provider's own: a proxy, or the page of `statuspage`.")
    api_key: SecretStr = SecretStr("")
    status_page: bool = True
    daily_calls_max: int = Field(
        288, ge=0, description="Authenticated calls a day at most; beyond it only the rest is checked."
    )


class HeartbeatCheck(Section):
    """A job that tells by itself that it ran."""

    kind: Literal["heartbeat"] = "heartbeat"
    schedule: str = Field("", description="A cron expression, or empty: then `period`.")
    time_zone: NonEmpty = "UTC"
    period: Duration = timedelta(days=1)
    grace: Duration = timedelta(minutes=5)
    max_runtime: Duration = timedelta(minutes=30)

    @model_validator(mode="after")
    def _comes_again(self) -> Self:
        try:
            zone = ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"time_zone {self.time_zone!r} is not known; one such as Europe/Berlin is needed"
            ) from None
        if not self.schedule:
            if self.period < timedelta(seconds=1):
                raise ValueError("period must be a second at least")
            return self
        try:
            next(CronSim(self.schedule, datetime.now(zone)))
        except CronSimError as error:
            raise ValueError(
                f"schedule {self.schedule!r} can't be read ({error}): five fields such as `30 2 * * MON-FRI` are needed"
            ) from None
        except StopIteration:
            raise ValueError(f"schedule {self.schedule!r} never comes") from None
        return self


class ExternalCheck(Section):
    """A monitor of another product, told by its webhook."""

    kind: Literal["external"] = "external"
    product: Literal["uptimerobot", "pingdom"]
    url: str = ""


Check = Annotated[
    HttpCheck | JourneyCheck | BrowserCheck | TcpCheck | IcmpCheck | DnsCheck | TlsCheck | GrpcCheck | PostgresCheck
    | RedisCheck | QdrantCheck | SmtpCheck | WebSocketCheck | DockerCheck | ProviderCheck | HeartbeatCheck | ExternalCheck,
    Field(discriminator="kind"),
]  # fmt: skip
"""Any kind."""

PASSIVE_KINDS = frozenset({"heartbeat", "external"})
"""Those that tell by themselves; we probe all others."""
