"""What the state database promises to every capability."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from sardonyx.access.models import LoginAttemptsRow, SessionRow
from sardonyx.state import Database, StateUnavailable, after_commit, database_of
from sardonyx.state.address import default_url


def _row(key: str, at: datetime | None = None) -> LoginAttemptsRow:
    return LoginAttemptsRow(key=key, failures=0, last_at=at or datetime.now(UTC), blocked_until=None)


async def _keys(db: Database) -> list[str]:
    async with db.reading() as session:
        return list(await session.scalars(select(LoginAttemptsRow.key).order_by(LoginAttemptsRow.key)))


async def test_commits_at_the_end_and_rolls_back_on_any_exception(db: Database) -> None:
    async with db.session() as session:
        session.add(_row("kept"))
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  (the block is the subject)
        async with db.session() as session:
            session.add(_row("lost"))
            await session.flush()
            raise ZeroDivisionError
    assert await _keys(db) == ["kept"]


async def test_instants_come_back_exact_and_in_utc_whatever_zone_they_had(db: Database) -> None:
    at = datetime(2026, 3, 29, 2, 30, 0, 123456, timezone(timedelta(hours=5, minutes=30)))
    async with db.session() as session:
        session.add(_row("zoned", at))
    async with db.reading() as session:
        row = await session.get_one(LoginAttemptsRow, "zoned")
    assert row.last_at == at
    assert row.last_at.tzinfo is UTC


async def test_refuses_an_instant_without_a_zone(db: Database) -> None:
    with pytest.raises(Exception, match="naive"):
        async with db.session() as session:
            session.add(_row("naive", datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_foreign_keys_hold(db: Database) -> None:
    now = datetime.now(UTC)
    with pytest.raises(IntegrityError):
        async with db.session() as session:
            session.add(
                SessionRow(
                    id="s",
                    secret_hash="h",
                    user_id="nobody",
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now,
                    user_agent="",
                    address="",
                )
            )


async def test_callbacks_run_after_the_commit_and_never_after_a_rollback(db: Database) -> None:
    seen: list[list[str]] = []

    async def look() -> None:
        seen.append(await _keys(db))

    async with db.session() as session:
        assert database_of(session) is db
        after_commit(session, look)
        session.add(_row("a"))
        assert seen == []
    assert seen == [["a"]]
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  (the block is the subject)
        async with db.session() as session:
            after_commit(session, look)
            raise ZeroDivisionError
    assert len(seen) == 1


async def test_a_failing_callback_does_not_undo_or_hide_the_commit(db: Database) -> None:
    async def fail() -> None:
        raise OSError("disk full")

    async with db.session() as session:
        after_commit(session, fail)
        session.add(_row("a"))
    assert await _keys(db) == ["a"]


async def test_many_writers_at_once_lose_nothing(db: Database) -> None:
    async with db.session() as session:
        session.add(_row("counter"))

    async def add_one() -> None:
        async with db.session() as session:
            row = await session.get_one(LoginAttemptsRow, "counter", with_for_update=True)
            seen = row.failures
            await asyncio.sleep(0)
            row.failures = seen + 1

    await asyncio.gather(*(add_one() for _ in range(40)))
    async with db.reading() as session:
        assert (await session.get_one(LoginAttemptsRow, "counter")).failures == 40


async def test_reading_goes_on_while_somebody_writes(db: Database) -> None:
    async with db.session() as session:
        session.add(_row("unseen"))
        await session.flush()
        assert await _keys(db) == []
    assert await _keys(db) == ["unseen"]


async def test_ping_answers(db: Database) -> None:
    await db.ping()


async def test_a_cancelled_writer_leaves_nothing_and_blocks_nobody(db: Database) -> None:
    inside = asyncio.Event()

    async def write_for_ever() -> None:
        async with db.session() as session:
            session.add(_row("cancelled"))
            await session.flush()
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_for_ever())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with db.session() as session:
        session.add(_row("next"))
    assert await _keys(db) == ["next"]


class TestSqliteOnly:
    async def test_the_file_is_its_owners_only_and_in_wal_mode(self, tmp_path: Path) -> None:
        db = await Database.open(default_url(tmp_path / "new" / "folder"))
        try:
            async with db.session() as session:
                session.add(_row("a"))
                settings = [
                    (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
                    for name in ("journal_mode", "foreign_keys", "synchronous")
                ]
            assert settings == ["wal", 1, 2]
            files = list((tmp_path / "new" / "folder").glob("state.db*"))
            assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
            assert db.folder == tmp_path / "new" / "folder"
        finally:
            await db.close()

    async def test_a_file_open_to_others_is_closed_to_them(self, tmp_path: Path) -> None:
        path = tmp_path / "state.db"
        path.touch(mode=0o644)
        path.chmod(0o644)
        await (await Database.open(default_url(tmp_path))).close()
        assert path.stat().st_mode & 0o777 == 0o600

    async def test_a_session_inside_a_session_of_one_task_is_an_error_not_a_deadlock(self, tmp_path: Path) -> None:
        db = await Database.open(default_url(tmp_path))
        try:
            async with db.session():
                with pytest.raises(RuntimeError, match="open in this task already"):
                    async with db.session():
                        pass
        finally:
            await db.close()

    async def test_a_file_locked_by_another_process_for_too_long_is_unavailable(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sardonyx.state.sqlite_file.BUSY_SECONDS", 0.05)
        db = await Database.open(default_url(tmp_path))
        other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StateUnavailable):
                async with db.session():
                    pass
            assert await _keys(db) == []
            other.execute("ROLLBACK")
            async with db.session() as session:
                session.add(_row("after"))
            assert await _keys(db) == ["after"]
        finally:
            other.close()
            await db.close()

    async def test_a_folder_that_cannot_be_written_is_unavailable(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(StateUnavailable):
            await Database.open(default_url(tmp_path / "file"))
