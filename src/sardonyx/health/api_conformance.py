"""Route: does a service keep the contract of health endpoints?"""

import asyncio
import time
from typing import Annotated

import aiohttp
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from yarl import URL

from sardonyx import __version__
from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.access.permissions import Principal, requires
from sardonyx.health import conformance
from sardonyx.health.conformance import Seen
from sardonyx.outgoing.guard import Forbidden, Guard

_TIMEOUT_SECONDS = 5.0
_MOST_BODY_BYTES = 256 * 1024
_HEADERS = {"User-Agent": f"Sardonyx-Conformance/{__version__}", "Accept-Encoding": "identity"}


class ConformanceInput(BaseModel):
    """The service: `https://shop.example.org` when its endpoints are `/live`, `/ready` and `/health` there."""

    url: str = Field(min_length=8, max_length=2000)


class ConformanceRule(BaseModel):
    """One rule at one endpoint."""

    name: str
    endpoint: str
    passed: bool
    seen: str
    change: str


class ConformanceView(BaseModel):
    """All rules; `passed` if every one did."""

    url: str
    rules: list[ConformanceRule]
    passed: bool


def build_router(guard: Guard) -> APIRouter:
    """The conformance check."""
    router = APIRouter(prefix="/rest/health", tags=["health"])

    @router.post("/conformance")
    async def check_conformance(
        body: ConformanceInput, _: Annotated[Principal, Depends(requires("monitors:write"))]
    ) -> ConformanceView:
        """Call a service's health endpoints and judge each rule."""
        url = _base(body.url)
        async with guard.session(_TIMEOUT_SECONDS, headers=_HEADERS, auto_decompress=False) as session:
            try:
                found = await conformance.check(url, lambda method, address: _fetch(session, method, address))
            except Forbidden as error:
                raise ValidationFailed(FieldError("url", str(error))) from error
        rules = [
            ConformanceRule(
                name=rule.name, endpoint=rule.endpoint, passed=rule.passed, seen=rule.seen, change=rule.change
            )
            for rule in found
        ]
        return ConformanceView(url=url, rules=rules, passed=all(rule.passed for rule in found))

    return router


def _base(text: str) -> str:
    """The base address as it is used. Raises ValidationFailed."""
    try:
        url = URL(text.strip())
        usable = url.scheme in {"http", "https"} and bool(url.host) and url.port != 0
    except ValueError:
        usable = False
    if not usable or url.user or url.password or url.query_string or url.fragment:
        message = "an http:// or https:// address is needed, without user, password and query"
        raise ValidationFailed(FieldError("url", message))
    return str(url).rstrip("/")


async def _fetch(session: aiohttp.ClientSession, method: str, url: str) -> Seen:
    """One answer, of at most 256 KiB."""
    began = time.perf_counter()
    try:
        async with session.request(method, url, allow_redirects=False) as answer:
            body = bytearray()
            async for piece in answer.content.iter_any():
                body += piece
                if len(body) > _MOST_BODY_BYTES:
                    return Seen(error="the body is larger than 256 KiB")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Seen(answer.status, headers, bytes(body), time.perf_counter() - began)
    except TimeoutError:
        return Seen(seconds=_TIMEOUT_SECONDS, error=f"no answer within {_TIMEOUT_SECONDS:g} s")
    except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
        return Seen(seconds=time.perf_counter() - began, error=str(error)[:300] or type(error).__name__)
