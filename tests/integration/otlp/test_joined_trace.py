"""A stock OpenTelemetry service and one with our SDK appear in one trace, with the log line between them."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

CLIENTS = Path(__file__).parents[2] / "clients" / "python"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.read())
    except URLError:
        return False


def test_stock_caller_and_sdk_service_share_a_trace(server: ServerProcess) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/price/pear"
    service = subprocess.Popen([sys.executable, str(CLIENTS / "sdk_service.py"), str(port), server.url])
    try:
        eventually(lambda: answers(url))
        env = {**os.environ, "OTEL_SERVICE_NAME": "stock", "OTEL_EXPORTER_OTLP_ENDPOINT": server.url}
        done = subprocess.run(
            [sys.executable, str(CLIENTS / "stock_caller.py"), url], env=env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        trace_id = done.stdout.strip()
        search = {"query": f"trace_id:{trace_id}", "start": "now-10m", "end": "now+1m"}

        def whole_trace() -> dict[str, Any] | None:
            found = server.post("/rest/traces/search", search)["traces"]
            return found[0] if found and found[0]["span_count"] == 2 else None

        trace = eventually(whole_trace)
        assert {service["service"] for service in trace["services"]} == {"stock", "ours"}
        assert (trace["root_service"], trace["root_name"]) == ("stock", "ask the price")
        line = eventually(lambda: server.post("/rest/logs/search", search)["rows"])[0]
        assert (line["service"], line["body"]) == ("ours", "price of pear asked")
    finally:
        service.terminate()
        service.wait(20)
