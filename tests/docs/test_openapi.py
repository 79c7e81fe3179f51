"""The API's description that the web client is generated from is that of the server."""

from pathlib import Path

from sardonyx.web.openapi import document

COMMITTED = Path(__file__).parents[2] / "ui" / "openapi.json"


def test_the_committed_description_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == document(), (
        "run: .venv/bin/python -m sardonyx.web.openapi > ui/openapi.json && npm --prefix ui run api"
    )
