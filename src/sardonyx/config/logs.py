"""The section `logs`: what happens to log records at the door."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sardonyx.config.section import NonEmpty, Section
from sardonyx.config.units import Duration, between

Level = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
RuleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]

_NAME = "Its name: lower-case letters, digits and underscores. Counters carry it."
_SERVICES = "Services it is for; `*` stands for any part of a name, `?` for one character. Empty: all."
_ENVIRONMENTS = "Environments it is for, written like services. Empty: all."


class ParseRuleSettings(Section):
    """A rule that finds fields in the lines of some services. Parts named `time`, `level` and `message` say just that."""

    name: RuleName = Field(description=_NAME)
    services: tuple[NonEmpty, ...] = Field((), description=_SERVICES)
    kind: Literal["grok", "regex"] = Field(
        "grok", description="`grok`: named patterns, `%{IP:client.address}`; `regex`: `(?P<field>…)`, in RE2's syntax."
    )
    pattern: NonEmpty = Field(description="What to look for, anywhere in a line; `^` and `$` bind it to the ends.")


class MinimumLevelSettings(Section):
    """Records below a level are left out; those that say no level never are."""

    name: RuleName | None = Field(None, description=f"{_NAME} Unset: `below_` and the level.")
    level: Level = Field(description="The lowest level to keep.")
    services: tuple[NonEmpty, ...] = Field((), description=_SERVICES)
    environments: tuple[NonEmpty, ...] = Field((), description=_ENVIRONMENTS)


class SamplingSettings(Section):
    """Keep a share of what is noise. What is empty or unset doesn't matter."""

    name: RuleName = Field(description=_NAME)
    keep: float = Field(
        ge=0,
        le=1,
        description="The share to keep, from 0 (nothing) to 1 (all). Records of one trace are kept or left out together.",
    )
    services: tuple[NonEmpty, ...] = Field((), description=_SERVICES)
    environments: tuple[NonEmpty, ...] = Field((), description=_ENVIRONMENTS)
    levels: tuple[Level, ...] = Field((), description="Levels it is for.")
    contains: NonEmpty | None = Field(None, description="Text that must be in the body, exactly.")
    pattern: NonEmpty | None = Field(
        None, description="Regular expression (RE2 syntax) that must be found in the body."
    )


class LogHandlingSettings(Section):
    """What happens to log records at the door, whichever way they came. Of each list the first rule that fits decides."""

    parse_rules: tuple[ParseRuleSettings, ...] = Field((), description="Rules that find fields in lines.")
    minimum_level: tuple[MinimumLevelSettings, ...] = Field((), description="Lowest levels by service and environment.")
    sampling: tuple[SamplingSettings, ...] = Field((), description="Shares of noisy records to keep.")
    late_after: Annotated[Duration, between("1s", "30d")] = Field(
        timedelta(minutes=5), description="A record received so long after it happened counts as late."
    )

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        kept = [rule.name or f"below_{rule.level.lower()}" for rule in self.minimum_level]
        kept += [rule.name for rule in self.sampling]
        for what, names in (
            ("parse_rules", [rule.name for rule in self.parse_rules]),
            ("minimum_level and sampling", kept),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what} must have different names; used twice: {', '.join(twice)}")
        return self
