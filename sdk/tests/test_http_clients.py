"""Outgoing HTTP requests of real clients: span, propagation, errors."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3
from opentelemetry import baggage, trace
from opentelemetry import context as otel_context

import sardonyx_sdk
from collector import Collector, pairs
from components import free_port

tracer = trace.get_tracer("t")


class Peer:
    """Answers `/status/<n>`, redirects `/hop`, and remembers the headers it got."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                peer.headers.append({k.lower(): v for k, v in self.headers.items()})
                hop = self.path == "/hop"
                self.send_response(302 if hop else int(self.path.split("?")[0].rsplit("/", 1)[1]))
                if hop:
                    self.send_header("Location", "/status/200")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()
    yield made
    made.server.shutdown()
    made.server.server_close()


def with_httpx(url: str) -> int:
    with httpx.Client(headers={"x-own": "1"}) as client:
        return client.get(url).status_code


def with_async_httpx(url: str) -> int:
    async def get() -> int:
        async with httpx.AsyncClient(headers={"x-own": "1"}) as client:
            return (await client.get(url)).status_code

    return asyncio.run(get())


def with_aiohttp(url: str) -> int:
    async def get() -> int:
        async with aiohttp.ClientSession() as session, session.get(url, headers={"x-own": "1"}) as answer:
            return answer.status

    return asyncio.run(get())


def with_requests(url: str) -> int:
    with requests.Session() as session:
        return session.get(url, headers={"x-own": "1"}).status_code


def with_urllib3(url: str) -> int:
    with urllib3.PoolManager() as pool:
        return int(pool.request("GET", url, headers={"x-own": "1"}, retries=False).status)


CLIENTS = [with_httpx, with_async_httpx, with_aiohttp, with_requests, with_urllib3]


@pytest.mark.parametrize("get", CLIENTS)
def test_request_is_a_client_span_and_carries_its_context(sdk: Any, collector: Collector, peer: Peer, get: Any) -> None:
    token = otel_context.attach(baggage.set_baggage("tenant", "acme"))
    with tracer.start_as_current_span("caller") as caller:
        assert get(f"{peer.url}/status/200?q=1") == 200
    otel_context.detach(token)
    assert sdk.flush()
    span = collector.span("GET")
    assert span.kind == 3
    assert span.parent_span_id == caller.get_span_context().span_id.to_bytes(8, "big")
    assert pairs(span.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": peer.port,
        "url.full": f"{peer.url}/status/200?q=1",
        "url.scheme": "http",
    }
    (headers,) = peer.headers
    assert headers["traceparent"] == f"00-{span.trace_id.hex()}-{span.span_id.hex()}-01"
    assert headers["baggage"] == "tenant=acme"
    assert headers["x-own"] == "1"
    (point,) = collector.metrics["http.client.request.duration"].histogram.data_points
    assert point.count == 1


@pytest.mark.parametrize("get", CLIENTS)
@pytest.mark.parametrize("code", [404, 503])
def test_failed_answer_is_an_error(sdk: Any, collector: Collector, peer: Peer, get: Any, code: int) -> None:
    assert get(f"{peer.url}/status/{code}") == code
    assert sdk.flush()
    span = collector.span("GET")
    assert span.status.code == 2
    assert pairs(span.attributes)["error.type"] == str(code)


@pytest.mark.parametrize("get", CLIENTS)
def test_refused_connection_is_an_error_and_the_exception_the_clients_own(
    sdk: Any, collector: Collector, get: Any
) -> None:
    url = f"http://127.0.0.1:{free_port()}/status/200"
    with pytest.raises(
        (httpx.ConnectError, aiohttp.ClientConnectionError, requests.ConnectionError, urllib3.exceptions.HTTPError)
    ):
        get(url)
    assert sdk.flush()
    span = collector.span("GET")
    assert span.status.code == 2
    assert "http.response.status_code" not in pairs(span.attributes)
    assert pairs(span.events[0].attributes)["exception.type"]


@pytest.mark.parametrize("get", CLIENTS)
def test_every_redirect_is_followed_inside_one_trace(sdk: Any, collector: Collector, peer: Peer, get: Any) -> None:
    with tracer.start_as_current_span("caller"):
        get(f"{peer.url}/hop")
    assert sdk.flush()
    assert len({span.trace_id for span in collector.spans}) == 1
    sent = {headers["traceparent"][36:52] for headers in peer.headers}
    assert sent <= {span.span_id.hex() for span in collector.spans}


def test_passwords_in_urls_are_not_recorded(sdk: Any, collector: Collector, peer: Peer) -> None:
    assert with_httpx(f"http://ada:secret@127.0.0.1:{peer.port}/status/200?token=hunter2") == 200
    assert sdk.flush()
    url = pairs(collector.span("GET").attributes)["url.full"]
    assert "secret@" not in url
    assert "ada" not in url
    assert "hunter2" not in url


@pytest.mark.parametrize("get", CLIENTS)
def test_after_shutdown_clients_are_as_before(sdk: Any, peer: Peer, get: Any) -> None:
    sdk.shutdown()
    assert get(f"{peer.url}/status/200") == 200
    assert "traceparent" not in peer.headers[0]


@pytest.mark.parametrize("get", CLIENTS)
def test_exception_inside_a_hook_never_reaches_the_application(
    sdk: Any, collector: Collector, peer: Peer, get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("our mistake")

    for hook in ("httpx", "aiohttp", "urllib3"):
        monkeypatch.setattr(f"sardonyx_sdk.hooks.{hook}.inject", broken)
    assert get(f"{peer.url}/status/200") == 200
    monkeypatch.undo()
    for hook in ("httpx", "aiohttp", "urllib3"):
        monkeypatch.setattr(f"sardonyx_sdk.hooks.{hook}.end_http", broken)
    assert get(f"{peer.url}/status/200") == 200
    assert sum(sardonyx_sdk.stats()["hook_errors"].values()) == 2


def test_cancelled_request_is_no_error(sdk: Any, collector: Collector) -> None:
    async def main() -> None:
        reached = asyncio.Event()

        async def hang(reader: Any, writer: Any) -> None:
            reached.set()
            await reader.read()
            writer.close()

        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with httpx.AsyncClient() as client:
            task = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/"))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        server.close()
        await server.wait_closed()

    asyncio.run(main())
    assert sdk.flush()
    span = collector.span("GET")
    assert span.status.code == 0
    assert pairs(span.attributes)["sardonyx.cancelled"] is True
