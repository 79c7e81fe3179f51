"""What a container's labels say of collecting it: ours, and those Prometheus set-ups use.

`sardonyx.collect=false` leaves it out, `sardonyx.collect=redis` says what it is. `sardonyx.collect.url` is the whole address,
`sardonyx.collect.port` the port where it isn't the usual one. `prometheus.io/scrape=true` with `prometheus.io/port`, `path` and
`scheme` is a page that is scraped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sardonyx.collectors.found.server import KINDS, SCHEMES, Kind

_OFF = ("false", "off", "no", "0")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the labels ask for. `page` is (scheme, port, path) of a page to scrape; its port is 0 where none is said."""

    left_out: bool = False
    kind: Kind | None = None
    url: str = field(default="", repr=False)
    port: int = 0
    page: tuple[str, int, str] | None = None
    problem: str = ""


def wishes(labels: Mapping[str, str]) -> Wishes:
    """The wishes of a container. A label that says what nobody understands is a problem, and else has no effect."""
    wanted = labels.get("sardonyx.collect", "").strip().lower()
    if wanted in _OFF:
        return Wishes(left_out=True)
    problems = []
    kind = next((kind for kind in KINDS if kind == wanted), None)
    if wanted not in ("", "true", "on", "yes", "1", *KINDS):
        problems.append(f"label sardonyx.collect is {wanted!r}; allowed are true, false, {', '.join(KINDS)}")
    url = labels.get("sardonyx.collect.url", "")
    if url:
        scheme = url.partition("://")[0]
        kind = kind or next((kind for kind in ("postgres", "redis") if scheme in SCHEMES[kind]), None)
        if not any(scheme in schemes for schemes in SCHEMES.values()) or not _has_place(url):
            problems.append(
                "label sardonyx.collect.url must be an address that begins with postgresql://, redis://, http:// or https://"
            )
            url = ""
    port = _port(labels, "sardonyx.collect.port", problems)
    page = None
    if labels.get("prometheus.io/scrape", "").strip().lower() == "true":
        path = labels.get("prometheus.io/path") or "/metrics"
        scheme = "https" if labels.get("prometheus.io/scheme", "").lower() == "https" else "http"
        page = scheme, _port(labels, "prometheus.io/port", problems), path if path.startswith("/") else f"/{path}"
    return Wishes(False, kind, url, port, page, "; ".join(problems))


def _has_place(url: str) -> bool:
    """Whether host and port can be told; a socket's URL has neither, and that is right."""
    try:
        _ = urlsplit(url).port
    except ValueError:
        return False
    return True


def _port(labels: Mapping[str, str], name: str, problems: list[str]) -> int:
    text = labels.get(name, "")
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        problems.append(f"label {name} is {text[:20]!r}, not a port")
        return 0
    return int(text or 0)
