"""Parse rules of one's own: patterns whose named parts become fields of the lines of some services.

Parts named `time`, `level` and `message` say when a record was written, its level and its body; all others become attributes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from sardonyx.processors.parsing.fields import NONE, PAIRS
from sardonyx.processors.parsing.fragments import array, in_list, one_of, only_where, quoted
from sardonyx.processors.parsing.levels import LEVEL_KEYS
from sardonyx.processors.parsing.named_patterns import NAMED
from sardonyx.processors.parsing.names import MESSAGE_KEYS
from sardonyx.processors.parsing.re2_check import compiled
from sardonyx.processors.parsing.times import TIME_KEYS

Kind = Literal["grok", "regex"]

MAX_PATTERN_CHARACTERS = 4000
MAX_FIELDS = 64

# A part by this name stands for all spellings that say the same.
_INSTEAD_OF = {"time": TIME_KEYS, "level": LEVEL_KEYS, "message": MESSAGE_KEYS}
_REFERENCE = re.compile(r"%\{(\w+)(?::([\w.@-]+))?(?::(\w+))?\}")
_NAMED_GROUP = re.compile(r"\(\?P?<([\w.@-]+)>")
_TYPES = ("int", "float", "long", "double", "string", "boolean")
_MAX_DEPTH = 8


class RuleError(ValueError):
    """A rule can't be used; the message says why and what is allowed."""


@dataclass(frozen=True)
class ParseRule:
    """A rule. `services` may hold `*` and `?`; without any it is for all. Raises RuleError for a pattern that is none."""

    name: str
    pattern: str
    kind: Kind = "grok"
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.pattern) > MAX_PATTERN_CHARACTERS:
            raise RuleError(
                f"the pattern has {len(self.pattern)} characters, at most {MAX_PATTERN_CHARACTERS} are allowed"
            )
        try:
            groups = compiled(self.expression).groups
        except ValueError as error:
            raise RuleError(str(error)) from error
        if not self.fields:
            raise RuleError("the pattern names no field: write %{NAME:field} or (?P<field>…)")
        if len(self.fields) > MAX_FIELDS:
            raise RuleError(f"the pattern names {len(self.fields)} fields, at most {MAX_FIELDS} are allowed")
        if groups != len(self.fields):
            raise RuleError("groups without a name must be written (?:…), so that the others keep their order")
        if twice := sorted({field for field in self.fields if self.fields.count(field) > 1}):
            raise RuleError(f"a field must be named once; named twice: {', '.join(twice)}")

    @property
    def expression(self) -> str:
        """The pattern in RE2, its named parts as plain groups in the order of `fields`."""
        return self._compiled[0]

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the groups, in order."""
        return self._compiled[1]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[str, ...]]:
        whole = _unfolded(self.pattern) if self.kind == "grok" else self.pattern
        return _NAMED_GROUP.sub("(", whole), tuple(_NAMED_GROUP.findall(whole))

    def applies(self, service: str, text: str) -> str:
        """SQL that is true for a text of a service that the rule is for and whose pattern is found in it."""
        found = f"match({text}, {quoted(self.expression)})"
        return f"{one_of(service, self.services)} AND {found}" if self.services else found

    def found(self, condition: str, text: str) -> str:
        """SQL for the fields of `text` as pairs where `condition` holds, else none."""
        groups = f"extractGroups(x, {quoted(self.expression)})"
        return only_where(condition, text, f"CAST(arrayZip({array(self.fields)}, {groups}), '{PAIRS}')", NONE)

    @property
    def replaces(self) -> tuple[str, ...]:
        """Lower-case names of fields that this rule's fields stand for."""
        return tuple(key for field in self.fields for key in _INSTEAD_OF.get(field, ()))


def staged(rules: Sequence[ParseRule], service: str, text: str, source: str) -> str:
    """A SELECT of every column of the subquery `source`, its `fields` with those of the first rule that applies, and `rule`: that
    rule's number, from 1, or 0."""
    cases = ", ".join(f"{rule.applies('rule_service', 'rule_text')}, {number}" for number, rule in enumerate(rules, 1))
    chosen = f"""
SELECT *, multiIf({cases}, 0) AS rule FROM (SELECT *, {service} AS rule_service, {text} AS rule_text FROM ({source}))"""
    found = ", ".join(rule.found(f"rule = {number}", "rule_text") for number, rule in enumerate(rules, 1))
    others = "fields"
    for number, rule in enumerate(rules, 1):
        if rule.replaces:
            others = f"arrayFilter(p -> rule != {number} OR lower(p.1) NOT IN {in_list(rule.replaces)}, {others})"
    both = f"arrayConcat(arrayFilter(p -> p.2 != '', arrayConcat({found})), {others})"
    return f"SELECT * EXCEPT (fields, rule_service, rule_text), {both} AS fields FROM ({chosen})"


def _unfolded(pattern: str, depth: int = 0) -> str:
    """A grok pattern with its references replaced. Raises RuleError."""

    def replaced(found: "re.Match[str]") -> str:
        name, field, kind = found.groups()
        if name not in NAMED:
            near = get_close_matches(name, NAMED, n=1)
            meant = f", did you mean {near[0]}?" if near else ""
            raise RuleError(f"there is no pattern %{{{name}}}{meant} allowed are {', '.join(sorted(NAMED))}")
        if kind is not None and kind not in _TYPES:
            raise RuleError(f"the type of %{{{name}:{field}:{kind}}} is not known; allowed are {', '.join(_TYPES)}")
        inner = _unfolded(NAMED[name], depth + 1)
        return f"(?P<{field}>{inner})" if field else f"(?:{inner})"

    assert depth < _MAX_DEPTH  # our own patterns refer to one another at most twice
    return _REFERENCE.sub(replaced, pattern)
