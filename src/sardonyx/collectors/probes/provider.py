"""A service of somebody else: a call that costs little or nothing, its public status page, and what is left of its quota.

Calls with the key are spread over the day, `daily_calls_max` of them; between them only whether the service answers is looked at,
and what the last call with the key came to goes on counting. Status pages are fetched once a minute at most.

Conditions: latency, status (of the call), status_page (operational, maintenance, minor, major, critical, unknown), incidents (their
titles), remaining (requests or quota left), body. Without conditions: no answer, a server error or a refused key is down; a used-up
quota or a status page that tells of a disturbance is degraded.
"""

import hashlib
import json
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from sardonyx.collectors.probes.attempt import Attempt, attempt
from sardonyx.collectors.probes.context import USER_AGENT, ProbeContext
from sardonyx.collectors.probes.failing import Failed
from sardonyx.collectors.probes.provider_calls import PROVIDERS, Provider
from sardonyx.collectors.probes.provider_pages import RANK, Page, read_page
from sardonyx.collectors.probes.provider_quota import account_of, limits_of
from sardonyx.collectors.probes.result import Outcome, ProbeResult
from sardonyx.config.checks import ProviderCheck

FIELDS = frozenset({"latency", "status", "status_page", "incidents", "remaining", "body"})
_DAY_SECONDS = 86_400.0
_PAGE_SECONDS = 60.0
_MOST_BYTES = 1 << 20
_PAGE_MOST_BYTES = 16 << 20
_MOST_KEPT = 2000
_OK, _SERVER_FAILED, _TOO_MANY = 200, 500, 429
_KEY_REFUSED = (401, 403)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the last call with a key came to, and what it told of quotas."""

    outcome: Outcome = "up"
    message: str = ""
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Kept:
    """What outlives a check, the longest unused forgotten first. Times are monotonic seconds."""

    calls: "OrderedDict[str, tuple[float, _Verdict]]" = field(default_factory=OrderedDict)
    pages: "OrderedDict[str, tuple[float, Page | None]]" = field(default_factory=OrderedDict)


_KEPT = _Kept()


async def probe(check: ProviderCheck, context: ProbeContext) -> ProbeResult:
    """Call, read the status page, and judge both."""
    made = Attempt(context, check.provider, check.conditions, check.degraded_unless)
    return await attempt(made, partial(_probe, check))


async def _probe(check: ProviderCheck, made: Attempt) -> ProbeResult:
    provider = PROVIDERS[check.provider]
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    async with made.context.guard.session(made.context.left(), headers=headers) as session:
        if check.provider == "statuspage":
            return await _page_alone(check, session, made)
        status, verdict = await _called(check, provider, session, made)
        page = await _page(provider.page, provider, session, made) if check.status_page and provider.page else None
    made.figures |= verdict.figures
    remaining = next((verdict.figures[name] for name in _REMAINING if name in verdict.figures), None)
    seen: dict[str, object] = {"status": status, **_seen(made, page), "body": made.body}
    if remaining is not None:
        seen["remaining"] = remaining
    if verdict.outcome != "up":
        return made.judged(seen, fallback=verdict.outcome, message=verdict.message)
    if page is not None and RANK[page.standing]:
        told = "; ".join(page.incidents) or page.standing
        return made.judged(seen, fallback="degraded", message=f"the status page of {check.provider} says: {told}")
    return made.judged(seen)


_REMAINING = ("quota_remaining", "ratelimit_remaining_requests", "ratelimit_remaining_tokens")


async def _page_alone(check: ProviderCheck, session: aiohttp.ClientSession, made: Attempt) -> ProbeResult:
    url = check.url if urlsplit(check.url).path.strip("/") else f"{check.url.rstrip('/')}/api/v2/summary.json"
    if urlsplit(url).scheme not in ("http", "https"):
        raise Failed("protocol", "url must be the address of a status page, http:// or https://")
    made.target = urlsplit(url).hostname or url
    page = await _page(url, PROVIDERS["statuspage"], session, made)
    if page is None:
        raise Failed("protocol", f"{made.target} has no status page of a form we know")
    outcome: Outcome = "up" if not RANK[page.standing] else "degraded" if page.standing == "minor" else "down"
    told = "; ".join(page.incidents) or page.standing
    return made.judged(_seen(made, page), fallback=outcome, message=f"{made.target} says: {told}")


def _seen(made: Attempt, page: Page | None) -> dict[str, object]:
    if page is None:
        return {"status_page": "unknown", "incidents": ()}
    made.figures["provider_status_page"] = float(RANK[page.standing])
    made.figures["provider_open_incidents"] = float(len(page.incidents))
    return {"status_page": page.standing, "incidents": page.incidents}


async def _called(
    check: ProviderCheck, provider: Provider, session: aiohttp.ClientSession, made: Attempt
) -> tuple[int, _Verdict]:
    """The answer's status, and what the last call with the key came to. Raises Failed where the service itself is at fault."""
    key = check.api_key.get_secret_value()
    identity = hashlib.sha256(f"{made.context.monitor_id}\0{check.url}\0{key}".encode()).hexdigest()
    last = _KEPT.calls.get(identity)
    now = time.monotonic()
    with_key = bool(key) and bool(check.daily_calls_max)
    if with_key and last is not None and now - last[0] < _DAY_SECONDS / check.daily_calls_max:
        with_key = False
    base = check.url.rstrip("/") or provider.base
    headers = dict(provider.headers) | ({provider.header: provider.prefix + key} if with_key else {})
    # Without its key nothing is to be billed: the body is left away.
    data = provider.body if with_key and provider.body else None
    if with_key:
        _put(_KEPT.calls, identity, (now, last[1] if last else _Verdict()))
    with made.phase("processing"):
        # A redirect would carry the key elsewhere.
        async with session.request(
            provider.method, base + provider.path, headers=headers, data=data, allow_redirects=False
        ) as answer:
            status, text = answer.status, await _text(answer, _MOST_BYTES)
            told = list(answer.headers.items())
    made.body = text
    if status >= _SERVER_FAILED:
        raise Failed("status", f"{check.provider} answered {status}")
    if not with_key:
        if status not in {_OK, _TOO_MANY} | provider.answered_without_key:
            raise Failed("status", f"{check.provider} answered {status}")
        return status, last[1] if last else _Verdict()
    verdict = _verdict(check.provider, status, text, limits_of(told))
    _put(_KEPT.calls, identity, (now, verdict))
    return status, verdict


