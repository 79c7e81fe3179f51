"""Kind `browser`: a page opened in a real Chromium, and steps a person would take. Needs the optional extra `browser`."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from sardonyx.collectors.probes.browser_proxy import GuardedProxy
from sardonyx.collectors.probes.browser_steps import Step, filled, parse_step
from sardonyx.collectors.probes.context import USER_AGENT, ProbeContext
from sardonyx.collectors.probes.failing import Failed, reason_of, sentence_of
from sardonyx.collectors.probes.hiding import Hider
from sardonyx.collectors.probes.http_target import Target
from sardonyx.collectors.probes.result import Evidence, ProbeResult
from sardonyx.config.checks import BrowserCheck
from sardonyx.outgoing.guard import Forbidden

FIELDS: Final[frozenset[str]] = frozenset()
_MISSING: Final = (
    "browser checks need Playwright and Chromium here: pip install 'sardonyx[browser]', "
    "then playwright install chromium"
)
_FLAGS: Final = ("--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update")
_VIEWPORT: Final = {"width": 1024, "height": 640}
_BAD_STATUS: Final = 400
_MOST_MESSAGES: Final = 20
_TEXT_CHARACTERS: Final = 16_384
_PICTURE_SECONDS: Final = 2.0
# So that a failure can still be pictured before the check's time is over.
_RESERVED: Final = 0.15
_AT_ONCE = asyncio.Semaphore(2)
"""Browsers are large: the others wait, within their time."""


async def probe(check: BrowserCheck, context: ProbeContext) -> ProbeResult:
    """Open the page and take the steps."""
    visit = _Visit(check, context)
    try:
        async with asyncio.timeout(context.left()), _AT_ONCE:
            await visit.go()
    except (OSError, ValueError, Failed, Forbidden) as error:
        visit.error = visit.error or error
    return visit.result()


class _Visit:
    """One visit of a page, and what was seen of it."""

    def __init__(self, check: BrowserCheck, context: ProbeContext) -> None:
        self._check = check
        self._context = context
        self._values = {name: value.get_secret_value() for name, value in check.values.items()}
        self._told: list[str] = []
        self._console: list[str] = []
        self._phases: dict[str, float] = {}
        self._status = 0
        self._text = ""
        self._picture = b""
        self.error: Exception | None = None

    async def go(self) -> None:
        steps = [parse_step(line) for line in self._check.steps]
        Target.of(self._check.url)
        async with GuardedProxy(self._context).open() as proxy, _browser(proxy) as browser:
            page = await self._page(browser)
            try:
                await self._walk(page, steps)
            except Exception as error:
                self.error = self._explained(error, proxy)
                await self._look(page)

    def result(self) -> ProbeResult:
        figures = {"http_status_code": float(self._status), "browser_console_errors": float(len(self._console))}
        hider = Hider(self._values.values())
        if self.error is None:
            return hider.result(self._context.result("up", phases=self._phases, figures=figures, traced=True))
        message = sentence_of(
            self.error, self._check.url.partition("?")[0], self._told[-1] if self._told else "opening"
        )
        evidence = Evidence(message, (), self._text, steps=(*self._told, *self._console), screenshot_png=self._picture)
        traced = bool(self._phases)
        return hider.result(
            self._context.result(
                "down", reason_of(self.error), message, phases=self._phases, figures=figures, evidence=evidence,
                traced=traced,
            )
        )  # fmt: skip

    async def _page(self, browser: Any) -> Any:
        context = await browser.new_context(viewport=_VIEWPORT, service_workers="block")
        context.set_default_timeout(max(1.0, self._context.left() * (1 - _RESERVED)) * 1000)
        page = await context.new_page()
        page.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))

        async def traced(route: Any, request: Any) -> None:
            headers = await request.all_headers()
            agent = f"{headers.get('user-agent', '')} {USER_AGENT}".strip()
            await route.continue_(headers={**headers, "traceparent": self._context.traceparent, "user-agent": agent})

        await page.route(self._check.url, traced, times=1)
        return page

    async def _walk(self, page: Any, steps: list[Step]) -> None:
        await self._timed("open", f"open {self._check.url.partition('?')[0]}", self._open(page, self._check.url))
        for number, step in enumerate(steps, 1):
            await self._timed(f"step {number}", step.shown, self._take(page, step))

    async def _timed(self, phase: str, told: str, doing: Any) -> None:
        self._told.append(told)
        began = time.perf_counter()
        try:
            await doing
        finally:
            self._phases[phase] = time.perf_counter() - began

    async def _open(self, page: Any, url: str) -> None:
        answer = await page.goto(url, wait_until="load", timeout=self._left_ms())
        self._status = answer.status if answer is not None else 0
        if self._status >= _BAD_STATUS:
            raise Failed("status", f"it answered {self._status}")

    async def _take(self, page: Any, step: Step) -> None:
        target, text = filled(step.target, self._values), filled(step.text, self._values)
        if step.verb == "goto":
            await self._open(page, page.url if target == "." else _joined(page.url, target))
            return
        if step.verb == "at":
            await page.wait_for_url(re.compile(re.escape(target)), timeout=self._left_ms())
            return
        found = page.locator(target).first
        how = {"timeout": self._left_ms()}
        match step.verb:
            case "fill":
                await found.fill(text, **how)
            case "select":
                await found.select_option(text, **how)
            case "press":
                await found.press(text, **how)
            case "click":
                await found.click(**how)
            case "check":
                await found.check(**how)
            case "see":
                await found.wait_for(state="visible", **how)
            case _:
                await found.wait_for(state="hidden", **how)

    async def _look(self, page: Any) -> None:
        """What the page shows now, as text and as a picture; neither where it hangs."""
        within = min(_PICTURE_SECONDS, self._context.left())
        with suppress(Exception):
            async with asyncio.timeout(within):
                self._text = (await page.inner_text("body", timeout=within * 500))[:_TEXT_CHARACTERS]
        with suppress(Exception):
            async with asyncio.timeout(min(_PICTURE_SECONDS, self._context.left())):
                self._picture = await page.screenshot(type="png")

    def _explained(self, error: Exception, proxy: GuardedProxy) -> Exception:
        if proxy.refused:
            return Failed("forbidden", proxy.refused[0])
        told = str(error).partition("\n")[0].partition("Call log")[0].strip()
        if type(error).__name__ == "TimeoutError" and not isinstance(error, TimeoutError):
            return Failed("timeout" if len(self._told) == 1 else "condition", f"{self._told[-1]}: not in time")
        if isinstance(error, Failed | OSError | ValueError):
            return error
        return Failed(
            "connect" if "net::" in told else "other", f"{self._told[-1] if self._told else 'opening'}: {told[:300]}"
        )

    def _left_ms(self) -> float:
        return max(1.0, (self._context.left() * (1 - _RESERVED)) * 1000)

    def _note(self, text: str) -> None:
        if len(self._console) < _MOST_MESSAGES:
            self._console.append(f"console: {text[:300]}")


@asynccontextmanager
async def _browser(proxy: GuardedProxy) -> AsyncIterator[Any]:
    """A browser of its own for the check. Raises Failed where there is none."""
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise Failed("unsupported", _MISSING) from error
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        try:
            launched = await playwright.chromium.launch(
                args=flags,
                executable_path=shutil.which("chromium"),
                proxy={
                    "server": proxy.address,
                    "bypass": "<-loopback>",
                    "username": "browser",
                    "password": proxy.password,
                },
            )
        except Error as error:
            missing = "Executable doesn't exist" in str(error)
            raise Failed(
                "unsupported", _MISSING if missing else f"Chromium does not start: {str(error)[:300]}"
            ) from error
        try:
            yield launched
        finally:
            with suppress(Error):
                await launched.close()


def _joined(base: str, target: str) -> str:
    return target if "://" in target else Target.of(base).joined(target)
