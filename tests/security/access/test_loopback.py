"""What a caller on this machine may do without credentials, and who does not count as one."""

import pytest
from fastapi.requests import HTTPConnection

from sardonyx.access import Access, NotAuthenticated
from sardonyx.state import Database
from tests.support.people import add_people, make_access

LOCAL = {"host": "localhost:8600"}


def _request(peer: str = "127.0.0.1", **headers: str) -> HTTPConnection:
    encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in (LOCAL | headers).items()]
    return HTTPConnection(
        {"type": "http", "method": "POST", "headers": encoded, "client": (peer, 1), "query_string": b""}
    )


async def _may(access: Access, permission: str, request: HTTPConnection) -> bool:
    try:
        return (await access.authenticate(request)).may(permission)
    except NotAuthenticated:
        return False


async def test_is_administrator_until_the_first_user_exists(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    assert await _may(access, "logs:read", _request())
    assert await _may(access, "users:manage", _request("::1", host="[::1]:8600"))
    await add_people(access, "alice")
    assert not await _may(access, "logs:read", _request())
    assert await _may(access, "ingest:write", _request())


@pytest.mark.parametrize("header", ["forwarded", "x_forwarded_for", "x_real_ip", "via"])
async def test_a_proxy_on_this_machine_lends_its_address_to_nobody(db: Database, header: str) -> None:
    access = make_access(db)
    for permission in ("logs:read", "ingest:write"):
        assert not await _may(access, permission, _request(**{header: "127.0.0.1"}))


async def test_a_remote_peer_is_nobody_whatever_it_claims(db: Database) -> None:
    access = make_access(db)
    assert not await _may(access, "ingest:write", _request("203.0.113.7", x_forwarded_for="127.0.0.1"))
    assert not await _may(access, "ingest:write", _request("203.0.113.7"))


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.evil.example"},
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"origin": "http://localhost:3000"},
    ],
)
async def test_a_foreign_page_in_a_local_browser_is_not_the_administrator(
    db: Database, headers: dict[str, str]
) -> None:
    for setting in ("auto", "always"):
        assert not await _may(make_access(db, loopback_admin=setting), "logs:read", _request(**headers))


@pytest.mark.parametrize(("setting", "before", "after"), [("never", False, False), ("always", True, True)])
async def test_the_operator_may_say_otherwise(db: Database, setting: str, before: bool, after: bool) -> None:
    access = make_access(db, loopback_admin=setting)
    assert await _may(access, "logs:read", _request()) is before
    await add_people(access, "alice")
    assert await _may(access, "logs:read", _request()) is after


async def test_keys_can_be_required_of_local_senders_too(db: Database) -> None:
    access = make_access(db, require_ingest_key=True)
    await add_people(access, "alice")
    assert not await _may(access, "ingest:write", _request())
