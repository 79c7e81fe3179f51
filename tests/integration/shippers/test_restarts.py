"""Sardonyx is killed in the middle of a delivery: shippers that are answered find it again, and every line is there once."""

import itertools
import json
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgpack

from tests.integration.lines.test_http import NDJSON, found, send
from tests.integration.shippers.programs import Feed, elasticsearch_http, rsyslog, syslog_ng, to_elasticsearch
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

ROUNDS, LINES = 30, 20


class ForwardSender:
    """Sends chunks as Fluentd does: one is sent again, over a new connection, until it is acknowledged."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.sent = 0

    def deliver(self, tag: str, texts: Sequence[str], chunk: str = "") -> None:
        chunk = chunk or secrets.token_urlsafe(16)
        message = [tag, [[int(time.time()), {"log": text}] for text in texts], {"chunk": chunk}]
        eventually(lambda: self._acknowledged(msgpack.packb(message)) == chunk, seconds=60)

    def _acknowledged(self, message: bytes) -> Any:
        self.sent += 1
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=20) as connection:
                connection.sendall(message)
                answer = connection.recv(1000)
        except OSError:
            return None
        return msgpack.unpackb(answer)["ack"] if answer else None


def accepted(server: ServerProcess, receiver: str) -> float:
    name = f'sardonyx_receiver_accepted_records_total{{receiver="{receiver}",signal="logs"}} '
    page = server.fetch("GET", "/metrics").decode()
    return sum(float(line.removeprefix(name)) for line in page.splitlines() if line.startswith(name))


def test_shippers_deliver_through_a_kill_in_the_middle(tmp_path: Path) -> None:
    http, fluent = free_port(), free_port()
    options = ("--listen", f"127.0.0.1:{http}")
    env = {"SARDONYX_FLUENT__LISTEN": f"127.0.0.1:{fluent}"}
    # Nothing leaves the journal before the kill, so that all of it is replayed.
    server = ServerProcess(tmp_path / "data", *options, env={**env, "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "1m"}).start()
    url, folder = f"http://127.0.0.1:{http}", tmp_path / "syslog-ng"
    by_rsyslog, by_syslog_ng, forward = Feed("rsyslog"), Feed("syslog-ng"), ForwardSender(fluent)
    forwarded = [[f"record {number}" for number in range(at, at + LINES)] for at in range(0, ROUNDS * LINES, LINES)]
    with (
        rsyslog(tmp_path / "rsyslog", to_elasticsearch(url), "omelasticsearch") as rsyslog_port,
        syslog_ng(folder, elasticsearch_http(url, folder)) as syslog_ng_port,
    ):

        def produce() -> None:
            for chunk in forwarded:
                by_rsyslog.send(rsyslog_port, LINES)
                by_syslog_ng.send(syslog_ng_port, LINES)
                forward.deliver("forward", chunk)

        send_what_will_come_again(server, fluent, [201] * 3)
        producing = threading.Thread(target=produce)
        producing.start()
        eventually(lambda: accepted(server, "elasticsearch") > 100 and accepted(server, "fluent") > 50, seconds=60)
        server.kill()
        with ServerProcess(tmp_path / "data", *options, env=env) as again:
            producing.join(60)
            assert forward.sent > ROUNDS
            by_rsyslog.check(again, seconds=60)
            by_syslog_ng.check(again, seconds=60)
            rows = found(again, "service:forward", ROUNDS * LINES)
            assert Counter(row["body"] for row in rows) == Counter(itertools.chain(*forwarded))
            send_what_will_come_again(again, fluent, [409] * 3)
            rows = found(again, "service:twice", 5)
            assert sorted(row["body"] for row in rows) == ["bulk 0", "bulk 1", "bulk 2", "record 0", "record 1"]


def send_what_will_come_again(server: ServerProcess, fluent: int, statuses: Sequence[int]) -> None:
    """A chunk and documents with ids, as from a sender whom the answer to them did not reach."""
    ForwardSender(fluent).deliver("twice", ["record 0", "record 1"], chunk="one")
    bulk = b"".join(
        b'{"create":{"_id":"%d"}}\n{"message":"bulk %d","service":"twice"}\n' % (number, number) for number in range(3)
    )
    answer = json.loads(send(server, "/_bulk", bulk, NDJSON)[2])
    assert [item["create"]["status"] for item in answer["items"]] == statuses
