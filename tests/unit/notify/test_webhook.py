"""Webhooks as a receiver sees them: signed, dated, guarded."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from sardonyx.config.sections import OutgoingSettings
from sardonyx.notify.outlet import Notification, Undelivered
from sardonyx.notify.webhook import Call, Webhook, new_secret, signed_headers
from sardonyx.outgoing.guard import Guard
from sardonyx.state.sealing import Sealer

SEALER = Sealer(b"k" * 32)


@dataclass
class Receiver:
    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.got.append(({key.lower(): value for key, value in request.headers.items()}, await request.read()))
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield found
    finally:
        await runner.cleanup()


@asynccontextmanager
async def outlet(**outgoing: object) -> AsyncIterator[Webhook]:
    guard = Guard.of(OutgoingSettings.model_validate(outgoing))
    try:
        yield Webhook(guard, SEALER, clock=lambda: 1_800_000_000.7)
    finally:
        guard.close()


def note(url: str, secret: str = "") -> Notification:
    call = Call({"type": "post.updated", "text": "Größe"}, SEALER.seal(secret) if secret else "")
    return Notification("status-post-1-a", "webhook", url, call.content)


async def test_the_receiver_can_tell_that_it_is_from_us() -> None:
    secret = new_secret()
    async with receiver() as there, outlet() as webhook:
        await webhook.send(note(there.url, secret))
    ((headers, body),) = there.got
    assert json.loads(body) == {"type": "post.updated", "text": "Größe"}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("status-post-1-a", "1800000000")


def test_signature_of_the_specification() -> None:
    # The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_an_unsigned_one_has_no_signature() -> None:
    async with receiver() as there, outlet() as webhook:
        await webhook.send(note(there.url))
    assert "webhook-signature" not in there.got[0][0]


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(410, True), (404, True), (400, True), (500, False), (429, False), (401, False), (302, False)],
)
async def test_what_is_not_taken(status: int, permanent: bool) -> None:
    async with receiver() as there, outlet() as webhook:
        there.status, there.headers = status, {"Retry-After": "120", "Location": there.url}
        with pytest.raises(Undelivered, match=str(status)) as refused:
            await webhook.send(note(there.url))
    assert (refused.value.permanent, refused.value.retry_after_seconds, len(there.got)) == (permanent, 120.0, 1)


async def test_a_forbidden_address_is_never_called() -> None:
    async with receiver() as there, outlet(deny=["127.0.0.0/8"]) as webhook:
        with pytest.raises(Undelivered, match=r"outgoing\.allow") as refused:
            await webhook.send(note(there.url))
        with pytest.raises(Undelivered, match=r"169\.254\.169\.254"):
            await webhook.send(note("http://169.254.169.254/latest"))
    assert refused.value.permanent
    assert there.got == []


async def test_a_secret_of_another_key_is_given_up() -> None:
    async with outlet() as webhook:
        other = Call({}, Sealer(b"o" * 32).seal("x")).content
        with pytest.raises(Undelivered, match="another key") as refused:
            await webhook.send(Notification("k", "webhook", "http://127.0.0.1:9/", other))
    assert refused.value.permanent
