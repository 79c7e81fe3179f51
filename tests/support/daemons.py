"""Other people's programs as child processes on loopback, waited for until they answer."""

import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.support.waiting import eventually


@contextmanager
def daemon(command: Sequence[str], ready: Callable[[], bool]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `command` until the end of the block, which begins when `ready()`; a program that is not installed fails the test."""
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is missing: run `make system`")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _alive(process) and ready())
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()


def listens(port: int) -> bool:
    """Whether somebody accepts connections on a port of loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def page(url: str) -> bytes:
    """What a GET answers."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def _alive(process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
    return True
