"""Writing and reading the audit chain."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from sardonyx.access import Actor, audit
from sardonyx.access.audit import anchor
from sardonyx.access.audit.chain import CHECKPOINT_EVERY
from sardonyx.access.models import AuditCheckpointRow, AuditEntryRow
from sardonyx.state import Database
from tests.support.people import PASSWORD, TESTER, add_people, client, make_access, make_app, sign_in


async def write(db: Database, count: int, action: str = "test.write") -> None:
    for number in range(count):
        async with db.session() as session:
            await audit.record(session, TESTER, action, f"thing:{number}", details={"number": number})


async def test_twenty_writers_of_twenty_entries_make_one_unbroken_chain(db: Database) -> None:
    await asyncio.gather(*(write(db, 20, f"test.writer_{number}") for number in range(20)))
    report = await audit.verify(db)
    assert (report.ok, report.entries, report.problem) == (True, 400, None)
    assert report.vouched == 400
    async with db.reading() as session:
        rows = (await session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq))).all()
        checkpoints = (await session.scalars(select(AuditCheckpointRow.seq))).all()
    assert [row.seq for row in rows] == list(range(1, 401))
    assert sorted(checkpoints) == [n * CHECKPOINT_EVERY for n in range(1, 400 // CHECKPOINT_EVERY + 1)]


async def test_processes_writing_at_once_make_one_unbroken_chain(db: Database, state_url: str, tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from sardonyx.access import SYSTEM, audit\n"
        "from sardonyx.state import Database\n"
        "async def main():\n"
        "    db = await Database.open(sys.argv[1], folder=Path(sys.argv[2]))\n"
        "    for n in range(30):\n"
        "        async with db.session() as session:\n"
        "            await audit.record(session, SYSTEM, 'test.write', f'thing:{n}')\n"
        "    await db.close()\n"
        "asyncio.run(main())\n"
    )
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", code, state_url, str(tmp_path)) for _ in range(2)
    ]
    await write(db, 30)
    assert [await process.wait() for process in processes] == [0, 0]
    report = await audit.verify(db)
    assert (report.ok, report.entries, report.vouched) == (True, 90, 90)


async def test_an_entry_stands_or_falls_with_its_change(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  (the block is the subject)
        async with db.session() as session:
            await audit.record(session, TESTER, "test.undone", "thing:1")
            raise ZeroDivisionError
    await write(db, 1)
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=10, reader=TESTER)
    assert "test.undone" not in {entry.action for entry in page.items}
    assert (await audit.verify(db)).ok


async def test_several_entries_in_one_transaction_are_linked(db: Database) -> None:
    async with db.session() as session:
        numbers = [await audit.record(session, TESTER, "test.write", f"thing:{n}") for n in range(5)]
    assert numbers == [1, 2, 3, 4, 5]
    assert (await audit.verify(db)).ok


async def test_hostile_names_are_stored_harmlessly(db: Database) -> None:
    async with db.session() as session:
        await audit.record(
            session,
            Actor("user", "id\x00", "Mallory\x1b[2J\ud800" + "x" * 1000, "203.0.113.7"),
            "test.write",
            "thing:\n",
            details={"text": "\x00\ud800 ü"},
        )
    page = await audit.page(db, audit.AuditFilter(action="test.write"), before=None, limit=1, reader=TESTER)
    assert page.items[0].actor.name.startswith("Mallory\ufffd[2J")
    assert len(page.items[0].actor.name) == 300
    assert page.items[0].details == {"text": "\x00\ud800 ü"}
    assert (await audit.verify(db)).ok


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"])
async def test_the_database_itself_refuses_changes(db: Database, statement: str) -> None:
    await write(db, 2)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.session() as session:
            await session.execute(text(statement))
    assert (await audit.verify(db)).ok


async def test_the_anchor_follows_each_commit(db: Database, tmp_path: Path) -> None:
    for expected in (1, 2, 3):
        await write(db, 1)
        present = anchor.read(tmp_path)
        assert present is not None
        assert present.seq == expected


async def test_pages_go_back_in_time_without_gap_or_repetition(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    alice = await sign_in(make_app(access), "alice")
    await write(db, 25)
    seen: list[int] = []
    cursor = ""
    while True:
        page = (await alice.get(f"/rest/audit?limit=7&action=test.write{cursor}")).json()
        seen += [entry["details"]["number"] for entry in page["items"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert seen == list(range(24, -1, -1))


async def test_filters_by_actor_object_and_time(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice", "sam")
    sam = await sign_in(make_app(access), "sam")
    await write(db, 3)
    items = (await sam.get("/rest/audit", params={"actor": "test", "object": "thing:1"})).json()["items"]
    assert [entry["object"] for entry in items] == ["thing:1"]
    at = items[0]["at"]
    until = (await sam.get("/rest/audit", params={"action": "test.write", "end": at})).json()["items"]
    since = (await sam.get("/rest/audit", params={"action": "test.write", "start": at})).json()["items"]
    assert [entry["object"] for entry in until] == ["thing:0"]
    assert [entry["object"] for entry in since] == ["thing:2", "thing:1"]
    assert (await sam.get("/rest/audit", params={"action": "a\x00b"})).status_code == 422
    assert (await sam.get("/rest/audit", params={"start": "2026-01-01T00:00:00"})).status_code == 422


async def test_reading_the_audit_is_audited_with_what_was_asked(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice", "sam")
    sam = await sign_in(make_app(access), "sam")
    await sam.get("/rest/audit", params={"action": "user.create"})
    newest = (await sam.get("/rest/audit", params={"action": "audit.read"})).json()["items"]
    assert [entry["actor"]["name"] for entry in newest] == ["Sam", "Sam"]
    assert newest[1]["details"]["filter"] == {"action": "user.create"}


async def test_every_sensitive_act_leaves_an_entry(db: Database) -> None:
    access = make_access(db)
    app = make_app(access)
    await add_people(access, "alice")
    alice = await sign_in(app, "alice")
    wrong = {"email": "alice@example.org", "password": "wrong wrong wrong"}
    assert (await client(app).post("/rest/session", json=wrong)).status_code == 401
    wish = {"email": "eve@example.org", "name": "Eve", "password": PASSWORD, "roles": ["viewer"]}
    eve = (await alice.post("/rest/users", json=wish)).json()["id"]
    await alice.patch(f"/rest/users/{eve}", json={"roles": ["editor"]})
    await alice.put(f"/rest/users/{eve}/password", json={"password": "eight dry otters sleeping"})
    await alice.delete(f"/rest/users/{eve}/sessions")
    await alice.delete(f"/rest/users/{eve}")
    for path, wish in (("tokens", {"name": "t", "role": "viewer"}), ("ingest-keys", {"name": "k"})):
        made = (await alice.post(f"/rest/{path}", json=wish)).json()["id"]
        await alice.delete(f"/rest/{path}/{made}")
    change = {"current_password": "wrong wrong wrong", "new_password": "eight dry otters sleeping"}
    await alice.put("/rest/account/password", json=change)
    await alice.put("/rest/account/password", json=change | {"current_password": PASSWORD})
    await alice.delete("/rest/session")
    page = await audit.page(db, audit.AuditFilter(), before=None, limit=100, reader=TESTER)
    assert [(entry.action, entry.outcome) for entry in reversed(page.items)] == [
        ("user.create", "success"),
        ("session.login", "success"),
        ("session.login", "failure"),
        ("user.create", "success"),
        ("user.update", "success"),
        ("user.set_password", "success"),
        ("session.revoke_all", "success"),
        ("user.delete", "success"),
        ("token.create", "success"),
        ("token.revoke", "success"),
        ("ingest_key.create", "success"),
        ("ingest_key.revoke", "success"),
        ("user.change_password", "failure"),
        ("user.change_password", "success"),
        ("session.logout", "success"),
        ("audit.read", "success"),
    ]
    assert all(entry.actor.address == "203.0.113.7" for entry in page.items if entry.actor.kind == "user")
    for secret in (PASSWORD, "wrong wrong wrong", "eight dry otters sleeping", "argon2"):
        assert secret not in str(page)
    update = next(entry for entry in page.items if entry.action == "user.update")
    assert update.details == {"changes": {"roles": {"from": ["viewer"], "to": ["editor"]}}}


async def test_the_verification_route_reports(db: Database) -> None:
    access = make_access(db)
    await add_people(access, "alice")
    alice = await sign_in(make_app(access), "alice")
    assert (await alice.get("/rest/audit/verification")).json() == {
        "ok": True,
        "entries": 2,
        "vouched": 2,
        "first_broken": None,
        "problem": None,
        "notes": [],
    }
