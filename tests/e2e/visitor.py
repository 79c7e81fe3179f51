"""A person with a browser, and everything the browser would have complained about."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ROOT = Path(__file__).parents[2]
ARTIFACTS = ROOT / "test-artifacts"
AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

WIDE = (1440, 900)
PHONE = (390, 844)


@dataclass
class Visitor:
    """Opens pages in fresh contexts of one browser and notes what went wrong in any of them."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Patterns of complaints a test causes on purpose."""
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self, path: str = "/", *, size: tuple[int, int] = WIDE, scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        """A page of the server in a new browser profile."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            bypass_csp=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complain(f"uncaught: {error}"))
        page.on("request", self._request)
        page.goto(self.url + path)
        return page

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in ("data", "blob") and target.netloc != urlsplit(self.url).netloc:
            self._complain(f"request to another origin: {request.url}")

    def _complain(self, text: str) -> None:
        if not any(re.search(pattern, text) for pattern in self.expected):
            self.complaints.append(text)


def picture(page: Page, name: str) -> None:
    """Keep what is seen now, for people who review it."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")


def accessibility_findings(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA: rule, and the elements it names."""
    page.add_script_tag(path=AXE)
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, { runOnly: rules })", WCAG)
    return [
        f"{found['id']}: {', '.join(node['html'][:160] for node in found['nodes'])}" for found in result["violations"]
    ]
