"""API tokens and ingest keys through the front door."""

import asyncio
import base64
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sardonyx.access import AccessSettings, NotAuthenticated, NotFound, ValidationFailed, audit, tokens
from sardonyx.access.authenticate import Authenticator
from sardonyx.access.credentials import parse
from sardonyx.access.models import TokenRow
from sardonyx.state import Database
from tests.support.people import TESTER, Clock, add_people, client, make_access, make_app, sign_in


def _bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


async def _role_of(app: object, headers: dict[str, str]) -> int:
    return (await client(app, headers=headers).get("/rest/roles")).status_code  # type: ignore[arg-type]


async def test_a_token_opens_what_its_role_may_by_bearer_and_by_basic(db: Database) -> None:
    app = make_app(make_access(db))
    made = await tokens.create_token(db, role="admin", name="grafana", actor=TESTER)
    basic = base64.b64encode(f"grafana:{made.token_text}".encode()).decode()
    for headers in (_bearer(made.token_text), {"Authorization": f"Basic {basic}"}):
        assert (await client(app, headers=headers).get("/rest/users")).status_code == 200


async def test_the_principal_carries_role_and_scope(db: Database) -> None:
    access = make_access(db)
    made = await tokens.create_token(
        db, role="viewer", name="team a", services=["b", "a"], environments=["production"], actor=TESTER
    )
    principal = await access.authenticate_text(made.token_text)
    assert (principal.kind, principal.id, principal.name) == ("token", made.id, "team a")
    assert principal.roles == {"viewer"}
    assert principal.services == {"a", "b"}
    assert principal.environments == {"production"}
    assert "logs:read" in principal.permissions
    assert "users:manage" not in principal.permissions


async def test_only_a_hash_is_stored(db: Database) -> None:
    made = await tokens.create_token(db, role="viewer", name="t", actor=TESTER)
    secret = made.token_text.rpartition("_")[2]
    async with db.reading() as session:
        row = await session.get_one(TokenRow, made.id)
        stored = " ".join(str(getattr(row, column.key)) for column in TokenRow.__table__.columns)
    assert secret not in stored
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=10, reader=TESTER)
    assert secret not in str(page)