def _verdict(provider: str, status: int, text: str, limits: dict[str, float]) -> _Verdict:
    document = _document(text)
    figures = limits | account_of(provider, document)
    if status == _TOO_MANY:
        return _Verdict("degraded", f"{provider}: the quota is used up (429)", figures)
    if status in _KEY_REFUSED:
        return _Verdict("down", f"{provider} refuses the key ({status})", figures)
    if status != _OK:
        return _Verdict("down", f"{provider} answered {status} to a call with the key", figures)
    if provider == "slack" and isinstance(document, dict) and not document.get("ok"):
        return _Verdict("down", f"slack refuses the token: {str(document.get('error', ''))[:100]}", figures)
    if figures.get("quota_remaining") == 0:
        return _Verdict("degraded", f"{provider}: the quota is used up", figures)
    return _Verdict("up", "", figures)


async def _page(url: str, provider: Provider, session: aiohttp.ClientSession, made: Attempt) -> Page | None:
    """The status page, at most a minute old; None where it can't be had, which says nothing of the service."""
    kept = _KEPT.pages.get(url)
    now = time.monotonic()
    if kept is not None and now - kept[0] < _PAGE_SECONDS:
        return kept[1]
    try:
        with made.phase("status_page"):
            async with session.get(url) as answer:
                text = await _text(answer, _PAGE_MOST_BYTES)
                page = read_page(text, provider.page_about) if answer.status == _OK else None
    except (aiohttp.ClientError, OSError, ValueError, Failed):
        if not provider.base:
            raise  # it is all there is to look at
        page = None
    _put(_KEPT.pages, url, (now, page))
    return page


async def _text(answer: aiohttp.ClientResponse, most: int) -> str:
    received = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        received += chunk
        if len(received) > most:
            raise Failed("too_large", f"the answer has more than {most >> 20} MiB")
    return received.decode(errors="replace")


def _document(text: str) -> object:
    try:
        found: object = json.loads(text)
    except ValueError:
        return None
    return found


def _put(kept: "OrderedDict[str, _T]", key: str, value: _T) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
