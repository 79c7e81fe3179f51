"""Kind `journey`: requests one after the other that share cookies and hand values on. Its phases are its steps."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from pydantic import SecretStr

from sardonyx.collectors.probes.conditions import judge
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.failing import Failed, reason_of, sentence_of
from sardonyx.collectors.probes.hiding import Hider
from sardonyx.collectors.probes.http import (
    FIELDS,
    evidence_of,
    facts_of,
    figures_of,
    secrets_of,
    seen_of,
    verdict,
    with_status,
)
from sardonyx.collectors.probes.http_answer import Answer
from sardonyx.collectors.probes.http_cookies import Cookies
from sardonyx.collectors.probes.http_exchange import How, Trip, exchange
from sardonyx.collectors.probes.http_target import Target
from sardonyx.collectors.probes.paths import MISSING, Document, steps_of
from sardonyx.collectors.probes.result import ConditionResult, Outcome, ProbeResult, Reason
from sardonyx.collectors.probes.validity import condition_problems
from sardonyx.config.checks import JourneyCheck, JourneyStep
from sardonyx.outgoing.guard import Forbidden

_HOLE: Final = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_SOURCE: Final = re.compile(r"(body|header|cookie)(.*)", re.DOTALL)
_ORDER: Final[Mapping[Outcome, int]] = {"up": 0, "degraded": 1, "down": 2}


async def probe(check: JourneyCheck, context: ProbeContext) -> ProbeResult:
    """Go until a step is down."""
    going = _Going(check, context)
    try:
        async with asyncio.timeout(context.left()):
            await going.go()
    except (OSError, EOFError, UnicodeError, Failed, Forbidden) as error:
        going.broke(error)
    return going.result()


def problems_of_steps(check: JourneyCheck) -> tuple[str, ...]:
    """A sentence for each condition, source or `{{name}}` that can't work."""
    problems: list[str] = []
    known: set[str] = set()
    for step in check.steps:
        found = condition_problems((*step.conditions, *step.degraded_unless), FIELDS)
        missing = [name for name in _HOLE.findall(_all_text(step)) if name not in known]
        found += tuple(f"{{{{{name}}}}} is extracted by no step before" for name in missing)
        for source in step.extract.values():
            try:
                _source(source)
            except ValueError as error:
                found = (*found, str(error))
        known |= set(step.extract)
        problems += [f"step {step.name!r}: {problem}" for problem in found]
    return tuple(problems)


