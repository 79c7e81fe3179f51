"""E-mail to a real mail server: what arrives, and what is tried again."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sardonyx.config import Settings
from sardonyx.config.sections import SmtpSettings
from sardonyx.notify.email import Email, Mail, message_of
from sardonyx.notify.outlet import Notification, Undelivered
from tests.support.certificates import self_signed
from tests.support.mail_server import mail_server

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def settings(port: int, **more: Any) -> SmtpSettings:
    return SmtpSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "tls": "off", "sender": "s@example.org", **more}
    )


def note(to: str = "ops@example.org", **mail: Any) -> Notification:
    content = Mail(**{"subject": "Redis is down", "text": "no answer", **mail}).content
    return Notification("k-1", "email", to, content)


async def test_arrives_as_it_was_written() -> None:
    async with mail_server() as server:
        await Email(settings(server.port)).send(
            note(
                text="Größe: 1 ≥ 0\n.\nend",
                html="<p>x</p>",
                unsubscribe_url="https://x.test/u?id=1",
                sender_name="Status",
            )
        )
    (mail,) = server.mails
    assert (mail["Subject"], mail["From"], mail["To"]) == ("Redis is down", "Status <s@example.org>", "ops@example.org")
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Größe: 1 ≥ 0\n.\nend\n"
    assert mail["List-Unsubscribe"] == "<https://x.test/u?id=1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_speaks_starttls_before_it_signs_in(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with mail_server(tls=certificate.server_context()) as server:
        login = {"user": "sardonyx", "password": "open sesame", "tls_authorities": certificate.file, "tls": "starttls"}
        await Email(settings(server.port, **login)).send(note())
        assert server.signed_in == ["sardonyx"]
        with pytest.raises(Undelivered, match=r"notify\.smtp\.user") as refused:
            await Email(settings(server.port, **{**login, "password": "wrong"})).send(note())
        assert not refused.value.permanent
        with pytest.raises(Undelivered, match="certificate"):
            await Email(settings(server.port, **{**login, "tls_authorities": None})).send(note())
    assert len(server.mails) == 1


async def test_speaks_tls_from_the_start(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    async with mail_server(tls=certificate.server_context(), wrapped=True) as server:
        login = {"user": "sardonyx", "password": "open sesame", "tls_authorities": certificate.file, "tls": "tls"}
        await Email(settings(server.port, **login)).send(note())
    assert len(server.mails) == 1


async def test_starttls_is_not_done_without() -> None:
    async with mail_server() as server:
        with pytest.raises(Undelivered, match="STARTTLS"):
            await Email(settings(server.port, tls="starttls")).send(note())
    assert server.mails == []


@pytest.mark.parametrize(("answer", "permanent"), [("550 no such user", True), ("451 try again later", False)])
async def test_a_refused_recipient(answer: str, permanent: bool) -> None:
    async with mail_server() as server:
        server.refusals["ops@example.org"] = answer
        with pytest.raises(Undelivered, match=answer) as refused:
            await Email(settings(server.port)).send(note())
    assert refused.value.permanent is permanent


async def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Undelivered, match="did not take it within 1 s"):
            await Email(settings(port, timeout="1s")).send(note())
    with pytest.raises(Undelivered):
        await Email(settings(port)).send(note())


def test_headers_are_single_lines_and_the_same_notification_is_the_same_message() -> None:
    mail = Mail("Down\r\nBcc: eve@example.org", "x", sender_name='Eve"\n<eve@example.org>')
    made = message_of(mail, key="k-1", sender="s@example.org", to="a@example.org", at=AT)
    assert made["Subject"] == "Down Bcc: eve@example.org"
    assert made["Bcc"] is None
    assert made["From"].addresses[0].addr_spec == "s@example.org"
    again = message_of(mail, key="k-1", sender="s@example.org", to="a@example.org", at=AT)
    other = message_of(mail, key="k-2", sender="s@example.org", to="a@example.org", at=AT)
    assert made["Message-ID"] == again["Message-ID"] != other["Message-ID"]


@pytest.mark.parametrize(
    ("smtp", "told"),
    [
        ({"host": "mail"}, "sender must be set"),
        ({"host": "mail", "sender": "no address"}, "must be an e-mail address"),
        ({"host": "mail", "sender": "a@b.c\nBcc: x@y.z"}, "must be an e-mail address"),
        ({"host": "mail", "sender": "a@b.c", "user": "u"}, "must be set together"),
        ({"host": "mail", "sender": "a@b.c", "user": "u", "password": "p", "tls": "off"}, "tls must not be off"),
        ({"host": "mail", "sender": "a@b.c", "port": 0}, "greater than or equal to 1"),
        ({"host": "mail", "sender": "a@b.c", "timeout": "1h"}, "between 1s and 2m"),
    ],
)
def test_nonsense_is_refused(smtp: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings.model_validate({"notify": {"smtp": smtp}})


def test_a_password_goes_to_this_machine_without_tls() -> None:
    smtp = {"host": "127.0.0.1", "sender": "a@b.c", "user": "u", "password": "p", "tls": "off"}
    assert Settings.model_validate({"notify": {"smtp": smtp}}).notify.smtp.user == "u"
