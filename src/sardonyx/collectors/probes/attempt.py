"""One check under way, for the kinds that speak something else than HTTP: what was found so far, and how it ends.

`attempt` ends every check within its time and never raises for what a target does; what was found until then is kept.
"""

import asyncio
import math
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from sardonyx.collectors.probes.conditions import judge, sentence
from sardonyx.collectors.probes.connecting import Connected, connect, host_and_port
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, reason_of, sentence_of
from sardonyx.collectors.probes.result import Evidence, Outcome, ProbeResult, Reason
from sardonyx.collectors.probes.tls_certificates import Secured
from sardonyx.collectors.probes.tls_handshake import Stream, plain, refusal, secure, upgrade
from sardonyx.config.checks import Conditions
from sardonyx.outgoing.names import Addresses

_BODY_CHARACTERS = 4096


@dataclass(slots=True)
class Attempt:
    """What a check has found so far. `target` is what sentences call it; `conditions` are those of the check;
    `traced`: the context's `traceparent` was sent."""

    context: ProbeContext
    target: str
    conditions: Conditions = ()
    degraded_unless: Conditions = ()
    phases: dict[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    address: str = ""
    body: str = ""
    traced: bool = False

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the block's time to a phase, also where it fails."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - began

    async def looked_up(self, host: str, port: int) -> Addresses:
        """Where the host is, noted. Raises as `Guard.addresses` does."""
        with self.phase("resolve"):
            known = await self.context.guard.addresses(host, port, self.context.left())
        self._found(host, tuple(dict.fromkeys(str(address[0]) for _, address in known.found)))
        return known

    def _found(self, host: str, addresses: tuple[str, ...]) -> None:
        self.addresses = addresses
        self.figures["dns_lookup_time_seconds"] = self.phases["resolve"]
        if addresses != (host,):
            self.facts["addresses"] = ", ".join(sorted(addresses))

    def connected_to(self, host: str, port: int) -> None:
        """Note which address took the connection."""
        self.address = host_and_port(host, port)
        self.facts["address"] = self.address

    @asynccontextmanager
    async def opened(self, host: str, port: int, *, tls: bool = False) -> AsyncIterator[Stream]:
        """A connection to the host, closed at the end of the block. Raises Failed, Forbidden, OSError, TimeoutError."""
        connected = await self._connected(host, port)
        if tls:
            try:
                with self.phase("tls"):
                    stream = await secure(connected.sock, host, verify=True, within=self.context.left())
            except ssl.SSLCertVerificationError as error:
                raise await self._refusal(error, host, port) from error
        else:
            stream = await plain(connected.sock)
        try:
            yield self._noted(stream)
        finally:
            stream.drop()

    async def secured(self, stream: Stream, host: str, port: int) -> Stream:
        """Go over to TLS on a connection that is open. Raises as `opened`."""
        try:
            with self.phase("tls"):
                return self._noted(await upgrade(stream, host, verify=True))
        except ssl.SSLCertVerificationError as error:
            raise await self._refusal(error, host, port) from error

    async def _connected(self, host: str, port: int) -> Connected:
        began = time.perf_counter()
        try:
            connected = await connect(self.context, host, port)
        except BaseException:
            self.phases["connect"] = time.perf_counter() - began
            raise
        self.phases |= {"resolve": connected.resolve_seconds, "connect": connected.connect_seconds}
        self._found(host, connected.addresses)
        self.connected_to(connected.address, port)
        return connected

    async def _refusal(self, error: ssl.SSLCertVerificationError, host: str, port: int) -> Failed:
        failed, secured = await refusal(self.context, error, host, port)
        self.note(secured)
        return failed

    def _noted(self, stream: Stream) -> Stream:
        self.note(stream.secured)
        return stream

    def note(self, secured: Secured | None) -> None:
        """What the certificates of a TLS connection say."""
        if secured is not None and secured.chain:
            self.figures["ssl_earliest_cert_expiry"] = secured.earliest_expiry
            self.facts["certificate"] = secured.chain[0].fact

    def judged(self, seen: Mapping[str, object], *, fallback: Outcome = "up", message: str = "") -> ProbeResult:
        """The result of an answer: `latency` and `certificate` are added to what was seen; `fallback` and `message` are its
        outcome where the check has no conditions of its own, as long as the message says something."""
        seconds = self.context.spent()
        told: dict[str, object] = {"latency": seconds, **seen}
        if (ends := self.figures.get("ssl_earliest_cert_expiry")) is not None:
            told["certificate"] = ends - self.context.at_ms / 1000
        outcome, results = judge(self.conditions, self.degraded_unless, told)
        if outcome == "up" and not results and fallback != "up":
            return self._ended(fallback, "status", message, seconds)
        reason: Reason = "" if outcome == "up" else "condition"
        ended = self._ended(outcome, reason, sentence(results), seconds)
        if ended.evidence is None:
            return ended
        return replace(ended, evidence=replace(ended.evidence, conditions=results))

    def failed(self, error: BaseException) -> ProbeResult:
        """The result of a check that got no answer to judge."""
        doing = "the TLS handshake" if next(reversed(self.phases), "") == "tls" else ""
        return self._ended("down", reason_of(error), sentence_of(error, self.target, doing), self.context.spent())

    def _ended(self, outcome: Outcome, reason: Reason, message: str, seconds: float) -> ProbeResult:
        evidence = None
        if outcome != "up":
            evidence = Evidence(message, (), self.body[:_BODY_CHARACTERS], self.addresses, self.address)
        figures = {name: value for name, value in self.figures.items() if math.isfinite(value)}
        return self.context.result(
            outcome,
            reason,
            message,
            seconds=seconds,
            phases=dict(self.phases),
            figures=figures,
            facts={name: value for name, value in self.facts.items() if value},
            evidence=evidence,
            traced=self.traced,
        )


async def attempt(made: Attempt, run: Callable[[Attempt], Awaitable[ProbeResult]]) -> ProbeResult:
    """Run a check to its end, at the latest when its time is over."""
    try:
        async with asyncio.timeout(made.context.left()):
            return await run(made)
    except Exception as error:
        return made.failed(error)
