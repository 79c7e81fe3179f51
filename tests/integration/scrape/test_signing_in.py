"""Ways to a target: access tokens, proxies, secrets that change."""

import base64
from pathlib import Path

import pytest
from aiohttp import web
from yarl import URL

from sardonyx.collectors.scrape.models import HttpClient
from sardonyx.collectors.scrape.proxies import exempt, proxy_for
from tests.integration.scrape.conftest import Scraper
from tests.support.exposition_server import ExpositionServer

BASIC = "Basic " + base64.b64encode(b"me:s%26cret").decode()


class TokenServer:
    """Gives tokens to a client who shows his secret as the server wants it."""

    def __init__(self, server: ExpositionServer, *, in_header: bool) -> None:
        self.forms: list[dict[str, str]] = []
        self.in_header = in_header
        server.behave("/token", self.token)
        server.behave("/metrics", self.page)
        self.settings = {
            "client_id": "me", "client_secret": "s&cret", "scopes": ["read", "write"],
            "token_url": f"http://{server.address}/token", "endpoint_params": {"audience": "metrics"},
        }  # fmt: skip

    async def token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        shown = (
            request.headers.get("Authorization") == BASIC if self.in_header else form.get("client_secret") == "s&cret"
        )
        if not shown:
            return web.Response(status=401)
        return web.json_response({"access_token": f"t{len(self.forms)}", "token_type": "bearer", "expires_in": 3600})

    async def page(self, request: web.Request) -> web.StreamResponse:
        good = request.headers.get("Authorization", "").startswith("Bearer t")
        return web.Response(text="a 1\n" if good else "", status=200 if good else 401)


@pytest.mark.parametrize("in_header", [True, False], ids=["secret in the header", "secret in the body"])
async def test_signs_in_with_an_access_token(scraper: Scraper, server: ExpositionServer, in_header: bool) -> None:
    tokens = TokenServer(server, in_header=in_header)
    found = await scraper.scrape(server.address, oauth2=tokens.settings)
    assert (found.health, found.last_error) == ("up", "")
    first = {"grant_type": "client_credentials", "audience": "metrics", "scope": "read write"}
    assert tokens.forms == [first] if in_header else [first, first | {"client_id": "me", "client_secret": "s&cret"}]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("no", 403, "oauth2: the token server answered with HTTP status 403"),
        ("<html>", 200, "oauth2: the token server's answer is not JSON"),
        ("{}", 200, "oauth2: the token server's answer has no access_token"),
    ],
)
async def test_says_that_there_was_no_token(
    scraper: Scraper, server: ExpositionServer, body: str, status: int, words: str
) -> None:
    settings = TokenServer(server, in_header=True).settings
    server.page("/token", body, status=status)
    assert (await scraper.scrape(server.address, oauth2=settings)).last_error == words


async def test_goes_through_a_proxy(scraper: Scraper, server: ExpositionServer) -> None:
    server.page("/metrics", "a 1\n")
    found = await scraper.scrape("far.invalid:80", proxy_url=f"http://{server.address}")
    assert (found.health, found.last_error) == ("up", "")
    assert server.requests[0].headers["Host"] == "far.invalid"
    refused = await scraper.scrape("far.invalid:80", proxy_url="http://127.0.0.1:1")
    assert refused.last_error == "can't connect to the proxy 127.0.0.1:1: connection refused"


async def test_a_secret_in_a_file_may_change(scraper: Scraper, server: ExpositionServer, tmp_path: Path) -> None:
    server.page("/metrics", "a 1\n")
    file = tmp_path / "secret"
    for secret in ("one", "two"):
        file.write_text(f"{secret}\n")
        await scraper.scrape(server.address, authorization={"type": "Token", "credentials_file": str(file)})
    file.unlink()
    failed = await scraper.scrape(server.address, basic_auth={"username": "me", "password_file": str(file)})
    assert [request.headers["Authorization"] for request in server.requests] == ["Token one", "Token two"]
    assert "password_file can't be read" in failed.last_error


@pytest.mark.parametrize(
    ("url", "no_proxy", "expected"),
    [
        ("http://a.example.com/", "example.com", True),
        ("http://example.com/", "example.com", True),
        ("http://example.com/", ".example.com", False),
        ("http://a.example.com/", ".example.com", True),
        ("http://notexample.com/", "example.com", False),
        ("http://10.1.2.3:9100/", "192.168.0.0/16, 10.0.0.0/8", True),
        ("http://10.1.2.3:9100/", "10.1.2.3:9101", False),
        ("http://10.1.2.3:9100/", "10.1.2.3:9100", True),
        ("http://[fe80::1]:9100/", "fe80::/10", True),
        ("http://[fe80::1]:9100/", "[fe80::1]:9100", True),
        ("http://far.invalid/", "*", True),
        ("http://far.invalid/", "", False),
        ("http://localhost:9100/", "", True),
        ("http://127.0.0.2:9100/", "", True),
    ],
)
def test_some_hosts_need_no_proxy(url: str, no_proxy: str, expected: bool) -> None:
    assert exempt(URL(url), no_proxy) is expected


def test_a_proxy_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "near.invalid")
    wanted = HttpClient(proxy_from_environment=True)
    urls = ("https://far.invalid/", "http://far.invalid/", "https://near.invalid/")
    assert [proxy_for(URL(url), wanted) for url in urls] == ["http://proxy:3128", None, None]


def test_a_proxy_is_told_once() -> None:
    with pytest.raises(ValueError, match="proxy_from_environment goes with neither"):
        HttpClient(proxy_from_environment=True, proxy_url="http://x")
    with pytest.raises(ValueError, match="need a proxy_url"):
        HttpClient(no_proxy="x")
