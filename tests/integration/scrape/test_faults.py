"""Targets that misbehave: the scrape fails as a whole, `up` is 0, and whoever looks at the target reads why."""

import asyncio
import gzip
import math
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from tests.integration.scrape.conftest import Scraper
from tests.support.certificates import self_signed
from tests.support.exposition_server import OPENMETRICS, TEXT, ExpositionServer, Handler, exposition_server
from tests.support.metrics_in import bits

_SHORT = "300ms"


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def dribble(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": TEXT})
    await answer.prepare(request)
    while True:
        await answer.write(b"# a comment that goes on\n")
        await asyncio.sleep(0.02)


async def cut_off(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": TEXT, "Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b"a 1\n")
    assert request.transport is not None
    request.transport.abort()
    return answer


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def around(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/metrics")


def bomb(server: ExpositionServer) -> None:
    packer = zlib.compressobj(1, wbits=31)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(65)) + packer.flush()

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Type": TEXT, "Content-Encoding": "gzip"})

    server.behave("/metrics", answer)


async def broken_gzip(request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"not gzip", headers={"Content-Type": TEXT, "Content-Encoding": "gzip"})


def of(body: str | bytes, content_type: str = TEXT, status: int = 200) -> Callable[[ExpositionServer], None]:
    return lambda server: server.page("/metrics", body, content_type, status=status)


def does(handler: Handler) -> Callable[[ExpositionServer], None]:
    return lambda server: server.behave("/metrics", handler)


@pytest.mark.parametrize(
    ("set_up", "settings", "words"),
    [
        (of("a 1\nb{ 2\n"), {}, "line 2: expected a sample: .* got 'b{ 2'"),
        (of("<html>", "text/html"), {}, "line 1: expected a sample.*the target answered with text/html"),
        (of(b"a 1\nb{c=\"\xff\"} 2\n"), {}, "line 2: the page is not UTF-8"),
        (of("a 1\n", OPENMETRICS), {}, "data does not end with # EOF"),
        (of("x", "application/vnd.google.protobuf"), {}, "in the protobuf format, which was not asked for"),
        (of("no", status=503), {}, "server returned HTTP status 503 Service Unavailable"),
        (of("a 1\n" * 100), {"body_size_limit": "100B"}, "body size limit exceeded: .* more than 100 bytes"),
        (of("a 1\nb 2\n"), {"sample_limit": 1}, "sample_limit exceeded: 2 samples"),
        (does(hang), {"timeout": _SHORT}, "no complete answer within 0.3 s"),
        (does(dribble), {"timeout": _SHORT}, "no complete answer within 0.3 s"),
        (does(cut_off), {}, "closed the connection before the body was complete"),
        (does(hang_up), {}, "closed the connection without an answer|the connection broke"),
        (does(around), {}, "stopped after 10 redirects"),
        (does(around), {"follow_redirects": False}, "server returned HTTP status 302 Found"),
        (bomb, {}, "body size limit exceeded: the body unfolds to more than 67108864 bytes"),
        (does(broken_gzip), {}, "the compressed body is damaged"),
    ],
    ids=[
        "malformed", "html", "not UTF-8", "OpenMetrics cut off", "protobuf", "503", "too big", "too many", "hangs",
        "dribbles", "cut off", "hangs up", "redirects in a circle", "redirect not wanted", "bomb", "broken gzip",
    ],
)  # fmt: skip
async def test_the_reason_is_shown(
    scraper: Scraper, server: ExpositionServer, set_up: Callable[[ExpositionServer], None],
    settings: dict[str, object], words: str,
) -> None:  # fmt: skip
    set_up(server)
    found = await scraper.scrape(server.address, **settings)  # type: ignore[arg-type]
    assert found.health == "down"
    assert re.search(words, found.last_error), found.last_error
    stored = await scraper.inside.samples()
    (up,) = [samples for name, samples in stored.items() if name.startswith("up{")]
    assert [value for _, value in up] == [bits(0.0)]
    assert all(name.startswith(("up{", "scrape_")) for name in stored)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:1", "can't connect to 127.0.0.1:1: connection refused"),
        ("nowhere.invalid:80", "the name nowhere.invalid can't be resolved"),
        ("127.0.0.1:99999", "the address is not valid"),
    ],
)
async def test_an_address_nobody_answers_at(scraper: Scraper, address: str, words: str) -> None:
    found = await scraper.scrape(address)
    assert found.health == "down"
    assert words in found.last_error


