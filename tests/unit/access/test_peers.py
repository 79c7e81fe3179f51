import pytest

from sardonyx.access import CrossSiteRefused, credentials
from sardonyx.access.peers import (
    from_our_pages,
    is_loopback,
    may_administrate_keyless,
    may_ingest_keyless,
    refuse_cross_site,
)

HOST = {b"host": b"localhost:8600"}
NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_loopback_peers(peer: str) -> None:
    assert is_loopback({"client": (peer, 1)}, {})


@pytest.mark.parametrize("peer", ["10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "testclient", "", "0.0.0.0"])
def test_other_peers(peer: str) -> None:
    assert not is_loopback({"client": (peer, 1)}, {})


@pytest.mark.parametrize("header", [b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via"])
def test_a_proxy_on_this_machine_speaks_for_others(header: bytes) -> None:
    assert not is_loopback({"client": ("127.0.0.1", 1)}, {header: b"127.0.0.1"})


def test_a_peer_nobody_knows_is_not_local() -> None:
    assert not is_loopback({"client": None}, {})


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({b"origin": b"http://localhost:8600"}, True),
        ({b"origin": b"http://localhost:3000"}, False),
        ({b"origin": b"https://evil.example"}, False),
        ({b"origin": b"null"}, False),
        ({b"sec-fetch-site": b"same-origin", b"origin": b"http://localhost:8600"}, True),
        ({b"sec-fetch-site": b"none"}, True),
        ({b"sec-fetch-site": b"same-site"}, False),
        ({b"sec-fetch-site": b"cross-site"}, False),
        ({b"origin": b"https://status.example.org"}, True),
        ({b"origin": b"https://status.example.org", b"sec-fetch-site": b"cross-site"}, True),
    ],
)
def test_from_our_pages(headers: dict[bytes, bytes], ours: bool) -> None:
    assert from_our_pages(HOST | headers, frozenset({"https://status.example.org"})) is ours


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({b"host": b"localhost:8600"}, True),
        ({b"host": b"127.0.0.1:8600"}, True),
        ({b"host": b"[::1]:8600"}, True),
        ({b"host": b"sardonyx.localhost"}, True),
        ({}, False),
        ({b"host": b"rebound.evil.example:8600"}, False),
        ({b"host": b"localhost.evil.example"}, False),
        ({b"host": b"[oops"}, False),
        ({b"host": b"localhost:8600", b"origin": b"https://evil.example"}, False),
        ({b"host": b"localhost:8600", b"sec-fetch-site": b"cross-site"}, False),
    ],
)
def test_a_foreign_page_cannot_administrate_through_the_browser(headers: dict[bytes, bytes], may: bool) -> None:
    assert may_administrate_keyless(headers, NONE) is may


@pytest.mark.parametrize(
    ("origin", "may"),
    [(None, True), (b"http://localhost:3000", True), (b"https://evil.example", False), (b"null", False)],
)
def test_local_pages_may_send_telemetry_foreign_ones_need_a_key(origin: bytes | None, may: bool) -> None:
    assert may_ingest_keyless({} if origin is None else {b"origin": origin}) is may


SESSION = credentials.issue("sds")
TOKEN = credentials.csrf_token(SESSION).encode()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_no_csrf_token(method: str) -> None:
    refuse_cross_site({"type": "http", "method": method}, HOST, SESSION, NONE)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "WHATEVER"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {b"x-csrf-token": b""},
        {b"x-csrf-token": b"wrong"},
        {b"x-csrf-token": credentials.csrf_token(credentials.issue("sds")).encode()},
        {b"x-csrf-token": TOKEN, b"origin": b"https://evil.example"},
        {b"x-csrf-token": "ü".encode()},
    ],
)
def test_changing_needs_the_right_one_from_our_pages(method: str, headers: dict[bytes, bytes]) -> None:
    with pytest.raises(CrossSiteRefused):
        refuse_cross_site({"type": "http", "method": method}, HOST | headers, SESSION, NONE)
    refuse_cross_site({"type": "http", "method": method}, HOST | {b"x-csrf-token": TOKEN}, SESSION, NONE)


def test_a_websocket_is_judged_by_its_origin() -> None:
    refuse_cross_site({"type": "websocket"}, HOST | {b"origin": b"http://localhost:8600"}, SESSION, NONE)
    with pytest.raises(CrossSiteRefused):
        refuse_cross_site({"type": "websocket"}, HOST | {b"origin": b"https://evil.example"}, SESSION, NONE)
