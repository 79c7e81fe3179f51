"""Search rules as people keep them. Every change enters the audit chain and is at work at once.

A rule counts what the one who changed it last may see; whoever sees less than that neither sees nor changes it.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, FieldError, NotFound, ValidationFailed
from sardonyx.access.principal import Actor, Principal
from sardonyx.access.scope import clean_name
from sardonyx.alerting.search_rules.definition import RESERVED_LABELS, condition_of, scope_of_row
from sardonyx.alerting.search_rules.models import SearchRuleRow, SearchRuleStateRow
from sardonyx.alerting.search_rules.runner import SearchRuleRunner
from sardonyx.alerting.search_rules.schemas import SearchRuleInput
from sardonyx.answers import scope_of
from sardonyx.state import Database

MAX_RULES = 500


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class SearchRules:
    """All of them, over the state database; `runner` evaluates them, where there is one."""

    def __init__(
        self, db: Database, runner: SearchRuleRunner | None = None, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._db = db
        self._runner = runner
        self._now = now

    @property
    def runner(self) -> SearchRuleRunner | None:
        """What evaluates them."""
        return self._runner

    async def seen_by(self, principal: Principal) -> Sequence[SearchRuleRow]:
        """Those within his scope, by name."""
        query = select(SearchRuleRow).order_by(func.lower(SearchRuleRow.name), SearchRuleRow.id)
        async with self._db.reading() as session:
            return [row for row in await session.scalars(query) if _is_seen(row, principal)]

    async def create(self, wanted: SearchRuleInput, principal: Principal, actor: Actor) -> SearchRuleRow:
        """Keep a rule. Raises SearchSyntaxError, Conflict (the name is taken, too many), ValidationFailed."""
        now = self._now()
        row = SearchRuleRow(id=secrets.token_hex(8), created_at=now)
        _fill(row, wanted, principal, now)
        async with self._db.session() as session:
            await chain.lock(session)
            if (await session.execute(select(func.count()).select_from(SearchRuleRow))).scalar_one() >= MAX_RULES:
                raise Conflict(f"there are {MAX_RULES} search rules: delete some first")
            await _check_name(session, row)
            session.add(row)
            await _record(session, actor, "create", row)
        await self._follow()
        return row

    async def change(self, rule_id: str, wanted: SearchRuleInput, principal: Principal, actor: Actor) -> SearchRuleRow:
        """Replace a rule; from then on it counts what the caller may see. Raises NotFound, and as `create`."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _row(session, rule_id, principal)
            _fill(row, wanted, principal, self._now())
            await _check_name(session, row)
            if not row.enabled:
                await _forget(session, rule_id)
            await _record(session, actor, "change", row)
        await self._follow()
        return row

    async def delete(self, rule_id: str, principal: Principal, actor: Actor) -> None:
        """Delete for good; its alerts end. Raises NotFound."""
        async with self._db.session() as session:
            await chain.lock(session)
            row = await _row(session, rule_id, principal)
            await session.delete(row)
            await _forget(session, rule_id)
            await _record(session, actor, "delete", row)
        await self._follow()

    async def _follow(self) -> None:
        if self._runner is not None:
            await self._runner.follow()


def _fill(row: SearchRuleRow, wanted: SearchRuleInput, principal: Principal, now: datetime) -> None:
    for name, value in wanted.model_dump().items():
        setattr(row, name, value)
    row.name = clean_name(wanted.name)
    row.group_by = wanted.group_by.strip()
    scope = scope_of(principal)
    row.services = None if scope.services is None else sorted(scope.services)
    row.environments = None if scope.environments is None else sorted(scope.environments)
    row.changed_by, row.changed_at = principal.name, now
    condition = condition_of(row)
    _ = condition.compiled
    if condition.group_label in RESERVED_LABELS:
        raise ValidationFailed(FieldError("group_by", f"alerts have a label {condition.group_label} of ours"))


def _is_seen(row: SearchRuleRow, principal: Principal) -> bool:
    return principal.may(f"{row.signal}:read") and scope_of(principal).covers(scope_of_row(row))


async def _row(session: AsyncSession, rule_id: str, principal: Principal) -> SearchRuleRow:
    row = await session.get(SearchRuleRow, rule_id)
    if row is None or not _is_seen(row, principal):
        raise NotFound(f"there is no search rule {rule_id}")
    return row


async def _check_name(session: AsyncSession, row: SearchRuleRow) -> None:
    same = select(SearchRuleRow.id).where(SearchRuleRow.name == row.name, SearchRuleRow.id != row.id)
    with session.no_autoflush:
        taken = (await session.execute(same)).first()
    if taken is not None:
        raise Conflict(f"there is a search rule named {row.name!r} already")


async def _forget(session: AsyncSession, rule_id: str) -> None:
    if (state := await session.get(SearchRuleStateRow, rule_id)) is not None:
        await session.delete(state)


async def _record(session: AsyncSession, actor: Actor, verb: str, row: SearchRuleRow) -> None:
    told = {
        "name": row.name, "signal": row.signal, "query": row.query[:1000], "op": row.op, "threshold": row.threshold,
        "window_seconds": row.window_seconds, "group_by": row.group_by, "for_seconds": row.for_seconds,
        "severity": row.severity, "enabled": row.enabled,
    }  # fmt: skip
    await chain.record(session, actor, f"search_rule.{verb}", f"search_rule:{row.id}", details=told)
