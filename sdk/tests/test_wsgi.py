"""Flask, Django and any WSGI application."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import django
import flask
import httpx
import pytest
from django.conf import settings as django_settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path, re_path
from opentelemetry import trace
from werkzeug.test import Client

from collector import Collector, pairs
from sardonyx_sdk import SardonyxWSGIMiddleware

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def flask_app() -> flask.Flask:
    app = flask.Flask("shop")

    @app.get("/users/<int:user_id>/<name>")
    def user(user_id: int, name: str) -> str:
        return format(trace.get_current_span().get_span_context().trace_id, "032x")

    @app.get("/fail")
    def fail() -> str:
        raise RuntimeError("no such luck")

    @app.get("/stream")
    def stream() -> flask.Response:
        return flask.Response(str(n) for n in range(3))

    return app


def test_flask_request(sdk: Any, collector: Collector, flask_app: flask.Flask) -> None:
    headers = {"traceparent": PARENT, "x-request-id": "r1", "user-agent": "probe"}
    answer = Client(flask_app).get("/users/7/ada?q=1", headers=headers)
    assert answer.text == "0af7651916cd43dd8448eb211c80319c"
    assert sdk.flush()
    span = collector.span("GET /users/{user_id}/{name}")
    assert span.kind == 2
    assert span.parent_span_id.hex() == "b7ad6b7169203331"
    assert pairs(span.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/users/{user_id}/{name}",
        "url.path": "/users/7/ada",
        "url.query": "q=1",
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "user_agent.original": "probe",
        "server.address": "localhost",
        "server.port": 80,
        "request.id": "r1",
    }
    (point,) = collector.metrics["http.server.request.duration"].histogram.data_points
    assert point.count == 1


def test_flask_exception_and_unknown_path(
    sdk: Any, collector: Collector, flask_app: flask.Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, logger="shop"):
        assert Client(flask_app).get("/fail", buffered=True).status_code == 500
    assert Client(flask_app).get("/nowhere", buffered=True).status_code == 404
    assert sdk.flush()
    failed, unknown = collector.spans
    assert failed.name == "GET /fail"
    assert failed.status.code == 2
    assert pairs(failed.events[0].attributes)["exception.message"] == "no such luck"
    assert unknown.name == "GET"
    assert unknown.status.code == 0


def test_streamed_answer_ends_when_it_is_read(sdk: Any, collector: Collector, flask_app: flask.Flask) -> None:
    assert Client(flask_app).get("/stream").text == "012"
    assert sdk.flush()
    assert collector.span("GET /stream")


def test_any_application_by_hand(sdk: Any, collector: Collector) -> None:
    closed: list[bool] = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield b"a"
            raise OSError("disk")

        def close(self) -> None:
            closed.append(True)

    def app(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/raise":
            raise ValueError("at once")
        start_response("200 OK", [])
        return Body() if environ["PATH_INFO"] == "/break" else [b"x"]

    client = Client(SardonyxWSGIMiddleware(SardonyxWSGIMiddleware(app)))
    assert client.get("/list").text == "x"
    with pytest.raises(ValueError, match="at once"):
        client.get("/raise")
    with pytest.raises(OSError, match="disk"):
        client.get("/break", buffered=True)
    assert sdk.flush()
    listed, raised, broken = collector.spans
    assert pairs(listed.attributes)["http.response.status_code"] == 200
    assert pairs(raised.attributes)["error.type"] == "ValueError"
    assert pairs(raised.attributes)["http.response.status_code"] == 500
    assert pairs(broken.attributes)["error.type"] == "OSError"


def test_a_broken_environ_never_reaches_the_application(sdk: Any) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        return [b"fine"]

    assert SardonyxWSGIMiddleware(app)({"HTTP_TRACEPARENT": 5}, None) == [b"fine"]  # type: ignore[dict-item,arg-type]
    assert sdk.stats()["hook_errors"] == {"wsgi": 1}


def _fail(request: Any) -> HttpResponse:
    raise RuntimeError("django")


urlpatterns = [
    path("books/<int:book_id>/", lambda request, book_id: HttpResponse(str(book_id))),
    re_path(r"^old/(?P<year>[0-9]{4})/$", lambda request, year: HttpResponse(year)),
    path("fail/", _fail),
]


@pytest.fixture(scope="module")
def django_ready() -> None:
    django_settings.configure(
        ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="k", LOGGING_CONFIG=None, USE_TZ=True
    )  # fmt: skip
    django.setup()


@pytest.mark.usefixtures("django_ready")
def test_django_under_wsgi(sdk: Any, collector: Collector, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(WSGIHandler())
    assert client.get("/books/7/").text == "7"
    assert client.get("/old/1999/").text == "1999"
    with caplog.at_level(logging.CRITICAL, logger="django.request"):
        assert client.get("/fail/", buffered=True).status_code == 500
    assert sdk.flush()
    assert [span.name for span in collector.spans] == ["GET /books/{book_id}/", "GET /old/{year}/", "GET /fail/"]
    failed = collector.span("GET /fail/")
    assert pairs(failed.events[0].attributes)["exception.message"] == "django"


@pytest.mark.usefixtures("django_ready")
async def test_django_under_asgi(sdk: Any, collector: Collector) -> None:
    transport = httpx.ASGITransport(ASGIHandler())
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        assert (await client.get("/books/8/")).text == "8"
    assert sdk.flush()
    assert [s.name for s in collector.spans if s.kind == 2] == ["GET /books/{book_id}/"]
    assert sdk.stats()["hook_errors"] == {}
