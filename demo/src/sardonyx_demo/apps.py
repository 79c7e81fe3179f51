"""The FastAPI application of each service."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sardonyx_sdk.health import Health, HealthMiddleware

from sardonyx_demo import control, dependencies, process_metrics
from sardonyx_demo.agent_exec import api as agent_api
from sardonyx_demo.agent_exec.runs import Runner
from sardonyx_demo.agent_exec.tools import Toolbox
from sardonyx_demo.control import FaultInjector
from sardonyx_demo.database import Database
from sardonyx_demo.launch import Launch
from sardonyx_demo.llm.chat import Chat, ModelUnavailable
from sardonyx_demo.llm.provider import Provider
from sardonyx_demo.onyx_core import api as onyx_api
from sardonyx_demo.onyx_core import index as onyx_index
from sardonyx_demo.peers import Peer, PeerError, new_client
from sardonyx_demo.service_parts import Parts
from sardonyx_demo.suna import api as suna_api
from sardonyx_demo.suna import store as suna_store

log = logging.getLogger(__name__)
_FIRST_SECONDS = 2.0


class _Kind(NamedTuple):
    symptom: str  # the message of injected failures
    open_database: Callable[[Path, Callable[[], int]], Database]
    routes: Callable[[Parts], Awaitable[APIRouter]]


async def _suna(parts: Parts) -> APIRouter:
    store = suna_store.Store(parts.database)
    await store.add_people()
    return suna_api.build_router(parts, store)


async def _onyx_core(parts: Parts) -> APIRouter:
    index = onyx_index.Index(parts.database)
    await index.fill()
    return onyx_api.build_router(parts, index)


async def _agent_exec(parts: Parts) -> APIRouter:
    toolbox = Toolbox(parts.peers["onyx-core"], parts.peers["suna"])
    return agent_api.build_router(parts, Runner(parts.chat, toolbox, parts.launch.seed))


_KINDS = {
    "suna": _Kind("session store lost its connection", suna_store.open_database, _suna),
    "onyx-core": _Kind("search index: shard 2 of 4 did not answer", onyx_index.open_database, _onyx_core),
    "agent-exec": _Kind("sandbox could not be started", agent_api.open_database, _agent_exec),
}


@asynccontextmanager
async def opened(launch: Launch) -> AsyncIterator[FastAPI]:
    """The application of a service, its file open; closed on leaving."""
    kind = _KINDS[launch.service]
    async with AsyncExitStack() as stack:
        injector = FaultInjector(kind.symptom, random.Random(f"{launch.seed}:faults"))
        database = kind.open_database(launch.database, lambda: injector.active.slow_query_ms)
        stack.callback(database.close)
        client = await stack.enter_async_context(new_client())
        parts = Parts(
            launch=launch,
            database=database,
            injector=injector,
            peers={name: Peer(name, url, client) for name, url in launch.peers.items()},
            chat=Chat(Provider(launch.seed)),
        )
        health = Health(launch.service, dependencies.checks(parts), version=launch.version)
        routes = await kind.routes(parts)
        process_metrics.report()
        app = FastAPI(title=launch.service, version=launch.version, docs_url=None, redoc_url=None)
        app.include_router(control.build_router(injector, health, launch.token))
        app.include_router(routes)
        app.add_middleware(HealthMiddleware, health=health)
        app.add_exception_handler(RequestValidationError, _refuse)
        app.add_exception_handler(PeerError, _bad_gateway)
        app.add_exception_handler(ModelUnavailable, _unavailable)
        app.add_exception_handler(Exception, _crash)
        stack.enter_context(health.running())
        await asyncio.to_thread(health.wait, _FIRST_SECONDS)
        log.info("%s %s is up", launch.service, launch.version)
        yield app


def _refuse(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    wrong = [{"at": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in error.errors()]
    log.warning("request refused: %s %s: %s", request.method, request.url.path, wrong[0]["message"])
    return JSONResponse({"errors": wrong}, 422)


def _bad_gateway(request: Request, error: Exception) -> JSONResponse:
    log.error("%s failed: %s", request.url.path, error)
    return JSONResponse({"error": "a service behind this one failed"}, 502)


def _unavailable(request: Request, error: Exception) -> JSONResponse:
    log.error("%s failed: %s", request.url.path, error)
    return JSONResponse({"error": "the model is overloaded, try again"}, 503)


def _crash(request: Request, error: Exception) -> JSONResponse:
    """For everything else. The framework raises it again afterwards, so the span of the request gets it too."""
    log.error("%s %s crashed: %s", request.method, request.url.path, error, exc_info=error)
    return JSONResponse({"error": "internal error"}, 500)
