"""The section `retention`: how long each signal is kept."""

import itertools
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sardonyx.config.section import NonEmpty, Section
from sardonyx.config.units import Duration, between, format_duration

Retention = Annotated[Duration, between("1d", "100y")]

Level = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]

_DAY = timedelta(days=1)


class LogRetention(Section):
    """How long log records stay in each tier, counted from the day of the record."""

    hot: Retention = Field(30 * _DAY, description="Age at which log records move from the fast disk to the cold tier.")
    cold: Retention = Field(90 * _DAY, description="Age at which they move on to the archive (Parquet, one per day).")
    archive: Retention = Field(365 * _DAY, description="Age at which they are deleted.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        tiers = [("hot", self.hot), ("cold", self.cold), ("archive", self.archive)]
        for (name, age), (next_name, next_age) in itertools.pairwise(tiers):
            if age > next_age:
                raise ValueError(
                    f"{name} ({format_duration(age)}) must not be longer than {next_name} ({format_duration(next_age)})"
                )
        return self


class MetricRetention(Section):
    """How long samples stay."""

    raw: Retention = Field(14 * _DAY, description="Age at which raw samples are deleted.")
    rollup: Retention = Field(395 * _DAY, description="Age at which 5-minute rollups are deleted (13 months).")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.raw > self.rollup:
            raise ValueError(
                f"raw ({format_duration(self.raw)}) must not be longer than rollup ({format_duration(self.rollup)})"
            )
        return self


class RetentionRule(Section):
    """How long some log records are kept. The first rule that fits a record decides; without one, `retention.logs` does."""

    name: NonEmpty = Field(description="What the rule is called where retention is shown.")
    services: list[NonEmpty] = Field([], description="Only records of these services. Empty: of all.")
    levels: list[Level] = Field([], description="Only records of these levels. Empty: of all.")
    environments: list[NonEmpty] = Field([], description="Only records of these environments. Empty: of all.")
    keep: Retention = Field(description="Age at which the records are deleted, in whichever tier they are.")

    @model_validator(mode="after")
    def _narrows(self) -> Self:
        if not (self.services or self.levels or self.environments):
            raise ValueError("name services, levels or environments; for all records set retention.logs.archive")
        return self


class TierPrices(Section):
    """What a gigabyte costs a month in each tier, in any currency; 0: not shown."""

    hot: float = Field(0.0, ge=0, description="Price of 1 GB for a month on the fast disk.")
    cold: float = Field(0.0, ge=0, description="The same on the volume of the cold tier.")
    archive: float = Field(0.0, ge=0, description="The same where the archive lies.")


class RetentionSettings(Section):
    """How long each signal is kept."""

    logs: LogRetention = LogRetention()
    traces: Retention = Field(30 * _DAY, description="Age at which spans are deleted.")
    metrics: MetricRetention = MetricRetention()
    probes: Retention = Field(90 * _DAY, description="Age at which results of monitors' checks are deleted.")
    audit: Retention = Field(2557 * _DAY, description="Age at which audit entries may be deleted (7 years).")
    rules: list[RetentionRule] = Field(
        [], description="Shorter or longer times for log records of some services, levels or environments."
    )
    prices: TierPrices = TierPrices()
