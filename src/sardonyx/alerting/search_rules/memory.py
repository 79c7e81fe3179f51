"""The states of alerts of search rules over restarts, in the state database."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select

from sardonyx.alerting.evaluation.alert import Alert, AlertState
from sardonyx.alerting.search_rules.models import SearchRuleStateRow
from sardonyx.state import Database
from sardonyx.state.errors import StateError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The alerts of a rule when it was last evaluated. Times in ms since the epoch."""

    evaluated_at_ms: int
    alerts: tuple[Alert, ...]


class AlertMemory:
    """Keeps what is to survive; what can't be written now is written with the next evaluation."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> Mapping[str, Remembered]:
        """What is known of each rule, by its id. Raises StateError."""
        async with self._db.reading() as session:
            return {row.rule_id: _remembered(row) for row in await session.scalars(select(SearchRuleStateRow))}

    async def keep(self, rule_id: str, alerts: Iterable[Alert], at_ms: int) -> bool:
        """Remember a rule's alerts; whether that worked."""
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        row = SearchRuleStateRow(rule_id=rule_id, evaluated_at=at, alerts=[_kept(alert) for alert in alerts])
        try:
            async with self._db.session() as session:
                await session.merge(row)
        except StateError as error:
            log.warning("the alerts of the search rule %s are not kept: %s", rule_id, error)
            return False
        return True

    async def forget_others(self, rule_ids: Iterable[str]) -> None:
        """Drop what is known of all other rules."""
        async with self._db.session() as session:
            await session.execute(delete(SearchRuleStateRow).where(SearchRuleStateRow.rule_id.not_in(list(rule_ids))))


def _kept(alert: Alert) -> dict[str, object]:
    return {
        "labels": [list(pair) for pair in alert.labels],
        "annotations": dict(alert.annotations),
        "value": alert.value,
        "state": alert.state.value,
        "active_at_ms": alert.active_at_ms,
        "fired_at_ms": alert.fired_at_ms,
        "resolved_at_ms": alert.resolved_at_ms,
    }


def _remembered(row: SearchRuleStateRow) -> Remembered:
    alerts = (
        Alert(
            labels=tuple((name, value) for name, value in kept["labels"]),
            annotations=kept["annotations"],
            value=kept["value"],
            active_at_ms=kept["active_at_ms"],
            state=AlertState(kept["state"]),
            fired_at_ms=kept["fired_at_ms"],
            resolved_at_ms=kept["resolved_at_ms"],
        )
        for kept in row.alerts
    )
    return Remembered(round(row.evaluated_at.timestamp() * 1000), tuple(alerts))
