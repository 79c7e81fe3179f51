"""External watchers: their keys, and their alerts as results of monitors of kind `external`."""

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from sardonyx.access import credentials
from sardonyx.access.audit import chain
from sardonyx.access.errors import Conflict, NotAuthenticated, NotFound
from sardonyx.access.principal import Actor
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.scheduled import Sink
from sardonyx.config.checks import ExternalCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.external_watchers.formats import LABELS, Alert, Product
from sardonyx.health.external_watchers.state_models import WatcherKeyRow
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.watched import Watched
from sardonyx.state import Database

MAX_KEYS = 100
ID_LABEL = "external_id"
_OLDEST = timedelta(days=7)
_NEWEST = timedelta(minutes=5)
_TOUCH_EVERY = timedelta(minutes=1)


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class ExternalWatchers:
    """Over the state database; `sink` takes results."""

    def __init__(self, db: Database, monitors: Monitors, sink: Sink, *, now: Callable[[], datetime] = utc_now) -> None:
        self._db = db
        self._monitors = monitors
        self._sink = sink
        self._now = now

    async def keys(self) -> Sequence[WatcherKeyRow]:
        """All keys, the newest first."""
        query = select(WatcherKeyRow).order_by(WatcherKeyRow.created_at.desc(), WatcherKeyRow.id)
        async with self._db.reading() as session:
            return list(await session.scalars(query))

    async def create_key(self, product: Product, name: str, actor: Actor) -> tuple[WatcherKeyRow, str]:
        """A new key, which is told this once. Raises Conflict."""
        secret = credentials.random_text()
        row = WatcherKeyRow(
            id=secrets.token_hex(8), product=product, name=name, key_hash=credentials.digest(secret),
            created_by=actor.name, created_at=self._now(), last_used_at=None,
        )  # fmt: skip
        async with self._db.session() as session:
            if (await session.scalar(select(func.count()).select_from(WatcherKeyRow)) or 0) >= MAX_KEYS:
                raise Conflict(f"there may be {MAX_KEYS} keys at most")
            session.add(row)
            details = {"product": product, "name": name}
            await chain.record(session, actor, "watcher_key.create", f"watcher_key:{row.id}", details=details)
        return row, f"{row.id}.{secret}"

    async def delete_key(self, key_id: str, actor: Actor) -> None:
        """It tells nothing any more. Raises NotFound."""
        async with self._db.session() as session:
            row = await session.get(WatcherKeyRow, key_id)
            if row is None:
                raise NotFound(f"there is no key {key_id}")
            await session.delete(row)
            details = {"product": row.product, "name": row.name}
            await chain.record(session, actor, "watcher_key.delete", f"watcher_key:{key_id}", details=details)

    async def check(self, product: str, key: str) -> None:
        """Raises NotAuthenticated unless this is a key of this product."""
        key_id, _, secret = key.partition(".")
        async with self._db.reading() as session:
            row = await session.get(WatcherKeyRow, key_id[:40])
        # Compared even when there is no row, so that the time taken does not tell.
        fits = secrets.compare_digest(credentials.digest(secret), row.key_hash if row is not None else "0" * 64)
        if row is None or not fits or row.product != product:
            raise NotAuthenticated("the address needs the key of this integration: ?key=…")
        now = self._now()
        if row.last_used_at is None or now - row.last_used_at >= _TOUCH_EVERY:
            async with self._db.session() as session:
                if (used := await session.get(WatcherKeyRow, row.id)) is not None:
                    used.last_used_at = now

    async def take(self, product: Product, alert: Alert) -> Watched:
        """Hand an alert in as a result of its monitor, which is made at its first. Raises Conflict, StateUnavailable."""
        watched = self._find(product, alert) or await self._monitors.ensure(self._monitor(product, alert), "external")
        check = watched.monitor.check
        if not isinstance(check, ExternalCheck) or check.product != product:
            raise Conflict(f"there is another monitor “{watched.monitor.name}”")
        result = ProbeResult(
            monitor_id=watched.id,
            at_ms=int(self._when(alert).timestamp() * 1000),
            outcome=alert.outcome,
            reason="" if alert.outcome == "up" else "reported",
            message="" if alert.outcome == "up" else alert.message,
            vantage=watched.monitor.vantage_points[0],
        )
        await self._sink(watched.scheduled, result)
        return watched

    def _find(self, product: Product, alert: Alert) -> Watched | None:
        for one in self._monitors.all.values():
            check = one.monitor.check
            is_theirs = isinstance(check, ExternalCheck) and check.product == product
            if is_theirs and one.monitor.labels.get(ID_LABEL) == alert.id:
                return one
        return None

    def _monitor(self, product: Product, alert: Alert) -> Monitor:
        name = f"{LABELS[product]}: {alert.name}"
        there = self._monitors.by_name(name)
        if there is not None:
            # Two of theirs have one name: each is a monitor.
            name = f"{name} ({alert.id})"
        return Monitor(
            name=name[:120],
            check=ExternalCheck(product=product, url=alert.url),
            group=LABELS[product],
            labels={ID_LABEL: alert.id},
            attempts=1,
        )

    def _when(self, alert: Alert) -> datetime:
        now = self._now()
        if alert.at_seconds is None:
            return now
        told = datetime.fromtimestamp(alert.at_seconds, UTC)
        return told if now - _OLDEST <= told <= now + _NEWEST else now
