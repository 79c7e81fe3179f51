"""Kind `http`: one request, its answer held against conditions."""

import asyncio
from collections.abc import Mapping
from typing import Final

from sardonyx.collectors.probes.conditions import judge, parse, sentence
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, lost
from sardonyx.collectors.probes.hiding import Hider
from sardonyx.collectors.probes.http_answer import MAX_BODY_BYTES, Answer
from sardonyx.collectors.probes.http_exchange import How, Trip, exchange
from sardonyx.collectors.probes.result import ConditionResult, Evidence, Outcome, ProbeResult, Reason
from sardonyx.config.checks import HttpCheck, HttpRequest
from sardonyx.outgoing.guard import Forbidden

FIELDS: Final = frozenset({"status", "latency", "body", "header", "certificate", "redirects", "size", "version"})
BELOW_400: Final = "status < 400"
_EVIDENCE_BYTES: Final = 32_768
_PLAIN: Final = frozenset(
    {"accept", "accept-language", "cache-control", "content-type", "host", "origin", "user-agent"}
)


async def probe(check: HttpCheck, context: ProbeContext) -> ProbeResult:
    """Ask once."""
    trip = Trip()
    hider = Hider(secrets_of(check))
    conditions = with_status(check.conditions)
    needs_body = any(_field(text) == "body" for text in (*conditions, *check.degraded_unless))
    how = How(
        check.verify_tls,
        check.follow_redirects,
        check.max_redirects,
        check.ip,
        MAX_BODY_BYTES if needs_body else _EVIDENCE_BYTES,
    )
    try:
        async with asyncio.timeout(context.left()):
            answer = await exchange(check, context, how, trip)
    except (OSError, EOFError, UnicodeError, Failed, Forbidden) as error:
        return hider.result(failed(context, error, trip))
    latency = context.spent()
    outcome, results = judge(conditions, check.degraded_unless, seen_of(answer, trip, latency, context))
    reason, message = verdict(outcome, results, answer)
    return hider.result(
        context.result(
            outcome,
            reason,
            message,
            seconds=latency,
            phases=dict(trip.phases),
            figures=figures_of(answer, trip),
            facts=facts_of(trip),
            evidence=None if outcome == "up" else evidence_of(message, trip, results),
            traced=True,
        )
    )


def with_status(conditions: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions, and that the status is no error unless one of them speaks of it."""
    if any(_field(text) == "status" for text in conditions):
        return conditions
    return (BELOW_400, *conditions)


def failed(context: ProbeContext, error: BaseException, trip: Trip) -> ProbeResult:
    """The result where there was no whole answer, with what there was of it."""
    result = lost(context, error, trip.target or "the target", trip.doing)
    return context.result(
        result.outcome,
        result.reason,
        result.message,
        phases=dict(trip.phases),
        figures=figures_of(trip.answer, trip),
        facts=facts_of(trip),
        evidence=evidence_of(result.message, trip, ()),
        traced=bool(trip.address),
    )


def seen_of(answer: Answer, trip: Trip, latency: float, context: ProbeContext) -> Mapping[str, object]:
    """What conditions are held against."""
    headers: dict[str, str] = {}
    for name, value in answer.headers:
        known = headers.get(name.lower())
        headers[name.lower()] = value if known is None else f"{known}, {value}"
    seen: dict[str, object] = {
        "status": answer.status,
        "latency": latency,
        "body": answer.text,
        "header": headers,
        "redirects": len(trip.hops),
        "size": answer.size,
        "version": answer.version,
    }
    if trip.secured is not None and trip.secured.chain:
        seen["certificate"] = trip.secured.earliest_expiry - context.at_ms / 1000
    return seen


def verdict(outcome: Outcome, results: tuple[ConditionResult, ...], answer: Answer) -> tuple[Reason, str]:
    """What a check that is not up is called, and a sentence."""
    if outcome == "up":
        return "", ""
    missed = [one for one in results if not one.held and (one.degrades == (outcome == "degraded"))]
    said = sentence(missed)
    if any(_field(one.text) == "status" for one in missed):
        return "status", f"it answered {answer.status}" if missed[0].text == BELOW_400 else said
    if answer.cut and any(_field(one.text) == "body" for one in missed):
        return "too_large", f"only the first {MAX_BODY_BYTES >> 20} MiB of its body was read, and in it: {said}"
    return "condition", said


def figures_of(answer: Answer, trip: Trip) -> dict[str, float]:
    """The series blackbox_exporter has for the same things."""
    figures: dict[str, float] = {
        "http_status_code": answer.status,
        "http_redirects": len(trip.hops),
        "http_ssl": float(trip.secured is not None),
        "http_uncompressed_body_length": answer.size,
    }
    length = answer.header("content-length") or ""
    if answer.version:
        figures["http_content_length"] = float(length) if length.isascii() and length.isdigit() else -1.0
        figures["http_version"] = float(answer.version)
    if trip.secured is not None and trip.secured.chain:
        figures["ssl_earliest_cert_expiry"] = trip.secured.earliest_expiry
    if trip.address:
        figures["ip_protocol"] = 6.0 if ":" in trip.address else 4.0
    return figures


def facts_of(trip: Trip) -> dict[str, str]:
    """What changes for a reason only."""
    facts = {}
    if trip.addresses:
        facts["addresses"] = ", ".join(sorted(trip.addresses))
    if trip.secured is not None and trip.secured.chain:
        facts["certificate"] = trip.secured.chain[0].fact
        facts["tls_version"] = trip.secured.version
    return facts


def evidence_of(
    message: str, trip: Trip, results: tuple[ConditionResult, ...], steps: tuple[str, ...] = ()
) -> Evidence:
    """What is kept of a check that is not up."""
    return Evidence(
        message=message,
        headers=tuple(trip.answer.headers),
        body=trip.answer.text[:_EVIDENCE_BYTES],
        addresses=trip.addresses,
        address=trip.address,
        conditions=results,
        steps=steps or tuple(trip.hops),
    )


def secrets_of(request: HttpRequest) -> tuple[str, ...]:
    """What must not be shown: credentials, and the values of headers users set but for the plainest."""
    values = [value.get_secret_value() for name, value in request.headers.items() if name.lower() not in _PLAIN]
    values += [request.basic_password.get_secret_value(), request.bearer_token.get_secret_value()]
    return tuple(values)


def _field(text: str) -> str:
    try:
        return parse(text).field
    except ValueError:
        return ""
