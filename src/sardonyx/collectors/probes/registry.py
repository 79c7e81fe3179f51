"""Which function checks which kind; a kind's module is imported when the first check of it runs."""

from collections.abc import Awaitable, Callable
from functools import cache
from importlib import import_module
from typing import Any

from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import PASSIVE_KINDS, Check

Probe = Callable[[Any, ProbeContext], Awaitable[ProbeResult]]

_PACKAGE = "sardonyx.collectors.probes"


def probe_of(check: Check) -> Probe:
    """The kind's `probe`. Raises LookupError for kinds that tell by themselves."""
    if check.kind in PASSIVE_KINDS:
        raise LookupError(f"a monitor of the kind {check.kind} tells by itself, it can't be checked")
    return _of_kind(check.kind)


@cache
def _of_kind(kind: str) -> Probe:
    probe: Probe = import_module(f"{_PACKAGE}.{kind}").probe
    return probe
