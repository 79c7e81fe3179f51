"""Lines by Loki push, Elasticsearch bulk and plain HTTP, on a running server: stored, found, masked, refused in their own words."""

import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually
from tests.unit.receivers.test_loki_decode import packed

JSON, PROTOBUF, NDJSON = "application/json", "application/x-protobuf", "application/x-ndjson"
Answer = tuple[int, dict[str, str], bytes]


def send(server: ServerProcess, path: str, body: bytes, content_type: str, method: str = "POST") -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(method, path, body, {"Content-Type": content_type})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def found(server: ServerProcess, query: str, count: int = 1) -> list[dict[str, Any]]:
    """The records a query finds, once there are `count`."""
    body = {"query": query, "start": "now-30d", "end": "now+1h", "limit": 1000}

    def ask() -> list[dict[str, Any]] | None:
        rows = server.post("/rest/logs/search", body)["rows"]
        return rows if len(rows) >= count else None

    rows: list[dict[str, Any]] = eventually(ask)
    assert len(rows) == count
    return rows


@pytest.mark.parametrize("path", ["/loki/api/v1/push", "/api/prom/push"])
def test_a_loki_push_is_answered_204_and_found(server: ServerProcess, path: str) -> None:
    service = f"loki{path.replace('/', '-')}"
    status, _, content = send(
        server, path, packed(f'{{service_name="{service}",env="prod"}}', "a line", "level=error msg=no"), PROTOBUF
    )
    assert (status, content) == (204, b"")
    body = {
        "streams": [{"stream": {"service_name": service}, "values": [[str(time.time_ns()), "by json", {"order": "7"}]]}]
    }
    assert send(server, path, json.dumps(body).encode(), JSON)[0] == 204
    rows = {row["body"]: row for row in found(server, f"service:{service}", 3)}
    assert rows.keys() == {"a line", "no", "by json"}
    assert rows["no"]["severity_text"] == "ERROR"
    assert rows["by json"]["attributes"] == {"order": "7"}


def test_a_loki_push_that_is_none_is_told_why_in_text(server: ServerProcess) -> None:
    status, headers, content = send(server, "/loki/api/v1/push", b'{"streams": 5}', JSON)
    assert (status, headers["content-type"].split(";")[0]) == (400, "text/plain")
    assert b"not a Loki push" in content


def test_a_bulk_request_is_answered_item_by_item(server: ServerProcess) -> None:
    body = (
        b'{"create":{"_index":"logs-app"}}\n{"message":"bulk one","level":"warn","service":"bulk-app","card":"4111111111111111"}\n'
        b'{"index":{"_index":"logs-app","_id":"x"}}\n{"message":"bulk broken\n'
        b'{"delete":{"_id":"1"}}\n'
    )
    status, headers, content = send(server, "/_bulk", body, NDJSON)
    assert (status, headers["x-elastic-product"]) == (200, "Elasticsearch")
    answer = json.loads(content)
    assert answer["errors"] is True
    assert [(action, said["status"]) for item in answer["items"] for action, said in item.items()] == [
        ("create", 201), ("index", 400), ("delete", 400),
    ]  # fmt: skip
    (row,) = found(server, "service:bulk-app")
    assert (row["body"], row["severity_text"], row["attributes"]["elasticsearch.index"]) == (
        "bulk one",
        "WARN",
        "logs-app",
    )
    assert "4111" not in json.dumps(row)


