"""A real mail server on loopback (aiosmtpd) that keeps what it takes, and refuses what it is told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class MailServer:
    """`mails` as they came, in order. `refusals`: answers instead, by recipient."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    signed_in: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd names it)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if refusal := self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        self.arrived.set()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What one address got."""
        return [mail for mail in self.mails if mail["To"] == address]

    def check_login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and given.password == b"open sesame"
        if is_right:
            self.signed_in.append(given.login.decode())
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def mail_server(
    port: int = 0, *, tls: ssl.SSLContext | None = None, wrapped: bool = False
) -> AsyncIterator[MailServer]:
    """One at work. With `tls` it wants STARTTLS first; `wrapped`: TLS from the start."""
    found = MailServer()
    options: dict[str, Any] = {"hostname": "mail.test", "enable_SMTPUTF8": True}
    if tls is not None:
        options |= {"authenticator": found.check_login}
        options |= (
            {"auth_require_tls": False}
            if wrapped
            else {"tls_context": tls, "require_starttls": True, "auth_required": True}
        )
    loop = asyncio.get_running_loop()
    made = await loop.create_server(
        partial(SMTP, found, loop=loop, **options), "127.0.0.1", port, ssl=tls if wrapped else None
    )
    found.port = made.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        made.close()
