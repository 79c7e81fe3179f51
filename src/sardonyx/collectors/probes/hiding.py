"""Secrets of a check never leave it in its evidence, even where a target repeats them."""

import dataclasses
import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from sardonyx.collectors.probes.result import ConditionResult, Evidence, ProbeResult

HIDDEN: Final = "********"
_SHORTEST: Final = 4
_SECRET_HEADERS: Final = frozenset({"set-cookie", "authorization", "proxy-authorization", "x-api-key"})
_MAX_BODY = 16_384
_MAX_HEADERS = 64


class Hider:
    """Replaces secrets in what people will read, also as URLs and JSON write them. What has fewer than 4 characters is none."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {one for one in secrets if len(one) >= _SHORTEST}
        known |= {quote(one, safe="") for one in known} | {json.dumps(one)[1:-1] for one in known}
        self._secrets = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without them."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers of an answer; what sets a cookie is a secret by itself."""
        return tuple(
            (name, HIDDEN if name.lower() in _SECRET_HEADERS else self.text(value))
            for name, value in list(headers)[:_MAX_HEADERS]
        )

    def result(self, result: ProbeResult) -> ProbeResult:
        """The result without them, its evidence cut to what is worth keeping."""
        evidence = result.evidence and self._evidence(result.evidence)
        return dataclasses.replace(result, message=self.text(result.message), evidence=evidence)

    def _evidence(self, evidence: Evidence) -> Evidence:
        return dataclasses.replace(
            evidence,
            message=self.text(evidence.message),
            headers=self.headers(evidence.headers),
            body=self.text(evidence.body[: _MAX_BODY * 2])[:_MAX_BODY],
            conditions=tuple(self._condition(one) for one in evidence.conditions),
            steps=tuple(self.text(one) for one in evidence.steps),
        )

    def _condition(self, condition: ConditionResult) -> ConditionResult:
        return dataclasses.replace(condition, text=self.text(condition.text), seen=self.text(condition.seen))