class _Going:
    """A journey under way: what it has got, and what it came to."""

    def __init__(self, check: JourneyCheck, context: ProbeContext) -> None:
        self._check = check
        self._context = context
        self._cookies = Cookies()
        self._values: dict[str, str] = {}
        self._secrets: list[str] = []
        self._told: list[str] = []
        self._phases: dict[str, float] = {}
        self._trip = Trip()
        self._step = check.steps[0]
        self._began = 0.0
        self._outcome: Outcome = "up"
        self._reason: Reason = ""
        self._messages: list[str] = []
        self._results: tuple[ConditionResult, ...] = ()
        self._done = 0

    async def go(self) -> None:
        for step in self._check.steps:
            self._step, self._trip, self._began = step, Trip(), self._context.spent()
            request = _filled(step, self._values)
            self._secrets += secrets_of(request)
            answer = await exchange(
                request, self._context, How(verify_tls=self._check.verify_tls), self._trip, self._cookies
            )
            latency = self._passed()
            self._told.append(self._line(f"{answer.status} in {latency * 1000:.0f} ms"))
            if self._judged(step, answer, latency) == "down":
                return
            self._extract(step, answer)
            self._done += 1

    def broke(self, error: BaseException) -> None:
        """A step without a whole answer."""
        self._passed()
        self._outcome, self._reason = "down", reason_of(error)
        said = sentence_of(error, self._trip.target or "the target", self._trip.doing)
        self._messages = [f"step {self._step.name!r}: {said}"]
        self._told.append(self._line(said))

    def result(self) -> ProbeResult:
        hider = Hider((*self._secrets, *self._values.values(), *self._cookies.values()))
        message = "; ".join(self._messages)
        figures = figures_of(self._trip.answer, self._trip)
        figures["journey_steps_done"] = self._done
        found = self._context.result(
            self._outcome,
            self._reason,
            message,
            phases=self._phases,
            figures=figures,
            facts=facts_of(self._trip),
            evidence=None
            if self._outcome == "up"
            else evidence_of(message, self._trip, self._results, tuple(self._told)),
            traced=True,
        )
        return hider.result(found)

    def _judged(self, step: JourneyStep, answer: Answer, latency: float) -> Outcome:
        conditions = with_status(step.conditions)
        seen = seen_of(answer, self._trip, latency, self._context)
        outcome, results = judge(conditions, step.degraded_unless, seen)
        if _ORDER[outcome] > _ORDER[self._outcome] or outcome == "down":
            self._outcome, self._results = outcome, results
            self._reason, _ = verdict(outcome, results, answer)
        if outcome != "up":
            self._messages.append(f"step {step.name!r}: {verdict(outcome, results, answer)[1]}")
        return outcome

    def _extract(self, step: JourneyStep, answer: Answer) -> None:
        for name, source in step.extract.items():
            value = self._value(source, answer)
            if value is None:
                raise Failed("condition", f"its answer has no {source}")
            self._values[name] = value

    def _value(self, source: str, answer: Answer) -> str | None:
        kind, path = _source(source)
        if kind == "cookie":
            return self._cookies.value(str(path[0]))
        if kind == "header":
            return answer.header(str(path[0]).lower())
        if not path:
            return answer.text
        found = Document(answer.text).at(path)
        if found is MISSING or found is None or found == ():
            return None
        return found if isinstance(found, str) else Document.text_of(found)

    def _passed(self) -> float:
        latency = self._context.spent() - self._began
        self._phases[self._step.name[:60]] = latency
        return latency

    def _line(self, said: str) -> str:
        number = self._check.steps.index(self._step) + 1
        try:
            where = Target.of(_fill(self._step.url, self._values, in_url=True)).shown
        except Failed:
            where = "an address that can't be read"
        return f"{number}. {self._step.name}: {self._step.method} {where}: {said}"


def _source(text: str) -> tuple[str, tuple[str | int, ...]]:
    """Where a value comes from. Raises ValueError."""
    found = _SOURCE.fullmatch(text.strip())
    if not found or (found[1] != "body" and not found[2]):
        raise ValueError(f"{text!r}: must be body, body.PATH, header.NAME or cookie.NAME")
    return found[1], steps_of(found[2])


def _filled(step: JourneyStep, values: Mapping[str, str]) -> JourneyStep:
    """The step with what earlier ones have extracted."""

    def secret(value: SecretStr) -> SecretStr:
        return SecretStr(_fill(value.get_secret_value(), values))

    return step.model_copy(
        update={
            "url": _fill(step.url, values, in_url=True),
            "body": _fill(step.body, values, in_json=step.body.lstrip().startswith(("{", "["))),
            "headers": {name: secret(value) for name, value in step.headers.items()},
            "basic_user": _fill(step.basic_user, values),
            "basic_password": secret(step.basic_password),
            "bearer_token": secret(step.bearer_token),
        }
    )


def _fill(text: str, values: Mapping[str, str], *, in_url: bool = False, in_json: bool = False) -> str:
    """Values are quoted for where they stand; a URL that is nothing but one value is taken as it is."""
    whole = _HOLE.fullmatch(text)

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise Failed("other", f"{{{{{found[1]}}}}} is extracted by no step before")
        if in_url and not whole:
            return quote(values[found[1]], safe="")
        return json.dumps(values[found[1]])[1:-1] if in_json else values[found[1]]

    return _HOLE.sub(value, text)


def _all_text(step: JourneyStep) -> str:
    secrets = (*step.headers.values(), step.basic_password, step.bearer_token)
    return "\n".join((step.url, step.body, step.basic_user, *(one.get_secret_value() for one in secrets)))
