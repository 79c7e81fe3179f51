"""Bad requests over the wire: the protocol's own answer, nothing lost, the server unharmed."""

import gzip
import http.client
import json
from urllib.parse import urlsplit

import grpc
import pytest
from google.rpc.status_pb2 import Status
from tests.support.otlp import make_logs
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

PROTOBUF = "application/x-protobuf"


def post(
    server: ServerProcess, body: bytes, path: str = "/v1/logs", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    sent = {"Content-Type": PROTOBUF, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request("POST", path, body, sent)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def test_success_is_200_with_an_empty_answer_in_the_same_format(server: ServerProcess) -> None:
    body = make_logs(["fine"]).SerializeToString()
    status, headers, content = post(server, body)
    assert (status, headers["content-type"], content) == (200, PROTOBUF, b"")
    status, headers, content = post(server, b"{}", Content_Type="application/json")
    assert (status, headers["content-type"], content) == (200, "application/json", b"{}")


def test_a_trailing_slash_is_not_redirected(server: ServerProcess) -> None:
    assert post(server, make_logs(["slash"]).SerializeToString(), path="/v1/logs/")[0] == 200


def test_damaged_protobuf_is_400_with_a_status(server: ServerProcess) -> None:
    status, headers, content = post(server, make_logs(["abc"]).SerializeToString()[:-2])
    assert (status, headers["content-type"]) == (400, PROTOBUF)
    answer = Status.FromString(content)
    assert answer.code == 3
    assert "ExportLogsServiceRequest" in answer.message


def test_damaged_json_is_400_in_json(server: ServerProcess) -> None:
    status, headers, content = post(server, b"{", Content_Type="application/json")
    assert (status, headers["content-type"]) == (400, "application/json")
    assert json.loads(content)["code"] == 3


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", ""])
def test_another_content_type_is_415(server: ServerProcess, media_type: str) -> None:
    status, _, content = post(server, b"x", Content_Type=media_type)
    assert status == 415
    assert "application/x-protobuf or application/json" in json.loads(content)["message"]


def test_an_unknown_encoding_is_415(server: ServerProcess) -> None:
    assert post(server, b"x", Content_Encoding="lzma")[0] == 415


def test_a_damaged_gzip_is_400(server: ServerProcess) -> None:
    assert post(server, b"\x1f\x8bnonsense", Content_Encoding="gzip")[0] == 400


def test_an_oversized_body_is_413(server: ServerProcess) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.putrequest("POST", "/v1/logs")
    connection.putheader("Content-Type", PROTOBUF)
    connection.putheader("Content-Length", str(65 << 20))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_zip_bomb_is_413(server: ServerProcess) -> None:
    bomb = gzip.compress(b"\0" * (100 << 20))
    assert len(bomb) < 1 << 20
    assert post(server, bomb, Content_Encoding="gzip")[0] == 413


def test_a_wrong_method_is_405_and_an_unknown_path_404(server: ServerProcess) -> None:
    for method, path, expected in (
        ("GET", "/v1/logs", 405),
        ("POST", "/v1/profiles", 404),
        ("GET", "/v1/nothing", 404),
    ):
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
        connection.request(method, path)
        assert connection.getresponse().status == expected, path
        connection.close()


def test_partial_success_says_what_was_left_out(server: ServerProcess) -> None:
    document = {"resourceLogs": [{"scopeLogs": [{"logRecords": [
        {"body": {"stringValue": "kept partial"}}, {"body": {"stringValue": "x"}, "traceId": "zz"}]}]}]}  # fmt: skip
    status, _, content = post(server, json.dumps(document).encode(), Content_Type="application/json")
    assert status == 200
    assert json.loads(content)["partialSuccess"]["rejectedLogRecords"] == "1"
    assert "traceId 'zz'" in json.loads(content)["partialSuccess"]["errorMessage"]
    search = {"query": '"kept partial"', "start": "now-10m", "end": "now+1m"}
    eventually(lambda: len(server.post("/rest/logs/search", search)["rows"]) == 1)


def test_damaged_grpc_is_invalid_argument(server: ServerProcess) -> None:
    address = server.get("/rest/status")["listeners"]["otlp_grpc"]
    with grpc.insecure_channel(address) as channel:
        export = channel.unary_unary("/opentelemetry.proto.collector.logs.v1.LogsService/Export")
        assert export(make_logs(["over grpc"]).SerializeToString()) == b""
        with pytest.raises(grpc.RpcError) as caught:
            export(b"\xff\xff\xff")
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        unknown = channel.unary_unary("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export")
        with pytest.raises(grpc.RpcError) as caught:
            unknown(b"")
        assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_the_server_is_well_after_all_that(server: ServerProcess) -> None:
    assert server.get("/ready")["status"] == "pass"
    assert all(signal["quarantined_segments"] == 0 for signal in server.get("/rest/status")["signals"].values())
