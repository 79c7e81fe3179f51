"""Rules for log records, from the settings, checked before anything is inserted."""

from sardonyx.config import Settings
from sardonyx.processors.parsing.keeping import Keeping, MinimumLevel, Sampling, pattern_fault
from sardonyx.processors.parsing.rules import ParseRule, RuleError
from sardonyx.storage.engine import Engine
from sardonyx.storage.errors import QueryError
from sardonyx.storage.pipelines.log_handling import LogHandling


class LogRulesError(ValueError):
    """Rules that can't be used; the message has a sentence for each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        plural = "mistake" if len(mistakes) == 1 else "mistakes"
        super().__init__(f"{len(mistakes)} {plural} in the rules for logs:\n  " + "\n  ".join(mistakes))


async def log_handling(settings: Settings, engine: Engine) -> LogHandling:
    """The rules as the pipelines take them, which the engine takes too. Raises LogRulesError with all mistakes."""
    handling = handling_of(settings)
    await _check(handling, engine)
    return handling


def handling_of(settings: Settings) -> LogHandling:
    """The rules as the pipelines take them. Raises LogRulesError with all mistakes."""
    wanted, mistakes, parse_rules = settings.logs, list[str](), list[ParseRule]()
    for index, rule in enumerate(wanted.parse_rules):
        try:
            parse_rules.append(ParseRule(rule.name, rule.pattern, rule.kind, rule.services))
        except RuleError as error:
            mistakes.append(f"logs.parse_rules[{index}].pattern = {rule.pattern!r}: {error}")
    for index, sampling in enumerate(wanted.sampling):
        if sampling.pattern and (fault := pattern_fault(sampling.pattern)):
            mistakes.append(f"logs.sampling[{index}].pattern = {sampling.pattern!r}: {fault}")
    if mistakes:
        raise LogRulesError(mistakes)
    return LogHandling(tuple(parse_rules), _keeping(settings), wanted.late_after)


async def _check(handling: LogHandling, engine: Engine) -> None:
    """The engine must accept every pattern too: a statement it refuses would refuse every insert."""
    patterns = [(f"logs.parse_rules: {rule.name}", rule.expression) for rule in handling.parse_rules]
    patterns += [(f"logs.sampling: {rule.name}", rule.pattern) for rule in handling.keeping.samplings if rule.pattern]
    mistakes = []
    for place, pattern in patterns:
        try:
            await engine.rows("SELECT match('', {pattern:String})", {"pattern": pattern})
        except QueryError as error:
            mistakes.append(f"{place}: the engine refuses the pattern: {error}")
    if mistakes:
        raise LogRulesError(mistakes)


def _keeping(settings: Settings) -> Keeping:
    wanted = settings.logs
    levels = [
        MinimumLevel(rule.name or f"below_{rule.level.lower()}", rule.level, rule.services, rule.environments)
        for rule in wanted.minimum_level
    ]
    samplings = [
        Sampling(
            rule.name, rule.keep, rule.services, rule.environments, rule.levels, rule.contains or "", rule.pattern or ""
        )
        for rule in wanted.sampling
    ]
    return Keeping(tuple(levels), tuple(samplings))
