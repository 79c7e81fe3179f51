r"""Masking as SQL fragments.

Almost every text is clean, and the engine's insert evaluates both branches of an `if`. So a text is wrapped into an array
that is empty unless one of the prefilters (one pass of all of them, by vectorscan) is found in it; the rewriting is the
body of a lambda over that array, and runs on dirty texts only. Arrays and maps are scanned as one text, their elements
joined by line breaks: a pass costs more to start than to run. A pass starts once for a whole map, not once per value.

A dirty text is first made valid UTF-8, for RE2 finds nothing across invalid bytes; from then on the bytes 0xFD-0xFF cannot
occur, and serve as marks: matches that need more than a template are marked, split out, looked at, and joined again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sardonyx.processors.masking import policies
from sardonyx.processors.masking.checks import passes_sql
from sardonyx.processors.masking.policies import FieldPolicy
from sardonyx.processors.masking.re2_syntax import has_anchor
from sardonyx.processors.masking.replacement import DENIED_KEY, FIELD_POLICY
from sardonyx.processors.masking.replacement_sql import DROPPED, escaped, fixed, is_fixed, quoted, replaced
from sardonyx.processors.masking.rules import Action, Rule

MAP_TYPE = "Map(LowCardinality(String), String)"


@dataclass(frozen=True, slots=True)
class Keys:
    """Attribute keys, as patterns: whose values are replaced whole, and whose are never touched. None: no key. Of `policies`
    the first that applies counts, before the others."""

    deny: str | None
    deny_prefilter: str | None
    deny_action: Action
    allow: str | None
    policies: tuple[FieldPolicy, ...] = ()

    def applying(self, service: str | None) -> list[tuple[FieldPolicy, str]]:
        """Each policy with the condition, over key `k`, under which it applies. `service` is SQL, None: not known."""
        found = []
        for policy in self.policies:
            named = f"match(k, {quoted(policy.pattern)})"
            if service is not None and policy.services:
                found.append((policy, f"{named} AND {service} IN ({', '.join(map(quoted, policy.services))})"))
            elif policy.applies(None):
                found.append((policy, named))
        return found


def text(rules: Sequence[Rule], expr: str, hash_key: bytes, *, in_map: bool = False) -> str:
    """SQL for the String `expr` with every rule applied."""
    rewritten = _rewrite(rules, hash_key, in_map=in_map)
    # The first of the rewritten text, if there is one, and the text as it is.
    return f"arrayConcat(arrayMap(x -> {rewritten}, if({is_dirty(rules, expr)}, [{expr}], [])), [{expr}])[1]"


def array(rules: Sequence[Rule], expr: str, hash_key: bytes) -> str:
    """SQL for the Array(String) `expr` with every rule applied to each element."""
    dirty = is_dirty(rules, f"arrayStringConcat({expr}, '\\n')", joined=True)
    return _instead(f"arrayMap(e -> {text(rules, 'e', hash_key)}, x)", dirty, expr)


def mapping(rules: Sequence[Rule], keys: Keys, expr: str, hash_key: bytes, service: str | None = None) -> str:
    """SQL for the map `expr` as Map(String, String): policies, denied keys, then every rule on the other values and on the
    keys. `service` is SQL for the service it is of."""
    # Each key, the last one too, is followed by a line break: denied ones are found by it.
    joined = f"arrayStringConcat(arrayConcat(mapKeys({expr}), mapValues({expr}), ['']), '\\n')"
    applying = keys.applying(service)
    masking = policies.masking([policy for policy, _ in applying])
    more = [*([keys.deny_prefilter] if keys.deny_prefilter else []), *(policy.prefilter for policy in masking)]
    dirty = is_dirty(rules, joined, joined=True, more=more)
    texts = "arrayConcat(mapKeys(x), mapValues(x))"
    masked = f"arrayMap(e -> {text(rules, 'e', hash_key, in_map=True)}, {texts})" if rules else texts
    values = (
        f"arrayMap((k, v, u) -> {_value(keys, applying, hash_key)}, mapKeys(x), mapValues(x), arraySlice(y, length(x) + 1))"
        if keys.deny or keys.allow or applying
        else "arraySlice(y, length(x) + 1)"
    )
    rebuilt = f"CAST((arraySlice(y, 1, length(x)), {values}), 'Map(String, String)')"
    actions = [keys.deny_action, *(rule.action for rule in rules), *(policy.rule_action for policy in masking)]
    if Action.DROP in actions:
        rebuilt = f"mapFilter((k, v) -> position(concat(k, v), '{DROPPED}') = 0, {rebuilt})"
    return _instead(f"arrayMap(y -> {rebuilt}, [{masked}])[1]", dirty, expr)


def engine_check(rule: Rule) -> str:
    """A SELECT that makes the engine compile all that `rule` consists of."""
    checked = text([rule], "t", b"\0")
    joined = is_dirty([rule], "t", joined=True)
    return f"SELECT {checked}, {joined} FROM (SELECT materialize('') AS t)"


def is_dirty(rules: Sequence[Rule], expr: str, *, joined: bool = False, more: Sequence[str] = ()) -> str:
    """1 where any prefilter, or `more`, is found in `expr`."""
    together = [rule.prefilter or rule.pattern for rule in rules]
    apart = [rule.prefilter_apart for rule in rules if rule.prefilter_apart]
    if joined:
        together, apart = ([_of_lines(prefilter) for prefilter in group] for group in (together, apart))
    together += more
    passes = [f"multiMatchAny({expr}, [{', '.join(map(quoted, group))}])" for group in (together, apart) if group]
    return f"({' OR '.join(passes) or '0'})"


def _of_lines(prefilter: str) -> str:
    """Among joined texts a line's start and end stand for a text's."""
    return f"(?m){prefilter}" if has_anchor(prefilter) else prefilter


def _instead(rewritten: str, condition: str, expr: str) -> str:
    """`expr`, or where `condition` `rewritten` (over `x`), which is evaluated nowhere else."""
    return f"if({condition}, arrayMap(x -> {rewritten}, if({condition}, [{expr}], []))[1], {expr})"


def _value(keys: Keys, applying: Sequence[tuple[FieldPolicy, str]], hash_key: bytes) -> str:
    """The value of key `k`, which was `v` and is `u` with every rule applied."""
    value = "u"
    if keys.deny:
        instead = replaced(keys.deny_action, DENIED_KEY, "v", hash_key, in_map=True)
        value = f"if(match(k, {quoted(keys.deny)}), {instead}, u)"
    if keys.allow:
        value = f"if(match(k, {quoted(keys.allow)}), v, {value})"
    for policy, condition in reversed(applying):
        action = policy.rule_action
        value = f"if({condition}, {_policy_value(action, condition, hash_key)}, {value})"
    return value


def _policy_value(action: Action | None, condition: str, hash_key: bytes) -> str:
    """What a policy makes of `v`; hashes are made where its `condition` holds only."""
    if action is None:
        return "v"
    instead = replaced(action, FIELD_POLICY, "z", hash_key, in_map=True)
    if is_fixed(action):
        return instead
    return f"arrayConcat(arrayMap(z -> {instead}, if({condition}, [toValidUTF8(v)], [])), [''])[1]"


def _rewrite(rules: Sequence[Rule], hash_key: bytes, *, in_map: bool) -> str:
    """The text `x` with every rule applied, in order."""
    expr = "toValidUTF8(x)"
    for rule in rules:
        if rule.check is not None or not is_fixed(rule.action):
            expr = _looked_at(rule, expr, hash_key, in_map=in_map)
        else:
            instead = fixed(rule.action, rule.name, in_map=in_map)
            template = f"'{escaped(rule.before)}{instead}{escaped(rule.after)}'"
            expr = f"replaceRegexpAll({expr}, {quoted(rule.pattern)}, {template})"
    return expr


def _looked_at(rule: Rule, expr: str, hash_key: bytes, *, in_map: bool) -> str:
    """Every match becomes a part of its own that begins with 0xFE; the parts are judged one by one."""
    marked = rf"'{escaped(rule.before)}\xFF\xFE{escaped(rule.sensitive)}\xFF{escaped(rule.after)}'"
    parts = rf"splitByChar('\xFF', replaceRegexpAll({expr}, {quoted(rule.pattern)}, {marked}))"
    part = "substring(p, 2)"
    instead = replaced(rule.action, rule.name, part, hash_key, in_map=in_map)
    if rule.check is not None:
        instead = f"if({passes_sql(rule.check, part)}, {instead}, {part})"
    return rf"arrayStringConcat(arrayMap(p -> if(startsWith(p, '\xFE'), {instead}, p), {parts}))"
