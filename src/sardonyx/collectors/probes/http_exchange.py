"""One HTTP request and what follows from it: redirects, cookies, the time of each phase. Never asked twice on its own."""

import base64
import re
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from sardonyx.collectors.probes.connecting import connect, host_and_port
from sardonyx.collectors.probes.context import USER_AGENT, ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.http_answer import MAX_BODY_BYTES, Answer, read_answer
from sardonyx.collectors.probes.http_cookies import Cookies
from sardonyx.collectors.probes.http_target import Target
from sardonyx.collectors.probes.tls_certificates import Secured
from sardonyx.collectors.probes.tls_handshake import Stream, plain, refusal, secure
from sardonyx.config.checks import HttpRequest

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SEE_OTHER: Final = 303
_KEEPING_METHOD: Final = frozenset({307, 308})
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_OURS: Final = frozenset({"connection", "content-length", "transfer-encoding", "traceparent"})


@dataclass(frozen=True, slots=True)
class How:
    """How requests are made. `keep_bytes` of a body are kept."""

    verify_tls: bool = True
    follow_redirects: bool = True
    max_redirects: int = 10
    ip: Literal["any", "4", "6"] = "any"
    keep_bytes: int = MAX_BODY_BYTES


@dataclass(slots=True)
class Trip:
    """Where a request has got to, kept up to date so that a failure can tell: seconds by phase over all redirects, the
    addresses, the redirects followed, and the last answer, which may be half there."""

    doing: str = ""
    target: str = ""
    phases: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    addresses: tuple[str, ...] = ()
    address: str = ""
    hops: list[str] = field(default_factory=list)
    answer: Answer = field(default_factory=Answer)
    secured: Secured | None = None


async def exchange(
    request: HttpRequest, context: ProbeContext, how: How, trip: Trip, cookies: Cookies | None = None
) -> Answer:
    """Ask and follow. Raises what `failing.reason_of` knows; `trip` then tells how far it got."""
    target, method, body, headers = Target.of(request.url), request.method, request.body.encode(), headers_of(request)
    origin = target.origin
    while True:
        answer = await _once(_head(target, method, headers, body, context, cookies), target, method, context, how, trip)
        if cookies is not None:
            cookies.keep(answer, target)
        location = answer.header("location")
        if answer.status not in _REDIRECTS or location is None or not how.follow_redirects:
            return answer
        if len(trip.hops) >= how.max_redirects:
            raise Failed("redirects", _too_many(how.max_redirects, trip.hops))
        target = Target.of(target.joined(location))
        trip.hops.append(f"{answer.status} to {target.shown}")
        if (
            answer.status not in _KEEPING_METHOD
            and (method == "POST" or answer.status == _SEE_OTHER)
            and method != "HEAD"
        ):
            method, body = "GET", b""
        if not _may_have_secrets(origin, target):
            headers = ()


def headers_of(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The headers users set, credentials included. Raises Failed where one can't be sent as it is."""
    found = [(name, value.get_secret_value()) for name, value in request.headers.items()]
    if token := request.bearer_token.get_secret_value():
        found.append(("Authorization", f"Bearer {token}"))
    elif request.basic_user:
        both = f"{request.basic_user}:{request.basic_password.get_secret_value()}"
        found.append(("Authorization", f"Basic {base64.b64encode(both.encode()).decode()}"))
    for name, value in found:
        if not _NAME.fullmatch(name) or any(sign in value for sign in "\r\n\0"):
            raise Failed(
                "other", f"the header {name[:60]!r} can't be sent: a name has no spaces, a value no line breaks"
            )
        if name.lower() in _OURS:
            raise Failed("other", f"the header {name!r} is set by Sardonyx itself")
    return tuple(found)


def _head(
    target: Target,
    method: str,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    context: ProbeContext,
    cookies: Cookies | None,
) -> bytes:
    """The whole request as bytes."""
    sent: dict[str, tuple[str, str]] = {}
    defaults: Mapping[str, str] = {
        "Host": target.netloc,
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
    }
    for name, value in (*defaults.items(), *headers):
        sent[name.lower()] = (name, value)
    if kept := cookies.header(target) if cookies is not None else "":
        own = f"{sent['cookie'][1]}; " if "cookie" in sent else ""
        sent["cookie"] = ("Cookie", own + kept)
    sent["traceparent"] = ("traceparent", context.traceparent)
    sent["connection"] = ("Connection", "close")
    if body or method in ("POST", "PUT", "PATCH"):
        sent["content-length"] = ("Content-Length", str(len(body)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.values())
    return f"{method} {target.path} HTTP/1.1\r\n{lines}\r\n".encode("utf-8", "replace") + body


async def _once(wanted: bytes, target: Target, method: str, context: ProbeContext, how: How, trip: Trip) -> Answer:
    """One request on a connection of its own."""
    trip.answer = answer = Answer()
    stream = await open_stream(target, context, how, trip)
    trip.doing = "waiting for its answer"
    try:
        stream.writer.write(wanted)
        await read_answer(stream, answer, head_only=method == "HEAD", keep_bytes=how.keep_bytes)
    finally:
        stream.drop()
        trip.phases["processing"] += answer.waited_seconds
        trip.phases["transfer"] += answer.transfer_seconds
    return answer


async def open_stream(target: Target, context: ProbeContext, how: How, trip: Trip) -> Stream:
    """Connected, and secured where the target is; the trip knows the phases."""
    trip.target = host_and_port(target.host, target.port)
    trip.doing = "connecting"
    connected = await connect(context, target.host, target.port, how.ip)
    trip.address, trip.addresses = connected.address, connected.addresses
    trip.phases["resolve"] += connected.resolve_seconds
    trip.phases["connect"] += connected.connect_seconds
    if not target.secure:
        return await plain(connected.sock)
    trip.doing = "the TLS handshake"
    try:
        stream = await secure(connected.sock, target.host, verify=how.verify_tls, within=context.left())
    except ssl.SSLCertVerificationError as error:
        failed, trip.secured = await refusal(context, error, target.host, target.port)
        raise failed from error
    trip.phases["tls"] += stream.tls_seconds
    trip.secured = stream.secured
    return stream


def _may_have_secrets(origin: tuple[str, str, int], target: Target) -> bool:
    """The same origin, or the same host over TLS after none."""
    return target.origin == origin or (
        origin == ("http", target.host, 80) and target.origin == ("https", target.host, 443)
    )


def _too_many(allowed: int, hops: list[str]) -> str:
    last = ", ".join(hops[-3:]) or "nowhere"
    return f"it redirects more than {allowed} times, last {last}"
