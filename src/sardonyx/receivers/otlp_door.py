"""What OTLP over HTTP and over gRPC do with a request once they have its bytes: rate, parse, pins, limits, journal."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sardonyx.access.principal import Principal
from sardonyx.journal.batch import Batch
from sardonyx.receivers.intake import Intake, sender_of
from sardonyx.receivers.otlp_decode import METRICS, Decoded, Parsed, Signal
from sardonyx.receivers.otlp_series import OtlpSeriesLimits
from sardonyx.receivers.pins import Pins
from sardonyx.receivers.rates import KeyRates

# Above this size the work moves to a thread, so that the loop keeps answering.
_THREAD_BYTES = 1 << 20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OtlpDoor:
    """The way in for OTLP requests, whatever they came by."""

    intake: Intake
    rates: KeyRates = field(default_factory=KeyRates)
    series_limits: OtlpSeriesLimits | None = None

    async def take(
        self,
        receiver: str,
        signal: Signal,
        parse: Callable[[Signal, bytes], Parsed],
        body: bytes,
        principal: Principal,
        address: str,
    ) -> Decoded:
        """Return what was taken once it is safe. Raises ReceiveError; `rates.check` comes before the body is read."""
        parsed = await _aside(len(body), lambda: _parsed(signal, parse, body, Pins.of(principal)))
        if signal is METRICS and self.series_limits is not None and self.series_limits.watching:
            await self.series_limits.apply(parsed)
        decoded = await _aside(len(body), parsed.decoded)
        batch = Batch(signal.stream, decoded.payload, decoded.records, sender_of(principal, address), decoded.contents)
        await self.intake.accept(receiver, signal.name, batch, rejected=decoded.rejected)
        self.rates.charge(principal, decoded.records + decoded.rejected)
        return decoded


async def _aside(size: int, work: Callable[[], T]) -> T:
    """Do it here, or in a thread when it concerns so many bytes that it takes long."""
    return work() if size < _THREAD_BYTES else await asyncio.to_thread(work)


def _parsed(signal: Signal, parse: Callable[[Signal, bytes], Parsed], body: bytes, pins: Pins | None) -> Parsed:
    parsed = parse(signal, body)
    if pins is not None:
        parsed.pin(pins)
    return parsed
