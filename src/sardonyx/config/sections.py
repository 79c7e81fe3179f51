"""The settings tree: one class per section, one described field per key.

Values are immutable and already in the types the code works with (bytes as int, durations as timedelta). The docstring
of a class introduces its section on the reference page, the description of a field is its line there.
"""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

import re2
from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from sardonyx.config.logs import LogHandlingSettings
from sardonyx.config.machine import physical_memory_bytes
from sardonyx.config.messages import MailAddress, WebAddress, check_web_address
from sardonyx.config.peers import PeerText
from sardonyx.config.retention import RetentionSettings
from sardonyx.config.section import NonEmpty, Section
from sardonyx.config.units import (
    Address,
    Allowed,
    AutoCount,
    AutoSize,
    Duration,
    Listen,
    ListenAddress,
    Size,
    at_least_size,
    between,
)

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
MaskingAction = Literal["redact", "hash", "format_hash", "partial", "drop"]
FieldMaskingAction = Literal["keep", "redact", "hash", "format_hash", "partial", "drop"]

_DATABASES = ("sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg")
_DATABASE = "the URL of a database: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
_DAY = timedelta(days=1)
_GIB = 1 << 30


def _known_database(url: SecretStr | None) -> SecretStr | None:
    if url is not None and url.get_secret_value().split("://", 1)[0] not in _DATABASES:
        raise ValueError(f"must be {_DATABASE}")
    return url


def _networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            ip_network(text.strip(), strict=False)
        except ValueError:
            raise ValueError("must be networks or addresses such as 10.1.0.0/16, 192.0.2.7 or fd00::/8") from None
    return texts


Networks = Annotated[tuple[NonEmpty, ...], AfterValidator(_networks)]
DatabaseUrl = Annotated[SecretStr | None, AfterValidator(_known_database), Allowed(_DATABASE, _DATABASE)]


class OtlpSettings(Section):
    """The OpenTelemetry receivers on their own well-known ports (the port of `listen` serves OTLP over HTTP too)."""

    http_listen: Listen = Field(ListenAddress("127.0.0.1", 4318), description="Where OTLP over HTTP is accepted.")
    grpc_listen: Listen = Field(ListenAddress("127.0.0.1", 4317), description="Where OTLP over gRPC is accepted.")
    max_request_bytes: Annotated[Size, at_least_size("64KiB")] = Field(
        64 << 20, description="The largest request body after decompression; a larger one is refused for good."
    )
    max_compressed_bytes: Annotated[Size, at_least_size("64KiB")] = Field(
        32 << 20, description="The largest request body as it arrives on the wire."
    )


class SyslogSettings(Section):
    """Syslog, over TCP and UDP, and over TLS. It knows no keys: who reaches the port may write."""

    listen: Listen = Field(ListenAddress("127.0.0.1", 5514), description="Where syslog is accepted, over TCP and UDP.")
    tls_listen: Listen = Field(
        None, description="Where syslog is accepted over TLS (6514 is usual). Needs `tls_certificate`."
    )
    tls_certificate: Path | None = Field(None, description="The PEM file of the certificate and those that signed it.")
    tls_key: Path | None = Field(None, description="The PEM file of its key; unset: it is in the certificate's file.")
    tls_client_authorities: Path | None = Field(
        None,
        description="A PEM file of authorities. With it, senders must show a certificate that one of them has signed.",
    )

    @model_validator(mode="after")
    def _certified(self) -> Self:
        if self.tls_listen is not None and self.tls_certificate is None:
            raise ValueError("tls_certificate must be set where tls_listen is")
        return self


class FluentSettings(Section):
    """Fluent Forward, as Fluentd, Fluent Bit, Docker's log driver and the fluent-logger libraries speak it."""

    listen: Listen = Field(
        ListenAddress("127.0.0.1", 24224), description="Where Fluent Forward is accepted, heartbeats over UDP too."
    )
    shared_key: SecretStr | None = Field(
        None, description="The key senders must know. Unset: who reaches the port may write."
    )
    users: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="Passwords by user name. With any, senders must be one of them too. Needs `shared_key`.",
    )
    tls_certificate: Path | None = Field(
        None, description="The PEM file of a certificate and those that signed it. With it, the port speaks TLS only."
    )
    tls_key: Path | None = Field(None, description="The PEM file of its key; unset: it is in the certificate's file.")
    tls_client_authorities: Path | None = Field(
        None,
        description="A PEM file of authorities. With it, senders must show a certificate that one of them has signed.",
    )

    @model_validator(mode="after")
    def _keyed(self) -> Self:
        if self.users and self.shared_key is None:
            raise ValueError("shared_key must be set where users are")
        return self


