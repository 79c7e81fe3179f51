"""What can go wrong in the engine, as one tree.

StorageError
├── EngineUnavailable   cannot be reached or opened: transient, the same call may work later
│   └── EngineBusy      too many queries at once: try again shortly
├── StorageFull         no room on disk: transient, nothing was written
├── QueryError          the engine refused the statement: permanent
│   ├── QueryTimeout    over its time limit
│   ├── QueryMemory     over its memory limit
│   └── QueryCancelled  cancelled by us
└── SchemaTooNew        the data folder was written by a newer Sardonyx: permanent

`transient` says whether the same call may succeed later without anybody changing it.
"""

import re

_CODE = re.compile(r"Code: (\d+)")
_QUOTED_STATEMENT = re.compile(r"\.? In scope |: While executing |: while executing |: In query ")


class StorageError(Exception):
    """Anything the storage layer raises."""

    transient = False


class EngineUnavailable(StorageError):
    """The engine cannot be reached or opened now."""

    transient = True


class EngineBusy(EngineUnavailable):
    """More queries at once than allowed."""


class StorageFull(StorageError):
    """The disk (or the reserve we keep free on it) is used up; nothing was written."""

    transient = True


class QueryError(StorageError):
    """The engine refused the statement. `code` is ClickHouse's error code, 0 when unknown."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class QueryTimeout(QueryError):
    """The statement ran into its time limit."""


class QueryMemory(QueryError):
    """The statement (or the whole engine) ran into its memory limit."""

    transient = True


class QueryCancelled(QueryError):
    """The statement was cancelled before it ended."""


class SchemaTooNew(StorageError):
    """The data folder belongs to a newer version of Sardonyx."""


# ClickHouse error codes, from src/Common/ErrorCodes.cpp.
_BY_CODE: dict[int, type[QueryError]] = {
    159: QueryTimeout,
    160: QueryTimeout,
    241: QueryMemory,
    394: QueryCancelled,
}
_DISK_FULL = frozenset({243})
# Trouble of the connection, of the sign-in, of the server or of its replicas: it says nothing about the statement, so
# accepted data is kept until it passes. 252 (too many parts) and 286 (quorum of the insert before) pass by themselves.
_UNAVAILABLE = frozenset(
    {
        3,
        192,
        193,
        194,
        195,
        198,
        203,
        209,
        210,
        216,
        225,
        236,
        242,
        252,
        265,
        279,
        285,
        286,
        289,
        319,
        341,
        416,
        425,
        439,
    }
    | {473, 516, 517, 519, 574, 999}
)
_BUSY = frozenset({202})


def from_engine_message(message: str) -> StorageError:
    """Make the fitting error from the engine's text, shortened to its first line."""
    found = _CODE.search(message)
    code = int(found.group(1)) if found else 0
    # Behind these words the engine quotes the statement, which may hold the masking key.
    text = _QUOTED_STATEMENT.split(message.split("\n", 1)[0], maxsplit=1)[0][:2000]
    if code in _DISK_FULL or "No space left on device" in message:
        return StorageFull(text)
    if code in _BUSY:
        return EngineBusy(text)
    if code in _UNAVAILABLE:
        return EngineUnavailable(text)
    return _BY_CODE.get(code, QueryError)(text, code)
