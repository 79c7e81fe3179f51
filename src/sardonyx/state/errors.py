"""What can go wrong in the state database, as one tree.

StateError
├── StateUnavailable   cannot be reached, is locked or full: transient, answer 503 with Retry-After
├── StateTooNew        the database was written by a newer Sardonyx: permanent
└── StateUrlInvalid    the address in the configuration is not one we understand: permanent

`transient` says whether the same call may succeed later without anybody changing it.
"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StateError(Exception):
    """Anything the state layer raises."""

    transient = False


class StateUnavailable(StateError):
    """The database cannot serve now. `retry_after` is in seconds."""

    transient = True

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StateTooNew(StateError):
    """The database has a revision this version of Sardonyx does not know."""

    def __init__(self, found: str, newest: str) -> None:
        super().__init__(
            f"the state database is at revision {found}, but this version of Sardonyx knows only up to {newest}: "
            "install the newer version again, or restore a backup made before the upgrade"
        )
        self.found = found
        self.newest = newest


class StateUrlInvalid(StateError):
    """The database address is malformed or names something unsupported."""


# Classes of SQLSTATE (PostgreSQL manual, appendix A): connection exceptions, insufficient resources, rolled back for
# concurrency; and of class 57 those which say that the server is going down or coming up.
_TRANSIENT_CLASSES = frozenset({"08", "53", "40"})
_TRANSIENT_STATES = frozenset({"57P01", "57P02", "57P03", "57P05"})
_TRANSIENT_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


def transient(error: BaseException) -> StateUnavailable | None:
    """The `StateUnavailable` to raise instead of a driver's error, or None when the error is not a transient one."""
    if isinstance(error, PoolTimeout):
        return StateUnavailable("all connections to the state database are in use")
    if not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    state = getattr(cause, "sqlstate", None) or ""
    name = getattr(cause, "sqlite_errorname", None) or ""
    if (
        error.connection_invalidated
        or state[:2] in _TRANSIENT_CLASSES
        or state in _TRANSIENT_STATES
        or name.startswith(_TRANSIENT_SQLITE)
    ):
        return StateUnavailable(f"the state database is not available: {cause}")
    return None
