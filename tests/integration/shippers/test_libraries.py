"""Senders in one process with what they log: stock libraries from PyPI and npm. And shippers that can't be had here as programs, by
what their documentation says they send: the questions they ask first, in their order, and a delivery of the shape they make.
Every line is found once, with its level and service.
"""

import gzip
import http.client
import itertools
import json
import logging
import shutil
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import logging_loki
import msgpack
import pytest
from elasticsearch import Elasticsearch, helpers
from fluent.handler import FluentHandler, FluentRecordFormatter

from sardonyx.receivers.body import BodyLimits
from sardonyx.receivers.fluent_decode import Messages
from tests.integration.lines.test_http import JSON, NDJSON, PROTOBUF, Answer, found, send
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.unit.receivers.test_loki_decode import packed

SHIP = Path(__file__).parents[2] / "clients" / "node" / "ship.mjs"
LINES = 120
LEVELS = ("ERROR", "WARN", "INFO", "DEBUG")
BASE = "/elasticsearch"
BRIEF = "filter_path=errors,items.*.error,items.*.status"

# Name → (its questions, its way to deliver, whether it compresses).
SHIPPERS: dict[str, tuple[list[tuple[str, str]], str, bool]] = {
    "filebeat": (
        [
            ("GET", "/"), ("GET", "/_license"), ("HEAD", "/_index_template/filebeat-8.15.0"), ("GET", "/_ilm/policy/filebeat"),
            ("PUT", "/_ilm/policy/filebeat"), ("PUT", "/_index_template/filebeat-8.15.0"), ("PUT", "/_data_stream/filebeat-8.15.0"),
        ],
        f"/_bulk?{BRIEF}", True,
    ),
    "logstash": (
        [("HEAD", "/"), ("GET", "/"), ("GET", "/_license"), ("GET", "/_nodes/http"), ("HEAD", "/_index_template/logstash")],
        f"/_bulk?{BRIEF}", False,
    ),
    "vector": ([("GET", "/_cluster/health"), ("GET", "/")], "/_bulk?timeout=60s", True),
    "fluent-bit": ([], "/_bulk", True),
}  # fmt: skip


@pytest.fixture(scope="module")
def fluent_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, fluent_port: int) -> Iterator[ServerProcess]:
    env = {"SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms", "SARDONYX_FLUENT__LISTEN": f"127.0.0.1:{fluent_port}"}
    with ServerProcess(tmp_path_factory.mktemp("server") / "data", env=env) as running:
        yield running


def texts(service: str) -> dict[str, str]:
    """The lines a service writes, with their levels."""
    return {f"order {number} of {service}": level for number, level in zip(range(LINES), itertools.cycle(LEVELS))}


def check(server: ServerProcess, service: str) -> None:
    rows = found(server, f'service:"{service}"', LINES)
    assert Counter((row["body"], row["level"]) for row in rows) == Counter(texts(service).items())


