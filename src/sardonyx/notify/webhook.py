"""Webhooks: a signed POST of JSON. Specification: https://www.standardwebhooks.com

Headers: `webhook-id` (the notification's key), `webhook-timestamp` (epoch seconds of this attempt) and `webhook-signature`
(`v1,` and the base64 of HMAC-SHA256 over `ID.TIMESTAMP.BODY`). The receiver refuses old timestamps, and what it had before.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import aiohttp

from sardonyx import __version__
from sardonyx.notify.outlet import Notification, Undelivered
from sardonyx.outgoing.guard import Forbidden, Guard
from sardonyx.state.sealing import SealBroken, Sealer

NAME = "webhook"
PUBLIC = "public_webhook"
"""The same outlet for addresses that anybody may give: it reaches public addresses only."""
TIMEOUT_SECONDS = 15.0
_PREFIX = "whsec_"
_PERMANENT = frozenset({400, 404, 405, 410, 411, 413, 414, 415, 422})
_MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Call:
    """What is posted; `sealed_secret` (Sealer) signs it, empty: it isn't signed. `secret_in_body` (sealed) is told to the
    receiver as `secret`."""

    body: Mapping[str, Any]
    sealed_secret: str = ""
    secret_in_body: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """From the outbox."""
        return cls(**content)


def new_secret() -> str:
    """A secret to sign with, as the specification spells it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(secret: str, key: str, at_seconds: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt; without a secret there is no signature. A secret that isn't `whsec_` and base64 is used as
    the bytes it is."""
    headers = {"webhook-id": key, "webhook-timestamp": str(at_seconds)}
    if secret:
        signed = f"{key}.{at_seconds}.".encode() + body
        signature = hmac.new(_bytes_of(secret), signed, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(signature).decode()}"
    return headers


async def post(session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """One attempt; redirects are not followed. Raises Undelivered."""
    fixed = {"Content-Type": "application/json", "User-Agent": f"Sardonyx/{__version__}"}
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            async with session.post(url, data=body, headers={**fixed, **headers}, allow_redirects=False) as answer:
                if 200 <= answer.status < 300:
                    return
                said = (await answer.content.read(_MOST_SHOWN)).decode("utf-8", "replace")
                raise Undelivered(
                    f"the answer is {answer.status}: {said}".rstrip(": "),
                    permanent=answer.status in _PERMANENT,
                    retry_after_seconds=_seconds(answer.headers.get("Retry-After", "")),
                )
    except TimeoutError:
        raise Undelivered(f"no answer within {TIMEOUT_SECONDS:g} s") from None
    except Forbidden as error:
        raise Undelivered(str(error), permanent=True) from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if isinstance(error.__cause__, Forbidden):
            raise Undelivered(str(error.__cause__), permanent=True) from None
        raise Undelivered(f"it can't be reached: {error or type(error).__name__}") from None


class Webhook:
    """The outlet; `guard` decides which addresses may be called."""

    def __init__(self, guard: Guard, sealer: Sealer, *, clock: Callable[[], float] = time.time) -> None:
        self._guard = guard
        self._sealer = sealer
        self._clock = clock

    async def send(self, notification: Notification) -> None:
        """POST it. Raises Undelivered."""
        call = Call.of(notification.content)
        try:
            secret = self._sealer.open(call.sealed_secret) if call.sealed_secret else ""
            told = {"secret": self._sealer.open(call.secret_in_body)} if call.secret_in_body else {}
        except SealBroken as error:
            raise Undelivered(str(error), permanent=True) from None
        body = json.dumps({**call.body, **told}, separators=(",", ":"), ensure_ascii=False).encode()
        headers = signed_headers(secret, notification.key, int(self._clock()), body)
        async with self._guard.session(TIMEOUT_SECONDS) as session:
            await post(session, notification.address, body, headers)


def _bytes_of(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
