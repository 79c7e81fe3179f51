"""Where messages go: e-mail addresses and web addresses, as settings and requests spell them."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from sardonyx.config.units import Allowed

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.?)+")
_MAIL_ALLOWED = "an e-mail address such as ops@example.org"
_WEB_ALLOWED = "a web address such as https://sardonyx.example.org, without user, password or fragment"
_MOST_MAIL = 254
_MOST_WEB = 2000


def check_mail_address(text: str) -> str:
    """The address without outer spaces. Raises ValueError for anything that is not plainly one (RFC 5321, 4.1.2; without
    quoted names and address literals)."""
    text = text.strip()
    if len(text) > _MOST_MAIL or not _MAIL.fullmatch(text) or ".." in text or text.endswith(".") or ".@" in text:
        raise ValueError(f"must be {_MAIL_ALLOWED}")
    return text


def check_web_address(text: str) -> str:
    """An http(s) address without outer spaces and without a slash at its end. Raises ValueError."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    printable = text.isascii() and text.isprintable() and " " not in text
    if not usable or not printable or len(text) > _MOST_WEB or parts.username or parts.password or parts.fragment:
        raise ValueError(f"must be {_WEB_ALLOWED}")
    return text.rstrip("/")


MailAddress = Annotated[str, AfterValidator(check_mail_address), Allowed(_MAIL_ALLOWED, "e-mail address")]
"""One e-mail address."""
WebAddress = Annotated[str, AfterValidator(check_web_address), Allowed(_WEB_ALLOWED, "web address")]
"""One http(s) address."""
