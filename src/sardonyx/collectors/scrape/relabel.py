"""Relabelling: rules that rewrite a label set, or drop it. Source: Prometheus, model/relabel."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sardonyx.collectors.scrape.matcher import Pattern

Labels = dict[str, str]

ACTIONS = (
    "replace", "keep", "drop", "keepequal", "dropequal", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase",
    "uppercase",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. A label with an empty value is an absent one, before and after."""

    action: str
    regex: Pattern
    source_labels: tuple[str, ...] = ()
    separator: str = ";"
    target_label: str = ""
    replacement: str = "$1"
    modulus: int = 0

    def joined(self, labels: Mapping[str, str]) -> str:
        """The values of the source labels, joined."""
        return self.separator.join([labels.get(name, "") for name in self.source_labels])


def relabel(labels: Mapping[str, str], rules: Iterable[Rule]) -> Labels | None:
    """The labels after all rules, or None when a rule dropped them."""
    out = dict(labels)
    for rule in rules:
        if not _ACTIONS[rule.action](rule, out):
            return None
    return out


def _set(labels: Labels, name: str, value: str) -> bool:
    if value:
        labels[name] = value
    else:
        labels.pop(name, None)
    return True


def _replace(rule: Rule, labels: Labels) -> bool:
    text = rule.joined(labels)
    if (name := rule.regex.expand(text, rule.target_label)) is None:
        return True
    # A name that can't be one leaves everything as it is.
    return _set(labels, name, rule.regex.expand(text, rule.replacement) or "") if name else True


def _hashmod(rule: Rule, labels: Labels) -> bool:
    digest = hashlib.md5(rule.joined(labels).encode(), usedforsecurity=False).digest()
    return _set(labels, rule.target_label, str(int.from_bytes(digest[8:], "big") % rule.modulus))


def _labelmap(rule: Rule, labels: Labels) -> bool:
    for name, value in list(labels.items()):
        if (new := rule.regex.expand(name, rule.replacement)) is not None:
            _set(labels, new, value)
    return True


def _without(labels: Labels, names: list[str]) -> bool:
    for name in names:
        del labels[name]
    return True


_ACTIONS: dict[str, Callable[[Rule, Labels], bool]] = {
    "replace": _replace,
    "keep": lambda rule, labels: rule.regex.matches(rule.joined(labels)),
    "drop": lambda rule, labels: not rule.regex.matches(rule.joined(labels)),
    "keepequal": lambda rule, labels: rule.joined(labels) == labels.get(rule.target_label, ""),
    "dropequal": lambda rule, labels: rule.joined(labels) != labels.get(rule.target_label, ""),
    "hashmod": _hashmod,
    "labelmap": _labelmap,
    "labeldrop": lambda rule, labels: _without(labels, [name for name in labels if rule.regex.matches(name)]),
    "labelkeep": lambda rule, labels: _without(labels, [name for name in labels if not rule.regex.matches(name)]),
    "lowercase": lambda rule, labels: _set(labels, rule.target_label, rule.joined(labels).lower()),
    "uppercase": lambda rule, labels: _set(labels, rule.target_label, rule.joined(labels).upper()),
}
