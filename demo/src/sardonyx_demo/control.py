"""What every service has beside its own routes: the switch for faults."""

import asyncio
import random
import secrets
from typing import Annotated, Any

import sardonyx_sdk
from fastapi import APIRouter, Depends, Header, HTTPException
from sardonyx_sdk.health import Health

from sardonyx_demo.faults import MIB, Faults

_MOST_LEAKED = 512 * MIB


class InjectedFailure(RuntimeError):
    """A request that was made to fail."""


class FaultInjector:
    """Holds the active faults and makes requests suffer them."""

    def __init__(self, symptom: str, rng: random.Random) -> None:
        self.active = Faults()
        self._symptom, self._rng = symptom, rng
        self._leaked: list[bytearray] = []

    def set(self, faults: Faults) -> None:
        """Replace all faults; without a leak the leaked memory is given back."""
        self.active = faults
        if not faults.leak_bytes:
            self._leaked.clear()

    async def suffer(self) -> None:
        """A dependency of the routes that can fail. Raises InjectedFailure for the asked share of requests."""
        faults = self.active
        if faults.leak_bytes and (len(self._leaked) + 1) * faults.leak_bytes <= _MOST_LEAKED:
            self._leaked.append(bytearray(b"\1") * faults.leak_bytes)
        if faults.latency_ms:
            await asyncio.sleep(faults.latency_ms / 1000)
        if faults.errors and self._rng.random() < faults.errors:
            raise InjectedFailure(self._symptom)


def build_router(injector: FaultInjector, health: Health, token: str) -> APIRouter:
    """`/_demo/…`: needs the token of this demo's address book."""

    def check(x_demo_token: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(x_demo_token.encode(), token.encode()):
            raise HTTPException(403, "the token of demo.json is needed in x-demo-token")

    guarded = APIRouter(prefix="/_demo", dependencies=[Depends(check)], include_in_schema=False)

    @guarded.get("/fault")
    async def read_faults() -> Faults:
        return injector.active

    @guarded.post("/fault")
    async def set_faults(faults: Faults) -> Faults:
        injector.set(faults)
        health.hold("" if faults.ready else "told to by `fault ready=no`")
        return injector.active

    @guarded.get("/stats")
    async def stats() -> dict[str, Any]:
        return dict(sardonyx_sdk.stats())

    return guarded
