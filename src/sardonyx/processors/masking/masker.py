"""The masker: one set of rules, as SQL for the engine and as Python for SDKs and previews."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sardonyx.processors.masking import building, sql
from sardonyx.processors.masking.checks import passes
from sardonyx.processors.masking.finding import Finder
from sardonyx.processors.masking.keys import allow_pattern, deny_pattern, deny_prefilter
from sardonyx.processors.masking.policies import FieldPolicy
from sardonyx.processors.masking.re2_syntax import compile_portable
from sardonyx.processors.masking.replacement import (
    DENIED_KEY,
    FIELD_POLICY,
    expand,
    formatted,
    hashed,
    partial,
    redacted,
    references,
)
from sardonyx.processors.masking.rules import Action, Rule, prefilters

# A shorter format hash may well be somebody else's value.
MIN_SHAPED_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in a text a rule found something: characters `start` up to, not including, `end`."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Keys:
    """Attribute keys, as configured: values of `deny` are never kept, those of `allow` are left alone. Of `policies` the first
    that applies to a key counts, before the others."""

    deny: frozenset[str]
    allow: frozenset[str]
    deny_action: Action
    policies: tuple[FieldPolicy, ...] = ()


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
            policies=plan.policies,
        )
        self._prefilters = [compile_portable(prefilter) for rule in plan.rules for prefilter in prefilters(rule)]
        self._finders = [Finder(rule) for rule in plan.rules]
        self._denied = compile_portable(self._keys.deny) if self._keys.deny else None
        self._allowed = compile_portable(self._keys.allow) if self._keys.allow else None
        self._policies = [(policy, compile_portable(policy.pattern)) for policy in plan.policies]

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
        policies: Sequence[FieldPolicy] = (),
        hash_key: bytes,
    ) -> Self:
        """A masker of the built-in rules less `disable`, then `extra`, with `actions` by rule name (or `denied_key`).

        `deny_keys` replaces the built-in list of attribute keys, `extra_deny_keys` adds to it, `allow_keys` are left
        alone whatever they hold, and `policies` come before both. Raises MaskingConfigError with every mistake there is.
        """
        plan = building.plan(
            disable=disable,
            extra=extra,
            actions=actions,
            deny_keys=deny_keys,
            extra_deny_keys=extra_deny_keys,
            allow_keys=allow_keys,
            policies=policies,
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
        return bool(self._rules or self._keys.deny or self._policies)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in the order they are applied."""
        return self._rules

    @property
    def keys(self) -> Keys:
        """The attribute keys treated by their name."""
        return Keys(self._plan.deny_keys, self._plan.allow_keys, self._plan.deny_action, self._plan.policies)

    def sql_text(self, expr: str) -> str:
        """SQL for a String expression, masked."""
        return sql.text(self._rules, expr, self._hash_key) if self._rules else expr

    def sql_array(self, expr: str) -> str:
        """SQL for an Array(String) expression, each element masked.

        Several columns gathered into one array are planned and scanned once: cheaper than as many `sql_text`.
        """
        return sql.array(self._rules, expr, self._hash_key) if self._rules else expr

    def sql_map(self, expr: str, *, cast: bool = True, service: str | None = None) -> str:
        """SQL for a Map(LowCardinality(String), String) expression: fields with a policy, denied keys, values, and keys masked.
        `service` is SQL for the service it is of, for policies of some services.

        With `cast=False` the result (and `expr`, if you like) is a Map(String, String): cheaper where the result goes
        into a column, which converts it anyway.
        """
        if not self.enabled:
            return expr
        masked = sql.mapping(self._rules, self._keys, expr, self._hash_key, service)
        return f"CAST({masked}, '{sql.MAP_TYPE}')" if cast else masked

    def engine_checks(self) -> list[tuple[str, str]]:
        """(rule name, SELECT) pairs to run before the masker is used: RE2 and Hyperscan have limits only they can tell.

        A rule whose statement the engine refuses would make it refuse every insert.
        """
        return [(rule.name, sql.engine_check(rule)) for rule in self._rules]

    def mask_text(self, text: str) -> str:
        """The text, masked; what `sql_text` gives in the engine."""
        return self._masked(text)[0]

    def mask_attributes(self, attributes: Mapping[str, str], *, service: str | None = None) -> dict[str, str]:
        """The attributes, masked; what `sql_map` gives in the engine."""
        out = {}
        for key, value in attributes.items():
            shown_key, key_dropped = self._masked(key)
            shown, dropped = self._masked_value(key, value, service)
            if not (key_dropped or dropped):
                out[shown_key] = shown
        return out

    def pseudonyms(self, value: str) -> list[str]:
        """What may be stored instead of `value` that tells it from others, whatever the settings were when it came: its keyed
        hashes. Those that look like what they stand for only where nobody else's value can look the same by chance."""
        names = [*(rule.name for rule in self._rules), DENIED_KEY, FIELD_POLICY]
        found = [hashed(name, value, self._hash_key) for name in names]
        shaped = formatted(FIELD_POLICY, value, self._hash_key)
        if len(shaped) >= MIN_SHAPED_CHARACTERS and shaped != value:
            found.append(shaped)
        return list(dict.fromkeys(found))

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

    def preview_attribute(self, key: str, value: str, *, service: str | None = None) -> list[Finding]:
        """What would be masked in an attribute's value; all of it when its key is denied or has a policy."""
        if policy := self._policy(key, service):
            return [] if policy.rule_action is None else [Finding(FIELD_POLICY, 0, len(value))]
        if self._allowed and self._allowed.search(key):
            return []
        if self._denied and self._denied.search(key):
            return [Finding(DENIED_KEY, 0, len(value))]
        return self.preview(value)

    def _policy(self, key: str, service: str | None) -> FieldPolicy | None:
        """The first policy that applies."""
        return next((one for one, found in self._policies if one.applies(service) and found.search(key)), None)

    def _masked_value(self, key: str, value: str, service: str | None) -> tuple[str, bool]:
        if policy := self._policy(key, service):
            if (action := policy.rule_action) is None:
                return value, False
            return self._instead(action, FIELD_POLICY, value), action is Action.DROP
        if self._allowed and self._allowed.search(key):
            return value, False
        if self._denied and self._denied.search(key):
            action = self._keys.deny_action
            return self._instead(action, DENIED_KEY, value), action is Action.DROP
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
        instead = self._instead(rule.action, rule.name, secret)
        return expand(rule.before, match) + instead + expand(rule.after, match)

    def _instead(self, action: Action, name: str, value: str) -> str:
        match action:
            case Action.HASH:
                return hashed(name, value, self._hash_key)
            case Action.FORMAT_HASH:
                return formatted(name, value, self._hash_key)
            case Action.PARTIAL:
                return partial(name, value)
            case Action.REDACT:
                return redacted(name)
            case Action.DROP:
                return ""


def _sensitive_span(rule: Rule, match: re.Match[str]) -> tuple[int, int]:
    spans = [match.span(group) for group in references(rule.sensitive) if match.start(group) >= 0]
    return spans[0] if spans else match.span()
