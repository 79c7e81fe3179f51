"""Privacy on a running server: the same secrets through every receiver, rules tried, leaks searched for, a person erased."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fluent import sender as fluent_sender
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from sardonyx.privacy.erasure import report
from tests.support.otlp import key_values, make_logs, make_spans
from tests.support.remote_write import series, snappy, write_1
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually
from tests.unit.receivers.test_loki_decode import packed

PII = {
    "mail": "jane.doe@example.com",
    "card": "4111 1111 1111 1111",
    "iban": "DE89370400440532013000",
    "phone": "+49 170 1234567",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "aws": "AKIAIOSFODNN7EXAMPLE",
    "password": "hunter2secret",
    "customer_id": "4711000042",
}
SENSITIVE = ("jane.doe", "4111 1111", "DE893704", "1234567", "dozjgNryP4J3", "AKIAIOSF", "hunter2", "4711000042")
LINE = " ".join(f'{key}="{value}"' for key, value in PII.items())
PROTOBUF, JSON = "application/x-protobuf", "application/json"
Send = Callable[[ServerProcess, str], None]


def post(path: str, body: Callable[[str], bytes], content_type: str, **headers: str) -> Send:
    def send(server: ServerProcess, service: str) -> None:
        server.fetch("POST", path, body(service), {"Content-Type": content_type, **headers})

    return send


def port_of(server: ServerProcess, listener: str) -> int:
    return int(server.get("/rest/status")["listeners"][listener].rpartition(":")[2])


def loki(service: str) -> bytes:
    now = str(time.time_ns())
    return json.dumps({"streams": [{"stream": {"service_name": service}, "values": [[now, LINE, PII]]}]}).encode()


def bulk(service: str) -> bytes:
    return b'{"create":{}}\n' + json.dumps({"service": service, "message": LINE, **PII}).encode() + b"\n"


def metrics(service: str) -> bytes:
    request = ExportMetricsServiceRequest()
    group = request.resource_metrics.add()
    group.resource.attributes.extend(key_values({"service.name": service}))
    point = group.scope_metrics.add().metrics.add(name="orders").gauge.data_points.add(time_unix_nano=time.time_ns())
    point.as_int = 1
    point.attributes.extend(key_values(PII))
    return request.SerializeToString()


def written(service: str) -> bytes:
    return snappy(write_1([series("orders", 1, time.time_ns() // 10**6, job=service, **PII)]))


def syslog(server: ServerProcess, service: str) -> None:
    with socket.create_connection(("127.0.0.1", port_of(server, "syslog")), timeout=20) as connection:
        connection.sendall(f"<14>1 - host {service} - - - {LINE}\n".encode())


def fluent(server: ServerProcess, service: str) -> None:
    forward = fluent_sender.FluentSender("app", host="127.0.0.1", port=port_of(server, "fluent"))
    assert forward.emit(None, {"service": service, "message": LINE, **PII})
    forward.close()


# To have another receiver checked, add how it is spoken to.
LOGS: dict[str, Send] = {
    "otlp": post("/v1/logs", lambda s: make_logs([LINE], service=s, attributes=PII).SerializeToString(), PROTOBUF),
    "loki-json": post("/loki/api/v1/push", loki, JSON),
    "loki-protobuf": post(
        "/loki/api/v1/push", lambda s: packed(f'{{service_name="{s}"}}', json.dumps({"msg": LINE, **PII})), PROTOBUF
    ),
    "elasticsearch": post("/_bulk", bulk, "application/x-ndjson"),
    "lines": post("/rest/logs/lines", lambda s: json.dumps({"service": s, "m": LINE, **PII}).encode(), "text/plain"),
    "syslog": syslog,
    "fluent": fluent,
}
SERIES: dict[str, Send] = {
    "otlp-metrics": post("/v1/metrics", metrics, PROTOBUF),
    "remote-write": post("/api/v1/write", written, PROTOBUF, **{"Content-Encoding": "snappy"}),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    env = {
        "SARDONYX_SYSLOG__LISTEN": "127.0.0.1:0",
        "SARDONYX_FLUENT__LISTEN": "127.0.0.1:0",
        "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms",
        "SARDONYX_MASKING__FIELDS": "[{field: customer_id, action: format_hash}]",
    }
    with ServerProcess(tmp_path_factory.mktemp("server") / "data", env=env) as running:
        yield running


def rows(server: ServerProcess, query: str) -> Any:
    body = {"query": query, "start": "now-30d", "end": "now+1h", "limit": 1000}
    return eventually(lambda: server.post("/rest/logs/search", body)["rows"])


def ids(text: str) -> set[str]:
    return set(re.findall(r'"customer_id": "(\d{10})"', text))


@pytest.fixture(scope="module")
def joined(server: ServerProcess) -> set[str]:
    """What the receivers made of the customer's id; every test that sends adds to it."""
    return set()


@pytest.mark.parametrize("receiver", LOGS)
def test_lines_are_masked_alike_whatever_receives_them(server: ServerProcess, joined: set[str], receiver: str) -> None:
    service = f"logs-{receiver}"
    LOGS[receiver](server, service)
    (row,) = rows(server, f'service:"{service}"')
    text = json.dumps(row)
    assert [secret for secret in SENSITIVE if secret in text] == []
    assert {"email", "card", "iban", "phone", "jwt", "provider_key"} <= set(re.findall(r"redacted:(\w+)", text))
    joined |= ids(text)
    assert len(joined) <= 1


