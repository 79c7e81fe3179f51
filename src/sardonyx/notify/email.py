"""E-mail, handed to a mail server by SMTP.

Specifications: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 5322 (messages), RFC 8058 (one-click unsubscribe).
"""

import asyncio
import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Self

import aiosmtplib

from sardonyx.config.sections import SmtpSettings
from sardonyx.notify.outlet import Notification, Undelivered

NAME = "email"
_MOST_SUBJECT = 200
_PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class Mail:
    """What an e-mail says. `unsubscribe_url`: a POST to it ends the subscription (RFC 8058)."""

    subject: str
    text: str
    html: str = ""
    unsubscribe_url: str = ""
    sender_name: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """From the outbox."""
        return cls(**content)


def message_of(mail: Mail, *, key: str, sender: str, to: str, at: datetime) -> EmailMessage:
    """The message. Its Message-ID is made of `key`: the same notification sent twice is the same message.

    Header values are single lines whatever the text has; `to` and `sender` must be checked addresses.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(mail.subject)[:_MOST_SUBJECT]
    message["From"] = Address(display_name=_line(mail.sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


class Email:
    """The outlet. Nothing is checked before the first e-mail: a mail server may be away when we start."""

    def __init__(self, settings: SmtpSettings) -> None:
        if settings.host is None or settings.sender is None:
            raise ValueError("notify.smtp.host and notify.smtp.sender must be set")
        self._settings = settings
        self._host = settings.host
        self._sender = settings.sender

    async def send(self, notification: Notification) -> None:
        """Hand it to the mail server. Raises Undelivered: permanent where the server refuses the recipient or the message for
        good (5xx), not where it refuses us."""
        message = message_of(
            Mail.of(notification.content),
            key=notification.key,
            sender=self._sender,
            to=notification.address,
            at=datetime.now(UTC),
        )
        settings = self._settings
        seconds = settings.timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                await aiosmtplib.send(
                    message,
                    sender=self._sender,
                    recipients=[notification.address],
                    hostname=self._host,
                    port=settings.port,
                    username=settings.user or None,
                    password=settings.password.get_secret_value() or None,
                    use_tls=settings.tls == "tls",
                    start_tls=settings.tls == "starttls",
                    tls_context=await self._tls(),
                    timeout=seconds,
                )
        except TimeoutError:
            raise Undelivered(f"the mail server {self._place} did not take it within {seconds:g} s") from None
        except aiosmtplib.SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            raise Undelivered(
                f"the recipient is refused: {refusal.code} {refusal.message}", permanent=refusal.code in _PERMANENT
            ) from None
        except aiosmtplib.SMTPDataError as error:
            raise Undelivered(
                f"the message is refused: {error.code} {error.message}", permanent=error.code in _PERMANENT
            ) from None
        except aiosmtplib.SMTPAuthenticationError as error:
            raise Undelivered(f"{self._place} refuses notify.smtp.user: {error.code} {error.message}") from None
        except aiosmtplib.SMTPResponseException as error:
            raise Undelivered(f"{self._place} refuses: {error.code} {error.message}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Undelivered(f"{self._place}: {error}") from None

    @property
    def _place(self) -> str:
        return f"{self._host}:{self._settings.port}"

    async def _tls(self) -> ssl.SSLContext | None:
        if self._settings.tls == "off":
            return None
        authorities = self._settings.tls_authorities
        try:
            return await asyncio.to_thread(ssl.create_default_context, cafile=authorities)
        except (OSError, ssl.SSLError) as error:
            raise Undelivered(f"notify.smtp.tls_authorities {authorities} can't be read: {error}") from None


def _line(text: str) -> str:
    """One line of printable characters."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