async def test_follows_a_redirect(scraper: Scraper, server: ExpositionServer) -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/new?x=1")

    server.behave("/metrics", elsewhere)
    server.page("/new", "a 1\n")
    assert (await scraper.scrape(server.address)).health == "up"


async def test_odd_numbers_are_stored_bit_for_bit(scraper: Scraper, server: ExpositionServer) -> None:
    server.page("/metrics", "a NaN\nb +Inf\nc -Inf\nd -0\ne 5e-324\nf 1.7976931348623157e308\n")
    await scraper.scrape(server.address)
    stored = await scraper.inside.samples()
    values = {name[0]: samples[0][1] for name, samples in stored.items() if name[1] == "{"}
    numbers = {"a": math.nan, "b": math.inf, "c": -math.inf, "d": -0.0, "e": 5e-324, "f": 1.7976931348623157e308}
    assert values == {name: bits(value) for name, value in numbers.items()}


async def test_ten_megabytes_are_read(scraper: Scraper, server: ExpositionServer) -> None:
    lines = "".join(f'big{{id="{number}",padding="{"x" * 480}"}} {number}\n' for number in range(20_000))
    packed = gzip.compress(lines.encode(), 1)

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.headers["Accept-Encoding"] == "gzip"
        return web.Response(body=packed, headers={"Content-Type": TEXT, "Content-Encoding": "gzip"})

    server.behave("/metrics", answer)
    found = await scraper.scrape(server.address, timeout="30s")
    assert (found.health, found.samples, found.body_bytes) == ("up", 20_000, len(lines))
    assert found.body_bytes > 10_000_000
    (row,) = await scraper.inside.engine.rows("SELECT count() AS samples FROM metric_samples")
    assert row["samples"] == 20_000 + 5


async def test_asks_as_prometheus_asks(scraper: Scraper, server: ExpositionServer, tmp_path: Path) -> None:
    server.page("/metrics", "a 1\n")
    (tmp_path / "token").write_text("s3cret\n")
    await scraper.scrape(server.address, timeout="2500ms", bearer_token_file=str(tmp_path / "token"))
    await scraper.scrape(
        server.address, basic_auth={"username": "me", "password": "pass"}, enable_compression=False,
        params={"module": ["a b", "c"]}, http_headers={"X-Scope": {"values": ["one", "two"]}},
        scrape_protocols=["PrometheusText0.0.4"],
    )  # fmt: skip
    first, second = server.requests
    assert first.headers["Accept"] == (
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;"
        "q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    )
    assert first.headers["X-Prometheus-Scrape-Timeout-Seconds"] == "2.5"
    assert first.headers["Authorization"] == "Bearer s3cret"
    assert second.headers["Authorization"] == "Basic bWU6cGFzcw=="
    assert second.headers["Accept"] == "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    assert second.headers["Accept-Encoding"] == "identity"
    assert second.headers.getall("X-Scope") == ["one", "two"]
    assert second.rel_url.raw_query_string == "module=a+b&module=c"


async def test_a_certificate_is_checked_unless_told_otherwise(scraper: Scraper, tmp_path: Path) -> None:
    certificate, client = self_signed(tmp_path), self_signed(tmp_path, "client")
    async with exposition_server(certificate.server_context(clients_signed_by=client.file)) as server:
        server.page("/metrics", "a 1\n")
        shown = {"cert_file": str(client.file), "key_file": str(client.key_file)}
        refused = await scraper.scrape(server.address, scheme="https", tls_config=shown)
        assert "is not trusted" in refused.last_error
        trusting: list[dict[str, object]] = [
            {"ca_file": str(certificate.file), **shown},
            {"insecure_skip_verify": True, **shown},
            {"ca": certificate.file.read_text(), "cert": client.file.read_text(), "key": client.key_file.read_text()},
            {"ca_file": str(certificate.file), "server_name": "localhost", **shown},
        ]
        for tls_config in trusting:
            found = await scraper.scrape(server.address, scheme="https", tls_config=tls_config)
            assert (found.health, found.last_error) == ("up", "")
        missing = await scraper.scrape(server.address, scheme="https", tls_config={"ca_file": str(tmp_path / "none")})
        assert "tls_config can't be used" in missing.last_error
