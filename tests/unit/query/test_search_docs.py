"""The page on the search language names every field and alias there is."""

from pathlib import Path

import pytest

from sardonyx.query.search.fields import ALIASES, LOGS, SPANS, Signal

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "search-language.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("signal", [LOGS, SPANS], ids=lambda signal: signal.name)
def test_every_field_is_on_the_page(signal: Signal) -> None:
    assert [name for name in signal.columns if f"`{name}`" not in PAGE] == []


def test_every_alias_stands_beside_its_keys() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    for name, places in ALIASES.items():
        keys = [f"resource.{key}" if place == "resource" else key for place, key in places]
        wanted = ", ".join(f"`{key}`" for key in keys)
        assert any(f"`{name}`" in row.split(" | ")[0] and wanted in row for row in rows), name