class JournalSettings(Section):
    """The journal: every accepted batch lies here, on disk, until the engine has it."""

    segment_max_bytes: Annotated[Size, at_least_size("64KiB")] = Field(
        16 << 20, description="A segment is sealed when it has grown to this size. At most `max_bytes`."
    )
    segment_max_age: Annotated[Duration, between("10ms", "1m")] = Field(
        timedelta(milliseconds=500),
        description="A segment is sealed at this age: most of the time until data can be searched. Where an insert takes "
        "long for few records, up to three times this age, to spare the processor.",
    )
    max_bytes: Annotated[Size, at_least_size("1MiB")] = Field(
        2 * _GIB,
        description="The most that may wait for the engine. Beyond it senders are told to try again later.",
    )
    fsync: bool = Field(
        True,
        description="Answer a sender only after its batch is safely on the disk. **Danger:** with `false`, a power cut "
        "or a crash of the machine loses data whose senders were told it was accepted.",
    )

    @model_validator(mode="after")
    def _segment_fits(self) -> Self:
        if self.segment_max_bytes > self.max_bytes:
            raise ValueError("segment_max_bytes must not be larger than max_bytes")
        return self


class EngineServerSettings(Section):
    """The ClickHouse server or cluster to use when `engine.kind` is `server`."""

    host: NonEmpty = Field("127.0.0.1", description="Name or address of the server.")
    port: int = Field(8123, ge=1, le=65535, description="Its HTTP port (8443 is usual with `secure`).")
    username: NonEmpty = Field("default", description="The user to sign in as.")
    password: SecretStr = Field(SecretStr(""), description="The password of that user.")
    database: NonEmpty = Field("sardonyx", description="The database that holds the tables.")
    secure: bool = Field(False, description="Speak TLS to the server.")
    cluster: NonEmpty | None = Field(
        None, description="Name of the cluster: tables are then replicated and sharded over it. Unset: one server."
    )


class ColdStoreSettings(Section):
    """An S3-compatible store for the cold tier, instead of a folder. It must be reachable at start."""

    endpoint: NonEmpty | None = Field(
        None, description="URL of bucket and prefix, such as https://s3.example.org/bucket/sardonyx. Unset: no store."
    )
    access_key_id: str = Field("", description="The key's id.")
    secret_access_key: SecretStr = Field(SecretStr(""), description="The key.")
    region: str = Field("", description="The region, where the store has some.")


class EngineSettings(Section):
    """The engine that stores and searches all signals: inside this process, or a ClickHouse server."""

    kind: Literal["embedded", "server"] = Field(
        "embedded", description="`embedded` runs the engine in this process on the data folder; `server` uses `server`."
    )
    memory_limit: Annotated[AutoSize, at_least_size("256MiB")] = Field(
        None,
        description="Memory that the embedded engine may use. `auto`: a quarter of the machine's (or container's) "
        "memory, at least 1GiB and at most 8GiB.",
    )
    query_memory_limit: Annotated[AutoSize, at_least_size("64MiB")] = Field(
        None, description="Memory that one query may use. `auto`: half of `memory_limit`."
    )
    query_timeout: Annotated[Duration, between("1s", "1h")] = Field(
        timedelta(seconds=30), description="A query that runs longer is cancelled."
    )
    connections: AutoCount = Field(
        None, ge=1, le=256, description="How many queries run side by side. `auto`: two per core, at least four."
    )
    cold_path: Path | None = Field(
        None, description="Folder on a second volume for the cold tier. Unset: `cold` inside the data folder."
    )
    cold_store: ColdStoreSettings = ColdStoreSettings()
    archive_path: Path | None = Field(
        None, description="Folder of the archive, on any volume. Unset: `archive` inside the data folder."
    )
    min_free_disk: Size = Field(
        _GIB, description="Disk space to leave free: inserts are refused, and wait in the journal, before it is used."
    )
    server: EngineServerSettings = EngineServerSettings()

    def memory_limit_bytes(self, physical_bytes: int | None = None) -> int:
        """The limit in bytes, `auto` resolved for a machine with `physical_bytes` (default: this one)."""
        if self.memory_limit is not None:
            return self.memory_limit
        return min(max((physical_bytes or physical_memory_bytes()) // 4, _GIB), 8 * _GIB)

    def query_memory_limit_bytes(self, physical_bytes: int | None = None) -> int:
        """The limit of one query in bytes, `auto` resolved."""
        return self.query_memory_limit or self.memory_limit_bytes(physical_bytes) // 2


class MaskingRule(Section):
    """One masking rule of your own."""

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]{0,63}$",
        description="Its name: lower-case letters, digits and underscores. It is shown in place of what it masked.",
    )
    pattern: NonEmpty = Field(description="Regular expression (RE2 syntax) of what to mask.")
    prefilter: str | None = Field(
        None, description="Text that must occur in a value before the pattern is tried: makes a rare pattern cheap."
    )
    action: MaskingAction = Field(description="What to do with a match.")


