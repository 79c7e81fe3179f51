"""Random trace and span ids.

One generator per process, seeded from the operating system and seeded again after a fork: two workers never share ids.
`Random.getrandbits` runs in C under the interpreter's lock, so threads need no lock of ours.
"""

from __future__ import annotations

import os
import random

_random = random.Random(os.urandom(32))  # noqa: S311 - ids need to be unique, not secret
random_bits = _random.getrandbits


def new_trace_id() -> int:
    """128 random bits, never zero."""
    return random_bits(128) or 1


def new_span_id() -> int:
    """64 random bits, never zero."""
    return random_bits(64) or 1


def reseed() -> None:
    """Start a new sequence; called in a forked child."""
    _random.seed(os.urandom(32))
