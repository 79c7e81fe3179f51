"""Redis checks against real servers: roles, links, refusals, and what is no Redis."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.redis import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import RedisCheck
from sardonyx.outgoing.guard import Guard
from tests.support.daemons import daemon, listens
from tests.support.ports import free_port
from tests.support.raw_server import talking


async def _probed(guard: Guard, url: str, timeout: float = 5.0, **check: object) -> ProbeResult:
    return await probe(RedisCheck.model_validate({"url": url, **check}), ProbeContext("m1", timeout, guard))


@contextlib.contextmanager
def _redis(folder: Path, *options: str) -> Iterator[int]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with daemon([*command, *options], lambda: listens(port)):
        yield port


@pytest.mark.components
async def test_a_primary_and_its_replica_tell_their_roles(guard: Guard, tmp_path: Path) -> None:
    with _redis(tmp_path, "--requirepass", "secret", "--repl-diskless-sync-delay", "0") as primary:
        of = ("--replicaof", f"127.0.0.1 {primary}", "--masterauth", "secret")
        with _redis(tmp_path, *of) as replica:
            first = await _probed(guard, f"redis://:secret@127.0.0.1:{primary}/0", conditions=["role == primary"])
            second = await _linked(guard, replica)
        refused = await _probed(guard, f"redis://:wrong@127.0.0.1:{primary}")
        unasked = await _probed(guard, f"redis://127.0.0.1:{primary}")
    assert (first.outcome, first.facts["role"]) == ("up", "primary")
    assert second.facts["leader"] == f"127.0.0.1:{primary}"
    assert first.facts["run_id"] != second.facts["run_id"]
    assert second.figures["redis_link_up"] == 1.0
    assert (refused.reason, refused.message.partition(":")[0]) == ("reported", "AUTH")
    assert "NOAUTH" in unasked.message


async def _linked(guard: Guard, port: int) -> ProbeResult:
    """The replica's result once its link is up; before that it is degraded."""
    for _ in range(400):
        result = await _probed(guard, f"redis://127.0.0.1:{port}")
        if result.outcome == "up":
            return result
        assert (result.outcome, result.facts["role"]) == ("degraded", "replica")
        await asyncio.sleep(0.05)
    raise AssertionError(result.message)


_INFO = "# Replication\r\nrole:slave\r\nredis_version:7.0\r\nmaster_host:10.0.0.1\r\nmaster_port:6379\r\n{}"


def _told(info: str) -> bytes:
    return b"+PONG\r\n$%d\r\n%s\r\n" % (len(info), info.encode())


@pytest.mark.parametrize(
    ("said", "outcome", "message"),
    [
        pytest.param(_told(_INFO.format("master_link_status:up\r\nmaster_last_io_seconds_ago:3\r\n")), "up", "", id="linked"),
        pytest.param(
            _told(_INFO.format("master_link_status:down\r\n")), "degraded", "the replica has lost 10.0.0.1:6379", id="lost"
        ),
        pytest.param(
            _told("role:master\r\ncluster_enabled:1\r\n") + b"$20\r\ncluster_state:fail\r\n\r\n", "down",
            "its cluster does not answer for all slots (cluster_state:fail)", id="a cluster without slots",
        ),
        pytest.param(_told("role:master\r\ncluster_enabled:1\r\n") + b"-NOPERM no\r\n", "up", "", id="may not ask for its cluster"),
        pytest.param(b"-LOADING Redis is loading\r\n", "down", "PING: LOADING Redis is loading", id="loading"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", "down", "the answer is not that of a Redis", id="no Redis"),
        pytest.param(b"+PONG\r\n$99999999999\r\n", "down", "INFO is answered with 99999999999 bytes", id="bomb"),
        pytest.param(b"x" * 300_000, "down", "the answer is not that of a Redis", id="endless line"),
    ],
)  # fmt: skip
async def test_answers_are_judged(guard: Guard, said: bytes, outcome: str, message: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        await reader.read()
        await reader.read()

    async with talking(talk) as port:
        result = await _probed(guard, f"redis://127.0.0.1:{port}")
    assert (result.outcome, result.message) == (outcome, message)


async def test_a_sentinel_tells_whom_it_follows(guard: Guard) -> None:
    info = (
        "redis_mode:sentinel\r\nmaster0:name=shop,status=ok,address=10.0.0.1:6379,slaves=2,sentinels=3\r\n"
        "master1:name=mail,status=ok,address=10.0.0.5:6379,slaves=1,sentinels=3\r\n"
    )

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_told(info))
        await reader.read()

    async with talking(talk) as port:
        result = await _probed(guard, f"redis://127.0.0.1:{port}")
    assert result.facts["leader"] == "mail=10.0.0.5:6379,shop=10.0.0.1:6379"
    assert result.facts["role"] == "sentinel"


@pytest.mark.parametrize("url", ["http://x:1", "redis://", "redis://[bad", "redis://h:port"])
async def test_other_addresses_are_refused_without_a_call(guard: Guard, url: str) -> None:
    assert (await _probed(guard, url)).reason == "protocol"
