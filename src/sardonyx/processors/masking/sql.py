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

from sardonyx.processors.masking.checks import passes_sql
from sardonyx.processors.masking.re2_syntax import has_anchor
from sardonyx.processors.masking.replacement import AROUND_VALUES, DENIED_KEY, PLACEHOLDER, redacted
from sardonyx.processors.masking.rules import Action, Rule

MAP_TYPE = "Map(LowCardinality(String), String)"

# What stands for a match in a map until the attribute is dropped.
_DROPPED = r"\xFDdropped\xFD"


@dataclass(frozen=True, slots=True)
class Keys:
    """Attribute keys, as patterns: whose values are replaced whole, and whose are never touched. None: no key."""

    deny: str | None
    deny_prefilter: str | None
    deny_action: Action
    allow: str | None


def text(rules: Sequence[Rule], expr: str, hash_key: bytes, *, in_map: bool = False) -> str:
    """SQL for the String `expr` with every rule applied."""
    rewritten = _rewrite(rules, hash_key, in_map=in_map)
    # The first of the rewritten text, if there is one, and the text as it is.
    return f"arrayConcat(arrayMap(x -> {rewritten}, if({_is_dirty(rules, expr)}, [{expr}], [])), [{expr}])[1]"


def array(rules: Sequence[Rule], expr: str, hash_key: bytes) -> str:
    """SQL for the Array(String) `expr` with every rule applied to each element."""
    dirty = _is_dirty(rules, f"arrayStringConcat({expr}, '\\n')", joined=True)
    return _instead(f"arrayMap(e -> {text(rules, 'e', hash_key)}, x)", dirty, expr)


def mapping(rules: Sequence[Rule], keys: Keys, expr: str, hash_key: bytes) -> str:
    """SQL for the map `expr` as Map(String, String): denied keys, then every rule on the other values and on the keys."""
    # Each key, the last one too, is followed by a line break: denied ones are found by it.
    joined = f"arrayStringConcat(arrayConcat(mapKeys({expr}), mapValues({expr}), ['']), '\\n')"
    dirty = _is_dirty(rules, joined, joined=True, more=keys.deny_prefilter)
    texts = "arrayConcat(mapKeys(x), mapValues(x))"
    masked = f"arrayMap(e -> {text(rules, 'e', hash_key, in_map=True)}, {texts})" if rules else texts
    values = (
        f"arrayMap((k, v, u) -> {_value(keys, hash_key)}, mapKeys(x), mapValues(x), arraySlice(y, length(x) + 1))"
        if keys.deny or keys.allow
        else "arraySlice(y, length(x) + 1)"
    )
    rebuilt = f"CAST((arraySlice(y, 1, length(x)), {values}), 'Map(String, String)')"
    if keys.deny_action is Action.DROP or any(rule.action is Action.DROP for rule in rules):
        rebuilt = f"mapFilter((k, v) -> position(concat(k, v), '{_DROPPED}') = 0, {rebuilt})"
    return _instead(f"arrayMap(y -> {rebuilt}, [{masked}])[1]", dirty, expr)


def engine_check(rule: Rule) -> str:
    """A SELECT that makes the engine compile all that `rule` consists of."""
    checked = text([rule], "t", b"\0")
    joined = _is_dirty([rule], "t", joined=True)
    return f"SELECT {checked}, {joined} FROM (SELECT materialize('') AS t)"


def _is_dirty(rules: Sequence[Rule], expr: str, *, joined: bool = False, more: str | None = None) -> str:
    """1 where any prefilter, or `more`, is found in `expr`."""
    together = [rule.prefilter or rule.pattern for rule in rules]
    apart = [rule.prefilter_apart for rule in rules if rule.prefilter_apart]
    if joined:
        together, apart = ([_of_lines(prefilter) for prefilter in group] for group in (together, apart))
    if more is not None:
        together.append(more)
    passes = [f"multiMatchAny({expr}, [{', '.join(map(_quoted, group))}])" for group in (together, apart) if group]
    return f"({' OR '.join(passes)})"


def _of_lines(prefilter: str) -> str:
    """Among joined texts a line's start and end stand for a text's."""
    return f"(?m){prefilter}" if has_anchor(prefilter) else prefilter


def _instead(rewritten: str, condition: str, expr: str) -> str:
    """`expr`, or where `condition` `rewritten` (over `x`), which is evaluated nowhere else."""
    return f"if({condition}, arrayMap(x -> {rewritten}, if({condition}, [{expr}], []))[1], {expr})"


def _value(keys: Keys, hash_key: bytes) -> str:
    """The value of key `k`, which was `v` and is `u` with every rule applied."""
    value = "u"
    if keys.deny:
        instead = {
            Action.REDACT: _quoted(redacted(DENIED_KEY)),
            Action.HASH: _hashed(DENIED_KEY, "v", hash_key) if keys.deny_action is Action.HASH else "",
            Action.DROP: f"'{_DROPPED}'",
        }[keys.deny_action]
        value = f"if(match(k, {_quoted(keys.deny)}), {instead}, u)"
    return f"if(match(k, {_quoted(keys.allow)}), v, {value})" if keys.allow else value


def _rewrite(rules: Sequence[Rule], hash_key: bytes, *, in_map: bool) -> str:
    """The text `x` with every rule applied, in order."""
    expr = "toValidUTF8(x)"
    for rule in rules:
        if rule.action is Action.HASH or rule.check is not None:
            expr = _looked_at(rule, expr, hash_key, in_map=in_map)
        else:
            template = f"'{_escaped(rule.before)}{_fixed(rule, in_map=in_map)}{_escaped(rule.after)}'"
            expr = f"replaceRegexpAll({expr}, {_quoted(rule.pattern)}, {template})"
    return expr


def _looked_at(rule: Rule, expr: str, hash_key: bytes, *, in_map: bool) -> str:
    """Every match becomes a part of its own that begins with 0xFE; the parts are judged one by one."""
    marked = rf"'{_escaped(rule.before)}\xFF\xFE{_escaped(rule.sensitive)}\xFF{_escaped(rule.after)}'"
    parts = rf"splitByChar('\xFF', replaceRegexpAll({expr}, {_quoted(rule.pattern)}, {marked}))"
    part = "substring(p, 2)"
    hashes = rule.action is Action.HASH
    replaced = _hashed(rule.name, part, hash_key) if hashes else f"'{_fixed(rule, in_map=in_map)}'"
    if rule.check is not None:
        replaced = f"if({passes_sql(rule.check, part)}, {replaced}, {part})"
    return rf"arrayStringConcat(arrayMap(p -> if(startsWith(p, '\xFE'), {replaced}, p), {parts}))"


def _hashed(name: str, value: str, hash_key: bytes) -> str:
    """What `replacement.hashed` gives in Python."""
    bare = f"trim(BOTH {_quoted(AROUND_VALUES)} FROM {value})"
    digest = f"substring(lower(hex(HMAC('sha256', {bare}, unhex('{hash_key.hex()}')))), 1, 16)"
    return f"if(match({bare}, {_quoted(PLACEHOLDER)}), {bare}, concat('[{name}:', {digest}, ']'))"


def _fixed(rule: Rule, *, in_map: bool) -> str:
    if rule.action is Action.REDACT:
        return redacted(rule.name)
    return _DROPPED if in_map else ""


def _quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return f"'{_escaped(text)}'"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
