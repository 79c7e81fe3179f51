"""Sentry's check-ins come to our heartbeats: found by slug and environment, made where they say how."""

from sardonyx.access.errors import AccessDenied, NotFound
from sardonyx.access.principal import Actor, Principal
from sardonyx.config.monitors import Monitor
from sardonyx.health.heartbeats.names import slug_of
from sardonyx.health.heartbeats.sentry import SentryCheckIn, monitor_of
from sardonyx.health.heartbeats.service import CheckIn, Heartbeats
from sardonyx.health.monitors.service import Monitors
from sardonyx.health.watched import Watched


class SentryCheckIns:
    """Takes check-ins of an ingest key's holder, who may so make heartbeats within his key's scope, as Sentry has it."""

    def __init__(self, heartbeats: Heartbeats, monitors: Monitors) -> None:
        self._heartbeats = heartbeats
        self._monitors = monitors

    async def take(self, told: SentryCheckIn, principal: Principal, actor: Actor) -> str:
        """Store it; returns the id of its run, empty where it has none. Raises NotFound, AccessDenied, Conflict,
        SentryError, StateUnavailable."""
        watched = self.find(told)
        if watched is not None and not watched.is_seen_by(principal):
            raise AccessDenied("this key is for other services and environments")
        if told.config is not None and (watched is None or watched.source != "file"):
            watched = await self._upserted(told, watched, principal, actor)
        if watched is None:
            raise NotFound(f"there is no heartbeat {told.slug}: create it, or send a monitor_config")
        return await self.tell(watched, told, actor.address or "")

    async def tell(self, watched: Watched, told: SentryCheckIn, sender: str) -> str:
        """Store a check-in of this job; one without an id ends the run that began last. Raises StateUnavailable."""
        run_id = told.check_in_id
        beat = self._heartbeats.beat_of(watched.id)
        if not run_id and told.kind != "start" and beat is not None and beat.runs:
            run_id = max(beat.runs, key=lambda one: beat.runs[one])
        check_in = CheckIn(told.kind, run_id, sender=sender, duration_seconds=told.duration_seconds)
        await self._heartbeats.tell(watched, check_in)
        return run_id

    def find(self, told: SentryCheckIn) -> Watched | None:
        """The heartbeat meant: of this slug, and of this environment rather than of none."""
        slugs = {told.slug.lower(), slug_of(told.slug), slug_of(f"{told.slug} ({told.environment})")}
        found = [
            one
            for one in self._monitors.all.values()
            if one.monitor.check.kind == "heartbeat"
            and one.monitor.environment in ("", told.environment)
            and slug_of(one.monitor.name) in slugs
        ]
        return max(found, key=lambda one: one.monitor.environment == told.environment, default=None)

    async def _upserted(
        self, told: SentryCheckIn, watched: Watched | None, principal: Principal, actor: Actor
    ) -> Watched:
        known: Monitor | None = watched.monitor if watched is not None else None
        wanted = monitor_of(told, known)
        if watched is not None and wanted == known:
            return watched
        await self._monitors.put_all([wanted], principal, actor)
        made = self._monitors.by_name(wanted.name)
        assert made is not None
        return made
