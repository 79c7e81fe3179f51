"""Sardonyx's own /health, /ready, /live and /metrics.

Bodies follow the health+json draft (draft-inadarei-api-health-check): `status` pass, warn or fail, with the checks. The
checks are refreshed in the background, so answering never waits for a dependency.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, Response

from sardonyx.access.permissions import public, requires
from sardonyx.beside import beside

MEDIA_TYPE = "application/health+json"
_REFRESH_SECONDS = 2.0
_CHECK_TIMEOUT_SECONDS = 5.0

Check = Callable[[], Awaitable[None]]
"""Returns when the dependency is well, raises when not."""


@dataclass(slots=True)
class Readiness:
    """The last outcome of each dependency's check: '' is well, else the reason."""

    checks: Mapping[str, Check]
    outcome: dict[str, str] = field(default_factory=dict)
    started_at: float = field(default_factory=time.time)

    async def watch(self) -> None:
        """Refresh until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(_REFRESH_SECONDS)

    async def refresh(self) -> None:
        """Run every check once, side by side."""
        names = list(self.checks)
        results = await asyncio.gather(*(self._run(self.checks[name]) for name in names))
        self.outcome = dict(zip(names, results, strict=True))

    @staticmethod
    async def _run(check: Check) -> str:
        try:
            async with asyncio.timeout(_CHECK_TIMEOUT_SECONDS):
                await check()
        except TimeoutError:
            return f"no answer within {_CHECK_TIMEOUT_SECONDS:.0f} s"
        except Exception as error:  # the reason is what this answer is for
            return str(error)[:500] or type(error).__name__
        return ""

    @property
    def ready(self) -> bool:
        """Whether every check has run and found its dependency well."""
        return bool(self.outcome) and not any(self.outcome.values())


def build_router(readiness: Readiness, registry: CollectorRegistry, version: str) -> APIRouter:
    """The routes of this module."""
    router = APIRouter(tags=["health"])

    @router.get("/live", dependencies=[Depends(public("a supervisor asks whether the process lives"))])
    async def live() -> Response:
        """The process runs and its event loop turns."""
        return _answer({"status": "pass", "version": version})

    @router.get("/health", dependencies=[Depends(public("a load balancer asks; no details are given"))])
    async def health() -> Response:
        """Alive, and whether everything it needs is well (always 200; see /ready)."""
        status = "pass" if readiness.ready else "warn"
        return _answer({"status": status, "version": version})

    @router.get("/ready", dependencies=[Depends(public("an orchestrator asks; reasons name no secrets"))])
    async def ready() -> Response:
        """200 when data can be accepted and searched, 503 with the reasons when not."""
        checks = {
            name: [
                {
                    "componentType": "component",
                    "status": "fail" if reason else "pass",
                    **({"output": reason} if reason else {}),
                }
            ]
            for name, reason in readiness.outcome.items()
        }
        body = {"status": "pass" if readiness.ready else "fail", "version": version, "checks": checks}
        return _answer(body, 200 if readiness.ready else 503)

    for route in list(router.routes):
        if isinstance(route, APIRoute):  # as `docs/health-endpoints.md` wants it of everybody
            router.add_api_route(
                route.path,
                route.endpoint,
                methods=["HEAD"],
                dependencies=route.dependencies,
                include_in_schema=False,
            )

    @router.get("/metrics", dependencies=[Depends(requires("status:read"))])
    async def metrics() -> Response:
        """Our own figures in the Prometheus text format."""
        text = await asyncio.to_thread(generate_latest, registry)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def _answer(body: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(body, status, {"Cache-Control": "no-store"}, MEDIA_TYPE)


@contextlib.asynccontextmanager
async def watching(readiness: Readiness):  # type: ignore[no-untyped-def]
    """Keep the outcome fresh while the context is open."""
    await readiness.refresh()
    async with beside(readiness.watch(), name="readiness"):
        yield
