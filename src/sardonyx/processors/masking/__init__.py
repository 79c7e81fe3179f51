"""Masking of personal data and secrets: inside the engine as SQL, and the same in Python.

`defaults.py` is the table of what is masked. `Masker` applies it.
"""

from sardonyx.processors.masking.errors import MaskingConfigError
from sardonyx.processors.masking.masker import Finding, Masker
from sardonyx.processors.masking.replacement import DENIED_KEY
from sardonyx.processors.masking.rules import Action, Check, Rule, custom_rule

__all__ = ["DENIED_KEY", "Action", "Check", "Finding", "Masker", "MaskingConfigError", "Rule", "custom_rule"]
