"""Ingest keys and limits of series, through a running server as senders meet them."""

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceResponse

from tests.support.otlp import make_logs
from tests.support.remote_write import HEADERS_1, Series, series, snappy, write_1
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually
from tests.unit.storage.stored_metrics import gauge, request

PROTOBUF = {"Content-Type": "application/x-protobuf"}
LIMIT = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    env = {
        "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms",
        "SARDONYX_LIMITS__SERIES_PER_METRIC": str(LIMIT),
        "SARDONYX_TELEMETRY__ENABLED": "false",
    }
    data = tmp_path_factory.mktemp("limits") / "data"
    with ServerProcess(data, "--otlp-grpc", "127.0.0.1:0", env=env) as running:
        yield running


def new_key(server: ServerProcess, **wanted: Any) -> dict[str, str]:
    """The headers of a new ingest key."""
    made = server.post("/rest/ingest-keys", {"name": "k", **wanted})
    return {"Authorization": f"Bearer {made['token']}"}


def post(server: ServerProcess, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def write(server: ServerProcess, headers: dict[str, str], *items: Series) -> tuple[int, dict[str, str], bytes]:
    return post(server, "/api/v1/write", snappy(write_1(items)), HEADERS_1 | headers)


def export(server: ServerProcess, message: ExportLogsServiceRequest, headers: dict[str, str]) -> bytes:
    """Export over gRPC. Raises grpc.RpcError."""
    address = server.get("/rest/status")["listeners"]["otlp_grpc"]
    with grpc.insecure_channel(address) as channel:
        call = channel.unary_unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export")
        metadata = [(name.lower(), value) for name, value in headers.items()]
        return bytes(call(message.SerializeToString(), metadata=metadata, timeout=30))


def bodies(server: ServerProcess, service: str) -> list[str]:
    found = server.post("/rest/logs/search", {"query": f"service:{service}", "start": "now-1h"})
    return sorted(row["body"] for row in found["rows"])


def own(server: ServerProcess, line: str) -> float:
    """The value of a line of our own metrics; 0 when it is not there."""
    text = server.fetch("GET", "/metrics").decode()
    return next((float(one.rpartition(" ")[2]) for one in text.splitlines() if one.startswith(line)), 0.0)


def test_a_pinned_key_over_http_sends_for_its_service_only(server: ServerProcess) -> None:
    key = new_key(server, services=["http-shop"], environments=["prod"])
    message = make_logs(["mine"], service="http-shop")
    message.MergeFrom(make_logs(["foreign", "foreign too"], service="http-bank"))
    status, _, content = post(server, "/v1/logs", message.SerializeToString(), PROTOBUF | key)
    told = ExportLogsServiceResponse.FromString(content).partial_success
    assert (status, told.rejected_log_records) == (200, 2)
    assert told.error_message == "the service 'http-bank' is not one of those this key may send for: http-shop"
    eventually(lambda: bodies(server, "http-shop") == ["mine"])
    assert bodies(server, "http-bank") == []
    found = server.post("/rest/logs/search", {"query": "service:http-shop environment:prod", "start": "now-1h"})
    assert len(found["rows"]) == 1


def test_a_pinned_key_over_grpc_is_told_and_counted_alike(server: ServerProcess) -> None:
    key = new_key(server, services=["grpc-shop"])
    message = make_logs(["mine"], service="grpc-shop")
    message.MergeFrom(make_logs(["foreign"], service="grpc-bank"))
    told = ExportLogsServiceResponse.FromString(export(server, message, key)).partial_success
    assert told.rejected_log_records == 1
    assert "'grpc-bank'" in told.error_message
    eventually(lambda: bodies(server, "grpc-shop") == ["mine"])
    assert own(server, 'sardonyx_receiver_rejected_records_total{receiver="otlp_grpc",signal="logs"}') == 1


def test_a_pinned_key_over_remote_write_names_what_is_missing(server: ServerProcess) -> None:
    key, now = new_key(server, services=["rw-shop"]), round(time.time() * 1000)
    for at in (now - 1000, now):  # with its labels, then as a known series
        answer = write(server, key, series("rw_up", 1, at, job="a"), series("rw_up", 1, at, service_name="rw-bank"))
        assert answer[0] == 400
        assert b"the service 'rw-bank' is not one of those this key may send for: rw-shop" in answer[2]
    unpinned = new_key(server)
    assert write(server, unpinned, series("rw_up", 1, now, job="a"))[0] == 204
    eventually(lambda: len(server.get("/api/v1/series?match[]=rw_up")["data"]) == 2)
    labels = server.get("/api/v1/series?match[]=rw_up")["data"]
    assert {"__name__": "rw_up", "job": "a", "service_name": "rw-shop"} in labels
    assert {"__name__": "rw_up", "job": "a"} in labels


def test_a_keys_rate_is_each_protocols_own_retry_later(server: ServerProcess) -> None:
    key = new_key(server, rate_per_second=1)
    body = make_logs([f"m{number}" for number in range(30)], service="rated")
    assert post(server, "/v1/logs", body.SerializeToString(), PROTOBUF | key)[0] == 200
    status, headers, content = post(server, "/v1/logs", body.SerializeToString(), PROTOBUF | key)
    assert (status, Status.FromString(content).code) == (429, 8)
    assert 1 <= int(headers["retry-after"]) <= 30
    status, headers, content = write(server, key, series("rated", 1, round(time.time() * 1000)))
    assert (status, b"1 records per second" in content) == (503, True)
    assert int(headers["retry-after"]) >= 1
    with pytest.raises(grpc.RpcError) as refused:
        export(server, body, key)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    retry = dict(refused.value.trailing_metadata())["google.rpc.retryinfo-bin"]
    assert RetryInfo.FromString(retry).retry_delay.seconds >= 1
    assert post(server, "/v1/logs", body.SerializeToString(), PROTOBUF | new_key(server))[0] == 200


def test_an_exploding_metric_is_stopped_and_its_label_named(server: ServerProcess) -> None:
    now = round(time.time() * 1000)

    def users(*numbers: int, at: int = now) -> list[Series]:
        return [series("exploding_total", 1, at, job="shop", path="/x", user=f"u{number}") for number in numbers]

    def limits() -> dict[str, Any]:
        found = server.get("/rest/infrastructure/cardinality")["limits"]
        assert isinstance(found, dict)
        return found

    assert write(server, {}, *users(*range(LIMIT)))[0] == 204
    full = {"name": "exploding_total", "series": LIMIT, "limit": LIMIT, "full": True}
    eventually(lambda: full in limits()["metrics"])

    status, headers, content = write(server, {}, *users(3, 98, 99, at=now + 1))
    assert (status, headers["x-prometheus-remote-write-samples-written"]) == (400, "1")
    assert b"the metric 'exploding_total' has 10 series already (limits.series_per_metric)" in content

    message = request(gauge("exploding_total", 1, labels={"user": "new"}, time_ns=now * 10**6))
    _, _, content = post(server, "/v1/metrics", message.SerializeToString(), PROTOBUF)
    told = ExportMetricsServiceResponse.FromString(content).partial_success
    assert told.rejected_data_points == 1
    assert "new ones are not stored" in told.error_message

    found = server.get("/rest/infrastructure/cardinality")
    (explosion,) = [one for one in found["explosions"] if one["metric"]["name"] == "exploding_total"]
    assert (explosion["at_limit"], explosion["label"], explosion["series_without"]) == (True, "user", 1)
    assert "u3" in explosion["samples"]
    assert found["limits"]["refused"] == [{"reason": "series_per_metric", "metric": "exploding_total", "series": 3}]
    line = 'sardonyx_series_refused_total{metric="exploding_total",reason="series_per_metric"}'
    assert own(server, line) == 3


def test_what_was_queried_is_remembered_over_a_restart(server: ServerProcess) -> None:
    now = round(time.time() * 1000)
    write(server, {}, series("asked_for", 1, now), series("forgotten", 1, now))
    eventually(lambda: server.get("/api/v1/query?query=asked_for")["data"]["result"] != [])
    server.stop()
    server.start()
    found = server.get("/rest/infrastructure/metrics?query=asked_for")["metrics"]
    assert [(one["name"], one["unused"], one["last_queried"] is not None) for one in found] == [
        ("asked_for", False, True)
    ]
    unused = server.get("/rest/infrastructure/metrics?unused=true&sort=name&limit=500")["metrics"]
    names = {one["name"] for one in unused}
    assert ("forgotten" in names, "asked_for" in names) == (True, False)
    assert json.dumps(unused).count('"unused": false') == 0
