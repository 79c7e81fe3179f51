"""`prometheus.yml` as typed, frozen models: every key Prometheus 2 and 3 know, and what becomes of it here.

Keys whose effect we don't have, but which change nothing about what is scraped, are taken and named in
`PrometheusConfig.unused`; those that would change it are refused by name.
Source: Prometheus' configuration page.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from sardonyx.collectors.scrape.matcher import Pattern
from sardonyx.collectors.scrape.relabel import ACTIONS, Rule
from sardonyx.collectors.scrape.units import duration_seconds, size_bytes

_DEFAULT_SECONDS = 30.0
_TIMEOUT_SECONDS = 10.0


_TARGETS_FILE = re.compile(r"[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)")
_DOCKER_HOST = re.compile(r"(unix|tcp|https?)://.")


def _text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Seconds = Annotated[float, BeforeValidator(lambda value: duration_seconds(str(value)))]
Interval = Annotated[Seconds, Field(gt=0)]
Bytes = Annotated[int, BeforeValidator(lambda value: size_bytes(str(value)))]
Limit = Annotated[int, Field(ge=0)]
Text = Annotated[str, BeforeValidator(_text)]
Labels = dict[Text, Text]
Unused = Annotated[Any, "unused"]


class Model(BaseModel):
    """Unknown keys are refused, nothing changes after loading, values never appear in errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True, populate_by_name=True
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_the_default(cls, given: Any) -> Any:
        """`rule_files:` with nothing behind it is as if it were not there."""
        if not isinstance(given, dict):
            return given
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {name: value for name, value in given.items() if value is not None or name not in known}


class BasicAuth(Model):
    """User and password, either of them from a file."""

    username: str = ""
    username_file: str | None = None
    password: SecretStr | None = None
    password_file: str | None = None

    @model_validator(mode="after")
    def _once(self) -> "BasicAuth":
        if (self.username and self.username_file) or (self.password and self.password_file):
            raise ValueError("a name or password is given either here or in a file, not both")
        return self


class Authorization(Model):
    """The Authorization header."""

    type: str = "Bearer"
    credentials: SecretStr | None = None
    credentials_file: str | None = None

    @model_validator(mode="after")
    def _usable(self) -> "Authorization":
        if self.type.strip().lower() == "basic":
            raise ValueError("the type can't be basic, use basic_auth")
        if self.credentials and self.credentials_file:
            raise ValueError("at most one of credentials and credentials_file may be set")
        return self


class TlsConfig(Model):
    """How a target's certificate is checked, and which one is shown to it."""

    ca: str | None = None
    ca_file: str | None = None
    cert: str | None = None
    cert_file: str | None = None
    key: SecretStr | None = None
    key_file: str | None = None
    server_name: str | None = None
    insecure_skip_verify: bool = False
    min_version: Literal["TLS10", "TLS11", "TLS12", "TLS13"] | None = None
    max_version: Literal["TLS10", "TLS11", "TLS12", "TLS13"] | None = None

    @model_validator(mode="after")
    def _pairs(self) -> "TlsConfig":
        for name in ("ca", "cert", "key"):
            if getattr(self, name) and getattr(self, f"{name}_file"):
                raise ValueError(f"at most one of {name} and {name}_file may be set")
        if bool(self.cert or self.cert_file) != bool(self.key or self.key_file):
            raise ValueError("a certificate needs its key, and a key its certificate")
        return self


class Proxied(Model):
    """Through which proxy requests go."""

    proxy_url: Annotated[str, Field(pattern=r"^https?://[^/]+")] | None = None
    no_proxy: str | None = None
    proxy_from_environment: bool = False
    proxy_connect_header: dict[str, tuple[SecretStr, ...]] = {}

    @model_validator(mode="after")
    def _one_proxy(self) -> "Proxied":
        if self.proxy_from_environment and (self.proxy_url or self.no_proxy):
            raise ValueError("proxy_from_environment goes with neither proxy_url nor no_proxy")
        if not self.proxy_url and (self.no_proxy or (self.proxy_connect_header and not self.proxy_from_environment)):
            raise ValueError("no_proxy and proxy_connect_header need a proxy_url")
        return self


class OAuth2(Proxied):
    """Access tokens for client credentials (RFC 6749, 4.4)."""

    client_id: Annotated[Text, Field(min_length=1)]
    client_secret: SecretStr | None = None
    client_secret_file: str | None = None
    scopes: tuple[str, ...] = ()
    token_url: Annotated[str, Field(pattern=r"^https?://[^/]+")]
    endpoint_params: dict[str, Text] = {}
    tls_config: TlsConfig = TlsConfig()

    @model_validator(mode="after")
    def _one_secret(self) -> "OAuth2":
        if bool(self.client_secret) == bool(self.client_secret_file):
            raise ValueError("one of client_secret and client_secret_file must be set")
        return self


