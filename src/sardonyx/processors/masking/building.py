"""From a configuration to the rules of a masker, with every mistake named."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sardonyx.processors.masking.defaults import DEFAULT_DENY_KEYS, DEFAULT_RULES
from sardonyx.processors.masking.errors import MaskingConfigError
from sardonyx.processors.masking.policies import FieldPolicy, text_rules
from sardonyx.processors.masking.re2_syntax import NotPortable, compile_portable
from sardonyx.processors.masking.replacement import DENIED_KEY, is_template, references
from sardonyx.processors.masking.rules import Action, Rule

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_KEY_WORD = re.compile(r"[^\x00-\x1f]*[a-zA-Z0-9][^\x00-\x1f]*")
MIN_HASH_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """What a masker is made of: rules with their final actions, and keys."""

    rules: tuple[Rule, ...]
    deny_keys: frozenset[str]
    allow_keys: frozenset[str]
    deny_action: Action
    policies: tuple[FieldPolicy, ...] = ()


NOTHING = Plan((), frozenset(), frozenset(), Action.REDACT)


def plan(
    *,
    disable: Collection[str],
    extra: Sequence[Rule],
    actions: Mapping[str, Action],
    deny_keys: Collection[str] | None,
    extra_deny_keys: Collection[str],
    allow_keys: Collection[str],
    policies: Sequence[FieldPolicy],
    hash_key: bytes,
) -> Plan:
    """The rules to apply. Raises MaskingConfigError."""
    built_in = [rule.name for rule in DEFAULT_RULES]
    names = [*built_in, *(rule.name for rule in extra)]
    denied = frozenset(DEFAULT_DENY_KEYS if deny_keys is None else deny_keys) | frozenset(extra_deny_keys)
    mistakes = [
        *(_unknown("disable", name, names) for name in disable if name not in names),
        *(_unknown("actions", name, [*names, DENIED_KEY]) for name in actions if name not in [*names, DENIED_KEY]),
        *(_bad_action(f"actions: {name}", action) for name, action in actions.items() if not _is_action(action)),
        *(
            mistake
            for at, rule in enumerate(extra)
            for mistake in _mistakes(rule, {*built_in, DENIED_KEY, *names[: len(built_in) + at]})
        ),
        *_key_mistakes("deny_keys", denied),
        *_key_mistakes("allow_keys", allow_keys),
        *_key_mistakes("fields", [policy.field for policy in policies]),
    ]
    if both := sorted(frozenset(allow_keys) & frozenset([*(deny_keys or ()), *extra_deny_keys])):
        mistakes.append(f"allow_keys: {', '.join(both)} also in deny_keys; a key can be in one of them only")
    if len(hash_key) < MIN_HASH_KEY_BYTES:
        mistakes.append(f"hash_key: has {len(hash_key)} bytes; needs at least {MIN_HASH_KEY_BYTES}")
    if mistakes:
        raise MaskingConfigError(mistakes)
    chosen = [rule for rule in (*DEFAULT_RULES, *extra) if rule.name not in disable]
    rules = tuple(replace(rule, action=Action(actions.get(rule.name, rule.action))) for rule in chosen)
    return Plan(
        (*text_rules(policies), *rules),
        denied,
        frozenset(allow_keys),
        Action(actions.get(DENIED_KEY, Action.REDACT)),
        tuple(policies),
    )


def _mistakes(rule: Rule, taken: Collection[str]) -> Iterable[str]:
    where = f"rule {rule.name}"
    if not _NAME.fullmatch(rule.name):
        yield f"rule {rule.name!r}: a name is a lower-case letter, then up to 63 of a-z, 0-9 and _"
    if rule.name in taken:
        yield f"{where}: the name is taken; give it another (to replace a built-in rule, disable that one)"
    if not _is_action(rule.action):
        yield _bad_action(where, rule.action)
    groups = None
    for field in ("pattern", "prefilter", "prefilter_apart"):
        regex = str(getattr(rule, field))
        if regex == "" and field != "pattern":
            continue
        try:
            compiled = compile_portable(regex)
        except NotPortable as error:
            yield f"{where}: its {field} {regex!r} {error}"
        else:
            groups = compiled.groups if field == "pattern" else groups
    for field, template in (("before", rule.before), ("sensitive", rule.sensitive), ("after", rule.after)):
        if not is_template(template):
            yield f"{where}: its {field} {template!r} has a backslash that begins no reference; allowed: \\0 to \\9"
        elif groups is not None and (missing := [n for n in references(template) if n > groups]):
            yield f"{where}: its {field} {template!r} refers to group {missing[0]}; the pattern has {groups}"


def _key_mistakes(field: str, keys: Collection[str]) -> Iterable[str]:
    return (
        f"{field}: {key!r} is no attribute key; it needs a letter or digit"
        for key in sorted(set(keys))
        if not _KEY_WORD.fullmatch(key)
    )


def _unknown(field: str, name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    return f"{field}: there is no rule {name}; {hint}"


def _bad_action(where: str, action: object) -> str:
    return f"{where}: {str(action)!r} is no action; allowed: {', '.join(Action)}"


def _is_action(action: object) -> bool:
    return action in list(Action)
