"""Our side of a model call: retries, and span and metrics after the OpenTelemetry GenAI conventions."""

import asyncio
import json
import logging
from time import perf_counter

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, SpanKind

from sardonyx_demo.llm.models import PROVIDER, Model
from sardonyx_demo.llm.provider import Completion, Overloaded, Provider
from sardonyx_demo.llm.writing import Message

log = logging.getLogger(__name__)
ATTEMPTS = 4
_BACKOFF_SECONDS = 0.05
_SHOWN_CHARACTERS = 500
_DURATION_BUCKETS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKEN_BUCKETS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)


class ModelUnavailable(Exception):
    """Every attempt was refused."""


class Chat:
    """Model calls of one service."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self.is_refused = False
        """Whether the last call was given up."""
        self._tracer = trace.get_tracer(__name__)
        meter = metrics.get_meter(__name__)
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            unit="{token}",
            description="Tokens used by model calls.",
            explicit_bucket_boundaries_advisory=_TOKEN_BUCKETS,
        )
        self._durations = meter.create_histogram(
            "gen_ai.client.operation.duration",
            unit="s",
            description="Duration of model calls, retries included.",
            explicit_bucket_boundaries_advisory=_DURATION_BUCKETS,
        )

    async def ask(
        self, model: Model, messages: list[Message], *, conversation: str = "", max_sentences: int = 4
    ) -> Completion:
        """Call the model, again if it is overloaded. Raises ModelUnavailable after four refusals."""
        figures = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDER,
            "gen_ai.request.model": model.name,
        }
        attributes = {**figures, "gen_ai.input.messages": _shown(messages[-1:])}
        if conversation:
            attributes["gen_ai.conversation.id"] = conversation
        started = perf_counter()
        with self._tracer.start_as_current_span(
            f"chat {model.name}", kind=SpanKind.CLIENT, attributes=attributes
        ) as span:
            try:
                found = await self._try(model, messages, max_sentences, span)
            except ModelUnavailable:
                self.is_refused = True
                figures["error.type"] = "overloaded_error"
                span.set_attribute("error.type", "overloaded_error")
                raise
            finally:
                self._durations.record(perf_counter() - started, figures)
            self.is_refused = False
            self._note(span, found, figures)
        return found

    async def _try(self, model: Model, messages: list[Message], max_sentences: int, span: Span) -> Completion:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._provider.complete(model, messages, max_sentences)
            except Overloaded as refusal:
                log.warning("model %s refused attempt %d of %d: %s", model.name, attempt, ATTEMPTS, refusal)
                span.add_event("retry", {"attempt": attempt, "reason": "overloaded_error"})
                await asyncio.sleep(_BACKOFF_SECONDS * 2**attempt)
        raise ModelUnavailable(f"{model.name} refused {ATTEMPTS} attempts")

    def _note(self, span: Span, found: Completion, figures: dict[str, str]) -> None:
        span.set_attributes(
            {
                "gen_ai.response.model": found.model.name,
                "gen_ai.response.finish_reasons": ["stop"],
                "gen_ai.usage.input_tokens": found.input_tokens,
                "gen_ai.usage.cache_read.input_tokens": found.cached_tokens,
                "gen_ai.usage.output_tokens": found.output_tokens,
                "gen_ai.usage.cost": round(found.cost_usd, 8),
                "gen_ai.output.messages": _shown([Message("assistant", found.text)]),
            }
        )
        self._tokens.record(found.input_tokens, {**figures, "gen_ai.token.type": "input"})
        self._tokens.record(found.output_tokens, {**figures, "gen_ai.token.type": "output"})


def _shown(messages: list[Message]) -> str:
    """Messages as the conventions write them, each cut to what a person would read."""
    return json.dumps(
        [{"role": m.role, "parts": [{"type": "text", "content": m.content[:_SHOWN_CHARACTERS]}]} for m in messages]
    )
