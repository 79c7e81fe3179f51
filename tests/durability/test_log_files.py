"""Files that are rotated while they are written, read by a server and by an agent that are killed: every line once."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.support.agent_process import AgentProcess
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.stored_rows import stored_rows
from tests.support.waiting import eventually

from sardonyx.receivers.lines import Group, Line, encoded

KILLS = int(os.environ.get("SARDONYX_TEST_KILLS", "1"))
_ROTATE_EVERY = 100


class Writer(threading.Thread):
    """Writes numbered lines, every seventh a traceback; renames the file, or copies and empties it, in turns."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir()
        self.written = 0
        self._file = folder / "app.log"
        self._rotations = 0
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(0.02):
            with self._file.open("a") as file:
                for _ in range(5):
                    file.write(self._line())
                    self.written += 1
            if self.written % _ROTATE_EVERY == 0:
                self._rotate()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _line(self) -> str:
        if self.written % 7:
            return f"number {self.written} done\n"
        return f'ERROR number {self.written}\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x\n'

    def _rotate(self) -> None:
        self._rotations += 1
        other = self._file.with_name(f"app.log.{self._rotations}")
        if self._rotations % 2:
            self._file.rename(other)
        else:
            shutil.copy(self._file, other)
            os.truncate(self._file, 0)


@contextmanager
def _writing(*writers: Writer) -> Iterator[None]:
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        for writer in writers:
            writer.stop()


def _reading(folder: Path) -> dict[str, str]:
    rule = {"path": f"{folder}/app.log*", "service": folder.name, "start": "beginning"}
    return {"SARDONYX_COLLECTORS__LOGS__FILES": json.dumps([rule])}


def _sent(server: ServerProcess, body: bytes) -> Any:
    headers = {"Content-Type": "application/x-protobuf", "X-Sardonyx-Batch": "by-hand/1"}
    return json.loads(server.fetch("POST", "/rest/logs/batches", body, headers))


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_every_line_is_stored_once_whoever_is_killed(tmp_path: Path) -> None:
    here, there = Writer(tmp_path / "here"), Writer(tmp_path / "there")
    port = free_port()
    server = ServerProcess(
        tmp_path / "server", "--listen", f"127.0.0.1:{port}", env=_reading(tmp_path / "here")
    ).start()
    agent = AgentProcess(tmp_path / "agent", f"http://127.0.0.1:{port}", "web-1", _reading(tmp_path / "there")).start()

    def stored(service: str) -> int:
        body = {"query": f"service:{service}", "start": "now-1h", "end": "now+1h"}
        points = server.post("/rest/logs/histogram", body)["series"]
        return sum(count for series in points for _, count in series["points"])

    try:
        batch = encoded([Group({"service.name": "sent"}, lines=[Line("a\nb"), Line("c")], text=b"d\n\n", others=1)])
        assert _sent(server, batch) == {"accepted": 3, "before": False}
        assert _sent(server, batch + batch) == {"accepted": 6, "before": False}, "another content is another batch"
        assert _sent(server, batch + batch) == {"accepted": 0, "before": True}
        with _writing(here, there):
            for _ in range(KILLS):
                before = stored("here"), stored("there")
                eventually(lambda b=before: stored("here") > b[0] and stored("there") > b[1])
                agent.kill()
                server.kill()
                agent.start()
                server.start()
                assert _sent(server, batch + batch) == {"accepted": 0, "before": True}
        eventually(lambda: stored("here") >= here.written and stored("there") >= there.written, seconds=60)
        assert agent.stop() == 0
    finally:
        server.stop()
        agent.__exit__()
    rows = stored_rows(
        tmp_path / "server",
        "SELECT ServiceName AS service, count() AS n, uniqExact(toUInt64OrZero(extract(Body, 'number (\\\\d+)'))) AS different, "
        "countIf(Body LIKE '%ValueError: x') AS traces, countIf(Body LIKE '%number%number%') AS joined "
        "FROM otel_logs WHERE ServiceName IN ('here', 'there') GROUP BY ServiceName ORDER BY ServiceName",
    )
    found = [tuple(int(row[name]) for name in ("n", "different", "traces", "joined")) for row in rows]
    assert found == [(each.written, each.written, -(-each.written // 7), 0) for each in (here, there)]
