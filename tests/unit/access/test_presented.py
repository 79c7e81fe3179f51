import base64
import itertools

import pytest

from sardonyx.access import NotAuthenticated, credentials
from sardonyx.access.presented import COOKIE, presented

API = credentials.issue("sdx")
KEY = credentials.issue("sdi")
SESSION = credentials.issue("sds")


def _basic(text: str) -> bytes:
    return b"Basic " + base64.b64encode(text.encode())


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("authorization", f"Bearer {API.text}".encode(), API),
        ("authorization", f"bearer   {API.text}".encode(), API),
        ("authorization", _basic(f"anybody:{API.text}"), API),
        ("authorization", _basic(f"{API.text}:"), API),
        ("authorization", f"ApiKey {KEY.text}".encode(), KEY),
        ("authorization", b"ApiKey " + base64.b64encode(f"id:{KEY.text}".encode()), KEY),
        ("authorization", f"Splunk {KEY.text}".encode(), KEY),
        ("authorization", f"GenieKey {KEY.text}".encode(), KEY),
        ("authorization", KEY.text.encode(), KEY),
        ("authorization", f"Sentry sentry_version=7, sentry_key={KEY.text}".encode(), KEY),
        ("x-sentry-auth", f"Sentry sentry_key={KEY.text}, sentry_version=7".encode(), KEY),
        ("x-api-key", KEY.text.encode(), KEY),
        ("x-sardonyx-key", KEY.text.encode(), KEY),
        ("dd-api-key", KEY.text.encode(), KEY),
    ],
    ids=itertools.count(),  # the values are random; workers must agree on the names
)
def test_finds_the_secret_where_the_protocol_puts_it(
    header: str, value: bytes, expected: credentials.Credential
) -> None:
    found = presented({header.encode(): value}, b"")
    assert found is not None
    assert found.credential == expected
    assert not found.by_cookie


def test_finds_the_key_in_a_sentry_query() -> None:
    found = presented({}, f"sentry_version=7&sentry_key={KEY.text}".encode())
    assert found is not None
    assert found.credential == KEY


@pytest.mark.parametrize("template", [f"{COOKIE}={{}}", f"theme=dark; {COOKIE}={{}}; a=b", f'{COOKIE}="{{}}"'])
def test_finds_the_session_cookie_among_others(template: str) -> None:
    found = presented({b"cookie": template.format(SESSION.text).encode()}, b"")
    assert found is not None
    assert (found.credential, found.by_cookie) == (SESSION, True)


@pytest.mark.parametrize(
    "value",
    [b"Bearer nonsense", b"Bearer", b"", b"Basic !!!", _basic("admin:admin"), b"Digest x", b"ApiKey Zm9v", b"\xff\xfe"],
)
def test_an_unusable_authorization_is_refused_not_ignored(value: bytes) -> None:
    with pytest.raises(NotAuthenticated):
        presented({b"authorization": value}, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {b"x-api-key": b"0123456789abcdef"},
        {b"dd-api-key": b"dummy"},
        {b"x-sentry-auth": b"Sentry sentry_key=public"},
        {b"cookie": b"other=1"},
        {b"cookie": f"{COOKIE}={API.text}".encode()},
        {b"cookie": f"x{COOKIE}={SESSION.text}".encode()},
    ],
)
def test_foreign_keys_and_cookies_count_as_none(headers: dict[bytes, bytes]) -> None:
    assert presented(headers, b"sentry_key=public") is None


def test_a_session_secret_does_not_work_as_a_token() -> None:
    with pytest.raises(NotAuthenticated):
        presented({b"authorization": f"Bearer {SESSION.text}".encode()}, b"")


def test_an_explicit_token_wins_over_the_cookie() -> None:
    headers = {b"authorization": f"Bearer {API.text}".encode(), b"cookie": f"{COOKIE}={SESSION.text}".encode()}
    found = presented(headers, b"")
    assert found is not None
    assert found.credential == API