class HttpHeader(Model):
    """Values of one header, written down or in files."""

    values: tuple[Text, ...] = ()
    secrets: tuple[SecretStr, ...] = ()
    files: tuple[str, ...] = ()


class HttpClient(Proxied):
    """What scrapes and HTTP discovery have in common."""

    basic_auth: BasicAuth | None = None
    authorization: Authorization | None = None
    oauth2: OAuth2 | None = None
    bearer_token: SecretStr | None = None
    bearer_token_file: str | None = None
    tls_config: TlsConfig = TlsConfig()
    follow_redirects: bool = True
    http_headers: dict[str, HttpHeader] = {}
    enable_http2: Unused = True

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> "HttpClient":
        ways = ("basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file")
        if len(given := [name for name in ways if getattr(self, name) is not None]) > 1:
            raise ValueError(f"at most one of {', '.join(ways)} may be set; set are {', '.join(given)}")
        return self


_ONLY = {
    "labeldrop": ("regex",),
    "labelkeep": ("regex",),
    "keepequal": ("source_labels", "target_label"),
    "dropequal": ("source_labels", "target_label"),
}


class RelabelConfig(Model):
    """One rule of relabel_configs or metric_relabel_configs."""

    source_labels: tuple[str, ...] = ()
    separator: str = ";"
    target_label: str = ""
    regex: Text = "(.*)"
    modulus: int = Field(0, ge=0)
    replacement: Text = "$1"
    action: Annotated[str, BeforeValidator(lambda value: str(value).lower())] = "replace"

    @field_validator("action")
    @classmethod
    def _known(cls, action: str) -> str:
        if action not in ACTIONS:
            raise ValueError(f"must be one of {', '.join(ACTIONS)}")
        return action

    @field_validator("regex")
    @classmethod
    def _compiles(cls, regex: str) -> str:
        Pattern(regex)
        return regex

    @model_validator(mode="after")
    def _complete(self) -> "RelabelConfig":
        if self.action in _ONLY and (others := self._set_beside(_ONLY[self.action])):
            raise ValueError(f"{self.action} takes only {', '.join(_ONLY[self.action])}, not {', '.join(others)}")
        needs_target = ("replace", "hashmod", "keepequal", "dropequal", "lowercase", "uppercase")
        if self.action in needs_target and not self.target_label:
            raise ValueError(f"{self.action} requires a target_label")
        if self.action == "hashmod" and not self.modulus:
            raise ValueError("hashmod requires a non-zero modulus")
        return self

    def _set_beside(self, names: Sequence[str]) -> list[str]:
        fields = type(self).model_fields
        return [
            name for name in fields if name not in ("action", *names) and getattr(self, name) != fields[name].default
        ]

    def rule(self) -> Rule:
        """The rule to apply."""
        return Rule(
            self.action, Pattern(self.regex), self.source_labels, self.separator, self.target_label, self.replacement,
            self.modulus,
        )  # fmt: skip


class StaticConfig(Model):
    """Targets written down."""

    targets: tuple[Text, ...] = ()
    labels: Labels = {}


