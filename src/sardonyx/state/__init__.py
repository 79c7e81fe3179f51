"""The transactional database: users, tokens, rules, incidents and all else that is not bulk telemetry."""

from sardonyx.state.base import Base, UtcDateTime
from sardonyx.state.database import Database, after_commit, database_of
from sardonyx.state.errors import StateError, StateTooNew, StateUnavailable, StateUrlInvalid

__all__ = [
    "Base",
    "Database",
    "StateError",
    "StateTooNew",
    "StateUnavailable",
    "StateUrlInvalid",
    "UtcDateTime",
    "after_commit",
    "database_of",
]
