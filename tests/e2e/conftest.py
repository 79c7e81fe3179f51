"""A real browser on a real server: Debian's Chromium, a fresh profile per test, and nothing wrong may go unnoticed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.running_server import RunningServer, running_server
from tests.e2e.visitor import Visitor

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "src" / "sardonyx" / "web" / "static" / "index.html"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

# How long something may take to show on a small, busy machine; what is there sooner is not waited for.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for the tests of a file."""
    assert PAGES.is_file(), "the web pages are not built: run `make ui`"
    with running_server(tmp_path_factory.mktemp("e2e") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the whole session: Playwright's loop would be in the way of asynchronous tests in other files.
    chromium = shutil.which("chromium")
    assert chromium, "these tests need Chromium: `make system` installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser, server: RunningServer) -> Iterator[Visitor]:
    """Somebody with a browser. Afterwards: no error on the console, no request to anywhere else."""
    person = Visitor(browser, server.url)
    yield person
    person.close()
    assert person.complaints == []
