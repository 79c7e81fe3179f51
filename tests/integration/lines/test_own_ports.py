"""What has a port of its own, on a running server: Fluent Forward with its stock logger, syslog over TLS; and Firehose's endpoint.
Each masks; what is broken ends one connection and is counted.
"""

import base64
import gzip
import json
import socket
import ssl
import struct
import time
import urllib.error
from collections.abc import Iterator
from typing import Any

import msgpack
import pytest
from fluent import sender

from tests.integration.lines.test_http import found
from tests.support.certificates import Certificate, self_signed
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

MAIL = "ann@example.com"
REFUSED = 'sardonyx_receiver_refused_requests_total{{reason="{}",receiver="fluent",signal="logs"}}'


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> Iterator[ServerProcess]:
    env = {
        "SARDONYX_SYSLOG__LISTEN": "127.0.0.1:0",
        "SARDONYX_SYSLOG__TLS_LISTEN": "127.0.0.1:0",
        "SARDONYX_SYSLOG__TLS_CERTIFICATE": str(certificate.file),
        "SARDONYX_SYSLOG__TLS_KEY": str(certificate.key_file),
        "SARDONYX_FLUENT__LISTEN": "127.0.0.1:0",
        "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms",
    }
    with ServerProcess(tmp_path_factory.mktemp("server") / "data", env=env) as running:
        yield running


def address(server: ServerProcess, listener: str) -> tuple[str, int]:
    host, _, port = server.get("/rest/status")["listeners"][listener].rpartition(":")
    return host, int(port)


def metric(server: ServerProcess, name: str) -> float:
    lines = server.fetch("GET", "/metrics").decode().splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " ")), 0.0)


class Forward:
    """A connection that sends messages and reads what is answered."""

    def __init__(self, server: ServerProcess) -> None:
        self.socket = socket.create_connection(address(server, "fluent"), timeout=20)
        self.unpacker = msgpack.Unpacker()

    def __enter__(self) -> "Forward":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *messages: Any) -> None:
        self.socket.sendall(b"".join(map(msgpack.packb, messages)))

    def answer(self) -> Any:
        while True:
            try:
                return self.unpacker.unpack()
            except msgpack.OutOfData:
                data = self.socket.recv(65536)
                assert data, "the server hung up"
                self.unpacker.feed(data)


def test_the_stock_fluent_logger_is_understood(server: ServerProcess) -> None:
    host, port = address(server, "fluent")
    logger = sender.FluentSender("shop", host=host, port=port, nanosecond_precision=True)
    assert logger.emit("orders", {"level": "warn", "message": f"no stock, told {MAIL}", "service": "orders"})
    assert logger.emit("plain", {"message": "a tag is better than no name"})
    logger.close()
    (row,) = found(server, "service:orders")
    assert (row["level"], row["attributes"]["fluent.tag"]) == ("WARN", "shop.orders")
    assert row["body"].startswith("no stock, told ")
    assert MAIL not in json.dumps(row)
    (row,) = found(server, 'service:"shop.plain"')
    assert row["body"] == "a tag is better than no name"


def test_a_chunk_is_acknowledged_once_it_is_safe_and_stored_once_however_often_it_comes(server: ServerProcess) -> None:
    now = int(time.time())
    packed = b"".join(
        msgpack.packb([msgpack.ExtType(0, struct.pack(">II", now, n)), {"log": f"chunk {n}"}]) for n in range(3)
    )
    message = ["chunky", gzip.compress(packed), {"compressed": "gzip", "chunk": "p8n9gmxTQVC8/nh2wlKKeQ==", "size": 3}]
    for times in (1, 2):
        with Forward(server) as forward:
            forward.send(*[message] * times)
            assert [forward.answer() for _ in range(times)] == [{"ack": "p8n9gmxTQVC8/nh2wlKKeQ=="}] * times
    rows = found(server, "service:chunky", 3)
    assert sorted(row["body"] for row in rows) == ["chunk 0", "chunk 1", "chunk 2"]


def test_what_is_no_forward_ends_its_connection_and_is_counted(server: ServerProcess) -> None:
    before = metric(server, REFUSED.format("Malformed"))
    for _ in range(20):  # a shipper that reconnects in a loop
        with Forward(server) as forward:
            forward.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert forward.socket.recv(10) == b""
    assert metric(server, REFUSED.format("Malformed")) == before + 20
    with Forward(server) as forward:
        forward.send(None, ["after", int(time.time()), {"log": "the loop"}, {"chunk": "x"}])
        assert forward.answer() == {"ack": "x"}
    found(server, "service:after")


