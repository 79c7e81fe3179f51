"""An engine that takes nothing (its disk is at the reserve): accepted data waits, senders are told, nothing is lost."""

import http.client
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from tests.support.otlp import make_logs
from tests.support.server_process import ServerProcess
from tests.support.stored_rows import stored_rows
from tests.support.waiting import eventually

# More than any disk has: every insert is refused with "not enough space".
FULL = {"SARDONYX_ENGINE__MIN_FREE_DISK": "900TiB", "SARDONYX_JOURNAL__MAX_BYTES": "2MiB",
        "SARDONYX_JOURNAL__SEGMENT_MAX_BYTES": "256KiB", "SARDONYX_TELEMETRY__ENABLED": "false"}  # fmt: skip


@pytest.mark.timeout(180)
def test_a_full_disk_pushes_back_and_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    accepted = 0
    ServerProcess(data).start().stop()  # an empty schema; without it the first start itself is refused
    with ServerProcess(data, env=FULL) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
        for number in range(200):
            body = make_logs([f"{number}"], attributes={"padding": "x" * 100_000}).SerializeToString()
            connection.request("POST", "/v1/logs", body, {"Content-Type": "application/x-protobuf"})
            answer = connection.getresponse()
            answer.read()
            if answer.status == 503:
                break
            assert answer.status == 200
            accepted += 1
            if number % 5 == 0:  # let sealed segments reach the queue, where the cap counts them
                eventually(lambda: server.get("/rest/status")["signals"]["logs"]["journal_bytes"] > 0)
        connection.close()
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert accepted >= 10
        with pytest.raises(HTTPError) as caught:
            eventually(lambda: server.get("/ready")["status"] == "fail")
        assert caught.value.code == 503
        caught.value.close()
        # The journal may be full before the engine has refused for the first time.
        eventually(lambda: "space" in server.get("/rest/status")["signals"]["logs"]["last_error"])
        assert server.get("/rest/status")["signals"]["logs"]["quarantined_segments"] == 0
    with ServerProcess(data) as server:  # the disk has room again
        eventually(lambda: server.get("/rest/status")["signals"]["logs"]["journal_bytes"] == 0)
    (row,) = stored_rows(
        data, "SELECT count() AS rows, uniqExact(Body) AS bodies FROM otel_logs WHERE ServiceName = 'shop'"
    )
    assert row == {"rows": accepted, "bodies": accepted}