@pytest.mark.parametrize("receiver", SERIES)
def test_labels_are_masked_alike_whatever_receives_them(server: ServerProcess, joined: set[str], receiver: str) -> None:
    service = f"series-{receiver}"
    SERIES[receiver](server, service)
    path = "/api/v1/series?match[]=" + quote(f'orders{{job="{service}"}}')
    text = json.dumps(eventually(lambda: server.get(path)["data"]))
    assert [secret for secret in SENSITIVE if secret in text] == []
    assert {"email", "card", "iban", "phone", "jwt", "provider_key"} <= set(re.findall(r"redacted:(\w+)", text))
    joined |= ids(text)
    assert len(joined) == 1


def test_spans_are_masked_alike(server: ServerProcess, joined: set[str]) -> None:
    request = make_spans([LINE], service="spans", attributes=PII, trace_id=b"\x07" * 16)
    server.fetch("POST", "/v1/traces", request.SerializeToString(), {"Content-Type": PROTOBUF})
    text = json.dumps(eventually(lambda: answered(server, f"/rest/traces/{'07' * 16}")))
    assert [secret for secret in SENSITIVE if secret in text] == []
    joined |= ids(text)
    assert len(joined) == 1


def answered(server: ServerProcess, path: str) -> Any:
    try:
        return server.get(path)
    except urllib.error.HTTPError:
        return None


def test_rules_are_tried_on_what_is_stored_and_on_pasted_lines(server: ServerProcess) -> None:
    LOGS["lines"](server, "tried")
    rows(server, "service:tried")
    wanted = {"query": "service:tried", "rules": [{"name": "word", "pattern": r"\bhost\b|redacted:card"}],
              "fields": [{"field": "cust*"}]}  # fmt: skip
    seen = server.post("/rest/masking/preview", wanted)
    assert {(one["rule"], one["service"]) for one in seen["counts"]} == {("word", "tried"), ("field_policy", "tried")}
    pasted = {
        "lines": ["badge B1234 of jane.doe@example.com", "none"],
        "rules": [{"name": "badge", "pattern": r"B\d{4}"}],
    }
    seen = server.post("/rest/masking/preview", pasted)
    assert [(line["before"], line["after"]) for line in seen["lines"]] == [
        ("badge B1234 of [redacted:email]", "badge [redacted:badge] of [redacted:email]")
    ]
    assert (seen["looked_at"], seen["counts"]) == (2, [{"rule": "badge", "service": "", "lines": 1, "matches": 1}])
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.post("/rest/masking/preview", {"lines": ["x"], "rules": [{"name": "bad", "pattern": "(?=x)"}]})
    assert refused.value.code == 422
    assert b"RE2" in refused.value.read()


def command(server: ServerProcess, *arguments: str) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-m", "sardonyx", *arguments]
    return subprocess.run(run, capture_output=True, text=True, timeout=120, check=False)


def test_a_search_for_leaks_finds_none_in_what_was_masked(server: ServerProcess) -> None:
    done = command(server, "masking", "scan", "--url", server.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "something found in 0 places" in done.stdout
    assert server.get("/rest/masking/findings")["last_scan"]["rows"] > 0


def test_a_person_is_erased_and_the_report_proves_it(server: ServerProcess, tmp_path: Path) -> None:
    for user in ("user-4242", "user-4243"):
        lines = make_logs(["by " + user], service="erased", attributes={"user.id": user})
        server.fetch("POST", "/v1/logs", lines.SerializeToString(), {"Content-Type": PROTOBUF})
    eventually(lambda: len(rows(server, "service:erased")) == 2)
    wanted = {"identity": {"user_id": "user-4242"}}
    ended: list[Any] = []
    for dry_run in (True, False):
        made = server.post("/rest/erasures", {**wanted, "dry_run": dry_run})
        ended.append(eventually(lambda made=made: done_of(server, made["id"])))  # type: ignore[misc]
        assert ended[-1]["error"] is None, server.log()[-3000:]
    assert [one["error"] for one in ended] == [None, None]
    assert [(one["state"], one["found"], one["erased"]) for one in ended] == [("done", 1, 0), ("done", 1, 1)]
    assert [row["body"] for row in rows(server, "service:erased")] == ["by user-4243"]
    text = server.fetch("GET", ended[1]["report_url"]).decode()
    assert "user-4242" not in text
    file = tmp_path / "report.json"
    file.write_text(text)
    proven = command(server, "erasure", "verify", str(file), "--data", str(server.data))
    assert (proven.returncode, "genuine, signed by this installation" in proven.stdout) == (0, True), proven.stderr
    file.write_text(text.replace('"erased": {\n          "hot": 1', '"erased": {\n          "hot": 9', 1))
    assert not report.checked(file.read_text(), None).genuine
    assert command(server, "erasure", "verify", str(file), "--data", str(server.data)).returncode == 1


def done_of(server: ServerProcess, erasure_id: str) -> Any:
    found = server.get(f"/rest/erasures/{erasure_id}")
    return found if found["state"] not in ("queued", "running") else None
