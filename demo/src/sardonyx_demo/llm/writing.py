"""How the vendor reads and writes: tokens are counted, answers are put together from what the prompt holds."""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[A-Za-z]{1,6}|\d{1,3}|[^\sA-Za-z\d]")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]")
_WORD = re.compile(r"[a-z]{4,}")
_OPENINGS = ("In short:", "Here is what I found.", "According to the documents:", "Short answer:")


class Message(NamedTuple):
    """One turn; `role` is system, user, assistant or tool."""

    role: str
    content: str


def count_tokens(text: str) -> int:
    """Pieces of at most six letters or three digits, and every other sign: close to what real tokenizers count."""
    return sum(1 for _ in _TOKEN.finditer(text))


def compose(messages: list[Message], max_sentences: int) -> str:
    """The sentences of the prompt that share most words with the last question, in their order. Deterministic."""
    question = messages[-1].content
    wanted = set(_WORD.findall(question.lower()))
    seen: dict[str, int] = {}
    for message in messages[:-1]:
        for sentence in _SENTENCE.findall(message.content):
            seen.setdefault(sentence.strip(), len(wanted & set(_WORD.findall(sentence.lower()))))
    best = sorted(seen, key=lambda sentence: -seen[sentence])[:max_sentences]
    chosen = [sentence for sentence in seen if sentence in best and seen[sentence]]
    opening = _OPENINGS[sum(question.encode()) % len(_OPENINGS)]
    return " ".join([opening, *chosen]) if chosen else "I found nothing about that in the documents I may read."
