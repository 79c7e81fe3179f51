"""Users, sessions and messages."""

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sardonyx_sdk import traced

from sardonyx_demo.database import Database
from sardonyx_demo.suna.passwords import hash_password
from sardonyx_demo.suna.people import PEOPLE

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, email TEXT UNIQUE, team TEXT, password TEXT) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, token_hash TEXT UNIQUE, user_id TEXT REFERENCES users, started REAL) STRICT;
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, session_id TEXT, role TEXT, content TEXT, created REAL) STRICT;
CREATE INDEX IF NOT EXISTS messages_by_session ON messages (session_id, id);
"""
SESSION_SECONDS = 3600.0
_KEPT_IN_MEMORY = 64


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has logged in."""

    id: str
    user_id: str
    team: str


class Store:
    """Suna's tables."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: OrderedDict[str, Session] = OrderedDict()

    @traced("add the users")
    async def add_people(self) -> None:
        """Create the demo's users if this is a new file."""
        if await self._database.rows("SELECT users", "SELECT 1 FROM users LIMIT 1"):
            return
        rows = [(one.user_id, one.email, one.team, hash_password(one.password)) for one in PEOPLE]
        await self._database.write_many("INSERT users", "INSERT INTO users VALUES (?, ?, ?, ?)", rows)

    async def user(self, email: str) -> Any | None:
        """The row (id, team, password) of a user, or None."""
        found = await self._database.rows(
            "SELECT users", "SELECT id, team, password FROM users WHERE email = ?", (email,)
        )
        return found[0] if found else None

    async def start_session(self, user_id: str) -> tuple[str, str]:
        """A new session: (id, token). Sessions that ended an hour ago are forgotten."""
        now = time.time()
        oldest = (now - SESSION_SECONDS,)
        await self._database.write("DELETE messages", "DELETE FROM messages WHERE created < ?", oldest)
        await self._database.write("DELETE sessions", "DELETE FROM sessions WHERE started < ?", oldest)
        session_id, token = f"s-{secrets.token_hex(6)}", f"demo.{secrets.token_urlsafe(24)}"
        await self._database.write(
            "INSERT sessions", "INSERT INTO sessions VALUES (?, ?, ?, ?)", (session_id, _hashed(token), user_id, now)
        )
        return session_id, token

    def remembered(self, token: str) -> Session | None:
        """The session, if it was used lately."""
        return self._recent.get(_hashed(token))

    async def session(self, token: str) -> Session | None:
        """The session of a token, from the database."""
        found = await self._database.rows(
            "SELECT sessions",
            "SELECT s.id, s.user_id, u.team FROM sessions AS s JOIN users AS u ON u.id = s.user_id "
            "WHERE s.token_hash = ? AND s.started > ?",
            (_hashed(token), time.time() - SESSION_SECONDS),
        )
        if not found:
            return None
        session = self._recent[_hashed(token)] = Session(*found[0])
        if len(self._recent) > _KEPT_IN_MEMORY:
            self._recent.popitem(last=False)
        return session

    async def add_message(self, session_id: str, role: str, content: str) -> None:
        """Append to a conversation."""
        await self._database.write(
            "INSERT messages",
            "INSERT INTO messages (session_id, role, content, created) VALUES (?, ?, ?, ?)",
            (session_id, role, content, time.time()),
        )

    async def messages(self, session_id: str, limit: int) -> list[dict[str, str]]:
        """The last messages of a conversation, oldest first."""
        found = await self._database.rows(
            "SELECT messages",
            "SELECT role, content FROM messages WHERE session_id = ? ORDER BY id DESC LIMIT ?",
            (session_id, limit),
        )
        return [{"role": row["role"], "content": row["content"]} for row in reversed(found)]


def open_database(path: Path, delay_ms: Any) -> Database:
    """Suna's file."""
    return Database(path, SCHEMA, delay_ms)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
