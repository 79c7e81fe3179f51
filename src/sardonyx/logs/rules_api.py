"""Routes: the rules for log records, and trying a parse rule on pasted lines."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, Field, StringConstraints, model_validator

from sardonyx.access.permissions import Principal, requires
from sardonyx.logs.rules import LogRules
from sardonyx.processors.parsing.keeping import Level
from sardonyx.processors.parsing.named_patterns import NAMED
from sardonyx.processors.parsing.rules import MAX_PATTERN_CHARACTERS, Kind, RuleError
from sardonyx.storage.errors import QueryError

Reader = Annotated[Principal, Depends(requires("logs:read"))]
PastedLine = Annotated[str, StringConstraints(max_length=10_000)]


class ParseRuleShown(BaseModel):
    """A parse rule."""

    name: str
    services: list[str]
    kind: Literal["grok", "regex"]
    pattern: str
    fields: list[str]


class MinimumLevelShown(BaseModel):
    """A lowest level."""

    name: str
    level: Level
    services: list[str]
    environments: list[str]


class SamplingShown(BaseModel):
    """A share to keep."""

    name: str
    keep: float
    services: list[str]
    environments: list[str]
    levels: list[Level]
    contains: str
    pattern: str


class LogRulesResponse(BaseModel):
    """The rules of the configuration, in the order in which they are asked, and grok's named patterns."""

    parse: list[ParseRuleShown]
    minimum_levels: list[MinimumLevelShown]
    sampling: list[SamplingShown]
    late_after_seconds: float
    named_patterns: dict[str, str]


class RuleTry(BaseModel):
    """A pattern, or the `name` of a rule, to try on lines."""

    name: str | None = None
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN_CHARACTERS)] | None = None
    kind: Kind = "grok"
    lines: list[PastedLine] = Field(max_length=200)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.name is None) == (self.pattern is None):
            raise ValueError("say either the pattern or the name of a rule")
        return self


class LineTried(BaseModel):
    """What was found in a line. `time` is null where it says none."""

    matched: bool
    fields: dict[str, str]
    level: str
    time: datetime | None
    body: str


class RuleTried(BaseModel):
    """What was found in each line, or why the pattern can't be used."""

    lines: list[LineTried]
    error: str | None


def build_router(rules: LogRules) -> APIRouter:
    """The rules, and trying one."""
    router = APIRouter(prefix="/rest/logs/rules", tags=["logs"])

    @router.get("")
    async def log_rules(_principal: Reader) -> LogRulesResponse:
        """The rules that are in force."""
        return _shown(rules)

    @router.post("/try")
    async def try_log_rule(wanted: RuleTry, _principal: Reader) -> RuleTried:
        """Run a parse rule over pasted lines as on the way in. Nothing is stored."""
        pattern, kind = wanted.pattern or "", wanted.kind
        if wanted.name is not None:
            rule = rules.named(wanted.name)
            if rule is None:
                raise HTTPException(404, f"there is no parse rule {wanted.name[:100]!r}")
            pattern, kind = rule.pattern, rule.kind
        try:
            tried = await rules.tried(pattern, kind, wanted.lines) if wanted.lines else []
        except (RuleError, QueryError) as error:
            return RuleTried(lines=[], error=str(error))
        found = [
            LineTried(matched=line.matched, fields=line.fields, level=line.level, time=line.time, body=line.body)
            for line in tried
        ]
        return RuleTried(lines=found, error=None)

    return router


def _shown(rules: LogRules) -> LogRulesResponse:
    handling = rules.handling
    return LogRulesResponse(
        parse=[
            ParseRuleShown(
                name=rule.name,
                services=list(rule.services),
                kind=rule.kind,
                pattern=rule.pattern,
                fields=list(rule.fields),
            )
            for rule in handling.parse_rules
        ],
        minimum_levels=[
            MinimumLevelShown(
                name=rule.name, level=rule.level, services=list(rule.services), environments=list(rule.environments)
            )
            for rule in handling.keeping.levels
        ],
        sampling=[
            SamplingShown(
                name=rule.name,
                keep=rule.keep,
                services=list(rule.services),
                environments=list(rule.environments),
                levels=list(rule.levels),
                contains=rule.contains,
                pattern=rule.pattern,
            )
            for rule in handling.keeping.samplings
        ],
        late_after_seconds=handling.late_after.total_seconds(),
        named_patterns=NAMED,
    )
