"""Reading `prometheus.yml`: strict, and every mistake at once, each with its place."""

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from sardonyx.collectors.scrape import yaml_text
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.collectors.scrape.models import DISCOVERIES, Job, Limits, Model, PrometheusConfig

_SD_SUFFIX = "_sd_configs"
_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ScrapeConfig:
    """What is to be scraped: jobs with all defaults filled in, and what else the file says.

    `files` are those read, `patterns` what they were found by: a file that matches later is one too.
    """

    jobs: tuple[Job, ...] = ()
    external_labels: Mapping[str, str] = field(default_factory=dict)
    rule_files: tuple[Path, ...] = ()
    evaluation_seconds: float = 60.0
    query_offset_seconds: float = 0.0
    unused: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    patterns: tuple[str, ...] = ()
    text: str = ""


def load(path: Path) -> ScrapeConfig:
    """Read and check the file, and the files of jobs it names. Raises ConfigError."""
    text = _read(path)
    found = _validated(PrometheusConfig, _yaml(text, str(path)), str(path))
    jobs, files = list(found.scrape_configs), [path]
    for more in _matching(found.scrape_config_files, path.parent):
        content = _yaml(_read(more), str(more))
        jobs += _validated(
            PrometheusConfig, {"scrape_configs": content.get("scrape_configs", [])}, str(more)
        ).scrape_configs
        files.append(more)
    return ScrapeConfig(
        jobs=tuple(_settled(job, found, path.parent) for job in _named_once(jobs, path)),
        external_labels=dict(found.global_.external_labels),
        rule_files=tuple(_matching(found.rule_files, path.parent)),
        evaluation_seconds=found.global_.evaluation_interval,
        query_offset_seconds=found.global_.rule_query_offset,
        unused=tuple(_unused(found, "")),
        files=tuple(files),
        patterns=(glob.escape(str(path)), *(str(path.parent / pattern) for pattern in found.scrape_config_files)),
        text=text,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: can't be read: {error}"]) from error


def _yaml(text: str, where: str) -> Any:
    try:
        loaded = yaml_text.load(text)
    except yaml.YAMLError as error:
        raise ConfigError([f"{where}: is not YAML: {error}"]) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigError([f"{where}: must be a map of keys"])
    return loaded


def _validated(model: type[PrometheusConfig], content: Any, where: str) -> PrometheusConfig:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ConfigError([f"{where}: {_told(problem, content)}" for problem in error.errors()]) from None


def _told(problem: Any, content: Any) -> str:
    place = problem["loc"]
    shown = _shown(place, content)
    if problem["type"] != "extra_forbidden":
        return f"{shown}: {str(problem['msg']).removeprefix('Value error, ')}"
    key = str(place[-1])
    if key.endswith(_SD_SUFFIX):
        return f"{shown}: {key} is not supported; supported are {', '.join(DISCOVERIES)}"
    allowed = sorted(field.alias or name for name, field in _model_at(place[:-1]).model_fields.items())
    return f"{shown}: unknown key; allowed are {', '.join(allowed)}"


def _shown(place: Sequence[Any], content: Any) -> str:
    """`scrape_configs[1] (job node).relabel_configs[0].regex`."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
        content = content[part] if isinstance(content, dict | list) and _has(content, part) else None
        if isinstance(content, dict) and "job_name" in content:
            text += f" (job {content['job_name']})"
    return text.removeprefix(".") or "the file"


def _has(content: Any, part: Any) -> bool:
    return part in content if isinstance(content, dict) else isinstance(part, int) and part < len(content)


def _model_at(place: Sequence[Any]) -> type[BaseModel]:
    model: type[BaseModel] = PrometheusConfig
    for part in place:
        if isinstance(part, int):
            continue
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        model = next(_models_in(field.annotation), model) if field else model
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _named_once(jobs: list[Job], path: Path) -> list[Job]:
    names = [job.job_name for job in jobs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError([f"{path}: scrape_configs: more than one job has the name {', '.join(twice)}"])
    return jobs


def _settled(job: Job, found: PrometheusConfig, folder: Path) -> Job:
    """The job with the defaults of `global` and paths relative to the file's folder. Raises ConfigError."""
    defaults = found.global_
    given = {name: getattr(defaults, name) for name in Limits.model_fields if getattr(job, name) is None}
    interval = job.scrape_interval or defaults.scrape_interval
    wanted = job.scrape_timeout or defaults.scrape_timeout
    timeout = wanted or min(_TIMEOUT_SECONDS, interval)
    if job.scrape_timeout and timeout > interval:
        raise ConfigError([f"job {job.job_name}: scrape_timeout is greater than scrape_interval"])
    settled = job.model_copy(update={**given, "scrape_interval": interval, "scrape_timeout": min(timeout, interval)})
    resolved: Job = _with_paths(settled, folder)
    return resolved


def _with_paths(model: Any, folder: Path) -> Any:
    """Files named relative to the configuration's folder."""
    update: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name.endswith("_file") and isinstance(value, str):
            update[name] = str(folder / value)
        elif name == "files":
            update[name] = tuple(str(folder / file) for file in value)
        elif isinstance(value, Model):
            update[name] = _with_paths(value, folder)
        elif isinstance(value, tuple) and value and isinstance(value[0], Model):
            update[name] = tuple(_with_paths(item, folder) for item in value)
        elif isinstance(value, dict) and any(isinstance(item, Model) for item in value.values()):
            update[name] = {key: _with_paths(item, folder) for key, item in value.items()}
    return model.model_copy(update=update)


def _matching(patterns: Iterable[str], folder: Path) -> list[Path]:
    found = [Path(file) for pattern in patterns for file in sorted(glob.glob(str(folder / pattern)))]
    return list(dict.fromkeys(found))


def _unused(model: BaseModel, place: str) -> Iterable[str]:
    """Keys that were given and have no effect here."""
    for name, told in type(model).model_fields.items():
        value, key = getattr(model, name), f"{place}{told.alias or name}"
        if name in model.model_fields_set and "unused" in told.metadata:
            yield key
        elif isinstance(value, BaseModel):
            yield from _unused(value, f"{key}.")
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _unused(item, f"{key}[{index}].")
