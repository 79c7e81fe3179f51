"""kill -9 at any moment under load: every accepted record is there exactly once."""

import http.client
import os
import random
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.support.otlp import make_logs, make_spans
from tests.support.server_process import ServerProcess
from tests.support.stored_rows import stored_rows

# More kills find rarer moments: SARDONYX_TEST_KILLS=100 pytest tests/durability/test_kill_loop.py
KILLS = int(os.environ.get("SARDONYX_TEST_KILLS", "5"))
SENDERS = 3
RECORDS = 20


class Sender(threading.Thread):
    """Posts logs and spans with names never used twice until told to stop; remembers which were acknowledged."""

    def __init__(self, number: int, url: str, run: int) -> None:
        super().__init__()
        self.accepted: set[str] = set()
        self.unknown: set[str] = set()
        self._number, self._url, self._run = number, url, run
        self._stop_requested = threading.Event()

    def stop(self) -> None:
        self._stop_requested.set()

    def run(self) -> None:
        with closing(http.client.HTTPConnection(urlsplit(self._url).netloc, timeout=10)) as connection:
            turn = 0
            while not self._stop_requested.is_set():
                turn += 1
                names = [f"{self._run}-{self._number}-{turn}-{item}" for item in range(RECORDS)]
                if not self._send(connection, turn, names):
                    return

    def _send(self, connection: http.client.HTTPConnection, turn: int, names: list[str]) -> bool:
        if turn % 2:
            path, body = "/v1/logs", make_logs(names).SerializeToString()
        else:
            path, body = "/v1/traces", make_spans(names, trace_id=random.randbytes(16)).SerializeToString()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/x-protobuf"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.unknown.update(names)  # sent, perhaps accepted, never acknowledged: may be there once or not at all
            return False
        (self.accepted if answer.status == 200 else self.unknown).update(names)
        return True


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    rng = random.Random(20)
    data = tmp_path / "data"
    accepted: set[str] = set()
    unknown: set[str] = set()
    for run in range(KILLS):
        server = ServerProcess(data, env={"SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "100ms"}).start()
        senders = [Sender(number, server.url, run) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        time.sleep(rng.uniform(0.05, 1.2))  # the moment of the kill is what this test varies
        server.kill()
        for sender in senders:
            sender.stop()
            sender.join()
            accepted |= sender.accepted
            unknown |= sender.unknown
    ServerProcess(data).start().stop()  # replays what the last kill left

    counts = {
        str(row["name"]): int(row["n"])
        for row in stored_rows(
            data,
            "SELECT name, count() AS n FROM (SELECT Body AS name FROM otel_logs WHERE ServiceName = 'shop' "
            "UNION ALL SELECT SpanName FROM otel_traces WHERE ServiceName = 'shop') GROUP BY name",
        )
    }
    assert len(accepted) > KILLS * RECORDS
    assert accepted - counts.keys() == set()
    assert {name for name, count in counts.items() if count != 1} == set()
    assert counts.keys() <= accepted | unknown
    (derived,) = stored_rows(
        data,
        "SELECT (SELECT sum(Calls) FROM span_metrics_10s WHERE ServiceName = 'shop') AS calls, "
        "(SELECT count() FROM otel_traces WHERE ServiceName = 'shop') AS spans, "
        "(SELECT sum(Records) FROM log_counts_10s WHERE ServiceName = 'shop') AS counted, "
        "(SELECT count() FROM otel_logs WHERE ServiceName = 'shop') AS logs",
    )
    assert derived["calls"] == derived["spans"]
    assert derived["counted"] == derived["logs"]