@pytest.mark.parametrize("shipper", ["pino-elasticsearch", "pino-loki", "winston-loki"])
def test_node(server: ServerProcess, shipper: str) -> None:
    node = shutil.which("node")
    assert node is not None
    command = [node, str(SHIP), shipper, server.url, shipper, str(LINES)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    check(server, shipper)


def test_elasticsearchs_bulk_helper(server: ServerProcess) -> None:
    documents = (
        {
            "_op_type": "create",
            "_index": "logs-py",
            "_id": f"{number}",
            "message": text,
            "level": level,
            "service": "py",
        }
        for number, (text, level) in enumerate(texts("py").items())
    )
    with Elasticsearch(f"{server.url}/elasticsearch") as client:
        assert client.info()["tagline"] == "You Know, for Search"
        assert helpers.bulk(client, documents, chunk_size=50) == (LINES, [])
    check(server, "py")


@pytest.mark.parametrize("version", ["0", "1"])
def test_python_logging_loki(server: ServerProcess, version: str) -> None:
    path = {"0": "/api/prom/push", "1": "/loki/api/v1/push"}[version]
    service = f"loki-{version}"
    handler = logging_loki.LokiHandler(url=server.url + path, tags={"service": service}, version=version)
    _write(handler, service)
    check(server, service)


def test_fluent_loggers_handler(server: ServerProcess, fluent_port: int) -> None:
    handler = FluentHandler("shop.web", host="127.0.0.1", port=fluent_port)
    handler.setFormatter(FluentRecordFormatter({"level": "%(levelname)s", "service": "%(name)s"}))
    _write(handler, "fluent")
    check(server, "fluent")


def _write(handler: logging.Handler, service: str) -> None:
    """As a logger of that name would, without one that outlives the test."""
    failed: list[logging.LogRecord] = []
    handler.handleError = failed.append  # type: ignore[method-assign]
    for text, level in texts(service).items():
        record = logging.LogRecord(service, getattr(logging, level, logging.WARNING), __file__, 1, text, None, None)
        handler.handle(record)
    handler.close()
    assert failed == []


def bulk(server: ServerProcess, path: str, body: bytes, *, compressed: bool) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    headers = {"Content-Type": NDJSON, **({"Content-Encoding": "gzip"} if compressed else {})}
    connection.request("POST", BASE + path, gzip.compress(body) if compressed else body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


@pytest.mark.parametrize("name", SHIPPERS)
def test_an_elasticsearch_output(server: ServerProcess, name: str) -> None:
    questions, path, compressed = SHIPPERS[name]
    for method, asked in questions:
        status, headers, content = send(server, BASE + asked, b"{}" if method == "PUT" else b"", JSON, method)
        assert (status, headers["x-elastic-product"]) == (200, "Elasticsearch"), asked
        if (method, asked) == ("GET", "/"):
            assert json.loads(content)["version"]["number"].startswith("8.")
        if asked == "/_license":
            assert json.loads(content)["license"]["status"] == "active"
        if asked == "/_cluster/health":
            assert json.loads(content)["status"] == "green"
    at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    documents = [
        {"@timestamp": at, "message": f"line {number}", "log": {"level": "error"}, "service": {"name": name}}
        for number in range(50)
    ]
    lines = (f'{{"create":{{"_index":"logs-{name}"}}}}\n{json.dumps(document)}\n'.encode() for document in documents)
    status, _, content = bulk(server, path, b"".join(lines), compressed=compressed)
    answer = json.loads(content)
    assert (status, answer["errors"]) == (200, False)
    assert {item["create"]["status"] for item in answer["items"]} == {201}
    rows = found(server, f"service:{name}", 50)
    assert {(row["level"], row["timestamp"][:19]) for row in rows} == {("ERROR", at[:19])}
    assert {row["body"] for row in rows} == {f"line {number}" for number in range(50)}


@pytest.mark.parametrize("agent", ["promtail", "alloy"])
def test_a_loki_agent(server: ServerProcess, agent: str) -> None:
    labels = f'{{filename="/var/log/app.log",job="varlogs",service_name="{agent}",level="warn"}}'
    body = packed(labels, *(f"line {number}" for number in range(50)))
    assert send(server, "/loki/api/v1/push", body, PROTOBUF)[0] == 204
    rows = found(server, f"service:{agent}", 50)
    assert {row["level"] for row in rows} == {"WARN"}


def test_fluent_bits_forward_output() -> None:
    """Version 2.1 and later: metadata beside the time, packed, gzipped, with the hash of the chunk to be acknowledged."""
    at = msgpack.ExtType(0, struct.pack(">II", 1_795_000_000, 5))
    entries: list[Any] = [[[at, {}], {"log": f"line {number}"}] for number in range(50)]
    content = gzip.compress(b"".join(map(msgpack.packb, entries)))
    option = {"chunk": "9c1185a5c5e9fc54612808977ee8f548", "size": 50, "compressed": "gzip", "fluent_signal": 0}
    (message,) = Messages(BodyLimits()).feed(msgpack.packb(["kube.app", content, option]))
    assert (len(message.lines), message.left_out, message.chunk) == (50, 0, option["chunk"])
    assert {line.time_unix_nano for line in message.lines} == {1_795_000_000_000_000_005}
