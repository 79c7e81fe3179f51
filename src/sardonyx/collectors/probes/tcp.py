"""A TCP or TLS connection, and what the server says.

Conditions: latency, answer (what was read, at most 64 KiB), certificate (with `tls`). Without `send` and without a condition on
the answer nothing is read.
"""

import asyncio
from functools import partial

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.conditions import judge, parse
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.collectors.probes.targets import target_of
from sardonyx.collectors.probes.tls_handshake import Stream
from sardonyx.config.checks import TcpCheck

FIELDS = frozenset({"latency", "answer", "certificate"})
_MOST_BYTES = 65_536
# So that what was read is judged before the check's time is over.
_JUDGING_SECONDS = 0.05


async def probe(check: TcpCheck, context: ProbeContext) -> ProbeResult:
    """Connect, send what is to be sent, and judge the answer."""
    made = Attempt(context, target_of(check), check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: TcpCheck, made: Attempt) -> ProbeResult:
    async with made.opened(check.host, check.port, tls=check.tls) as wire:
        about = tuple(line for line in check.conditions if _is_of_answer(line))
        softly = tuple(line for line in check.degraded_unless if _is_of_answer(line))
        if check.send:
            wire.writer.write(check.send.encode())
            await wire.writer.drain()
        if not (check.send or about or softly):
            return made.judged({})
        with made.phase("processing"):
            answer = await _answer(made, wire, about, softly)
        made.body = answer
        return made.judged({"answer": answer})


async def _answer(made: Attempt, wire: Stream, about: tuple[str, ...], softly: tuple[str, ...]) -> str:
    """What the server says until the conditions hold, it ends, or the time does. Raises TimeoutError where it says nothing."""
    received = bytearray()
    while len(received) < _MOST_BYTES:
        try:
            chunk = await asyncio.wait_for(wire.reader.read(4096), max(0.001, made.context.left() - _JUDGING_SECONDS))
        except TimeoutError:
            if not received:
                raise
            break
        if not chunk:
            break
        received += chunk
        text = received.decode(errors="replace")
        if judge(about, softly, {"answer": text})[0] == "up":
            break
    return received.decode(errors="replace")


def _is_of_answer(line: str) -> bool:
    try:
        return parse(line).field == "answer"
    except ValueError:
        return False
