"""People: create, change, disable, delete, and their passwords."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access import credentials, password_rules
from sardonyx.access.audit import chain
from sardonyx.access.errors import AccessDenied, Conflict, FieldError, NotAuthenticated, NotFound, ValidationFailed
from sardonyx.access.models import SessionRow, UserRow
from sardonyx.access.passwords import Passwords
from sardonyx.access.principal import Actor, Principal
from sardonyx.access.scope import clean_name, clean_roles, clean_scope, refuse_beyond
from sardonyx.access.throttle import Throttle
from sardonyx.state import Database

# Not the whole of RFC 5321: enough to catch typing errors, and printable.
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f\ud800-\udfff]{1,64}@[^@\s\x00-\x1f\x7f\ud800-\udfff]{1,189}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """What a new user needs. `services` and `environments` None: all."""

    email: str
    name: str
    password: str
    roles: Iterable[str]
    services: Iterable[str] | None = None
    environments: Iterable[str] | None = None


@dataclass(frozen=True, slots=True)
class UserInfo:
    """A user as shown: everything but the password."""

    id: str
    email: str
    name: str
    roles: list[str]
    services: list[str] | None
    environments: list[str] | None
    disabled: bool
    created_at: datetime
    last_login_at: datetime | None


class Users:
    """The people of one installation. `changed` is called after each change that bears on who may do what."""

    def __init__(
        self,
        db: Database,
        passwords: Passwords,
        throttle: Throttle,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._db = db
        self._passwords = passwords
        self._throttle = throttle
        self._now = now
        self._changed = changed

    async def all(self) -> list[UserInfo]:
        """Everybody, by address."""
        async with self._db.reading() as session:
            return [info(row) for row in await session.scalars(select(UserRow).order_by(UserRow.email))]

    async def get(self, user_id: str) -> UserInfo:
        """One user. Raises NotFound."""
        async with self._db.reading() as session:
            return info(await _existing(session, user_id))

    async def create(self, new: NewUser, *, giver: Principal, actor: Actor) -> UserInfo:
        """Add a user. Raises ValidationFailed, Conflict (address in use), AccessDenied (beyond the giver's rights)."""
        row = await self.prepare(new)
        refuse_beyond(giver, roles=row.roles, services=row.services, environments=row.environments)
        async with self._db.session() as session:
            await chain.lock(session)
            if "admin" not in row.roles and await _nobody(session):
                raise Conflict("the first user must be an administrator, or nobody could manage the others")
            await insert(session, row, actor)
        self._changed()
        return info(row)

    async def prepare(self, new: NewUser) -> UserRow:
        """A checked row with the password hashed, not yet stored: hashing takes long and belongs outside of transactions."""
        email = clean_email(new.email)
        name = clean_name(new.name)
        password_rules.check(new.password, email=email, name=name)
        now = self._now()
        return UserRow(
            id=f"usr_{credentials.random_text(12)}",
            email=email,
            name=name,
            password_hash=await self._passwords.hash(new.password),
            roles=clean_roles(new.roles),
            services=clean_scope(new.services, "services"),
            environments=clean_scope(new.environments, "environments"),
            disabled=False,
            created_at=now,
            password_changed_at=now,
            last_login_at=None,
        )

    async def update(self, user_id: str, changes: dict[str, object], *, giver: Principal, actor: Actor) -> UserInfo:
        """Change `name`, `roles`, `services`, `environments`, `disabled`; other keys are refused.

        Takes effect in running sessions at once. Disabling ends them. Raises NotFound, ValidationFailed, AccessDenied,
        Conflict (the last administrator).
        """
        cleaned = _clean_changes(changes)
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _existing(session, user_id)
            refuse_beyond(giver, roles=row.roles, services=row.services, environments=row.environments)
            before = {name: getattr(row, name) for name in cleaned}
            for name, value in cleaned.items():
                setattr(row, name, value)
            refuse_beyond(giver, roles=row.roles, services=row.services, environments=row.environments)
            await session.flush()
            await _refuse_without_admin(session)
            if row.disabled:
                await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            changed = {
                name: {"from": before[name], "to": cleaned[name]} for name in cleaned if before[name] != cleaned[name]
            }
            if changed:
                await chain.record(session, actor, "user.update", f"user:{user_id}", details={"changes": changed})
        self._changed()
        return info(row)

    async def delete(self, user_id: str, *, giver: Principal, actor: Actor, reason: str | None = None) -> None:
        """Delete a user and end his sessions; what he did stays in the audit chain. Raises NotFound, Conflict."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _existing(session, user_id)
            refuse_beyond(giver, roles=row.roles, services=row.services, environments=row.environments)
            await session.delete(row)
            await session.flush()
            await _refuse_without_admin(session)
            details = {"email": row.email, **({"reason": reason} if reason else {})}
            await chain.record(session, actor, "user.delete", f"user:{user_id}", details=details)
        self._changed()

    async def set_password(self, user_id: str, password: str, *, giver: Principal, actor: Actor) -> None:
        """Give a user a new password and end all his sessions."""
        user = await self.get(user_id)
        refuse_beyond(giver, roles=user.roles, services=user.services, environments=user.environments)
        await self._store_password(user, password, keep_session=None, actor=actor, action="user.set_password")

    async def change_own_password(self, principal: Principal, current: str, new: str, *, actor: Actor) -> None:
        """Change one's own password; every other session ends. Guessing the present one is throttled like a login."""
        if principal.kind != "user":
            raise AccessDenied("only a signed-in user has a password")
        async with self._db.reading() as session:
            row = await _existing(session, principal.id)
        await self._throttle.attempt(row.email, actor.address or "", self._now())
        if not await self._passwords.matches(row.password_hash, current):
            async with self._db.session() as session:
                await chain.record(session, actor, "user.change_password", f"user:{row.id}", outcome="failure")
            raise ValidationFailed(FieldError("current_password", "this is not your present password"))
        await self._store_password(
            info(row), new, keep_session=principal.session_id, actor=actor, action="user.change_password"
        )

    async def _store_password(
        self, user: UserInfo, password: str, *, keep_session: str | None, actor: Actor, action: str
    ) -> None:
        password_rules.check(password, email=user.email, name=user.name)
        hashed = await self._passwords.hash(password)
        async with self._db.session() as session:
            await chain.lock(session)
            row = await session.get(UserRow, user.id)
            if row is None:
                raise NotAuthenticated
            row.password_hash = hashed
            row.password_changed_at = self._now()
            ended = delete(SessionRow).where(SessionRow.user_id == user.id)
            if keep_session is not None:
                ended = ended.where(SessionRow.id != keep_session)
            await session.execute(ended)
            await self._throttle.succeeded(session, user.email, actor.address or "")
            await chain.record(session, actor, action, f"user:{user.id}")
        self._changed()


async def insert(session: AsyncSession, row: UserRow, actor: Actor) -> None:
    """Store a prepared user and record it. Raises Conflict when the address is in use."""
    taken = await session.execute(select(UserRow.id).where(UserRow.email == row.email))
    if taken.first() is not None:
        raise Conflict(f"there is a user with the address {row.email} already")
    session.add(row)
    scope = {"services": row.services, "environments": row.environments}
    await chain.record(
        session, actor, "user.create", f"user:{row.id}", details={"email": row.email, "roles": row.roles, **scope}
    )


def clean_email(email: str) -> str:
    """The address in small letters. Raises ValidationFailed."""
    lowered = email.strip().lower()
    if not _EMAIL.fullmatch(lowered):
        raise ValidationFailed(FieldError("email", "an e-mail address such as alice@example.org"))
    return lowered


def info(row: UserRow) -> UserInfo:
    """What may be shown of a row."""
    return UserInfo(
        id=row.id,
        email=row.email,
        name=row.name,
        roles=row.roles,
        services=row.services,
        environments=row.environments,
        disabled=row.disabled,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
    )


def _clean_changes(changes: dict[str, object]) -> dict[str, object]:
    cleaned: dict[str, object] = {}
    for name, value in changes.items():
        match name, value:
            case "name", str():
                cleaned[name] = clean_name(value)
            case "roles", list():
                cleaned[name] = clean_roles(value)
            case "services" | "environments", list() | None:
                cleaned[name] = clean_scope(value, name)
            case "disabled", bool():
                cleaned[name] = value
            case _:
                raise ValidationFailed(FieldError(name, "cannot be changed to this"))
    return cleaned


async def _existing(session: AsyncSession, user_id: str) -> UserRow:
    row = await session.get(UserRow, user_id)
    if row is None:
        raise NotFound(f"there is no user {user_id}")
    return row


async def _nobody(session: AsyncSession) -> bool:
    return (await session.execute(select(UserRow.id).limit(1))).first() is None


async def _refuse_without_admin(session: AsyncSession) -> None:
    enabled = await session.scalars(select(UserRow.roles).where(UserRow.disabled.is_(False)))
    if not any("admin" in roles for roles in enabled):
        raise Conflict("this is the last administrator: make somebody else one first")
