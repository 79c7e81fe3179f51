"""What answers say of limits, as figures: headers of many spellings, and documents about an account.

Spellings: `x-ratelimit-remaining-requests` (OpenAI, Mistral), `anthropic-ratelimit-requests-remaining`, `x-ratelimit-remaining`
(GitHub; Brave lists one for each window, the last is the longest), `ratelimit-remaining` (IETF draft).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_HEADER = re.compile(
    r"(?:x-|anthropic-)?ratelimit-(?:(?P<what>limit|remaining)(?:-(?P<of>[a-z-]+))?"
    r"|(?P<of_first>[a-z-]+)-(?P<what_last>limit|remaining))"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOST_FIGURES = 16


def limits_of(headers: Iterable[tuple[str, str]]) -> dict[str, float]:
    """`ratelimit_remaining_requests`, `ratelimit_limit_tokens` … and `ratelimit_retry_after_seconds`."""
    return dict(list(_limits(headers))[:_MOST_FIGURES])


def _limits(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    for name, value in headers:
        lower = name.lower()
        numbers = _NUMBER.findall(value.split(";", 1)[0])
        if not numbers:
            continue
        if lower == "retry-after" and value.strip().isdigit():
            yield "ratelimit_retry_after_seconds", float(value)
        elif found := _HEADER.fullmatch(lower):
            what, of = found["what"] or found["what_last"], found["of"] or found["of_first"] or "requests"
            yield f"ratelimit_{what}_{of.replace('-', '_')}", float(numbers[-1])


def account_of(provider: str, document: object) -> dict[str, float]:
    """What a document about the account says: `quota_limit`, `quota_used`, `quota_remaining`."""
    if not isinstance(document, dict):
        return {}
    match provider:
        case "serper":
            return _figures({"quota_remaining": document.get("balance")})
        case "tavily":
            told = _dict(document.get("key"))
            figures = _figures({"quota_used": told.get("usage"), "quota_limit": told.get("limit")})
            if len(figures) == 2:
                figures["quota_remaining"] = max(0.0, figures["quota_limit"] - figures["quota_used"])
            return figures
        case "github":
            core = _dict(_dict(document.get("resources")).get("core"))
            return _figures(
                {"ratelimit_limit_requests": core.get("limit"), "ratelimit_remaining_requests": core.get("remaining")}
            )
        case _:
            return {}


def _dict(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def _figures(told: Mapping[str, object]) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in told.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
