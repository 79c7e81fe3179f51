"""Finding, in what is stored, what the rules would have masked: SQL that counts and never shows.

What has been masked stays out of it: a replacement counts as none, whatever action made it.
"""

from collections.abc import Sequence
from dataclasses import replace

from sardonyx.processors.masking import sql
from sardonyx.processors.masking.keys import allow_pattern, deny_pattern
from sardonyx.processors.masking.masker import Keys
from sardonyx.processors.masking.replacement import DENIED_KEY, redacted
from sardonyx.processors.masking.replacement_sql import quoted
from sardonyx.processors.masking.rules import Action, Rule

# Every form a replacement has, anywhere in a text.
REPLACEMENTS = (
    r"\[(?:redacted:[a-z0-9_]+|[a-z0-9_]+:(?:[0-9a-f]{16}|[^\]\n*]*\*\*\*[^\]\n]*))\]|u_[0-9a-f]{16}@masked\.invalid"
)


def suspicious(rules: Sequence[Rule], value: str) -> str:
    """SQL for a condition that is cheap, and true of every text that one of the rules finds something in."""
    return sql.is_dirty(rules, value)


def hits(rules: Sequence[Rule], value: str) -> str:
    """SQL for an array of (rule, how often it finds something) over the String `value`."""
    counted = [f"('{rule.name}', {_hits(rule, value)})" for rule in rules]
    return f"CAST([{', '.join(counted)}], 'Array(Tuple(String, UInt64))')"


def denied(keys: Keys, key: str, value: str) -> str:
    """SQL for ('denied_key', 1) or 0: whether the value of attribute `key` should never have been stored."""
    if not keys.deny:
        return f"('{DENIED_KEY}', toUInt64(0))"
    whole = quoted(f"^(?:{REPLACEMENTS})$")
    found = f"match({key}, {quoted(deny_pattern(keys.deny))}) AND {value} != '' AND NOT match({value}, {whole})"
    return f"('{DENIED_KEY}', toUInt64({found}))"


def spared(keys: Keys, key: str, service: str) -> str:
    """SQL for whether the settings have decided what becomes of attribute `key`, so that no rule looks at it."""
    found = [f"match({key}, {quoted(allow_pattern(keys.allow))})"] if keys.allow else []
    for policy in keys.policies:
        named = f"match({key}, {quoted(policy.pattern)})"
        of = f" AND {service} IN ({', '.join(map(quoted, policy.services))})" if policy.services else ""
        found.append(f"({named}{of})")
    return f"({' OR '.join(found) or '0'})"


def _hits(rule: Rule, value: str) -> str:
    mark = redacted(rule.name)
    # What is masked already looks as if this rule had done it: it is left alone, or replaced by the same.
    clean = f"replaceRegexpAll({value}, {quoted(REPLACEMENTS)}, '{mark}')"
    masked = sql.text([replace(rule, action=Action.REDACT)], "c", b"\0" * 16)
    counted = f"countSubstrings({masked}, '{mark}') - countSubstrings(c, '{mark}')"
    return f"arrayMap(c -> toUInt64(greatest(0, toInt64({counted}))), [{clean}])[1]"
