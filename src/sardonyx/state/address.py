"""Database addresses: from what an operator writes to what the drivers need."""

from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from sardonyx.state.errors import StateUrlInvalid

FILE_NAME = "state.db"
_ALLOWED = "allowed: sqlite:////absolute/path/state.db or postgresql://user:password@host:5432/database"


def default_url(data: Path) -> str:
    """The address of the SQLite file in a data folder."""
    return f"sqlite:///{data.absolute() / FILE_NAME}"


def parse(url: str) -> tuple[URL, dict[str, Any]]:
    """The SQLAlchemy address with an async driver, and the driver's connection arguments. Raises StateUrlInvalid."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StateUrlInvalid(f"the state database address is malformed; {_ALLOWED}") from error
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql" | "postgres":
            return _postgresql(parsed)
        case other:
            raise StateUrlInvalid(f"the state database cannot be {other!r}; {_ALLOWED}")


def _sqlite(url: URL) -> tuple[URL, dict[str, Any]]:
    if not url.database or url.database == ":memory:":
        raise StateUrlInvalid(f"the state database must be a file, so that it outlives the process; {_ALLOWED}")
    return url.set(drivername="sqlite+aiosqlite"), {}


def _postgresql(url: URL) -> tuple[URL, dict[str, Any]]:
    arguments: dict[str, Any] = {"timeout": 5.0, "command_timeout": 30.0}
    server_settings = {"application_name": "sardonyx"}
    for name, value in url.query.items():
        text = value if isinstance(value, str) else value[-1]
        match name:
            case "sslmode":
                arguments["ssl"] = text
            case "connect_timeout":
                arguments["timeout"] = _seconds(name, text)
            case "application_name":
                server_settings[name] = text
            case "host" | "port":
                continue  # multi-host and socket-folder forms: the dialect reads them itself
            case _:
                raise StateUrlInvalid(
                    f"unknown parameter {name!r} in the state database address; "
                    "allowed: sslmode, connect_timeout, application_name, host, port"
                )
    kept = {name: value for name, value in url.query.items() if name in {"host", "port"}}
    arguments["server_settings"] = server_settings
    return url.set(drivername="postgresql+asyncpg", query=kept), arguments


def _seconds(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise StateUrlInvalid(f"{name}={text!r} in the state database address is not a number of seconds") from error
