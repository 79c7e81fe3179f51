"""A rule file as typed, frozen models. Source: Prometheus 3, "Recording rules" and "Alerting rules"."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sardonyx.collectors.scrape.units import duration_seconds


def _empty_text(value: object) -> object:
    return "" if value is None else value


def _empty_map(value: object) -> object:
    return {} if value is None else value


def _empty_list(value: object) -> object:
    return () if value is None else value


def _seconds(value: object) -> object:
    if value is None:
        return 0.0
    if not isinstance(value, str):
        raise ValueError("must be a duration such as 30s, 1m30s or 2h")
    return duration_seconds(value)


Text = Annotated[str, BeforeValidator(_empty_text)]
Texts = Annotated[dict[str, Text], BeforeValidator(_empty_map)]
Seconds = Annotated[float, BeforeValidator(_seconds)]
Count = Annotated[int, BeforeValidator(lambda value: 0 if value is None else value)]


class Model(BaseModel):
    """Unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class Rule(Model):
    """One rule: `record` or `alert` is set. Durations in seconds."""

    record: Text = ""
    alert: Text = ""
    expr: Text = ""
    hold_seconds: Seconds = Field(0.0, alias="for")
    keep_firing_seconds: Seconds = Field(0.0, alias="keep_firing_for")
    labels: Texts = {}
    annotations: Texts = {}

    @property
    def name(self) -> str:
        """The name of its series or alerts."""
        return self.alert or self.record


class RuleGroup(Model):
    """Rules evaluated together, one after the other. An interval of 0 is the default one; an offset of None too."""

    name: Text = ""
    interval: Seconds = 0.0
    query_offset: Annotated[
        float | None, BeforeValidator(lambda value: value if value is None else _seconds(value))
    ] = None
    limit: Count = 0
    labels: Texts = {}
    rules: Annotated[tuple[Rule, ...], BeforeValidator(_empty_list)] = ()


class RuleFile(Model):
    """The whole file."""

    groups: Annotated[tuple[RuleGroup, ...], BeforeValidator(_empty_list)] = ()

    @property
    def rules(self) -> int:
        """How many rules it has."""
        return sum(len(group.rules) for group in self.groups)


def keys_of(path: tuple[Any, ...]) -> list[str]:
    """The keys allowed in the map at `path`."""
    models: tuple[type[Model], ...] = (RuleFile, RuleGroup, Rule)
    model = models[sum(isinstance(part, int) for part in path)]
    return sorted(field.alias or name for name, field in model.model_fields.items())
