import gzip
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from sardonyx.web.static_files import is_reserved, mount_ui

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = b"console.log('sardonyx')" * 100
UI_SOURCES = Path(__file__).parents[3] / "ui" / "src"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Sardonyx</title>")
    (folder / "boot.js").write_text("// before the first paint")
    (folder / ".stamp").write_text("secret of the build")
    (folder / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (tmp_path / "outside.txt").write_text("not for you")
    return folder


@pytest.fixture
def client(static: Path) -> httpx.AsyncClient:
    app = FastAPI()
    mount_ui(app, static)

    @app.get("/rest/late")
    async def late() -> str:
        return "added after the pages"

    @app.post("/v1/logs")
    async def receive() -> None: ...

    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://sardonyx", headers={"accept-encoding": ""}
    )


async def test_assets_are_kept_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/app-1a2b.js")
    assert answer.content == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("identity", None), ("", None)],
)
async def test_assets_come_in_the_best_encoding_the_client_takes(
    client: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    request = client.build_request("GET", "/assets/app-1a2b.js", headers={"accept-encoding": accepted})
    answer = await client.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    await answer.aclose()


async def test_a_missing_asset_is_not_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/app-0000.js", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


async def test_the_page_is_asked_for_again_and_not_sent_twice(client: httpx.AsyncClient, static: Path) -> None:
    first = await client.get("/", headers=BROWSER)
    assert first.headers["cache-control"] == "no-cache"
    again = await client.get("/", headers={**BROWSER, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (static / "index.html").write_text("<!doctype html><title>SARDONYX</title>")  # the same size
    changed = await client.get("/", headers={**BROWSER, "if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", ["/", "/services/v1.2.3", "/hosts/db-1.example.com", "/explore/logs", "/nothing"])
async def test_browsers_get_the_page_at_every_address_of_the_app(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert "<title>Sardonyx</title>" in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_head_sends_the_headers_alone(client: httpx.AsyncClient) -> None:
    page = await client.get("/", headers=BROWSER)
    head = await client.head("/", headers=BROWSER)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == page.headers["content-length"]


async def test_root_files_are_served_to_anybody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/boot.js", headers={"accept": "*/*"})
    assert answer.text == "// before the first paint"
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_program_with_a_mistyped_path_gets_no_page(client: httpx.AsyncClient) -> None:
    for headers in ({"accept": "*/*"}, {"accept": "application/json"}):
        answer = await client.get("/servces", headers=headers)
        assert answer.status_code == 404
        assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/rest/nothing", "/api/v1/query", "/v1/nothing", "/metrics", "/_bulk", "/openapi.json"]
)
async def test_addresses_of_protocols_are_never_pages(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert "html" not in answer.headers["content-type"]


async def test_routes_come_first_even_when_added_later(client: httpx.AsyncClient) -> None:
    answer = await client.get("/rest/late", headers=BROWSER)
    assert answer.json() == "added after the pages"


async def test_a_wrong_method_is_told_and_gets_no_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/logs", headers=BROWSER)).status_code == 405
    assert (await client.post("/services", headers=BROWSER)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/..%2Foutside.txt", "/assets/..%2F..%2Foutside.txt", "/%2e%2e/outside.txt", "/.stamp", "/a%00b"]
)
async def test_nothing_outside_the_folder_and_nothing_hidden_is_served(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert "not for you" not in answer.text
    assert "secret" not in answer.text


async def test_without_a_build_browsers_are_told_how_to_make_one(tmp_path: Path) -> None:
    app = FastAPI()
    mount_ui(app, tmp_path / "static")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sardonyx") as client:
        answer = await client.get("/", headers=BROWSER)
        assert answer.status_code == 503
        assert "make ui" in answer.text
        (tmp_path / "static").mkdir()
        (tmp_path / "static" / "index.html").write_text("built meanwhile")
        assert (await client.get("/", headers=BROWSER)).text == "built meanwhile"


def test_no_page_of_the_app_lives_at_an_address_of_a_protocol() -> None:
    paths = [
        path
        for source in UI_SOURCES.glob("features/*/routes.tsx")
        for path in re.findall(r"getParentRoute: \(\) => rootRoute,\s+path: '([^']+)'", source.read_text())
    ]
    assert {"/", "/infrastructure", "/explore/metrics"} <= set(paths)
    assert [path for path in paths if is_reserved(path.lstrip("/").partition("/")[0])] == []
