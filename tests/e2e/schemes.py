"""A page in both colour schemes, without opening it twice."""

from playwright.sync_api import Page, expect

from tests.e2e.visitor import accessibility_findings, picture


def in_both_schemes(page: Page, name: str) -> None:
    """Keep a picture of each and let axe-core look at each. The page is in the dark scheme afterwards."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        picture(page, f"{name}-{scheme}")
        assert accessibility_findings(page) == []