class FileSd(Model):
    """Targets in files; the last part of a path may hold one *."""

    files: Annotated[tuple[str, ...], Field(min_length=1)]
    refresh_interval: Interval = 300.0

    @field_validator("files")
    @classmethod
    def _of_a_known_kind(cls, files: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [file for file in files if not _TARGETS_FILE.fullmatch(file)]:
            raise ValueError(f"{wrong[0]} must end in .json, .yml or .yaml, and have a * in its last part only")
        return files


class DnsSd(Model):
    """Targets from DNS."""

    names: Annotated[tuple[str, ...], Field(min_length=1)]
    type: Annotated[Literal["SRV", "A", "AAAA", "MX", "NS"], BeforeValidator(lambda value: str(value).upper())] = "SRV"
    port: int | None = Field(None, ge=1, le=65535)
    refresh_interval: Interval = 30.0

    @model_validator(mode="after")
    def _port(self) -> "DnsSd":
        if self.type != "SRV" and self.port is None:
            raise ValueError(f"a port is required for records of type {self.type}")
        return self


class HttpSd(HttpClient):
    """Targets from an HTTP address."""

    url: Annotated[str, Field(pattern=r"^https?://[^/]+")]
    refresh_interval: Interval = 60.0


class DockerFilter(Model):
    """A filter of Docker's API."""

    name: str
    values: tuple[Text, ...]


class DockerSd(HttpClient):
    """Targets from containers of a Docker daemon."""

    host: str
    port: int = Field(80, ge=1, le=65535)
    host_networking_host: str = "localhost"
    match_first_network: bool = True
    filters: tuple[DockerFilter, ...] = ()
    refresh_interval: Interval = 60.0

    @field_validator("host")
    @classmethod
    def _reachable(cls, host: str) -> str:
        if not _DOCKER_HOST.match(host):
            raise ValueError("must begin with unix://, tcp://, http:// or https://")
        return host


DISCOVERIES = ("static_configs", "file_sd_configs", "dns_sd_configs", "http_sd_configs", "docker_sd_configs")


Protocol = Literal[
    "PrometheusProto", "OpenMetricsText1.0.0", "OpenMetricsText0.0.1", "PrometheusText1.0.0", "PrometheusText0.0.4"
]


class Limits(Model):
    """Limits of a job; 0 is none. A scrape beyond one fails as a whole."""

    sample_limit: Limit | None = None
    target_limit: Limit | None = None
    label_limit: Limit | None = None
    label_name_length_limit: Limit | None = None
    label_value_length_limit: Limit | None = None
    body_size_limit: Bytes | None = None
    keep_dropped_targets: Limit | None = None
    scrape_protocols: Annotated[tuple[Protocol, ...], Field(min_length=1)] | None = None
    fallback_scrape_protocol: Protocol | None = None
    scrape_native_histograms: Unused = None
    scrape_classic_histograms: Unused = None
    always_scrape_classic_histograms: Unused = None
    convert_classic_histograms_to_nhcb: Unused = None
    native_histogram_bucket_limit: Unused = None
    native_histogram_min_bucket_factor: Unused = None
    metric_name_validation_scheme: Unused = None
    metric_name_escaping_scheme: Unused = None
    extra_scrape_metrics: bool | None = None


class Job(Limits, HttpClient):
    """One entry of scrape_configs. `scrape_interval` and `scrape_timeout` are settled by `config.settle`."""

    job_name: Annotated[Text, Field(min_length=1)]
    scrape_interval: Seconds | None = None
    scrape_timeout: Seconds | None = None
    metrics_path: str = "/metrics"
    scheme: Literal["http", "https"] = "http"
    params: dict[str, tuple[Text, ...]] = {}
    honor_labels: bool = False
    honor_timestamps: bool = True
    track_timestamps_staleness: bool = False
    enable_compression: bool = True
    static_configs: tuple[StaticConfig, ...] = ()
    file_sd_configs: tuple[FileSd, ...] = ()
    dns_sd_configs: tuple[DnsSd, ...] = ()
    http_sd_configs: tuple[HttpSd, ...] = ()
    docker_sd_configs: tuple[DockerSd, ...] = ()
    relabel_configs: tuple[RelabelConfig, ...] = ()
    metric_relabel_configs: tuple[RelabelConfig, ...] = ()

    @model_validator(mode="after")
    def _targets_are_no_urls(self) -> "Job":
        """Where no rule could mend them."""
        listed = [target for group in self.static_configs for target in group.targets]
        if not self.relabel_configs and (bad := next((target for target in listed if "/" in target), None)):
            raise ValueError(f'static_configs: "{bad[:200]}" is not a valid hostname')
        return self

    @property
    def interval_seconds(self) -> float:
        """The interval of targets that have none of their own."""
        return self.scrape_interval or _DEFAULT_SECONDS

    @property
    def timeout_seconds(self) -> float:
        """The timeout of targets that have none of their own."""
        return self.scrape_timeout or _TIMEOUT_SECONDS


class Global(Limits):
    """Defaults of all jobs."""

    scrape_interval: Seconds = _DEFAULT_SECONDS
    scrape_timeout: Seconds | None = None
    evaluation_interval: Seconds = 60.0
    rule_query_offset: Seconds = 0.0
    external_labels: Labels = {}
    query_log_file: Unused = None
    scrape_failure_log_file: Unused = None

    @model_validator(mode="after")
    def _in_time(self) -> "Global":
        if self.scrape_timeout and self.scrape_timeout > self.scrape_interval:
            raise ValueError("scrape_timeout is greater than scrape_interval")
        return self


def _some_name(names: tuple[Job, ...]) -> tuple[Job, ...]:
    seen = [job.job_name for job in names]
    if twice := sorted({name for name in seen if seen.count(name) > 1}):
        raise ValueError(f"more than one job has the name {', '.join(twice)}")
    return names


class PrometheusConfig(Model):
    """The whole file. `global_` is its key `global`."""

    global_: Global = Field(Global(), alias="global")
    scrape_configs: Annotated[tuple[Job, ...], AfterValidator(_some_name)] = ()
    scrape_config_files: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    alerting: Unused = None
    remote_write: Unused = None
    remote_read: Unused = None
    storage: Unused = None
    tracing: Unused = None
    otlp: Unused = None
    runtime: Unused = None
