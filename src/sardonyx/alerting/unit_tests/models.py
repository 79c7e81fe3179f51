"""A file of rule tests. Source: Prometheus, "Unit testing for rules"."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from sardonyx.alerting.rule_files.errors import RuleFileError
from sardonyx.alerting.rule_files.models import Model, Seconds, Text, Texts
from sardonyx.alerting.rule_files.yaml_places import NotYaml, read_yaml
from sardonyx.alerting.rule_files.yaml_places import Path as Place


def _number(value: object) -> float:
    """A number as YAML and Go write it: `.inf` and `.nan` too."""
    text = str(value)
    return float(text.replace(".", "", 1) if text.lstrip("+-").lower() in (".inf", ".nan") else text)


Number = Annotated[float, BeforeValidator(_number)]


def _listed(value: object) -> object:
    return () if value is None else value


class InputSeries(Model):
    """A series in the notation of `series`."""

    series: Text
    values: Text


class ExpectedAlert(Model):
    """An alert that must fire; the name is that of the test."""

    exp_labels: Texts = Field(default_factory=dict)
    exp_annotations: Texts = Field(default_factory=dict)


class AlertTest(Model):
    """All alerts of one name that fire at a time."""

    eval_time: Seconds
    alertname: Text
    exp_alerts: Annotated[tuple[ExpectedAlert, ...], BeforeValidator(_listed)] = ()


class ExpectedSample(Model):
    """A series of a result, as `name{label="value"}`."""

    labels: Text = ""
    value: Number


class ExprTest(Model):
    """What an expression gives at a time."""

    expr: Text
    eval_time: Seconds
    exp_samples: Annotated[tuple[ExpectedSample, ...], BeforeValidator(_listed)] = ()


class RuleTest(Model):
    """One test: series every `interval` seconds from time 0, and what must come of them."""

    name: Text = ""
    interval: Seconds = 60.0
    input_series: Annotated[tuple[InputSeries, ...], BeforeValidator(_listed)] = ()
    alert_rule_test: Annotated[tuple[AlertTest, ...], BeforeValidator(_listed)] = ()
    promql_expr_test: Annotated[tuple[ExprTest, ...], BeforeValidator(_listed)] = ()
    external_labels: Texts = Field(default_factory=dict)
    external_url: Text = ""


class RuleTestFile(Model):
    """The whole file; `rule_files` are relative to it, globs allowed."""

    rule_files: Annotated[tuple[Text, ...], BeforeValidator(_listed)] = ()
    evaluation_interval: Seconds = 60.0
    group_eval_order: Annotated[tuple[Text, ...], BeforeValidator(_listed)] = ()
    tests: Annotated[tuple[RuleTest, ...], Field(min_length=0), BeforeValidator(_listed)] = ()


def read_test_file(path: Path) -> RuleTestFile:
    """The tests of a file. Raises RuleFileError with all that is wrong."""
    try:
        document = read_yaml(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError([f"{path}: can't be read: {error}"]) from None
    except NotYaml as error:
        raise RuleFileError([f"{path}:{error.place[0]}:{error.place[1]}: {error}"]) from None
    try:
        return RuleTestFile.model_validate(document.value or {})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        raise RuleFileError([_told(path, document.place(tuple(one["loc"])), one) for one in problems]) from None


def _told(path: Path, place: tuple[int, int], problem: Any) -> str:
    location: Sequence[Any] | Place = problem["loc"]
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")
    said = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}:{place[0]}:{place[1]}: {shown}: {said}"
