"""The account of log records: everything sent two ways is stored, or counted where it went; after a kill, too."""

import json
import time
from pathlib import Path
from typing import Any

from tests.support.otlp import make_logs
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

CONFIG = """
logs:
  minimum_level: [{level: INFO, services: [checkout]}]
  sampling:
    - {name: health, contains: GET /health, keep: 0}
    - {name: half, services: [chatty], keep: 0.5}
  late_after: 10m
"""
LINES, BULK = "/rest/logs/lines?service=", "/_bulk"


def line(number: int, *, at: float, **more: Any) -> bytes:
    return json.dumps({"time": f"{at:.6f}", "msg": f"line {number}", "host": "h1", **more}).encode()


def send(server: ServerProcess, path: str, *lines: bytes) -> None:
    server.fetch("POST", path, b"\n".join(lines) + b"\n", {"Content-Type": "application/x-ndjson"})


def account(server: ServerProcess, received: int) -> dict[str, Any]:
    """The account without our own records, once so many are accounted for and none waits."""

    def ask() -> dict[str, Any] | None:
        found: dict[str, Any] = server.get("/rest/logs/sources?start=now-1h&end=now%2B1m")
        settled = found["balance"]["waiting"] == 0 and found["balance"]["difference"] == 0
        found["sources"] = [source for source in found["sources"] if source["service"] != "sardonyx"]
        return found if settled and sum(source["received"] for source in found["sources"]) >= received else None

    settled: dict[str, Any] = eventually(ask)
    return settled


def test_what_was_sent_is_accounted_for_to_the_record_and_after_a_kill(tmp_path: Path) -> None:
    (config := tmp_path / "sardonyx.yaml").write_text(CONFIG)
    now = time.time() - 30
    server = ServerProcess(tmp_path / "data", "--config", str(config)).start()
    numbered = [line(n, at=now + n / 1000, sequence=n) for n in (1, 2, 3, 6, 7)]
    send(
        server,
        LINES + "shop",
        *numbered,
        line(9, at=now - 3600),
        b'{"half": 1, "x',
        b"GET /health 200",
        b"GET /health 503",
    )
    again = line(20, at=now)
    send(server, LINES + "shop", again)
    send(server, LINES + "shop", again, again)
    send(server, LINES + "chatty", *(line(n, at=now, trace_id=f"{n:032x}") for n in range(1, 201)))
    create = b'{"create":{"_index":"logs-app"}}'
    good = json.dumps({"message": "bulk", "service": "app", "host": "h2"}).encode()
    send(server, BULK, create, good, create, b'{"broken', create, good, create, b"[]", create, b"GET /health")
    otlp = make_logs(["debug", "quiet"], service="checkout", time_ns=int(now * 1e9), severity_number=5)
    kept = make_logs(["kept"], service="checkout", time_ns=int(now * 1e9), severity_number=9)
    for request in (otlp, kept):
        server.fetch("POST", "/v1/logs", request.SerializeToString(), {"Content-Type": "application/x-protobuf"})
    server.kill()  # what was answered is in the journal, if not in the engine yet

    with ServerProcess(tmp_path / "data", "--config", str(config)) as server:
        found = account(server, 220)
        by_origin = {(source["service"], source["host"]): source for source in found["sources"]}
        shop, text = by_origin["shop", "h1"], by_origin["shop", ""]
        parts = ("received", "stored", "dropped", "late", "duplicates", "gaps", "parse_failures")
        assert [shop[part] for part in parts] == [9, 9, {}, 1, 2, 2, 0]
        assert [text[part] for part in parts] == [3, 1, {"health": 2}, 0, 0, 0, 1]
        chatty, app, checkout = by_origin["chatty", "h1"], by_origin["app", "h2"], by_origin["checkout", ""]
        assert chatty["stored"] + chatty["sampled"]["half"] == chatty["received"] == 200
        assert 60 < chatty["stored"] < 140
        assert (app["stored"], app["rejected"], app["receiver"], app["duplicates"]) == (2, 3, "elasticsearch", 0)
        assert (checkout["stored"], checkout["dropped"], checkout["receiver"]) == (1, {"below_info": 2}, "otlp_http")
        balance = found["balance"]
        assert balance["received"] == sum(
            balance[part]
            for part in ("stored", "dropped", "sampled", "rejected", "waiting", "quarantined", "difference")
        )
        rows = server.post(
            "/rest/logs/search",
            {"query": "service:(shop OR chatty OR app OR checkout)", "start": "now-2h", "limit": 1000},
        )
        assert len(rows["rows"]) == sum(source["stored"] for source in found["sources"])
