"""Every shared component shows itself, in both colour schemes, and can be read by everybody."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor, accessibility_findings, picture

SOURCES = Path(__file__).parents[2] / "ui" / "src"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_component_is_shown(visitor: Visitor, scheme: Literal["light", "dark"]) -> None:
    # The embedding page gives the frame its height: here it is tall enough for everything.
    page = visitor.open(f"/dev/components/{scheme}", size=(1200, 9000))
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
    galleries = [path for folder in ("ui", "charts", "features") for path in (SOURCES / folder).rglob("*.gallery.tsx")]
    shown = page.get_by_role("article")
    expect(shown).to_have_count(len(galleries))
    for item in shown.all():
        expect(item.locator("h3 ~ *").first).to_be_visible()
    picture(page, f"components-{scheme}")
    assert accessibility_findings(page) == []


def test_both_schemes_stand_side_by_side(visitor: Visitor) -> None:
    page = visitor.open("/dev/components")
    for scheme in ("light", "dark"):
        inner = page.frame_locator(f'iframe[title="Components, {scheme}"]')
        expect(inner.get_by_role("heading", level=1)).to_have_text(scheme.title())
