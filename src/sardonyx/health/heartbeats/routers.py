"""The routers of what tells by itself: jobs and external watchers."""

from dataclasses import dataclass

from fastapi import APIRouter

from sardonyx.health.external_watchers import api as external_api
from sardonyx.health.external_watchers.service import ExternalWatchers
from sardonyx.health.heartbeats import api, sentry_api
from sardonyx.health.heartbeats.sentry_service import SentryCheckIns
from sardonyx.health.heartbeats.service import Heartbeats
from sardonyx.health.monitors.service import Monitors
from sardonyx.processors.masking import Masker
from sardonyx.receivers.body import BodyLimits


@dataclass(frozen=True, slots=True)
class Tellers:
    """Jobs and external watchers at work."""

    heartbeats: Heartbeats
    sentry: SentryCheckIns
    not_stored: sentry_api.NotStored
    watchers: ExternalWatchers
    monitors: Monitors
    masker: Masker


def build(tellers: Tellers) -> list[APIRouter]:
    """All of them."""
    return [
        api.build_router(tellers.heartbeats, tellers.monitors, tellers.masker),
        sentry_api.build_router(tellers.heartbeats, tellers.sentry, tellers.not_stored, BodyLimits()),
        external_api.build_router(tellers.watchers),
    ]
