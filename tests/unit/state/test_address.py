from pathlib import Path

import pytest

from sardonyx.state import StateUrlInvalid
from sardonyx.state.address import default_url, parse


def test_default_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    url, _ = parse(default_url(tmp_path))
    assert url.database == str(tmp_path / "state.db")
    assert url.drivername == "sqlite+aiosqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_any_postgresql_spelling_uses_the_async_driver(scheme: str) -> None:
    url, _ = parse(f"{scheme}://u:p@db:5433/sardonyx")
    assert (url.drivername, url.host, url.port, url.password) == ("postgresql+asyncpg", "db", 5433, "p")


def test_libpq_parameters_become_driver_arguments() -> None:
    url, arguments = parse("postgresql://db/sardonyx?sslmode=require&connect_timeout=3&application_name=two")
    assert arguments["ssl"] == "require"
    assert arguments["timeout"] == 3.0
    assert arguments["server_settings"] == {"application_name": "two"}
    assert not url.query


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url", "malformed"),
        ("mysql://db/sardonyx", "mysql"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("postgresql://db/sardonyx?sslrootcertt=x", "sslrootcertt"),
        ("postgresql://db/sardonyx?connect_timeout=soon", "soon"),
    ],
)
def test_refuses_what_it_cannot_honour(url: str, says: str) -> None:
    with pytest.raises(StateUrlInvalid, match=says):
        parse(url)


def test_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(StateUrlInvalid) as refused:
        parse("postgresql://u:hunter2@db/sardonyx?nonsense=1")
    assert "hunter2" not in str(refused.value)
