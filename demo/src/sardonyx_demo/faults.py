"""The faults a service can be told to have, and how a person writes them: `errors=0.3 latency=800ms`."""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MIB = 1 << 20


class Faults(BaseModel):
    """What is wrong with a service at the moment; the defaults mean: nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    errors: float = Field(default=0.0, ge=0, le=1, description="share of requests that fail with 500")
    latency_ms: int = Field(default=0, ge=0, le=60_000, description="added to every request")
    slow_query_ms: int = Field(default=0, ge=0, le=60_000, description="added to every database read")
    leak_bytes: int = Field(default=0, ge=0, le=64 * MIB, description="memory kept by every request, 512 MiB in all")
    ready: bool = Field(default=True, description="what /ready says")


class FaultError(ValueError):
    """The words can't be understood; the message says all that is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class _Word:
    field: str
    read: Callable[[str], object]
    allowed: str


_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(B|kB|KB|KiB|MB|MiB)")
_SIZE_UNITS = {"B": 1, "kB": 1000, "KB": 1000, "KiB": 1024, "MB": 10**6, "MiB": MIB}


def _milliseconds(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return round(float(match[1]) * (1000 if match[2] == "s" else 1))


def _bytes(text: str) -> int:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return round(float(match[1]) * _SIZE_UNITS[match[2]])


def _ratio(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


WORDS = {
    "errors": _Word("errors", _ratio, "a share from 0 to 1, or 0% to 100%"),
    "latency": _Word("latency_ms", _milliseconds, "a duration up to 60s, such as 800ms"),
    "slow_query": _Word("slow_query_ms", _milliseconds, "a duration up to 60s, such as 1.5s"),
    "leak": _Word("leak_bytes", _bytes, "a size per request up to 64MiB, such as 1MiB"),
    "ready": _Word("ready", _yes_or_no, "yes or no"),
}


def parse(pairs: Iterable[str]) -> Faults:
    """`key=value` words as faults; a single `off` means none. Raises FaultError naming every mistake."""
    words = list(pairs)
    if words == ["off"]:
        return Faults()
    values: dict[str, object] = {}
    mistakes: list[str] = []
    for word in words:
        key, equals, text = word.partition("=")
        known = WORDS.get(key)
        if known is None:
            near = difflib.get_close_matches(key, WORDS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            mistakes.append(f"{key!r} is no fault{hint} (allowed: off, or {', '.join(f'{name}=…' for name in WORDS)})")
            continue
        try:
            values[known.field] = known.read(text if equals else "")
            Faults.model_validate({known.field: values[known.field]})
        except (ValueError, KeyError, ValidationError):
            mistakes.append(f"{word!r}: {key} takes {known.allowed}")
    if not words:
        mistakes.append(f"say what is wrong: off, or {', '.join(f'{name}=…' for name in WORDS)}")
    if mistakes:
        raise FaultError("\n".join(mistakes))
    return Faults.model_validate(values)


def describe(faults: Faults) -> str:
    """What a person reads, in the words `parse` takes; `none` when all is well."""
    parts = []
    if faults.errors:
        parts.append(f"errors={faults.errors:g}")
    if faults.latency_ms:
        parts.append(f"latency={faults.latency_ms}ms")
    if faults.slow_query_ms:
        parts.append(f"slow_query={faults.slow_query_ms}ms")
    if faults.leak_bytes:
        parts.append(f"leak={faults.leak_bytes}B")
    if not faults.ready:
        parts.append("ready=no")
    return " ".join(parts) or "none"