class MaskingField(Section):
    """What happens to one field's values."""

    field: NonEmpty = Field(
        description="An attribute's key or a label's name, in any case; `*` in it stands for any characters."
    )
    action: FieldMaskingAction = Field(description="What to do with its values; `keep` stores them as they were sent.")
    services: tuple[NonEmpty, ...] = Field((), description="Only of these services. Empty: of all.")


class MaskingSettings(Section):
    """Masking of personal data and secrets, before anything can be searched."""

    enabled: bool = Field(True, description="Mask at all. With `false`, everything is stored as it was sent.")
    disable: tuple[str, ...] = Field((), description="Names of built-in rules to leave out.")
    actions: dict[str, MaskingAction] = Field(
        {}, description="Another action for a built-in rule, by its name; `denied_key` is the list of keys."
    )
    rules: tuple[MaskingRule, ...] = Field((), description="Rules of your own, applied after the built-in ones.")
    deny_keys: tuple[NonEmpty, ...] = Field((), description="Attribute keys whose values are always redacted whole.")
    allow_keys: tuple[NonEmpty, ...] = Field(
        ("queryid",),
        description="Attribute and label keys whose values are never masked. PostgreSQL's `queryid` is a number that "
        "looks like a payment card's now and then.",
    )
    fields: tuple[MaskingField, ...] = Field(
        (), description="Policies for single fields; the first that applies counts, before all other settings here."
    )
    scan_at: Annotated[str, Field(pattern=r"^(?:([01]\d|2[0-3]):[0-5]\d|off)$")] = Field(
        "03:30", description="When what is stored is searched for leaks each day, UTC (`HH:MM`), or `off`."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [rule.name for rule in self.rules]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"rules must have different names; used twice: {', '.join(twice)}")
        if both := sorted(set(self.deny_keys) & set(self.allow_keys)):
            raise ValueError(f"a key cannot be in both deny_keys and allow_keys: {', '.join(both)}")
        return self


class AccessSettings(Section):
    """Who may write and read."""

    require_ingest_key: bool = Field(
        False, description="Ask senders on this machine for an ingest key too. Others always need one."
    )
    loopback_admin: Literal["auto", "always", "never"] = Field(
        "auto",
        description="Whether a browser on this machine is an administrator without signing in. `auto`: until the "
        "first user exists, and only while nothing but loopback is listened on.",
    )
    session_lifetime: Annotated[Duration, between("5m", "1y")] = Field(
        timedelta(days=14), description="A browser session ends this long after signing in."
    )
    session_idle_timeout: Annotated[Duration, between("1m", "1y")] = Field(
        timedelta(hours=12), description="A browser session ends after this long without a request."
    )
    trusted_origins: tuple[NonEmpty, ...] = Field(
        (),
        description="Other origins (`https://status.example.org`) whose pages may use a signed-in person's session.",
    )
    login_failures_per_account: int = Field(
        5, ge=1, le=1000, description="Failed logins for one account before each further try has to wait."
    )
    login_failures_per_address: int = Field(
        20, ge=1, le=10_000, description="The same for all logins from one address."
    )
    login_max_delay: Annotated[Duration, between("1s", "1d")] = Field(
        timedelta(minutes=15), description="The longest such a wait grows."
    )
    login_memory: Annotated[Duration, between("1m", "30d")] = Field(
        timedelta(days=1), description="Failed logins are forgotten after this time."
    )


