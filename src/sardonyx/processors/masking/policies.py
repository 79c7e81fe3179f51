"""Policies for single fields: what happens to the value of an attribute or label because of its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sardonyx.processors.masking.defaults import pair_rule
from sardonyx.processors.masking.replacement import FIELD_POLICY
from sardonyx.processors.masking.rules import Action, Rule

_WILD = re.compile(r"\*+")
# Not `.`: prefilters look at many keys at once, one a line.
_ANYTHING = r"[^\n]*"


class FieldAction(StrEnum):
    """What happens to a field's whole value. All but `keep` are as for rules."""

    KEEP = "keep"
    """Stored as it was sent: neither rules nor denied keys look at it."""
    REDACT = "redact"
    HASH = "hash"
    FORMAT_HASH = "format_hash"
    PARTIAL = "partial"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class FieldPolicy:
    """What to do with one field.

    `field` is an attribute's key or a label's name in any case; `*` in it stands for any characters. `services` limits it to
    these services, none means all. Where the service of a value is not known, a policy for some services that keeps does not
    apply, any other one does: in doubt, mask.
    """

    field: str
    action: FieldAction
    services: tuple[str, ...] = ()

    @property
    def rule_action(self) -> Action | None:
        """The action as rules have it; None keeps."""
        return None if self.action is FieldAction.KEEP else Action(self.action.value)

    @property
    def pattern(self) -> str:
        """A pattern for the keys it is about."""
        parts = [re.escape(part) for part in _WILD.split(self.field)]
        return f"^(?i:{_ANYTHING.join(parts)})$"

    @property
    def prefilter(self) -> str:
        """A pattern, in Hyperscan's syntax, found in every text that holds such a key and a line break after it."""
        *pieces, last = _WILD.split(self.field)
        longest = rf"{re.escape(last)}\n" if last else re.escape(max(pieces, key=len))
        return f"(?i){longest}"

    def applies(self, service: str | None) -> bool:
        """Whether it is about values of `service`; None is not known."""
        if not self.services:
            return True
        return self.action is not FieldAction.KEEP if service is None else service in self.services


def text_rules(policies: Sequence[FieldPolicy]) -> list[Rule]:
    """Rules for texts in which fields with a policy are spelt out (`name=value`, `"name": "value"`). A text's service is not
    known where it is masked; names with `*` are left to attributes, for in a text they could be anything."""
    spelt = [policy for policy in masking(policies) if "*" not in policy.field]
    return [
        pair_rule(
            FIELD_POLICY,
            f"{policy.field} in a text.",
            re.escape(policy.field),
            start=r"(?:^|[^a-zA-Z0-9_.-])",
            action=Action(policy.action.value),
        )
        for policy in spelt
    ]


def masking(policies: Sequence[FieldPolicy]) -> list[FieldPolicy]:
    """Those that change what is stored of a value that nothing else would mask."""
    return [policy for policy in policies if policy.action is not FieldAction.KEEP]
