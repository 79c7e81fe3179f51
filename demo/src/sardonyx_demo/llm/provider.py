"""The vendor's side: takes time by the size of prompt and answer, caches prompt prefixes, is overloaded now and then."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sardonyx_demo.llm.models import Model
from sardonyx_demo.llm.writing import Message, compose, count_tokens

OVERLOAD_RATIO = 0.02
_KEPT_PREFIXES = 512
_TOKENS_PER_MESSAGE = 4


class Overloaded(Exception):
    """The vendor's 429: try again in a moment."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back."""

    text: str
    model: Model
    input_tokens: int
    cached_tokens: int
    output_tokens: int

    @property
    def cost_usd(self) -> float:
        """US dollars."""
        return self.model.cost(self.input_tokens, self.cached_tokens, self.output_tokens)


class Provider:
    """Deterministic for one seed and one order of calls."""

    def __init__(self, seed: int, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._rng = random.Random(seed)
        self._sleep = sleep
        self._prefixes: OrderedDict[tuple[str, int], int] = OrderedDict()

    async def complete(self, model: Model, messages: list[Message], max_sentences: int) -> Completion:
        """One completion. Raises Overloaded, after a short wait."""
        pace = self._rng.lognormvariate(0, 0.35)
        if self._rng.random() < OVERLOAD_RATIO:
            await self._sleep(0.05 * pace)
            raise Overloaded("overloaded_error: too many requests")
        sizes = [count_tokens(message.content) + _TOKENS_PER_MESSAGE for message in messages]
        cached = self._cached(model, messages, sizes)
        text = compose(messages, max_sentences)
        written = count_tokens(text)
        read = sum(sizes)
        wait = model.first_token_ms + (read - cached) * model.ms_per_input_token + written * model.ms_per_output_token
        await self._sleep(wait * pace / 1000)
        return Completion(text, model, read, cached, written)

    def _cached(self, model: Model, messages: list[Message], sizes: list[int]) -> int:
        """Tokens of the longest beginning of this prompt that was sent before; remembers all its beginnings."""
        longest = total = 0
        for number, size in enumerate(sizes, start=1):
            total += size
            key = (model.name, hash(tuple(messages[:number])))
            longest = self._prefixes.pop(key, longest)
            self._prefixes[key] = total
        while len(self._prefixes) > _KEPT_PREFIXES:
            self._prefixes.popitem(last=False)
        return longest