class StateSettings(Section):
    """The transactional database: users, rules, incidents, dashboards and all else that is not a signal."""

    database_url: DatabaseUrl = Field(
        None,
        description="Unset: an SQLite file in the data folder. The variable `DATABASE_URL` is used when neither the "
        "file nor `SARDONYX_STATE__DATABASE_URL` says anything.",
    )


class TelemetrySettings(Section):
    """What Sardonyx stores about itself."""

    enabled: bool = Field(True, description="Store our own metrics and logs beside yours.")
    service_name: NonEmpty = Field("sardonyx", description="The `service.name` they carry.")
    interval: Annotated[Duration, between("1s", "10m")] = Field(
        timedelta(seconds=30), description="How often our own metrics, logs and traces are stored."
    )
    log_level: LogLevel = Field("INFO", description="The lowest level of our own log records to store.")


class ScrapeSettings(Section):
    """The pull side: targets that are scraped as Prometheus would."""

    prometheus_config: Path | None = Field(
        None,
        description="A `prometheus.yml` whose jobs are scraped. It is read again when it changes, on SIGHUP, and on "
        "`POST /-/reload`. Unset: nothing is scraped.",
    )


class NetworkSettings(Section):
    """Probes of other hosts: how long they take to answer, and how often they don't."""

    peers: tuple[PeerText, ...] = Field(
        (),
        description="What to probe: `NAME=HOST:PORT` (TCP connect), `NAME=https://HOST/PATH` (HTTP) or `NAME=icmp://HOST`. "
        "The name may be left out.",
    )
    databases: bool = Field(True, description="Also probe the servers that `collectors` names, by TCP connect.")
    icmp: bool = Field(
        True, description="Also ping every peer that answers pings, where the system lets unprivileged processes do it."
    )
    probes: int = Field(5, ge=1, le=100, description="Probes of each peer per `collectors.interval`.")
    timeout: Annotated[Duration, between("10ms", "10s")] = Field(
        timedelta(seconds=1), description="A probe without an answer for so long is lost."
    )


class LogFileSettings(Section):
    """Log files to read as they grow."""

    path: NonEmpty = Field(
        description="A file, or many: `*` stands for any part of a name, `**` for any folders. Compressed files are left out."
    )
    service: NonEmpty | None = Field(
        None, description="The `service.name` of its lines. Unset: what a line says, else the name of the file."
    )
    environment: NonEmpty | None = Field(None, description="The `deployment.environment.name` of its lines.")
    multiline: NonEmpty = Field(
        "auto",
        description="How lines are joined. `auto`: indented lines, stack traces and tracebacks go with what is above them. "
        "`none`: every line is a record. Else a regular expression (RE2 syntax) of how a record's first line begins.",
    )
    exclude: tuple[NonEmpty, ...] = Field((), description="Files to leave out, written like `path`.")
    start: Literal["end", "beginning"] = Field(
        "end",
        description="Where files that are there at the very first start are read from. Those made later are read whole.",
    )

    @field_validator("multiline")
    @classmethod
    def _readable(cls, text: str) -> str:
        if text not in ("auto", "none"):
            options = re2.Options()
            options.log_errors = False
            try:
                re2.compile(text, options)
            except re2.error as error:
                why = error.args[0].decode("utf-8", "replace")
                raise ValueError(f"must be auto, none or a regular expression (RE2 syntax): {why}") from None
        return text


class LogCollectorSettings(Section):
    """Logs read where they lie: files, Docker's containers, systemd's journal."""

    files: tuple[LogFileSettings, ...] = Field((), description="The files to read.")
    docker: Literal["auto", "off"] = Field(
        "auto",
        description="Read what containers write. `auto`: from the Docker of `collectors.docker`, if there is one. A container with "
        "the label `sardonyx.logs=off` is left out.",
    )
    journald: bool = Field(False, description="Read systemd's journal; needs `journalctl` and the right to read it.")
    journald_units: tuple[NonEmpty, ...] = Field((), description="Only these units of the journal. Empty: all.")
    journald_namespace: NonEmpty | None = Field(
        None, description="Another namespace of the journal, or `*` for all of them. Unset: the usual one."
    )


