"""Browser checks: what a step says, the guarded way out, and one visit in a real Chromium."""

import asyncio
import base64
import builtins
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sardonyx.collectors.probes.browser import probe
from sardonyx.collectors.probes.browser_proxy import GuardedProxy
from sardonyx.collectors.probes.browser_steps import parse_step
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.validity import problems_of
from sardonyx.config.checks import BrowserCheck
from sardonyx.outgoing.guard import Guard
from tests.support.raw_server import http, request_of, talking

PAGE = b"""<!doctype html><title>Shop</title><h1>Welcome</h1>
<input id=user><input id=password type=password><button onclick="document.querySelector('h1').textContent =
 'Hello ' + user.value + (password.value === 'hush-hush' ? '' : '?')">Sign in</button>"""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("click text=Sign in", ("click", "text=Sign in", "", "click text=Sign in")),
        ("fill #user ann smith", ("fill", "#user", "ann smith", "fill #user ********")),
        ('fill "label=Your name" ann', ("fill", "label=Your name", "ann", "fill label=Your name ********")),
        ("press #user Enter", ("press", "#user", "Enter", "press #user Enter")),
        ("at /home", ("at", "/home", "", "at /home")),
    ],
)
def test_a_step_is_a_verb_and_what_it_is_for(line: str, told: tuple[str, ...]) -> None:
    step = parse_step(line)
    assert (step.verb, step.target, step.text, step.shown) == told


def test_steps_that_can_not_work_are_told() -> None:
    problems = problems_of(BrowserCheck(url="http://a", steps=("jump high", "fill #user", "click x", "see")))
    assert len(problems) == 3
    assert "must begin with one of goto, click" in problems[0]


@pytest.fixture
async def proxy(guard: Guard) -> AsyncIterator[GuardedProxy]:
    async with GuardedProxy(ProbeContext("m1", 5.0, guard)).open() as opened:
        yield opened


async def _asked(proxy: GuardedProxy, line: str, *, password: str | None = None, then: bytes = b"") -> bytes:
    host, _, port = proxy.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    word = base64.b64encode(f"browser:{proxy.password if password is None else password}".encode()).decode()
    writer.write(f"{line}\r\nHost: x\r\nProxy-Authorization: Basic {word}\r\n\r\n".encode())
    if then:
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.write(then)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


async def test_the_way_out_leads_where_the_guard_allows(proxy: GuardedProxy) -> None:
    heads: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await request_of(reader))
        writer.write(http(b"here"))

    async with talking(talk) as port:
        assert b"here" in await _asked(proxy, f"GET http://127.0.0.1:{port}/a?b=c HTTP/1.1")
        tunnelled = await _asked(proxy, f"CONNECT 127.0.0.1:{port} HTTP/1.1", then=b"GET / HTTP/1.1\r\n\r\n")
        assert b"here" in tunnelled
        assert (await _asked(proxy, f"GET http://127.0.0.1:{port}/ HTTP/1.1", password="no")).startswith(
            b"HTTP/1.1 407"
        )
    assert heads[0].startswith("GET /a?b=c HTTP/1.1")
    assert "proxy-authorization" not in heads[0].lower()
    assert (await _asked(proxy, "CONNECT 169.254.169.254:80 HTTP/1.1")).startswith(b"HTTP/1.1 502")
    assert "169.254.169.254 may not be called" in proxy.refused[0]
    assert len(heads) == 2


async def test_without_playwright_it_says_what_to_install(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("playwright"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    result = await probe(BrowserCheck(url="http://127.0.0.1/"), ProbeContext("m1", 5.0, guard))
    assert (result.outcome, result.reason) == ("down", "unsupported")
    assert "pip install 'sardonyx[browser]'" in result.message


async def _shop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    gone = " /gone " in await request_of(reader)
    writer.write(http(PAGE, "404 Not Found" if gone else "200 OK", "Content-Type: text/html\r\n"))


@pytest.mark.browser
async def test_a_real_browser_takes_the_steps_and_pictures_what_went_wrong(guard: Guard) -> None:
    if shutil.which("chromium") is None:
        pytest.fail("Chromium is missing: run `make system`")
    async with talking(_shop) as port:
        check = BrowserCheck.model_validate(
            {
                "url": f"http://127.0.0.1:{port}/",
                "steps": ["fill #user ann", "fill #password {{word}}", "click text=Sign in", "see text=Hello ann"],
                "values": {"word": "hush-hush"},
            }
        )
        good = await probe(check, ProbeContext("m1", 60.0, guard))
        assert good.outcome == "up", good.message
        assert list(good.phases) == ["open", "step 1", "step 2", "step 3", "step 4"]
        lost = check.model_copy(update={"steps": (*check.steps[:2], "goto /gone", "see text=never")})
        bad = await probe(lost, ProbeContext("m1", 60.0, guard))
    assert (bad.outcome, bad.reason, bad.message) == ("down", "status", "it answered 404")
    assert bad.evidence is not None
    assert bad.evidence.steps[-1] == "goto /gone" or bad.evidence.steps[-1].startswith("console: ")
    assert bad.evidence.screenshot_png.startswith(b"\x89PNG")
    assert "Welcome" in bad.evidence.body
    assert "hush-hush" not in repr(bad)
