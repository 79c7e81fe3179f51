"""Whether a service keeps the contract of `docs/health-endpoints.md`: its endpoints are called, and each rule is judged.

Nothing is asked of the service but its three endpoints; what can't be seen from outside is not judged.
"""

import json
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ENDPOINTS = ("/live", "/ready", "/health")
MEDIA_TYPE = "application/health+json"
CALLS = 5
MOST_SECONDS = 0.1
MOST_WORK_SECONDS = 0.005
_STATUSES = ("pass", "warn", "fail")
_CODES = {"/live": (200,), "/ready": (200, 503), "/health": (200, 503)}


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer. Names of headers are in lower case; `error` tells why there is none (`status` is 0 then)."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    error: str = ""


Fetch = Callable[[str, str], Awaitable[Seen]]
"""Sends a request: method, URL. Follows no redirect, never raises for what the service does."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule at one endpoint. `seen` is what was there, `change` what to do; empty where it passed."""

    name: str
    endpoint: str
    passed: bool
    seen: str
    change: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What one endpoint answered: GET a few times, HEAD once."""

    path: str
    gets: Sequence[Seen]
    head: Seen

    @property
    def last(self) -> Seen:
        """The last answer to GET."""
        return self.gets[-1]

    @property
    def body(self) -> Mapping[str, Any] | None:
        """Its body; None if that is no JSON object."""
        return _object(self.last.body)

    @property
    def median_seconds(self) -> float:
        """How long a GET took."""
        return statistics.median(seen.seconds for seen in self.gets)


async def check(base_url: str, fetch: Fetch) -> list[RuleResult]:
    """Call the endpoints below `base_url`, one request after the other, and judge every rule; of one that can't be reached
    only that."""
    asked: dict[str, Endpoint] = {}
    for path in ENDPOINTS:
        url = base_url.rstrip("/") + path
        gets = [await fetch("GET", url)]
        while not gets[-1].error and len(gets) < CALLS:
            gets.append(await fetch("GET", url))
        asked[path] = Endpoint(path, gets, gets[-1] if gets[-1].error else await fetch("HEAD", url))
    answered = {path: endpoint for path, endpoint in asked.items() if not endpoint.last.error}
    results = [_answers(endpoint) for endpoint in asked.values()]
    results += [judge(endpoint) for endpoint in answered.values() for judge in _EACH]
    if len(answered) == len(ENDPOINTS):
        results += [_no_dependencies(asked), _lives_on(asked), _from_memory(asked), *_cached(asked)]
    return sorted(results, key=lambda result: ENDPOINTS.index(result.endpoint))


def _result(name: str, endpoint: str, passed: bool, seen: str, change: str) -> RuleResult:
    return RuleResult(name, endpoint, passed, seen, "" if passed else change)


def _answers(endpoint: Endpoint) -> RuleResult:
    codes = _CODES[endpoint.path]
    wanted = " or ".join(map(str, codes))
    seen = endpoint.last.error or str(endpoint.last.status)
    return _result("status code", endpoint.path, endpoint.last.status in codes, seen, f"answer GET with {wanted}")


def _media_type(endpoint: Endpoint) -> RuleResult:
    seen = endpoint.last.headers.get("content-type", "none")
    passed = seen.partition(";")[0].strip().lower() == MEDIA_TYPE
    return _result("media type", endpoint.path, passed, seen, f"send Content-Type: {MEDIA_TYPE}")


def _not_stored(endpoint: Endpoint) -> RuleResult:
    seen = endpoint.last.headers.get("cache-control", "none")
    passed = "no-store" in seen.lower()
    return _result("not cached by others", endpoint.path, passed, seen, "send Cache-Control: no-store")


def _status(endpoint: Endpoint) -> RuleResult:
    body = endpoint.body
    seen = "no JSON object" if body is None else f"status {body.get('status')!r}"
    passed = body is not None and body.get("status") in _STATUSES
    return _result("body", endpoint.path, passed, seen, 'send a JSON object with "status": pass, warn or fail')


def _agrees(endpoint: Endpoint) -> RuleResult:
    body = endpoint.body or {}
    status, code = body.get("status"), endpoint.last.status
    passed = status in _STATUSES and (status == "fail") == (code >= 400)
    return _result(
        "status and code agree", endpoint.path, passed, f"{status} with {code}",
        "answer fail with 503, pass and warn with 200",
    )  # fmt: skip


def _checks(endpoint: Endpoint) -> RuleResult:
    wrong = _wrong_checks((endpoint.body or {}).get("checks", {}))
    return _result(
        "checks", endpoint.path, not wrong, wrong or "well formed",
        '"checks" maps "name:measurement" to a list of objects with status, componentType, time (ISO 8601, with a time '
        "zone) and, unless they pass, output",
    )  # fmt: skip


def _wrong_checks(checks: object) -> str:
    """What is wrong with them first; empty: nothing."""
    if not isinstance(checks, dict):
        return "checks is no object"
    for key, items in checks.items():
        if key.count(":") > 1:
            return f"{key} has more than one colon"
        if not isinstance(items, list) or not items:
            return f"{key} is no list of objects"
        for item in items:
            if wrong := _wrong_check(item):
                return f"{key}: {wrong}"
    return ""


def _wrong_check(item: object) -> str:
    if not isinstance(item, dict):
        return "no object"
    if item.get("status") not in _STATUSES:
        return f"status {item.get('status')!r}"
    if not isinstance(item.get("componentType"), str):
        return "no componentType"
    return f"time {item['time']!r}" if "time" in item and not _is_time(item["time"]) else ""


def _quick(endpoint: Endpoint) -> RuleResult:
    seconds = endpoint.median_seconds
    return _result(
        "quick", endpoint.path, seconds <= MOST_SECONDS, f"{seconds * 1000:.1f} ms",
        "answer within 100 ms: run the checks in the background and answer from what they found last",
    )  # fmt: skip


def _head(endpoint: Endpoint) -> RuleResult:
    head, get = endpoint.head, endpoint.last
    passed = not head.error and head.status == get.status and not head.body
    return _result("HEAD", endpoint.path, passed, head.error or str(head.status), "answer HEAD as GET, without a body")


_EACH = (_media_type, _not_stored, _status, _agrees, _checks, _quick, _head)


def _no_dependencies(asked: Mapping[str, Endpoint]) -> RuleResult:
    checks = (asked["/live"].body or {}).get("checks")
    return _result(
        "looks at no dependency", "/live", not checks, f"{len(checks)} checks" if checks else "no checks",
        "leave the checks out of /live: whoever restarts a process because its database is down makes things worse",
    )  # fmt: skip


def _lives_on(asked: Mapping[str, Endpoint]) -> RuleResult:
    live, ready = asked["/live"].last.status, asked["/ready"].last.status
    return _result(
        "lives though not ready", "/live", live == 200 or ready == 200, f"/live {live}, /ready {ready}",
        "answer /live with 200 as long as the process answers at all, whatever /ready says",
    )  # fmt: skip


def _from_memory(asked: Mapping[str, Endpoint]) -> RuleResult:
    extra = min(s.seconds for s in asked["/ready"].gets) - min(s.seconds for s in asked["/live"].gets)
    return _result(
        "answers from memory", "/ready", extra <= MOST_WORK_SECONDS, f"{max(0.0, extra) * 1000:.1f} ms more than /live",
        "at most 5 ms more than /live, which does nothing: no check may run because somebody asks",
    )  # fmt: skip


def _cached(asked: Mapping[str, Endpoint]) -> list[RuleResult]:
    """A check that runs because somebody asks has another `time` in every answer."""
    return [
        _result(
            "asking runs no check", path, not ran, f"new at every request: {', '.join(ran)}" if ran else "none ran",
            "run the checks at intervals of their own, and show when each ran last",
        )
        for path in ("/ready", "/health")
        for ran in [_run_by_asking(asked[path].gets)]
    ]  # fmt: skip


def _run_by_asking(answers: Sequence[Seen]) -> list[str]:
    times: dict[str, list[str]] = {}
    for answer in answers:
        checks = (_object(answer.body) or {}).get("checks")
        for key, items in (checks if isinstance(checks, dict) else {}).items():
            if isinstance(items, list) and items and isinstance(items[0], dict) and "time" in items[0]:
                times.setdefault(key, []).append(str(items[0]["time"]))
    return sorted(key for key, found in times.items() if len(found) > 1 and len(set(found)) == len(found))


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _is_time(value: object) -> bool:
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False