class CollectorSettings(Section):
    """Collectors that need no exporter: this host, and the servers named here. Their series have the exporters' names."""

    interval: Annotated[Duration, between("1s", "1h")] = Field(
        timedelta(seconds=15), description="How often the collectors look."
    )
    host: bool = Field(True, description="Collect this host's figures (`node_*`, `namedprocess_*`).")
    docker: str = Field(
        "auto",
        pattern=r"^(auto|off|(unix|tcp)://.+)$",
        description="Docker's address, `unix:///var/run/docker.sock` or `tcp://HOST:PORT` (`container_*`). `auto`: its usual "
        "socket, if it is there.",
    )
    cgroups: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Read containers and services from the kernel's control groups (`container_*`). `auto`: while Docker isn't "
        "collected.",
    )
    discover: Literal["auto", "off"] = Field(
        "auto",
        description="Find PostgreSQL, Redis, Qdrant and nginx in Docker's containers and on this machine, and collect them "
        "with what their containers were started with.",
    )
    postgres: tuple[SecretStr, ...] = Field(
        (),
        description="PostgreSQL servers, as `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` (`pg_*`). The user needs the "
        "role `pg_monitor`.",
    )
    redis: tuple[SecretStr, ...] = Field(
        (), description="Redis servers, as `redis://USER:PASSWORD@HOST:PORT` (`redis_*`)."
    )
    qdrant: tuple[SecretStr, ...] = Field(
        (), description="Qdrant servers, as `http(s)://:KEY@HOST:PORT` (`qdrant_*`). A read-only key is enough."
    )
    nginx: tuple[NonEmpty, ...] = Field((), description="Addresses of `stub_status` pages (`nginx_*`).")
    network: NetworkSettings = NetworkSettings()
    logs: LogCollectorSettings = LogCollectorSettings()


