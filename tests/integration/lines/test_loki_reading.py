"""What was pushed as Loki takes it is read as Loki answers it: over HTTP, and followed over a WebSocket."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

TAIL = "/loki/api/v1/tail"
SELECTOR = '{app="checkout"}'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with ServerProcess(tmp_path_factory.mktemp("loki") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def token(server: ServerProcess) -> str:
    command = [sys.executable, "-m", "sardonyx", "token", "create", "--role", "viewer", "--data", str(server.data)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]


def push(server: ServerProcess, *lines: str) -> None:
    values = [[str(time.time_ns()), line, {"trace_id": "ab" * 16}] for line in lines]
    body = {"streams": [{"stream": {"app": "checkout", "pod": "c-1"}, "values": values}]}
    assert httpx.post(f"{server.url}/loki/api/v1/push", json=body).status_code == 204


def test_pushed_lines_are_found_by_label_text_and_field(server: ServerProcess, token: str) -> None:
    push(
        server,
        "took a while",
        '{"msg":"paid","order":{"id":7},"status":201}',
        'level=error msg="card declined" took=70ms',
    )
    with httpx.Client(base_url=f"{server.url}/loki/api/v1", auth=("anybody", token)) as http:  # as Grafana sends it

        def lines(query: str) -> list[str]:
            answer = http.get("/query_range", params={"query": query, "direction": "forward"})
            assert answer.status_code == 200, answer.text
            streams = answer.json()["data"]["result"]
            return [line for _, line in sorted(value for stream in streams for value in stream["values"])]

        eventually(lambda: len(lines(SELECTOR)) == 3)
        assert lines(f'{SELECTOR} | json | status >= 200 | line_format "{{{{.order_id}}}}"') == ["7"]
        assert lines(f"{SELECTOR} | logfmt | took > 60ms") == ["card declined"]
        assert lines('{pod="c-1", level="error"}') == ["card declined"]
        assert lines(f'{SELECTOR} |= "while" | trace_id="{"ab" * 16}"') == ["took a while"]
        assert http.get("/labels").json()["data"] == ["app", "level", "pod", "service_name"]
        counted = http.get("/query", params={"query": f"sum by (app) (count_over_time({SELECTOR}[5m]))"}).json()["data"]
        assert [(one["metric"], one["value"][1]) for one in counted["result"]] == [({"app": "checkout"}, "3")]


def test_a_tail_follows_over_a_websocket(server: ServerProcess, token: str) -> None:
    address = f"{server.url.replace('http', 'ws')}{TAIL}?query={quote(SELECTOR + ' |= `fresh`')}&limit=10"
    with connect(address, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        push(server, "a fresh line", "another")
        frame = json.loads(socket.recv(timeout=20))
    [stream] = frame["streams"]
    assert stream["stream"]["app"] == "checkout"
    assert [line for _, line in stream["values"]] == ["a fresh line"]


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        (SELECTOR, {"X-Forwarded-For": "203.0.113.9"}, 401),  # not from this machine
        (SELECTOR, {"Authorization": "Bearer sdx_nonsense"}, 401),
        ("{app", {"Authorization": "token"}, 400),
        ("vector(1)", {"Authorization": "token"}, 400),
    ],
    ids=["nobody", "unknown token", "no query", "no log query"],
)
def test_a_tail_is_refused_before_it_begins(
    server: ServerProcess, token: str, query: str, headers: dict[str, str], status: int
) -> None:
    sent = {name: f"Bearer {token}" if value == "token" else value for name, value in headers.items()}
    address = f"{server.url.replace('http', 'ws')}{TAIL}?query={quote(query)}"
    with pytest.raises(InvalidStatus) as caught, connect(address, additional_headers=sent):
        pass
    assert caught.value.response.status_code == status
