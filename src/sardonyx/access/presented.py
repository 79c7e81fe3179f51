"""Finding the secret a request presents, wherever its protocol puts one.

Ours have a shape of their own (`access.credentials`), so where a protocol forces senders to put something (a Sentry DSN,
an agent's API key) a foreign value counts as none. `Authorization` is different: who sends it means it.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from sardonyx.access import credentials
from sardonyx.access.credentials import Credential
from sardonyx.access.errors import NotAuthenticated

COOKIE = "sardonyx_session"

Headers = dict[bytes, bytes]

_KEY_HEADERS = (b"x-sardonyx-key", b"x-api-key", b"dd-api-key", b"api-key", b"x-amz-firehose-access-key")
_SENTRY_KEY = re.compile(r"\bsentry_key=([A-Za-z0-9_]+)")
_COOKIE = re.compile(rf"(?:^|;)\s*{COOKIE}=\"?([A-Za-z0-9_]+)")
# Schemes whose parameter is the secret itself: RFC 6750, Splunk HEC, InfluxDB, Opsgenie, and ours for symmetry.
_PLAIN_SCHEMES = frozenset({"bearer", "splunk", "token", "geniekey"})


@dataclass(frozen=True, slots=True)
class Presented:
    """A secret of our shape, and whether it came in the session cookie (so cross-site checks apply)."""

    credential: Credential
    by_cookie: bool


def headers_of(scope: Any) -> Headers:
    """The headers of an ASGI scope as a dict; of repeated ones the last."""
    return dict(scope["headers"])


def presented(headers: Headers, query_string: bytes) -> Presented | None:
    """The secret in the request, None when there is none. Raises NotAuthenticated for an unusable Authorization."""
    authorization = headers.get(b"authorization")
    if authorization is not None:
        found = _authorization(authorization.decode("latin-1"))
        if found is not None:
            return Presented(found, by_cookie=False)
    for name in _KEY_HEADERS:
        if (value := headers.get(name)) is not None and (key := _ours(value.decode("latin-1"))):
            return Presented(key, by_cookie=False)
    if (sentry := _sentry(headers, query_string)) is not None:
        return Presented(sentry, by_cookie=False)
    if (cookie := headers.get(b"cookie")) is not None and (match := _COOKIE.search(cookie.decode("latin-1"))):
        session = credentials.parse(match.group(1))
        if session is not None and session.prefix == credentials.SESSION:
            return Presented(session, by_cookie=True)
    return None


def _authorization(value: str) -> Credential | None:
    scheme, _, parameter = value.partition(" ")
    scheme, parameter = scheme.lower(), parameter.strip()
    if scheme == "sentry":
        return None  # looked for with the other places Sentry's SDKs use
    if scheme in _PLAIN_SCHEMES:
        candidates = [parameter]
    elif scheme == "basic":
        user, _, password = _decoded(parameter).partition(":")
        candidates = [password, user]
    elif scheme == "apikey":  # Elasticsearch: base64 of id:key, or what the user pasted
        candidates = [parameter, _decoded(parameter).rpartition(":")[2]]
    else:
        candidates = [value]
    for candidate in candidates:
        if found := _ours(candidate):
            return found
    raise NotAuthenticated("the credentials sent are not a Sardonyx token; use Authorization: Bearer sdx_…")


def _ours(text: str) -> Credential | None:
    found = credentials.parse(text.strip())
    return found if found is not None and found.prefix != credentials.SESSION else None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


def _sentry(headers: Headers, query_string: bytes) -> Credential | None:
    for name in (b"x-sentry-auth", b"authorization"):
        if (value := headers.get(name)) and (match := _SENTRY_KEY.search(value.decode("latin-1"))):
            return _ours(match.group(1))
    if b"sentry_key=" in query_string:
        return _ours(parse_qs(query_string.decode("latin-1")).get("sentry_key", [""])[0])
    return None
