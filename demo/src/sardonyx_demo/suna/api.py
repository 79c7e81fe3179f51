"""Suna's routes."""

import asyncio
import logging
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException
from fastapi.responses import HTMLResponse
from opentelemetry import metrics
from pydantic import BaseModel, Field
from starlette.requests import Request

from sardonyx_demo.caller import Caller, new_request_id
from sardonyx_demo.service_parts import Parts
from sardonyx_demo.suna.passwords import is_right
from sardonyx_demo.suna.store import Store

log = logging.getLogger(__name__)
HISTORY_MESSAGES = 6
_HOME = "<!doctype html><title>Suna</title><h1>Suna</h1><p>Ask the documents, or let an agent do it.</p>"


class LoginBody(BaseModel):
    """Who wants in."""

    email: str = Field(max_length=200)
    password: str = Field(max_length=200)


class ChatBody(BaseModel):
    """One turn."""

    message: str = Field(min_length=1, max_length=2000)


class RunBody(BaseModel):
    """A task for an agent."""

    goal: str = Field(min_length=1, max_length=2000)


class _Guard:
    """A FastAPI dependency: who is asking. Raises 401."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, request: Request, authorization: Annotated[str, Header()] = "") -> Caller:
        token = authorization.removeprefix("Bearer ")
        request_id = request.headers.get("x-request-id", "")[:64] or new_request_id()
        session = self._store.remembered(token)
        if session is None:
            session = await self._store.session(token)
            # The kind of line that should never have been written: masking has something to do.
            log.debug("session cache miss, header was Authorization: %s", authorization)
        if session is None:
            log.warning("request refused: no session")
            raise HTTPException(401, "log in first")
        caller = Caller(session.user_id, session.id, request_id, authorization)
        caller.bind()
        return caller


def build_router(parts: Parts, store: Store) -> APIRouter:
    """The public routes."""
    router = APIRouter(dependencies=[Depends(parts.injector.suffer)])
    onyx, agents = parts.peers["onyx-core"], parts.peers["agent-exec"]
    meter = metrics.get_meter(__name__)
    logins = meter.create_counter("suna.logins", "{login}", "Logins by outcome.")
    turns = meter.create_counter("suna.chat.turns", "{turn}", "Questions answered.")
    Asking = Annotated[Caller, Depends(_Guard(store))]  # noqa: N806 - a type

    @router.get("/", response_class=HTMLResponse)
    async def home() -> str:
        return _HOME

    @router.post("/login")
    async def login(body: LoginBody) -> dict[str, str]:
        user = await store.user(body.email)
        if user is None or not await asyncio.to_thread(is_right, body.password, user["password"]):
            logins.add(1, {"outcome": "refused"})
            log.warning("login failed for %s: %s", body.email, "unknown user" if user is None else "wrong password")
            raise HTTPException(401, "unknown user or wrong password")
        session_id, token = await store.start_session(user["id"])
        Caller(user["id"], session_id, new_request_id()).bind()
        logins.add(1, {"outcome": "accepted"})
        log.info("user logged in", extra={"team": user["team"]})
        return {"session_id": session_id, "token": token, "user_id": user["id"]}

    @router.post("/api/chat")
    async def chat(body: ChatBody, caller: Asking) -> dict[str, Any]:
        history = await store.messages(caller.session_id, HISTORY_MESSAGES)
        await store.add_message(caller.session_id, "user", body.message)
        answer = await onyx.post("/answer", {"question": body.message, "history": history}, caller)
        await store.add_message(caller.session_id, "assistant", answer["text"])
        turns.add(1)
        log.info("chat turn answered with %d sources", len(answer["sources"]), extra={"tokens": answer["tokens"]})
        return {"session_id": caller.session_id, "request_id": caller.request_id, **answer}

    @router.get("/api/sessions/{session_id}")
    async def session(session_id: str, caller: Asking) -> dict[str, Any]:
        if session_id != caller.session_id:
            log.warning("session %s asked for by somebody else, or unknown", session_id)
            raise HTTPException(404, "no such session")
        return {"session_id": session_id, "messages": await store.messages(session_id, 50)}

    @router.post("/api/agents/run")
    async def run_agent(body: RunBody, caller: Asking) -> dict[str, Any]:
        await store.add_message(caller.session_id, "user", body.goal)
        run: dict[str, Any] = await agents.post("/runs", {"goal": body.goal}, caller)
        await store.add_message(caller.session_id, "assistant", run["answer"])
        log.info("agent run %s: %s after %d steps", run["run_id"], run["outcome"], run["steps"])
        return run

    return router