def test_a_shipper_finds_an_elasticsearch(server: ServerProcess) -> None:
    for method, path in (
        ("GET", "/elasticsearch/"), ("HEAD", "/elasticsearch/"), ("GET", "/elasticsearch/_license"),
        ("GET", "/elasticsearch/_cluster/health"), ("HEAD", "/elasticsearch/_index_template/filebeat"),
        ("PUT", "/elasticsearch/_ilm/policy/filebeat"), ("PUT", "/elasticsearch/_data_stream/logs-app-prod"),
        ("GET", "/elasticsearch/_nodes/http"), ("GET", "/elasticsearch/_cat/health"),
    ):  # fmt: skip
        status, headers, _ = send(server, path, b"", JSON, method)
        assert (status, headers["x-elastic-product"]) == (200, "Elasticsearch"), path
    status, _, content = send(
        server, "/elasticsearch/logs-one/_doc", b'{"message":"one document","service":"doc-app"}', JSON
    )
    assert (status, json.loads(content)["_index"]) == (201, "logs-one")
    status, _, content = send(
        server, "/elasticsearch/logs-b/_bulk?filter_path=errors,items.*.error,items.*.status",
        b'{"create":{}}\n{"message":"brief","service":"doc-app"}\n', NDJSON, "PUT",
    )  # fmt: skip
    assert json.loads(content) == {"errors": False, "items": [{"create": {"status": 201}}]}
    assert {row["body"] for row in found(server, "service:doc-app", 2)} == {"one document", "brief"}


def test_plain_lines_by_http(server: ServerProcess) -> None:
    path = "/rest/logs/lines?service=ci-job&environment=test"
    status, _, content = send(server, path, b'{"msg":"built"}\nplain text\n\n', NDJSON)
    assert (status, json.loads(content)) == (200, {"accepted": 2})
    status, _, content = send(server, path, b'[{"msg": "of an array"}]', JSON)
    assert (status, json.loads(content)) == (200, {"accepted": 1})
    rows = found(server, "service:ci-job", 3)
    assert {row["body"] for row in rows} == {"built", "plain text", "of an array"}
    assert {row["environment"] for row in rows} == {"test"}


MAIL = "ann@example.com"


def by_bulk(server: ServerProcess, line: str, service: str) -> Answer:
    return send(
        server,
        "/_bulk",
        b'{"create":{}}\n' + json.dumps({"message": line, "service": service}).encode() + b"\n",
        NDJSON,
    )


def by_one_document(server: ServerProcess, line: str, service: str) -> Answer:
    return send(server, "/elasticsearch/logs/_doc", json.dumps({"message": line, "service": service}).encode(), JSON)


def by_loki(server: ServerProcess, line: str, service: str) -> Answer:
    return send(server, "/loki/api/v1/push", packed(f'{{service_name="{service}"}}', line), PROTOBUF)


def by_loki_json(server: ServerProcess, line: str, service: str) -> Answer:
    stream = {"stream": {"service_name": service}, "values": [[str(time.time_ns()), line]]}
    return send(server, "/loki/api/v1/push", json.dumps({"streams": [stream]}).encode(), JSON)


def by_lines(server: ServerProcess, line: str, service: str) -> Answer:
    return send(server, f"/rest/logs/lines?service={service}", line.encode(), NDJSON)


@pytest.mark.parametrize("way", [by_bulk, by_one_document, by_loki, by_loki_json, by_lines])
def test_odd_lines_are_kept_and_masked_whatever_they_came_by(server: ServerProcess, way: Callable[..., Answer]) -> None:
    service = way.__name__.replace("_", "-")
    lines = [f"mail to {MAIL} failed", '{"half": "json, ' + MAIL, f"nul \0 inside {MAIL}", "x" * 1_000_000 + f" {MAIL}"]
    for line in lines:
        assert way(server, line, service)[0] in (200, 201, 204)
    rows = found(server, f"service:{service}", len(lines))
    assert MAIL not in json.dumps(rows)
    assert max(len(row["body"]) for row in rows) >= 1000


def test_what_was_acknowledged_is_there_once_after_a_kill(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "data").start()
    lines = [f"killed {number}" for number in range(500)]
    bulk = b"".join(
        b'{"create":{}}\n' + json.dumps({"message": line, "service": "killed"}).encode() + b"\n" for line in lines
    )
    assert json.loads(send(server, "/_bulk", bulk, NDJSON)[2])["errors"] is False
    assert send(server, "/loki/api/v1/push", packed('{service_name="killed"}', "last words"), PROTOBUF)[0] == 204
    server.kill()
    with ServerProcess(tmp_path / "data") as again:
        assert sorted(row["body"] for row in found(again, "service:killed", 501)) == sorted([*lines, "last words"])
