"""What candidate rules would mask, in records as they are stored today or in pasted lines. Nothing of it is kept.

What is stored is masked already and nothing can undo that: a preview shows what rules would find beyond it. Patterns of a caller
run in RE2, which takes linear time whatever they are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import re2

from sardonyx.access.errors import FieldError, ValidationFailed
from sardonyx.privacy.models_masking import (
    MAX_LINE_CHARACTERS,
    MaskingPreview,
    MaskingPreviewed,
    PreviewCount,
    PreviewLine,
    PreviewPlace,
)
from sardonyx.processors.masking import (
    FIELD_POLICY,
    Action,
    FieldAction,
    FieldPolicy,
    Masker,
    MaskingConfigError,
    custom_rule,
)
from sardonyx.processors.masking.re2_syntax import compile_portable

SHOWN = 100
_NO_KEY = b"\0" * 32
_PASTED = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is looked at of a record."""

    service: str
    body: str
    attributes: dict[str, str]


class _Pattern(Protocol):
    def finditer(self, text: str) -> Any:
        """Matches, without overlaps."""

    def search(self, text: str) -> Any:
        """The first match, or None."""


class Candidates:
    """The rules and policies of a preview, checked. Raises ValidationFailed with every mistake."""

    def __init__(self, wanted: MaskingPreview) -> None:
        policies = [FieldPolicy(one.field, FieldAction.REDACT, tuple(one.services)) for one in wanted.fields]
        rules = [custom_rule(one.name, one.pattern, Action.REDACT) for one in wanted.rules]
        if not rules and not policies:
            raise ValidationFailed(FieldError("rules", "needs a rule or a field to try"))
        try:
            Masker.build(extra=rules, policies=policies, hash_key=_NO_KEY)
        except MaskingConfigError as error:
            raise ValidationFailed(*(FieldError("rules", mistake) for mistake in error.mistakes)) from error
        self._rules: list[tuple[str, _Pattern]] = [(rule.name, _compiled(rule.name, rule.pattern)) for rule in rules]
        self._policies = [(policy, compile_portable(policy.pattern)) for policy in policies]

    def line(self, record: Record) -> PreviewLine | None:
        """The record, when anything is found in it."""
        after, places = self._text(record.body, None)
        for key, value in record.attributes.items():
            if any(one.applies(record.service) and named.search(key) for one, named in self._policies):
                places.append(PreviewPlace(rule=FIELD_POLICY, attribute=key, start=0, end=len(value)))
            else:
                places += self._text(value, key)[1]
        return PreviewLine(service=record.service, before=record.body, after=after, found=places) if places else None

    def _text(self, text: str, attribute: str | None) -> tuple[str, list[PreviewPlace]]:
        """The text with what is found replaced, and where that is; of two that overlap the rule before counts."""
        places: list[PreviewPlace] = []
        for name, pattern in self._rules:
            for match in pattern.finditer(text):
                start, end = match.span()
                if end > start and not any(start < other.end and other.start < end for other in places):
                    places.append(PreviewPlace(rule=name, attribute=attribute, start=start, end=end))
        places.sort(key=lambda place: place.start)
        after, at = [], 0
        for place in places:
            after += [text[at : place.start], f"[redacted:{place.rule}]"]
            at = place.end
        return "".join([*after, text[at:]]), places


def pasted(masker: Masker, lines: Sequence[str]) -> list[Record]:
    """Lines as the rules in use leave them."""
    return [Record(_PASTED, masker.mask_text(line), {}) for line in lines]


def previewed(candidates: Candidates, records: Sequence[Record], notices: Sequence[str]) -> MaskingPreviewed:
    """What they find, counted by rule and service. Takes its time: call it in a thread."""
    found = [line for record in records if (line := candidates.line(_cut(record))) is not None]
    lines, matches = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for line in found:
        lines.update({(place.rule, line.service) for place in line.found})
        matches.update((place.rule, line.service) for place in line.found)
    counts = [
        PreviewCount(rule=rule, service=service, lines=lines[rule, service], matches=count)
        for (rule, service), count in matches.most_common()
    ]
    return MaskingPreviewed(looked_at=len(records), lines=found[:SHOWN], counts=counts, notices=list(notices))


def _cut(record: Record) -> Record:
    attributes = {key: value[:MAX_LINE_CHARACTERS] for key, value in record.attributes.items()}
    return Record(record.service, record.body[:MAX_LINE_CHARACTERS], attributes)


def _compiled(name: str, pattern: str) -> _Pattern:
    try:
        compiled: _Pattern = re2.compile(f"(?s:{pattern})" if not pattern.startswith("(?") else pattern)
    except re2.error as error:
        raise ValidationFailed(FieldError("rules", f"rule {name}: {error}")) from error
    return compiled
