"""Labels and annotations of alerts: their templates expanded, with the queries these ask for."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from sardonyx.alerting.evaluation.outputs import Query, Result
from sardonyx.alerting.templates import Answer, QueryNeeded, Sample, expand_alert_template
from sardonyx.alerting.templates.values import AlertData
from sardonyx.query.promql import PromqlError

log = logging.getLogger(__name__)

_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What templates know beside the alert."""

    external_labels: Mapping[str, str] = field(default_factory=dict)
    external_url: str = ""


@dataclass(slots=True)
class AlertTexts:
    """The texts of one rule."""

    alert: str
    surroundings: Surroundings
    _at_ms: int = -1
    _answers: dict[str, Answer] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def of(self, one: Result, at_ms: int, query: Query) -> "TextsOf":
        """The texts of one series at an instant; all series of an instant share the answers of their queries."""
        if at_ms != self._at_ms:
            self._at_ms, self._answers = at_ms, {}
        around = self.surroundings
        labels = dict(one.labels)
        return TextsOf(
            self.alert,
            AlertData(labels, around.external_labels, around.external_url, one.value),
            at_ms,
            query,
            self._answers,
            self._told,
        )


@dataclass(frozen=True, slots=True)
class TextsOf:
    """The texts of one alert."""

    alert: str
    data: AlertData
    at_ms: int
    query: Query
    answers: dict[str, Answer]
    told: set[str]
    """Failures that were logged: each is, once."""

    async def expanded(self, text: str) -> str:
        """The text; where its template fails, words that say so."""
        while True:
            try:
                done, error = expand_alert_template(
                    text,
                    self.alert,
                    self.data,
                    answers=self.answers,
                    external_url=self.data.ExternalURL,
                    now_ms=self.at_ms,
                )
            except QueryNeeded as needed:
                self.answers[needed.query] = await self._answer(needed.query)
                continue
            if error is not None and str(error) not in self.told and len(self.told) < _MOST_TOLD:
                self.told.add(str(error))
                log.warning("expanding a template of the alert %s failed: %s", self.alert, error)
            return done

    async def _answer(self, query: str) -> Answer:
        try:
            return [Sample(dict(one.labels), one.value) for one in await self.query(query, self.at_ms)]
        except PromqlError as error:
            return str(error)
