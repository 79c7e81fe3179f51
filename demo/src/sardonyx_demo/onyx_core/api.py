"""Onyx Core's routes."""

import logging
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from sardonyx_demo.caller import Caller, caller
from sardonyx_demo.llm.models import LARGE
from sardonyx_demo.llm.writing import Message
from sardonyx_demo.onyx_core.corpus import Document
from sardonyx_demo.onyx_core.index import Index, as_json
from sardonyx_demo.service_parts import Parts

log = logging.getLogger(__name__)
SYSTEM_PROMPT = (
    "You answer questions of employees from the documents below, briefly, and say so when they hold no answer."
)
Asking = Annotated[Caller, Depends(caller)]


class Turn(BaseModel):
    """An earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=8000)


class SearchBody(BaseModel):
    """What to look for."""

    query: str = Field(min_length=1, max_length=500)
    limit: int = Field(5, ge=1, le=20)


class AnswerBody(BaseModel):
    """What to answer."""

    question: str = Field(min_length=1, max_length=2000)
    history: list[Turn] = Field(default_factory=list, max_length=50)
    top_k: int = Field(4, ge=1, le=20)


class DocumentBody(BaseModel):
    """A document to add."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)


def build_router(parts: Parts, index: Index) -> APIRouter:
    """The routes other services call."""
    router = APIRouter(dependencies=[Depends(parts.injector.suffer)])

    @router.post("/search")
    async def search(body: SearchBody, _: Asking) -> dict[str, Any]:
        hits = await index.search(body.query, body.limit)
        log.info("search found %d documents", len(hits))
        return {"hits": as_json(hits)}

    @router.post("/answer")
    async def answer(body: AnswerBody, asking: Asking) -> dict[str, Any]:
        hits = await index.search(body.question, body.top_k)
        material = "\n".join(f"[{hit.title}] {hit.text}" for hit in hits)
        messages = [
            Message("system", SYSTEM_PROMPT),
            *(Message(turn.role, turn.content) for turn in body.history),
            Message("system", material),
            Message("user", body.question),
        ]
        found = await parts.chat.ask(LARGE, messages, conversation=asking.session_id)
        tokens = found.input_tokens + found.output_tokens
        log.info("answered from %d documents with %d tokens", len(hits), tokens)
        sources = [{"id": hit.id, "title": hit.title} for hit in hits]
        return {"text": found.text, "sources": sources, "tokens": tokens, "cost_usd": found.cost_usd}

    @router.post("/documents", status_code=201)
    async def add_document(body: DocumentBody, _: Asking) -> dict[str, int]:
        total = await index.add(Document(body.title, body.text))
        log.info("document added, the cache is empty now", extra={"documents": total})
        return {"documents": total}

    return router
