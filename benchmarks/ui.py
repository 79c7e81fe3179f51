"""How the pages feel with a day's data: loads, switches, searches and scrolling in a headless Chromium.

    python -m benchmarks ui [--logs 10000000] [--spans 1000000] [--repeats 5]

Fills a data folder (records made by the engine), starts the installed server on it and drives the built pages as a person would.
Each figure is the median of the repeats, in milliseconds; for frames the 95th percentile. Budgets are those of the design.
"""

import argparse
import asyncio
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.search import NEEDLE, SECONDS, fill
from benchmarks.support.filled_traces import LARGE_TRACE, fill_traces
from benchmarks.support.process import ServerProcess, scratch
from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PASSWORD = "a long enough sentence 17"
DAY = "from=now-24h&to=now"
LOG_ROW, SPAN_ROW = "[role=listbox] [role=option]", "[role=tree] [role=treeitem]"
SERVICE_ROW = "main table tbody tr"
PAGES = {
    "Overview": SERVICE_ROW,
    "Services": SERVICE_ROW,
    "Traces": "main a[href^='/traces/']",
    "Logs": LOG_ROW,
}
"""The navigation's entries, and what is on a page once it shows data."""

# Runs in the page: does something, and tells how long it took until `there` is (again) true, looked at once per frame.
_UNTIL = """([act, selector, text, title]) => new Promise((resolve, reject) => {
  const there = () => {
    const found = document.querySelector(selector);
    return found && found.textContent.includes(text) && document.title.includes(title);
  };
  const started = performance.now();
  if (act) document.querySelector(act).click();
  const look = () => {
    if (there()) resolve(performance.now() - started);
    else if (performance.now() - started > 30000) reject(new Error('never seen: ' + selector));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""

_SCROLL = """([selector, seconds]) => new Promise(resolve => {
  let box = document.querySelector(selector);
  while (box && box.scrollHeight <= box.clientHeight + 10) box = box.parentElement;
  const frames = []; const started = performance.now(); let last = started;
  const step = now => {
    frames.push(now - last); last = now; box.scrollTop += 160;
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) box.scrollTop = 0;
    if (now - started > seconds * 1000) resolve(frames.slice(2)); else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


async def _fill(folder: Path, logs: int, spans: int) -> None:
    engine = EmbeddedEngine(folder / "engine", EmbeddedOptions(min_free_disk_bytes=0))
    await engine.open()
    await migrations.apply(engine)
    start_ns = time.time_ns() - SECONDS * 1_000_000_000
    await fill_traces(engine, spans, start_ns, SECONDS)
    await fill(engine, logs, start_ns)
    await engine.close()


def report(what: str, times: list[float], budget: str) -> None:
    print(f"  {what:<44} {statistics.median(times):7.0f} ms   (budget {budget})", flush=True)


def sign_in(browser: Browser, server: ServerProcess) -> BrowserContext:
    """The administrator's first visit; the context holds the session."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    answer = context.request.post(
        f"{server.url}/rest/setup",
        data={"token": server.setup_token(), "name": "Ada", "email": "ada@example.com", "password": PASSWORD},
        headers={"Origin": server.url},
    )
    assert answer.ok, answer.text()
    return context


def measure(browser: Browser, server: ServerProcess, repeats: int) -> None:
    context = sign_in(browser, server)
    state = context.storage_state()

    def first_load() -> tuple[float, float]:
        fresh = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True, storage_state=state)
        page = fresh.new_page()
        page.goto(f"{server.url}/?{DAY}", wait_until="commit")
        page.wait_for_selector(PAGES["Overview"])
        painted: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        rows: float = page.evaluate("performance.now()")
        fresh.close()
        return painted, rows

    loads = [first_load() for _ in range(repeats)]
    report("first load, cold: first paint", [load[0] for load in loads], "1500, aim 1000")
    report("first load, cold: services shown", [load[1] for load in loads], "1500, aim 1000")

    page = context.new_page()
    page.goto(f"{server.url}/?{DAY}")
    page.wait_for_selector(PAGES["Overview"])
    switches(page, repeats)
    searches(page, server.url, repeats)
    waterfall(page, server.url, repeats)
    context.close()


def switches(page: Page, repeats: int) -> None:
    first: dict[str, float] = {}
    warm: dict[str, list[float]] = {name: [] for name in PAGES}
    for turn in range(repeats + 1):
        for name in ("Services", "Traces", "Logs", "Overview"):
            link = f"nav a[title='{name}']"
            taken: float = page.evaluate(_UNTIL, [link, PAGES[name], "", name])
            if turn == 0:
                first[name] = taken
            else:
                warm[name].append(taken)
            page.wait_for_load_state("networkidle")
    for name, times in warm.items():
        report(f"switch to {name}, first time", [first[name]], "400, aim 300")
        report(f"switch to {name}, warm", times, "400, aim 150")


def searches(page: Page, url: str, repeats: int) -> None:
    def search(text: str, expected: str) -> float:
        page.goto(f"{url}/explore/logs?{DAY}")
        page.wait_for_selector(LOG_ROW)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("/")
        page.get_by_role("textbox", name="Search log records").fill(text)
        started = time.perf_counter()
        page.keyboard.press("Enter")
        page.evaluate(_UNTIL, ["", LOG_ROW, expected, ""])
        return (time.perf_counter() - started) * 1000

    report("log search: a rare word", [search(NEEDLE, NEEDLE) for _ in range(repeats)], "-")
    phrase = '"refused the connection" service:suna'
    report("log search: phrase and field", [search(phrase, "upstream suna refused") for _ in range(repeats)], "-")
    page.goto(f"{url}/explore/logs?{DAY}")
    page.wait_for_selector(LOG_ROW)
    frames("scrolling the log list", page, LOG_ROW, "17")


def waterfall(page: Page, url: str, repeats: int) -> None:
    def opened() -> float:
        page.goto(f"{url}/traces/{LARGE_TRACE}", wait_until="commit")
        page.wait_for_selector(SPAN_ROW)
        taken: float = page.evaluate("performance.now()")
        return taken

    report("trace of 1,000 spans from its address", [opened() for _ in range(repeats)], "-")
    frames("scrolling the trace", page, SPAN_ROW, "33")


def frames(what: str, page: Page, selector: str, budget: str) -> None:
    page.wait_for_load_state("networkidle")
    taken: list[float] = page.evaluate(_SCROLL, [selector, 3])
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    print(f"  {what + ': p95 frame':<44} {p95:7.1f} ms   (budget {budget}; {len(taken)} frames)", flush=True)


def timed(what: str, run: Callable[[], None]) -> None:
    started = time.perf_counter()
    run()
    print(f"{what} in {time.perf_counter() - started:.0f} s", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--logs", type=int, default=10_000_000)
    options.add_argument("--spans", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    chromium = shutil.which("chromium")
    assert chromium, "this benchmark needs Chromium: `make system` installs it"
    with scratch() as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        counts = f"{chosen.logs:,} log records and {chosen.spans:,} spans"
        timed(counts, lambda: asyncio.run(_fill(data, chosen.logs, chosen.spans)))
        started = time.perf_counter()
        with ServerProcess(data) as server, sync_playwright() as playwright:
            print(f"  {'server ready after':<44} {(time.perf_counter() - started) * 1000:7.0f} ms", flush=True)
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            measure(browser, server, chosen.repeats)
            browser.close()


if __name__ == "__main__":
    main()
