"""A journal of its own to read from: systemd's real one as a namespace, where that can be started, and a stand-in anywhere.

Both write entries whose fields may be bytes, and are read by a program `journalctl`.
"""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.waiting import eventually

_DAEMON = Path("/lib/systemd/systemd-journald")
NAMESPACE = f"sardonyx-test-{os.getpid()}"


class Journal(Protocol):
    """Takes entries. `namespace` is what it is asked for."""

    namespace: str

    def write(self, message: bytes, priority: int = 6, identifier: str = "shop") -> None: ...


def real_can_run() -> bool:
    return os.geteuid() == 0 and _DAEMON.exists() and shutil.which("journalctl") is not None and _has_machine_id()


class RealJournal:
    """`systemd-journald NAMESPACE`; entries go to its socket in the native protocol."""

    namespace = NAMESPACE

    def write(self, message: bytes, priority: int = 6, identifier: str = "shop") -> None:
        entry = b"PRIORITY=%d\nSYSLOG_IDENTIFIER=%s\nMESSAGE\n" % (priority, identifier.encode())
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.connect(f"/run/systemd/journal.{NAMESPACE}/socket")
            sender.send(entry + struct.pack("<Q", len(message)) + message + b"\n")


@contextmanager
def real_journal() -> Iterator[RealJournal]:
    daemon = subprocess.Popen([_DAEMON, NAMESPACE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folders = [f"/var/log/journal/{_machine_id()}.{NAMESPACE}", f"/run/log/journal/{_machine_id()}.{NAMESPACE}"]
    try:
        eventually(lambda: daemon.poll() is not None or any(list(Path(folder).glob("*.journal")) for folder in folders))
        if daemon.poll() is not None:
            pytest.skip(f"systemd-journald ended with {daemon.returncode}")
        yield RealJournal()
    finally:
        daemon.terminate()
        daemon.wait(20)
        for folder in [*folders, f"/run/systemd/journal.{NAMESPACE}"]:
            shutil.rmtree(folder, ignore_errors=True)


class StandInJournal:
    """A file of JSON that a stand-in for `journalctl` follows."""

    namespace = ""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "journal.json"
        self._file.touch()
        self._number = 0
        program = folder / "journalctl"
        program.write_text(f"#!{sys.executable}\n{_PROGRAM.format(file=str(self._file))}")
        program.chmod(0o755)

    def write(self, message: bytes, priority: int = 6, identifier: str = "shop") -> None:
        self._number += 1
        try:
            text: str | list[int] = message.decode()
        except UnicodeDecodeError:
            text = list(message)
        entry = {
            "__CURSOR": f"s=1;i={self._number:x}", "__REALTIME_TIMESTAMP": str(time.time_ns() // 1000), "MESSAGE": text,
            "PRIORITY": str(priority), "SYSLOG_IDENTIFIER": identifier, "_HOSTNAME": "web-1", "_PID": "42",
        }  # fmt: skip
        with self._file.open("a") as file:
            file.write(json.dumps(entry) + "\n")


_PROGRAM = """
import json, sys, time
after = next((each.partition("=")[2] for each in sys.argv if each.startswith("--after-cursor=")), None)
assert "--follow" in sys.argv and "--output=json" in sys.argv and "--no-tail" in sys.argv, sys.argv
showing = after is None
with open({file!r}) as entries:
    while True:
        line = entries.readline()
        if not line:
            time.sleep(0.02)
        elif showing:
            sys.stdout.write(line)
            sys.stdout.flush()
        showing = showing or bool(line) and json.loads(line)["__CURSOR"] == after
"""


def _machine_id() -> str:
    return Path("/etc/machine-id").read_text().strip()


def _has_machine_id() -> bool:
    return Path("/etc/machine-id").exists() and bool(_machine_id())
