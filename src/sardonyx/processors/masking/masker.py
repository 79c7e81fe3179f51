"""The masker: one set of rules, as SQL for the engine and as Python for SDKs and previews."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sardonyx.processors.masking import building, sql
from sardonyx.processors.masking.checks import passes
from sardonyx.processors.masking.finding import Finder
from sardonyx.processors.masking.keys import allow_pattern, deny_pattern, deny_prefilter
from sardonyx.processors.masking.re2_syntax import compile_portable
from sardonyx.processors.masking.replacement import DENIED_KEY, expand, hashed, redacted, references
from sardonyx.processors.masking.rules import Action, Rule, prefilters


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in a text a rule found something: characters `start` up to, not including, `end`."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Keys:
    """Attribute keys, as configured: values of `deny` are never kept, those of `allow` are left alone."""

    deny: frozenset[str]
    allow: frozenset[str]
    deny_action: Action


class Masker:
    """Masks texts and attributes. Build one with `build` or `off`; it never changes afterwards.

    The SQL methods take an expression we wrote ourselves, never a value, and the SQL they return holds the hash key when
    a rule hashes. SQL and Python give the same text for the same valid UTF-8; in a text that is not, and that holds
    something to mask, the engine replaces invalid bytes by U+FFFD.
    """

    def __init__(self, plan: building.Plan, hash_key: bytes) -> None:
        self._plan = plan
        self._rules = plan.rules
        self._hash_key = hash_key
        self._keys = sql.Keys(
            deny=deny_pattern(plan.deny_keys) if plan.deny_keys else None,
            deny_prefilter=deny_prefilter(plan.deny_keys) if plan.deny_keys else None,
            deny_action=plan.deny_action,
            allow=allow_pattern(plan.allow_keys) if plan.allow_keys else None,
        )
        self._prefilters = [compile_portable(prefilter) for rule in plan.rules for prefilter in prefilters(rule)]
        self._finders = [Finder(rule) for rule in plan.rules]
        self._denied = compile_portable(self._keys.deny) if self._keys.deny else None
        self._allowed = compile_portable(self._keys.allow) if self._keys.allow else None

    @classmethod
    def build(
        cls,
        *,
        disable: Collection[str] = (),
        extra: Sequence[Rule] = (),
        actions: Mapping[str, Action] = {},
        deny_keys: Collection[str] | None = None,
        extra_deny_keys: Collection[str] = (),
        allow_keys: Collection[str] = (),
        hash_key: bytes,
    ) -> Self:
        """A masker of the built-in rules less `disable`, then `extra`, with `actions` by rule name (or `denied_key`).

        `deny_keys` replaces the built-in list of attribute keys, `extra_deny_keys` adds to it, `allow_keys` are left
        alone whatever they hold. Raises MaskingConfigError with every mistake there is.
        """
        plan = building.plan(
            disable=disable,
            extra=extra,
            actions=actions,
            deny_keys=deny_keys,
            extra_deny_keys=extra_deny_keys,
            allow_keys=allow_keys,
            hash_key=hash_key,
        )
        return cls(plan, hash_key)

    @classmethod
    def off(cls) -> Self:
        """A masker that leaves everything as it is."""
        return cls(building.NOTHING, b"")

    def with_hash_key(self, hash_key: bytes) -> Self:
        """The same rules and keys with another key: for showing what happens without telling anybody's pseudonym."""
        return type(self)(self._plan, hash_key)

    @property
    def enabled(self) -> bool:
        """Whether anything is masked at all."""
        return bool(self._rules or self._keys.deny)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in the order they are applied."""
        return self._rules

    @property
    def keys(self) -> Keys:
        """The attribute keys treated by their name."""
        return Keys(self._plan.deny_keys, self._plan.allow_keys, self._plan.deny_action)

    def sql_text(self, expr: str) -> str:
        """SQL for a String expression, masked."""
        return sql.text(self._rules, expr, self._hash_key) if self._rules else expr

    def sql_array(self, expr: str) -> str:
        """SQL for an Array(String) expression, each element masked.

        Several columns gathered into one array are planned and scanned once: cheaper than as many `sql_text`.
        """
        return sql.array(self._rules, expr, self._hash_key) if self._rules else expr

    def sql_map(self, expr: str, *, cast: bool = True) -> str:
        """SQL for a Map(LowCardinality(String), String) expression: denied keys, values, and keys masked.

        With `cast=False` the result (and `expr`, if you like) is a Map(String, String): cheaper where the result goes
        into a column, which converts it anyway.
        """
        if not self.enabled:
            return expr
        masked = sql.mapping(self._rules, self._keys, expr, self._hash_key)
        return f"CAST({masked}, '{sql.MAP_TYPE}')" if cast else masked

    def engine_checks(self) -> list[tuple[str, str]]:
        """(rule name, SELECT) pairs to run before the masker is used: RE2 and Hyperscan have limits only they can tell.

        A rule whose statement the engine refuses would make it refuse every insert.
        """
        return [(rule.name, sql.engine_check(rule)) for rule in self._rules]

    def mask_text(self, text: str) -> str:
        """The text, masked; what `sql_text` gives in the engine."""
        return self._masked(text)[0]

    def mask_attributes(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """The attributes, masked; what `sql_map` gives in the engine."""
        out = {}
        for key, value in attributes.items():
            shown_key, key_dropped = self._masked(key)
            shown, dropped = self._masked_value(key, value)
            if not (key_dropped or dropped):
                out[shown_key] = shown
        return out

    def preview(self, text: str) -> list[Finding]:
        """What would be masked in a text, by place. Where two rules overlap, the one applied first is named."""
        found: list[Finding] = []
        for rule, finder in zip(self._rules, self._finders, strict=True):
            for match in finder.matches(text):
                start, end = _sensitive_span(rule, match)
                overlaps = any(start < other.end and other.start < end for other in found)
                if not overlaps and (rule.check is None or passes(rule.check, text[start:end])):
                    found.append(Finding(rule.name, start, end))
        return sorted(found, key=lambda finding: finding.start)

    def preview_attribute(self, key: str, value: str) -> list[Finding]:
        """What would be masked in an attribute's value; all of it when its key is denied."""
        if self._allowed and self._allowed.search(key):
            return []
        if self._denied and self._denied.search(key):
            return [Finding(DENIED_KEY, 0, len(value))]
        return self.preview(value)

    def _masked_value(self, key: str, value: str) -> tuple[str, bool]:
        if self._allowed and self._allowed.search(key):
            return value, False
        if self._denied and self._denied.search(key):
            if self._keys.deny_action is Action.HASH:
                return hashed(DENIED_KEY, value, self._hash_key), False
            return redacted(DENIED_KEY), self._keys.deny_action is Action.DROP
        return self._masked(value)

    def _masked(self, text: str) -> tuple[str, bool]:
        """The masked text, and whether a rule that drops has found something."""
        if not any(prefilter.search(text) for prefilter in self._prefilters):
            return text, False
        dropped = False
        for rule, finder in zip(self._rules, self._finders, strict=True):
            replaced = finder.replaced(text, lambda match, rule=rule: self._replacement(rule, match))  # type: ignore[misc]
            dropped = dropped or (rule.action is Action.DROP and replaced != text)
            text = replaced
        return text, dropped

    def _replacement(self, rule: Rule, match: re.Match[str]) -> str:
        secret = expand(rule.sensitive, match)
        if rule.check is not None and not passes(rule.check, secret):
            return expand(rule.before, match) + secret + expand(rule.after, match)
        if rule.action is Action.HASH:
            instead = hashed(rule.name, secret, self._hash_key)
        else:
            instead = redacted(rule.name) if rule.action is Action.REDACT else ""
        return expand(rule.before, match) + instead + expand(rule.after, match)


def _sensitive_span(rule: Rule, match: re.Match[str]) -> tuple[int, int]:
    spans = [match.span(group) for group in references(rule.sensitive) if match.start(group) >= 0]
    return spans[0] if spans else match.span()
