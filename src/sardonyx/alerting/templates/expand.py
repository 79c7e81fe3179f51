"""Templates of alerts: with Prometheus' variables before the text, and its words around errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sardonyx.alerting.templates.builtins import BUILTINS
from sardonyx.alerting.templates.errors import CallFailed, ExecuteFailed, ParseFailed, QueryNeeded, TemplateError
from sardonyx.alerting.templates.execute import execute
from sardonyx.alerting.templates.functions import functions
from sardonyx.alerting.templates.parser import Parsed, parse
from sardonyx.alerting.templates.values import AlertData, Sample, Value

_DEFINITIONS = (
    "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}"
)


Answer = Sequence[Sample] | str
"""What a query gave, or why it failed."""


def _unanswered(query: str) -> Sequence[Sample]:
    raise QueryNeeded(query)


_NAMES = frozenset({*BUILTINS, *functions(_unanswered, "", 0)})


@dataclass(frozen=True, slots=True)
class Template:
    """A template to be expanded; parsed when it is."""

    text: str
    name: str

    def check(self) -> None:
        """Raises TemplateError when the text is no template."""
        _parsed(self.text, self.name)

    def expand(self, data: Value, *, answers: Mapping[str, Answer], external_url: str, now_ms: int) -> str:
        """The text for `data`. `answers` holds the results of queries known so far.

        Raises QueryNeeded for another one, TemplateError in Prometheus' words.
        """

        def query(text: str) -> Sequence[Sample]:
            if text not in answers:
                raise QueryNeeded(text)
            answer = answers[text]
            if isinstance(answer, str):
                raise CallFailed(answer)
            return answer

        try:
            parsed = _parsed(self.text, self.name)
            return execute(parsed, {**BUILTINS, **functions(query, external_url, now_ms)}, data)
        except ParseFailed as error:
            raise ParseFailed(f"error parsing template {self.name}: {error}") from None
        except ExecuteFailed as error:
            raise ExecuteFailed(f"error executing template {self.name}: {error}") from None


@lru_cache(maxsize=4096)
def _parsed(text: str, name: str) -> Parsed:
    return parse(text, name, _NAMES)


def _alert_template(text: str, alert: str) -> Template:
    return Template(_DEFINITIONS + text, f"__alert_{alert}")


def check_alert_template(text: str, alert: str) -> None:
    """Raises TemplateError when the text is no template."""
    _alert_template(text, alert).check()


def expand_alert_template(
    text: str,
    alert: str,
    data: AlertData,
    *,
    answers: Mapping[str, Answer],
    external_url: str,
    now_ms: int,
) -> tuple[str, TemplateError | None]:
    """The text of a label or annotation; where expanding fails, words that say so, and the error. Raises QueryNeeded."""
    if "{{" not in text:
        return text, None
    try:
        template = _alert_template(text, alert)
        return template.expand(data, answers=answers, external_url=external_url, now_ms=now_ms), None
    except TemplateError as error:
        return f"<error expanding template: {error}>", error
