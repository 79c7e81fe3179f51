"""The state tables of access control. Secrets appear only as hashes."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base

_ID = String(40)
_HASH = String(64)


class UserRow(Base):
    """A person. `services` and `environments` are the scope, null for all."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(Text)
    roles: Mapped[list[str]]
    services: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    environments: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    disabled: Mapped[bool]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]


class SessionRow(Base):
    """One signed-in browser. The cookie holds `id` and a secret; only the secret's hash is here."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(_HASH)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(64))


class TokenRow(Base):
    """An API token (`kind` "api", with a role) or an ingest key ("ingest", without)."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    secret_hash: Mapped[str] = mapped_column(_HASH)
    role: Mapped[str | None] = mapped_column(String(40))
    services: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    environments: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    rate_per_second: Mapped[int | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(300))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SetupLinkRow(Base):
    """A one-time link that lets its holder create the first administrator."""

    __tablename__ = "setup_links"

    secret_hash: Mapped[str] = mapped_column(_HASH, primary_key=True)
    created_at: Mapped[datetime]


class LoginAttemptsRow(Base):
    """Failed logins of one account or one address; kept in the database so that a restart forgives nothing."""

    __tablename__ = "login_attempts"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime | None]


class AuditEntryRow(Base):
    """One link of the audit chain. Triggers refuse UPDATE and DELETE; see `access/audit/chain.py`."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_action", "action", "seq"), Index("ix_audit_entries_actor", "actor_id"))

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at_us: Mapped[int] = mapped_column(BigInteger)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(300))
    actor_name: Mapped[str] = mapped_column(String(300))
    address: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(_HASH)
    hash: Mapped[str] = mapped_column(_HASH)


class AuditHeadRow(Base):
    """The single row (id 1) with the newest entry's number and hash; its lock is what keeps the chain from forking."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(_HASH)


class AuditCheckpointRow(Base):
    """A signature over the chain up to `seq`, by one host's key."""

    __tablename__ = "audit_checkpoints"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at_us: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(_HASH)
    public_key: Mapped[str] = mapped_column(_HASH)
    signature: Mapped[str] = mapped_column(String(128))
