"""rsyslog and syslog-ng as Debian has them: each takes syslog on a port of its own and hands it on as it is configured to."""

import os
import platform
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.daemons import daemon, listens
from tests.support.ports import free_port
from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

_UNPACKED = Path(__file__).parents[3] / ".make" / "syslog-ng"

LEVELS = {3: "ERROR", 4: "WARN", 6: "INFO", 7: "DEBUG"}
"""Levels by syslog severity."""


class Feed:
    """Sends numbered messages to a syslog port, and knows what must be found of them."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.begun = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
        self.wanted: dict[str, tuple[str, datetime]] = {}

    def messages(self, count: int) -> Iterator[bytes]:
        """The next ones, RFC 5424."""
        for _ in range(count):
            number = len(self.wanted)
            severity = list(LEVELS)[number % len(LEVELS)]
            at = self.begun + timedelta(milliseconds=number)
            text = f"order {number} of {self.service}"
            self.wanted[text] = (LEVELS[severity], at)
            yield f"<{8 + severity}>1 {at.isoformat(timespec='milliseconds')} web01 {self.service} 7 - - {text}".encode()

    def send(self, port: int, count: int) -> None:
        """Send the next ones, octet counted."""
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(b"".join(b"%d %s" % (len(message), message) for message in self.messages(count)))

    def check(self, server: ServerProcess, *, seconds: float = 20) -> None:
        """Every message sent is found exactly once, with its level, service and time; wait until there are so many."""
        body = {"query": f"service:{self.service}", "start": "now-1h", "end": "now+1h", "limit": 1000}

        def ask() -> list[dict[str, Any]] | None:
            rows = server.post("/rest/logs/search", body)["rows"]
            return rows if len(rows) >= len(self.wanted) else None

        rows = eventually(ask, seconds=seconds)
        found = [(row["body"], row["level"], row["timestamp"]) for row in rows]
        wanted = [
            (text, level, at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}000000Z")
            for text, (level, at) in self.wanted.items()
        ]
        assert sorted(found) == sorted(wanted)


@contextmanager
def rsyslog(folder: Path, actions: str, *modules: str) -> Iterator[int]:
    """rsyslog with these actions; the port it takes syslog on. It keeps what it can't deliver in `folder`."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    loaded = "".join(f'module(load="{name}")\n' for name in ("imtcp", *modules))
    configuration = f"""global(workDirectory="{folder}" maxMessageSize="64k")
{loaded}input(type="imtcp" address="127.0.0.1" port="{port}" ruleset="in")
template(name="document" type="list" option.jsonf="on") {{
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="message" name="msg" format="jsonf" droplastlf="on")
  property(outname="severity" name="syslogseverity-text" format="jsonf")
  property(outname="program" name="programname" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
}}
template(name="id" type="string" string="%$!id%")
ruleset(name="in") {{
  set $!id = $uuid;
{actions}
}}
"""
    file = folder / "rsyslog.conf"
    file.write_text(configuration)
    program = ["/usr/sbin/rsyslogd", "-n", "-f", str(file), "-i", str(folder / "pid")]
    with daemon(program, lambda: listens(port)):
        yield port


@contextmanager
def syslog_ng(folder: Path, destination: str) -> Iterator[int]:
    """syslog-ng with a destination; the port it takes syslog on, octet counted."""
    if not _UNPACKED.exists():
        pytest.fail("syslog-ng is missing: run `make system`")
    port = free_port()
    folder.mkdir(exist_ok=True)
    share, modules = _UNPACKED / "usr/share/syslog-ng", _UNPACKED / "usr/lib/syslog-ng/3.38"
    configuration = f"""@version: 3.38
@include "{share}/include/scl/elasticsearch/elastic-http.conf"
options {{ keep-hostname(yes); use-uniqid(yes); frac-digits(3); time-reopen(1); stats-freq(0); }};
source incoming {{ syslog(ip("127.0.0.1") port({port}) transport("tcp")); }};
destination outgoing {{ {destination} }};
log {{ source(incoming); destination(outgoing); }};
"""
    file = folder / "syslog-ng.conf"
    file.write_text(configuration)
    command = [
        str(_UNPACKED / "usr/sbin/syslog-ng"), "--foreground", "--no-caps", f"--cfgfile={file}", f"--module-path={modules}",
        f"--persist-file={folder / 'persist'}", f"--control={folder / 'control'}", f"--pidfile={folder / 'pid'}",
    ]  # fmt: skip
    machine = f"{platform.machine()}-linux-gnu"
    folders = [_UNPACKED / "usr/lib/syslog-ng", _UNPACKED / "usr/lib" / machine, _UNPACKED / "lib" / machine]
    libraries = f"LD_LIBRARY_PATH={os.pathsep.join(map(str, folders))}"
    with daemon(["env", libraries, *command], lambda: listens(port)):
        yield port


def to_elasticsearch(url: str, queue: str = "es") -> str:
    """rsyslog's omelasticsearch with a queue on disk and an id for each message, as docs/log-shippers.md has it."""
    return f"""action(type="omelasticsearch" server="{url}/elasticsearch" template="document" searchIndex="logs-rsyslog"
  bulkmode="on" bulkid="id" dynbulkid="on" writeoperation="create" action.resumeRetryCount="-1" action.resumeInterval="1"
  queue.type="LinkedList" queue.filename="{queue}" queue.saveOnShutdown="on" queue.dequeueBatchSize="50")"""


def elasticsearch_http(url: str, folder: Path) -> str:
    """syslog-ng's elasticsearch-http() with a buffer on disk and an id for each message, as docs/log-shippers.md has it."""
    return f"""elasticsearch-http(url("{url}/elasticsearch/_bulk") index("logs-syslog-ng") type("") custom-id("$UNIQID")
  workers(1) batch-lines(50) batch-timeout(100) retries(1000000)
  disk-buffer(reliable(yes) disk-buf-size(10485760) mem-buf-size(1048576) dir("{folder}")));"""
