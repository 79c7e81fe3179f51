"""What the masker does, shown and tried. Nothing that is tried is kept."""

import secrets

from sardonyx.processors.masking import FIELD_POLICY, Masker
from sardonyx.processors.masking.defaults import DEFAULT_RULES
from sardonyx.processors.masking.masker import Finding
from sardonyx.sources.models_masking import (
    MaskingFieldView,
    MaskingFound,
    MaskingResponse,
    MaskingRuleView,
    MaskingTried,
    MaskingTry,
)

_BUILT_IN = frozenset(rule.name for rule in DEFAULT_RULES)


def described(masker: Masker) -> MaskingResponse:
    """The rules and keys in use."""
    keys = masker.keys
    return MaskingResponse(
        enabled=masker.enabled,
        rules=[
            MaskingRuleView(
                name=rule.name,
                description=rule.description,
                action=rule.action.value,
                built_in=rule.name in _BUILT_IN,
            )
            for rule in masker.rules
            if rule.name != FIELD_POLICY
        ],
        denied_keys=sorted(keys.deny),
        denied_keys_action=keys.deny_action.value,
        allowed_keys=sorted(keys.allow),
        fields=[
            MaskingFieldView(field=one.field, action=one.action.value, services=list(one.services))
            for one in keys.policies
        ],
    )


def tried(masker: Masker, wanted: MaskingTry) -> MaskingTried:
    """As it would be stored, but for hashes: these are made with a key of the moment, or whoever may try could find out
    whose a stored hash is. Takes its time with a long text: call it in a thread."""
    masker = masker.with_hash_key(secrets.token_bytes(32))
    found: list[tuple[str | None, Finding]] = [(None, finding) for finding in masker.preview(wanted.text or "")]
    found += [
        (key, finding)
        for key, value in (wanted.attributes or {}).items()
        for finding in masker.preview_attribute(key, value, service=wanted.service)
    ]
    return MaskingTried(
        text=None if wanted.text is None else masker.mask_text(wanted.text),
        attributes=None
        if wanted.attributes is None
        else masker.mask_attributes(wanted.attributes, service=wanted.service),
        found=[
            MaskingFound(rule=finding.rule, start=finding.start, end=finding.end, attribute=key)
            for key, finding in found
        ],
    )
