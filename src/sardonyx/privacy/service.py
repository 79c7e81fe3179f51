"""What the privacy routes speak to."""

from dataclasses import dataclass

from sardonyx.privacy.erasure.service import Erasures
from sardonyx.privacy.leaks.nightly import LeakSearch
from sardonyx.processors.masking import Masker


@dataclass(frozen=True, slots=True)
class Privacy:
    """Erasures, the search for leaks, and the masking in use."""

    erasures: Erasures
    leaks: LeakSearch
    masker: Masker
