"""What is wrong with a check's conditions and steps, said when it is saved rather than when it runs."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sardonyx.collectors.probes.conditions import parse
from sardonyx.config.checks import BrowserCheck, Check, ExternalCheck, HeartbeatCheck, JourneyCheck


def problems_of(check: Check) -> tuple[str, ...]:
    """A sentence for each condition or step that can't be read; none where all is well."""
    if isinstance(check, HeartbeatCheck | ExternalCheck):
        return ()
    if isinstance(check, BrowserCheck):
        from sardonyx.collectors.probes.browser_steps import parse_step

        return _refusals(parse_step, check.steps)
    if isinstance(check, JourneyCheck):
        from sardonyx.collectors.probes.journey import problems_of_steps

        return problems_of_steps(check)
    fields: frozenset[str] = import_module(f"sardonyx.collectors.probes.{check.kind}").FIELDS
    return condition_problems((*check.conditions, *check.degraded_unless), fields)


def condition_problems(conditions: tuple[str, ...], fields: frozenset[str]) -> tuple[str, ...]:
    """A sentence for each condition that can't be read."""
    return _refusals(lambda text: parse(text, fields), conditions)


def _refusals(read: Callable[[str], Any], texts: tuple[str, ...]) -> tuple[str, ...]:
    problems = []
    for text in texts:
        try:
            read(text)
        except ValueError as error:
            problems.append(str(error))
    return tuple(problems)
