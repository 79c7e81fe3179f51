"""Masking of personal data and secrets: inside the engine as SQL, and the same in Python.

`defaults.py` is the table of what is masked. `Masker` applies it.
"""

from sardonyx.processors.masking.errors import MaskingConfigError
from sardonyx.processors.masking.masker import Finding, Masker
from sardonyx.processors.masking.policies import FieldAction, FieldPolicy
from sardonyx.processors.masking.replacement import DENIED_KEY, FIELD_POLICY
from sardonyx.processors.masking.rules import Action, Check, Rule, custom_rule

__all__ = [
    "DENIED_KEY",
    "FIELD_POLICY",
    "Action",
    "Check",
    "FieldAction",
    "FieldPolicy",
    "Finding",
    "Masker",
    "MaskingConfigError",
    "Rule",
    "custom_rule",
]
