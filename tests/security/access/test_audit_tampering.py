"""Somebody with the database in his hands rewrites history; `verify` names the first broken record."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from sardonyx.access import audit
from sardonyx.access.audit import anchor, signer
from sardonyx.access.audit.canonical import entry_hash
from sardonyx.access.models import AuditEntryRow
from sardonyx.state import Database
from tests.support.people import TESTER

COUNT = 150


@pytest.fixture
async def chain(db: Database) -> Database:
    """150 entries, so one checkpoint at 100 and the anchor at 150."""
    async with db.session() as session:
        for number in range(COUNT - 1):
            await audit.record(session, TESTER, "test.write", f"thing:{number}")
    async with db.session() as session:
        await audit.record(session, TESTER, "test.write", "thing:last")
    assert (await audit.verify(db)).ok
    return db


async def tamper(db: Database, *statements: str) -> None:
    """Switch the triggers off, as the owner of a database can, and do it."""
    off = (
        ["ALTER TABLE audit_entries DISABLE TRIGGER USER", "ALTER TABLE audit_checkpoints DISABLE TRIGGER USER"]
        if db.kind == "postgresql"
        else [
            f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
            for table in ("audit_entries", "audit_checkpoints")
            for verb in ("update", "delete")
        ]
    )
    async with db.session() as session:
        for statement in (*off, *statements):
            await session.execute(text(statement))


async def rewrite_from(db: Database, first: int, *, fix_head: bool = True) -> None:
    """Change one entry and compute every hash after it anew, as a careful forger would."""
    await tamper(db)
    async with db.session() as session:
        previous = (await session.get_one(AuditEntryRow, first - 1)).hash
        for seq in range(first, COUNT + 1):
            row = await session.get_one(AuditEntryRow, seq)
            if seq == first:
                row.actor_name = "Somebody else"
            row.prev_hash = previous
            row.hash = previous = entry_hash(row)
        if fix_head:
            await session.flush()
            await session.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})


async def broken(db: Database) -> tuple[int | None, str]:
    report = await audit.verify(db)
    assert not report.ok
    code, shown = await audit.verify_command(db)
    assert code == 1
    assert shown.startswith(f"BROKEN at record {report.first_broken}: ")
    return report.first_broken, report.problem or ""


@pytest.mark.parametrize(
    "change",
    [
        "actor_name = 'Nobody'",
        "actor_id = 'x'",
        "actor_kind = 'cli'",
        "address = '10.0.0.1'",
        "action = 'test.other'",
        "object = 'thing:other'",
        "outcome = 'failure'",
        "details = '[]'",
        "at_us = at_us + 1",
        "prev_hash = hash",
        "hash = prev_hash",
    ],
)
async def test_a_changed_field_is_found(chain: Database, change: str) -> None:
    await tamper(chain, f"UPDATE audit_entries SET {change} WHERE seq = 42")
    seq, problem = await broken(chain)
    assert seq == 42
    assert "changed" in problem


async def test_a_record_removed_from_the_middle_is_named(chain: Database) -> None:
    await tamper(chain, "DELETE FROM audit_entries WHERE seq = 42")
    assert await broken(chain) == (42, "record 42 is missing; the next one is 43")


async def test_the_removed_first_record_is_named(chain: Database) -> None:
    await tamper(chain, "DELETE FROM audit_entries WHERE seq = 1")
    assert (await broken(chain))[0] == 1


async def test_removed_newest_records_are_missed_by_the_head(chain: Database) -> None:
    await tamper(chain, "DELETE FROM audit_entries WHERE seq > 140")
    assert await broken(chain) == (141, "records 141 to 150 are missing")


async def test_removed_newest_records_are_missed_by_the_anchor_when_the_head_is_mended_too(chain: Database) -> None:
    await tamper(
        chain,
        "DELETE FROM audit_entries WHERE seq > 140",
        "UPDATE audit_head SET seq = 140, hash = (SELECT hash FROM audit_entries WHERE seq = 140)",
    )
    seq, problem = await broken(chain)
    assert seq == 141
    assert "anchor" in problem


async def test_everything_removed_is_missed_by_the_anchor(chain: Database) -> None:
    await tamper(
        chain,
        "DELETE FROM audit_entries",
        "DELETE FROM audit_checkpoints",
        f"UPDATE audit_head SET seq = 0, hash = '{'0' * 64}'",
    )
    seq, problem = await broken(chain)
    assert seq == 1
    assert "1 to 150 are missing" in problem


async def test_a_record_replaced_with_its_hash_is_named_by_its_successor(chain: Database) -> None:
    await tamper(chain)
    async with chain.session() as session:
        row = await session.get_one(AuditEntryRow, 42)
        row.object = "thing:forged"
        row.hash = entry_hash(row)
    seq, problem = await broken(chain)
    assert seq == 42
    assert "replaced" in problem


async def test_a_chain_rewritten_before_a_checkpoint_contradicts_it(chain: Database) -> None:
    await rewrite_from(chain, 42)
    seq, problem = await broken(chain)
    assert seq == 1
    assert "between 1 and 100" in problem
    assert "checkpoint at record 100" in problem


async def test_a_chain_rewritten_after_the_checkpoint_contradicts_the_anchor(chain: Database) -> None:
    await rewrite_from(chain, 120)
    seq, problem = await broken(chain)
    assert seq == 101
    assert "between 101 and 150" in problem
    assert "anchor" in problem


async def test_a_checkpoint_signed_with_a_forgers_key_does_not_help_him(
    chain: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await rewrite_from(chain, 42)
    forger = signer.load_or_create(tmp_path_factory.mktemp("forger"))
    async with chain.session() as session:
        row = await session.get_one(AuditEntryRow, 100)
        signature = forger.sign(100, row.hash, 5)
        await session.execute(
            text("UPDATE audit_checkpoints SET hash = :h, at_us = 5, public_key = :k, signature = :s"),
            {"h": row.hash, "k": forger.public_key, "s": signature},
        )
    seq, problem = await broken(chain)
    assert seq == 1
    assert "anchor" in problem


async def test_a_false_checkpoint_signature_is_found(chain: Database) -> None:
    await tamper(chain, f"UPDATE audit_checkpoints SET signature = '{'0' * 128}'")
    assert await broken(chain) == (100, "the signature of the checkpoint at record 100 is false")


async def test_a_record_slipped_in_at_the_end_is_found(chain: Database) -> None:
    await tamper(
        chain,
        "INSERT INTO audit_entries SELECT 151, at_us, actor_kind, actor_id, actor_name, address, action, object, "
        "outcome, details, hash, hash FROM audit_entries WHERE seq = 150",
    )
    assert (await broken(chain))[0] == 151


async def test_a_moved_head_is_found(chain: Database) -> None:
    await tamper(chain, "UPDATE audit_head SET hash = 'x'")
    assert (await broken(chain))[0] == 150


async def test_a_forged_or_damaged_anchor_is_found(
    chain: Database, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path / anchor.ANCHOR_FILE
    genuine = path.read_text()
    path.write_text(json.dumps(json.loads(genuine) | {"seq": 140}))
    assert (await broken(chain))[1] == "the anchor file is not signed by this host's key"
    path.write_text("{")
    assert "damaged" in (await broken(chain))[1]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    anchor.raise_to(elsewhere, 140, "a" * 64, 1)
    path.write_text((elsewhere / anchor.ANCHOR_FILE).read_text())
    assert (await broken(chain))[1] == "the anchor file is not signed by this host's key"
    path.unlink()
    assert "missing" in (await broken(chain))[1]
    path.write_text(genuine)
    assert (await audit.verify(chain)).ok


async def test_a_lost_key_is_found(chain: Database, tmp_path: Path) -> None:
    (tmp_path / signer.KEY_FILE).unlink()
    assert signer.KEY_FILE in (await broken(chain))[1]


async def test_another_host_verifies_the_links_and_says_what_it_cannot_vouch_for(
    chain: Database, state_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = await Database.open(state_url, folder=tmp_path_factory.mktemp("other-host"))
    report = await audit.verify(other)
    await other.close()
    assert report.ok
    assert report.vouched == 0
    assert any("no anchor" in note for note in report.notes)
    assert any("other hosts" in note for note in report.notes)