class SmtpSettings(Section):
    """The mail server that e-mail is handed to."""

    host: NonEmpty | None = Field(None, description="Its name or address. Unset: no e-mail is sent.")
    port: int = Field(587, ge=1, le=65535, description="Its port: 587 is usual with `starttls`, 465 with `tls`.")
    tls: Literal["starttls", "tls", "off"] = Field(
        "starttls",
        description="`starttls`: change to TLS before anything is said, or don't send. `tls`: TLS from the start. `off`: plain, "
        "for a server on this machine; a password is then refused unless the server is.",
    )
    tls_authorities: Path | None = Field(
        None,
        description="A PEM file of authorities to trust instead of the system's, for a server with a certificate of your own.",
    )
    user: str = Field("", max_length=320, description="The user to sign in as. Empty: nobody signs in.")
    password: SecretStr = Field(SecretStr(""), description="The password of that user.")
    sender: MailAddress | None = Field(None, description="The address e-mail comes from. Must be set where `host` is.")
    timeout: Annotated[Duration, between("1s", "2m")] = Field(
        timedelta(seconds=20), description="An e-mail that isn't handed over within this time is tried again later."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.host is not None and self.sender is None:
            raise ValueError("sender must be set where host is")
        if bool(self.user) != bool(self.password.get_secret_value()):
            raise ValueError("user and password must be set together")
        if self.user and self.tls == "off" and not ListenAddress(self.host or "", self.port).is_loopback:
            raise ValueError("tls must not be off where a password is sent to another machine")
        return self


class NotifySettings(Section):
    """How people and programs are told: by e-mail and by webhooks."""

    smtp: SmtpSettings = SmtpSettings()
    public_url: WebAddress | None = Field(
        None,
        description="The address under which people reach Sardonyx, for links in messages. Unset: `alerting.external_url`, else "
        "the address the server listens on.",
    )


class WatchServerSettings(Section):
    """The agent watches the server from outside, and tells somebody itself when it is gone and when it is back."""

    enabled: bool = Field(False, description="Whether it does. Needs `email` (and `notify.smtp`) or `webhook`.")
    interval: Annotated[Duration, between("1s", "1h")] = Field(
        timedelta(seconds=15), description="How often it looks at the server's `/health`."
    )
    timeout: Annotated[Duration, between("100ms", "1m")] = Field(
        timedelta(seconds=10), description="A server that doesn't answer within this time has failed."
    )
    failures: int = Field(3, ge=1, le=1000, description="So many failures one after the other raise the alarm.")
    delivery_within: Annotated[Duration, between("10s", "1d")] = Field(
        timedelta(minutes=5),
        description="The alarm is raised, too, when the server has taken nothing of what this agent collects for so long.",
    )
    email: tuple[MailAddress, ...] = Field(
        (), max_length=32, description="Who is told by e-mail, through the agent's own `notify.smtp`."
    )
    webhook: SecretStr | None = Field(
        None, description="The address that is called. It should not be on the server's machine."
    )
    webhook_secret: SecretStr | None = Field(
        None, description="What calls are signed with. Unset: they are not signed."
    )

    @field_validator("webhook")
    @classmethod
    def _callable(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            check_web_address(url.get_secret_value())
        return url

    @model_validator(mode="after")
    def _tells_somebody(self) -> Self:
        if self.enabled and not self.email and self.webhook is None:
            raise ValueError("email or webhook must be set: somebody must be told")
        return self


class AgentSettings(Section):
    """`sardonyx agent`: the collectors and probes of another host, forwarded to a Sardonyx server. `serve` ignores these."""

    server: NonEmpty | None = Field(None, description="The server's address, such as `http://sardonyx.example:8600`.")
    token: SecretStr | None = Field(
        None, description="An ingest key of the server. None is needed on the server's own machine."
    )
    name: NonEmpty | None = Field(
        None, description="What the agent is called: the label `instance` of what it collects. Unset: the host's name."
    )
    buffer_max: Annotated[Size, at_least_size("1MiB")] = Field(
        256 << 20,
        description="The most disk to use for what the server has not taken yet, in `agent` inside the data folder. Beyond "
        "it the oldest is dropped, and counted.",
    )
    flush_timeout: Annotated[Duration, between("0s", "5m")] = Field(
        timedelta(seconds=5),
        description="How long to go on sending when stopped; the rest is sent after the next start.",
    )
    monitors: bool = Field(
        True, description="Check the server's monitors that have this agent among their vantage points."
    )
    bandwidth: bool = Field(True, description="Run the bandwidth tests people start on the server's pages.")
    watch_server: WatchServerSettings = WatchServerSettings()


class AlertingSettings(Section):
    """Recording and alerting rules, in Prometheus' rule files."""

    rule_files: tuple[NonEmpty, ...] = Field(
        (),
        description="Rule files in Prometheus' format; `*` stands for any part of a name. They are read again when they "
        "change. Those that `scrape.prometheus_config` names are read too.",
    )
    evaluation_interval: Annotated[Duration, between("1s", "1d")] = Field(
        timedelta(seconds=30),
        description="How often groups of `rule_files` that set no `interval` are evaluated. Groups of a `prometheus.yml` "
        "have the interval it says.",
    )
    shipped_rules: bool = Field(True, description="Evaluate the rules that come with Sardonyx, too.")
    disabled_rules: tuple[NonEmpty, ...] = Field((), description="Names of shipped rules to leave out.")
    no_data_after: Annotated[Duration, between("10s", "7d")] = Field(
        timedelta(minutes=5),
        description="How long series that a rule watches may be missing from a source before the rule says that it has no data.",
    )
    no_data_after_of: dict[NonEmpty, Annotated[Duration, between("10s", "7d")]] = Field(
        {}, description="Another such time for single rules, by name."
    )
    external_url: NonEmpty | None = Field(
        None, description="The address templates give as `externalURL`. Unset: the one the server listens on."
    )


class DashboardSettings(Section):
    """Dashboards kept as files."""

    path: Path | None = Field(
        None,
        description="A folder of dashboards as JSON, ours or Grafana's, with subfolders. They can't be changed in the pages "
        "and are read again when a file changes. Unset: there is none.",
    )


class LimitSettings(Section):
    """Bounds that keep one caller from using up the machine."""

    max_concurrent_queries: int = Field(
        128,
        ge=1,
        le=1000,
        description="Queries at work or waiting for a connection; beyond it callers are told to wait.",
    )
    max_result_rows: int = Field(
        100_000, ge=1, le=100_000_000, description="The most rows one query may return; the rest is cut, and said so."
    )
    series_per_metric: int = Field(
        100_000,
        ge=1,
        le=1_000_000_000,
        description="Series of one metric that may be alive; new ones beyond are refused.",
    )
    series_per_source: int = Field(
        200_000,
        ge=1,
        le=1_000_000_000,
        description="Series of one source that may be alive: its label `job`, else `service_name`.",
    )
    series_total: int = Field(1_000_000, ge=1, le=1_000_000_000, description="Series that may be alive in all.")


class BudgetSettings(Section):
    """What this process may take of its host. Over it for half a minute, it lowers its resolution step by step, and says so."""

    cpu: float | None = Field(
        None,
        ge=0.1,
        le=1024,
        description="Cores, on the mean of a minute. Unset: half of those the machine (or container) has, at least one.",
    )
    memory: Annotated[AutoSize, at_least_size("384MiB")] = Field(
        None,
        description="Memory of the whole process; the embedded engine gets at most what is left of it beside 192MiB. `auto`: "
        "`engine.memory_limit` and 512MiB.",
    )
    disk: Annotated[AutoSize, at_least_size("256MiB")] = Field(
        None,
        description="What may be stored. Once it is used up, new data is refused until retention has made room; nothing is "
        "deleted for it. `auto`: what the disk has, but for `engine.min_free_disk`.",
    )


class LogSettings(Section):
    """What the process writes to standard error."""

    level: LogLevel = Field("INFO", description="The lowest level written.")
    format: Literal["text", "json"] = Field("text", description="`text` for people, `json` for machines.")


class HealthSettings(Section):
    """Monitors of services, heartbeats and the status page."""

    enabled: bool = Field(True, description="Whether monitors are probed.")
    file: Path | None = Field(
        None,
        description="A YAML file with `monitors` and `maintenance`; what it has is changed in the file only.",
    )
    watch_found: bool = Field(
        True,
        description="Also watch the databases, services and containers that were found on this host without being told.",
    )
    compose_files: tuple[Path, ...] = Field(
        (), max_length=50, description="docker-compose files whose services are proposed as monitors."
    )
    at_once: int = Field(200, ge=1, le=2000, description="Checks that may be on their way at the same time.")


class OutgoingSettings(Section):
    """Where calls may go that users set up: monitors, webhooks."""

    deny: Networks = Field(
        (),
        description="Networks that are refused, such as 10.1.0.0/16. Link-local (cloud metadata), multicast and unspecified "
        "addresses are anyhow.",
    )
    allow: Networks = Field((), description="Networks that are allowed although they would be refused.")


class Settings(Section):
    """All settings of one Sardonyx process."""

    data_dir: Path = Field(Path("data"), description="The folder that holds everything Sardonyx keeps.")
    listen: Address = Field(
        ListenAddress("127.0.0.1", 8600), description="Where the pages, the API and all HTTP receivers are served."
    )
    environment: NonEmpty = Field(
        "production", description="The `deployment.environment.name` of what Sardonyx stores about itself."
    )
    otlp: OtlpSettings = OtlpSettings()
    syslog: SyslogSettings = SyslogSettings()
    fluent: FluentSettings = FluentSettings()
    journal: JournalSettings = JournalSettings()
    engine: EngineSettings = EngineSettings()
    retention: RetentionSettings = RetentionSettings()
    masking: MaskingSettings = MaskingSettings()
    logs: LogHandlingSettings = LogHandlingSettings()
    access: AccessSettings = AccessSettings()
    state: StateSettings = StateSettings()
    telemetry: TelemetrySettings = TelemetrySettings()
    scrape: ScrapeSettings = ScrapeSettings()
    collectors: CollectorSettings = CollectorSettings()
    agent: AgentSettings = AgentSettings()
    alerting: AlertingSettings = AlertingSettings()
    dashboards: DashboardSettings = DashboardSettings()
    health: HealthSettings = HealthSettings()
    outgoing: OutgoingSettings = OutgoingSettings()
    notify: NotifySettings = NotifySettings()
    limits: LimitSettings = LimitSettings()
    budget: BudgetSettings = BudgetSettings()
    log: LogSettings = LogSettings()

    @property
    def database_url(self) -> str:
        """The URL of the state database; holds its password. SQLite in the data folder unless another was set."""
        if self.state.database_url is not None:
            return self.state.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'state.db'}"

    @model_validator(mode="after")
    def _mail_can_be_sent(self) -> Self:
        if self.agent.watch_server.enabled and self.agent.watch_server.email and self.notify.smtp.host is None:
            raise ValueError("notify.smtp.host must be set where agent.watch_server.email is")
        return self

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        taken: dict[ListenAddress, str] = {}
        doors = {"listen": self.listen, "otlp.http_listen": self.otlp.http_listen}
        for key, address in (doors | {"otlp.grpc_listen": self.otlp.grpc_listen}).items():
            if address is None or address.port == 0:
                continue
            if address in taken:
                raise ValueError(f"{taken[address]} and {key} must be different addresses; both are {address}")
            taken[address] = key
        return self