def test_odd_records_arrive(server: ServerProcess) -> None:
    now = int(time.time())
    deep: dict[str, Any] = {"end": 1}
    for _ in range(300):
        deep = {"d": deep}
    records = [
        {"log": "half {\"json\": ", "n": 1}, {"log": "nul \0 inside", "n": 2}, {"log": b"latin \xe4\xf6", "n": 3},
        {"log": "x" * 1_000_000, "n": 4}, {"log": "deep", "deep": deep, "n": 5}, {b"log": b"bytes", "f": float("inf"), "n": 6},
    ]  # fmt: skip
    with Forward(server) as forward:
        forward.send(["odd", [[now, record] for record in records], {"chunk": "odd"}])
        assert forward.answer() == {"ack": "odd"}
    rows = {row["attributes"]["n"]: row["body"] for row in found(server, "service:odd", 6)}
    assert rows["1"] == 'half {"json": '
    assert rows["2"].startswith("nul ")
    assert rows["3"] == "latin \N{REPLACEMENT CHARACTER}"
    assert (rows["4"][:10], rows["5"], rows["6"]) == ("x" * 10, "deep", "bytes")


def test_heartbeats_are_answered(server: ServerProcess) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heartbeat:
        heartbeat.settimeout(20)
        heartbeat.sendto(b"\0", address(server, "fluent"))
        assert heartbeat.recv(10) == b"\0"


def test_syslog_comes_over_tls_and_is_masked(server: ServerProcess, certificate: Certificate) -> None:
    context = ssl.create_default_context(cafile=str(certificate.file))
    message = f"<11>1 2026-11-23T10:00:00Z web01 tls-app 7 - - mail to {MAIL} failed".encode()
    with (
        socket.create_connection(address(server, "syslog_tls"), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(str(len(message)).encode() + b" " + message)
        (row,) = found(server, "service:tls-app")
    assert row["level"] == "ERROR"
    assert MAIL not in json.dumps(row)
    with socket.create_connection(address(server, "syslog_tls"), timeout=20) as plain:
        plain.sendall(b"<11>in the clear\n" * 100)
        assert plain.recv(100)[:1] in (b"", b"\x15")  # an alert of TLS, or just the end


def test_a_flood_of_datagrams_is_no_stall(server: ServerProcess) -> None:
    accepted = 'sardonyx_receiver_accepted_records_total{receiver="syslog",signal="logs"}'
    before = metric(server, accepted)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flood:
        flood.connect(address(server, "syslog"))
        for number in range(20_000):
            flood.send(b"<14>flood[1]: datagram %d" % number)
    with socket.create_connection(address(server, "syslog"), timeout=20) as connection:
        connection.sendall(b"<14>beside[1]: the flood\n")
    found(server, "service:beside")
    assert eventually(lambda: metric(server, accepted) > before + 1)


def firehose(server: ServerProcess, body: bytes, **headers: str) -> dict[str, Any]:
    content = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return dict(json.loads(server.fetch("POST", "/firehose", body, content)))


def test_cloudwatch_comes_through_firehose_once(server: ServerProcess) -> None:
    now = int(time.time() * 1000)
    subscription = {
        "messageType": "DATA_MESSAGE", "owner": "123456789012", "logGroup": "/aws/lambda/pay", "logStream": "s1",
        "logEvents": [{"id": "1", "timestamp": now, "message": f"[ERROR] {MAIL} was charged twice\n"}],
    }  # fmt: skip
    data = base64.b64encode(gzip.compress(json.dumps(subscription).encode())).decode()
    body = json.dumps({"requestId": "r-1", "timestamp": now, "records": [{"data": data}]}).encode()
    for _ in range(2):
        answer = firehose(server, body, X_Amz_Firehose_Request_Id="r-1")
        assert answer["requestId"] == "r-1"
        assert answer["timestamp"] >= now
    (row,) = found(server, 'service:"/aws/lambda/pay"')
    assert (row["level"], row["resource"]["cloud.account.id"]) == ("ERROR", "123456789012")
    assert MAIL not in json.dumps(row)


def test_firehose_is_told_what_is_wrong_in_its_own_shape(server: ServerProcess) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        firehose(server, b"{", X_Amz_Firehose_Request_Id="r-2")
    answer = json.loads(refused.value.read())
    assert (refused.value.code, answer["requestId"]) == (400, "r-2")
    assert "not a delivery" in answer["errorMessage"]