async def test_expires_by_the_clock(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    made = await tokens.create_token(
        db, role="viewer", name="t", expires_at=datetime.now(UTC) + timedelta(hours=1), actor=TESTER
    )
    await access.authenticate_text(made.token_text)
    clock.forward(hours=2)
    with pytest.raises(Exception, match="expired at"):
        await access.authenticate_text(made.token_text)


async def test_an_expiry_is_never_outlived_in_the_cache(db: Database) -> None:
    clock, seconds = Clock(), [1000.0]
    settings = AccessSettings(cache_seconds=10_000.0)
    authenticator = Authenticator(db, settings, now=clock, monotonic=lambda: seconds[0])
    expires_at = clock.at + timedelta(hours=1)
    made = await tokens.create_token(db, role="viewer", name="t", expires_at=expires_at, actor=TESTER)
    credential = parse(made.token_text)
    assert credential is not None
    first = await authenticator.principal_for(credential)
    clock.forward(seconds=3599)
    seconds[0] += 3599
    assert await authenticator.principal_for(credential) is first
    clock.forward(seconds=1)
    seconds[0] += 1
    with pytest.raises(NotAuthenticated, match="expired"):
        await authenticator.principal_for(credential)


async def test_a_revocation_by_another_process_is_seen_when_the_cache_ends(db: Database) -> None:
    seconds = [1000.0]
    authenticator = Authenticator(db, AccessSettings(), now=Clock(), monotonic=lambda: seconds[0])
    made = await tokens.create_token(db, role="viewer", name="t", actor=TESTER)
    credential = parse(made.token_text)
    assert credential is not None
    await authenticator.principal_for(credential)
    await tokens.revoke_token(db, made.id, kind="api", actor=TESTER)
    seconds[0] += AccessSettings().cache_seconds
    with pytest.raises(NotAuthenticated, match="revoked"):
        await authenticator.principal_for(credential)
    assert AccessSettings().cache_seconds <= 10


async def test_revocation_is_immediate_here_and_for_good(db: Database) -> None:
    access = make_access(db, cache_seconds=10_000.0)
    made = await tokens.create_token(db, role="viewer", name="t", actor=TESTER)
    await access.authenticate_text(made.token_text)
    await access.revoke_token(made.id, kind="api", actor=TESTER)
    with pytest.raises(Exception, match="revoked at"):
        await access.authenticate_text(made.token_text)
    listed = await tokens.list_tokens(db, "api")
    assert listed[0].revoked_at is not None
    await access.revoke_token(made.id, kind="api", actor=TESTER)
    assert (await tokens.list_tokens(db, "api"))[0].revoked_at == listed[0].revoked_at


async def test_last_use_is_written_at_most_once_a_minute(db: Database) -> None:
    clock = Clock()
    access = make_access(db, clock)
    made = await tokens.create_token(db, role="viewer", name="t", actor=TESTER)

    async def last_used() -> datetime | None:
        return (await tokens.list_tokens(db, "api"))[0].last_used_at

    assert await last_used() is None
    await access.authenticate_text(made.token_text)
    first = await last_used()
    assert first == clock.at
    clock.forward(seconds=59)
    await access.authenticate_text(made.token_text)
    assert await last_used() == first
    clock.forward(seconds=2)
    await access.authenticate_text(made.token_text)
    assert await last_used() == clock.at


async def test_an_ingest_key_can_send_and_nothing_else(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    made = await tokens.create_ingest_key(db, name="shipper", services=["web"], rate_per_second=500, actor=TESTER)
    assert made.token_text.startswith("sdi_")
    principal = await access.authenticate_text(made.token_text)
    assert principal.permissions == {"ingest:write"}
    assert principal.services == {"web"}
    assert principal.rate_per_second == 500
    refused = await client(app, headers={"X-Sardonyx-Key": made.token_text}).get("/rest/users")
    assert refused.status_code == 403
    assert "users:manage" in refused.json()["detail"]
    assert "an ingest key" in refused.json()["detail"]


async def test_kinds_do_not_mix(db: Database) -> None:
    access = make_access(db)
    key = await tokens.create_ingest_key(db, name="k", actor=TESTER)
    with pytest.raises(Exception, match="not known"):
        await access.authenticate_text(key.token_text.replace("sdi_", "sdx_"))
    with pytest.raises(NotFound):
        await tokens.revoke_token(db, key.id, kind="api", actor=TESTER)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"name": " "}, "name"),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "expires_at"),
        ({"expires_at": datetime(2099, 1, 1)}, "expires_at"),  # noqa: DTZ001
        ({"services": "web"}, "services"),
        ({"services": [""]}, "services"),
    ],
)
async def test_refuses_wrong_wishes_naming_the_field(db: Database, wrong: dict[str, object], field: str) -> None:
    wish: dict[str, object] = {"role": "viewer", "name": "t", "actor": TESTER} | wrong
    with pytest.raises(ValidationFailed) as refused:
        await tokens.create_token(db, **wish)  # type: ignore[arg-type]
    assert refused.value.errors[0].field == field
    async with db.reading() as session:
        assert (await session.execute(select(TokenRow))).first() is None


async def test_a_token_made_by_another_process_works_at_once(db: Database, state_url: str, tmp_path: object) -> None:
    """As `sardonyx token create` does beside a running server."""
    access = make_access(db)
    await add_people(access, "alice")
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from sardonyx.access import Actor, tokens\n"
        "from sardonyx.state import Database\n"
        "async def main():\n"
        "    db = await Database.open(sys.argv[1], folder=Path(sys.argv[2]))\n"
        "    made = await tokens.create_token(db, role='admin', name='cli', actor=Actor('cli', 'root', 'root'))\n"
        "    print(made.token_text)\n"
        "    await db.close()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, state_url, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    answer = await client(make_app(access), headers=_bearer(output.decode().strip())).get("/rest/users")
    assert answer.status_code == 200
    assert (await audit.verify(db)).ok


async def test_the_routes_create_list_and_revoke(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    for path, wish in (
        ("/rest/tokens", {"name": "ci", "role": "deployer", "services": ["web"], "expires_at": "2099-01-01T00:00:00Z"}),
        ("/rest/ingest-keys", {"name": "host", "environments": ["staging"], "rate_per_second": 10}),
    ):
        made = await alice.post(path, json=wish)
        assert made.status_code == 201, made.text
        assert made.headers["Cache-Control"] == "no-store"
        assert (await access.authenticate_text(made.json()["token"])).name == wish["name"]
        listed = (await alice.get(path)).json()["items"]
        assert [item["id"] for item in listed] == [made.json()["id"]]
        assert "token" not in listed[0]
        assert "hash" not in str(listed)
        assert listed[0]["created_by"] == "user:Alice"
        assert (await alice.delete(f"{path}/{made.json()['id']}")).status_code == 204
        assert (await alice.get(path)).json()["items"][0]["revoked_at"] is not None
        assert (await alice.delete(f"{path}/nosuch")).status_code == 404
        assert (await alice.delete(f"{path}/a%00b")).status_code == 422
        assert (await alice.post(path, json=wish | {"colour": "red"})).status_code == 422
