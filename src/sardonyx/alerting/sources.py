"""Which rules there are: those shipped, those of our own configuration's files and those a `prometheus.yml` names."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sardonyx.alerting.evaluation.definition import GroupDefinition, RuleSource, definitions
from sardonyx.alerting.rule_files import RuleFileError, read_rule_file
from sardonyx.alerting.shipped import shipped_groups
from sardonyx.collectors.scrape import config as prometheus_config
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.config import Settings

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """`patterns` are globs of rule files; `prometheus_config` may name more, with defaults of its own. `shipped`: the rules
    that come with us too, but for those named in `disabled`."""

    patterns: Sequence[str] = ()
    prometheus_config: Path | None = None
    interval_ms: int = 30_000
    external_url: str = ""
    shipped: bool = False
    disabled: Sequence[str] = ()

    @classmethod
    def of(cls, settings: Settings, address: str = "") -> "RuleSettings":
        """What the settings say; `address` is what we are reached by unless they say otherwise."""
        wanted = settings.alerting
        interval_ms = round(wanted.evaluation_interval.total_seconds() * 1000)
        return cls(
            wanted.rule_files,
            settings.scrape.prometheus_config,
            interval_ms,
            wanted.external_url or address,
            wanted.shipped_rules,
            wanted.disabled_rules,
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """All groups, in the order of the files, those shipped last; `files` are those that were read beside."""

    groups: tuple[GroupDefinition, ...] = ()
    files: tuple[Path, ...] = ()


def load(settings: RuleSettings) -> Loaded:
    """Read everything. Raises RuleFileError with all that is wrong in all files."""
    problems: list[str] = []
    groups: list[GroupDefinition] = []
    files: list[Path] = []
    problems += [
        f"alerting.rule_files: {pattern}: no such file"
        for pattern in settings.patterns
        if not glob.has_magic(pattern) and not Path(pattern).is_file()
    ]
    for source in _sources(settings, problems):
        for path in source.files:
            if path in files:
                continue
            files.append(path)
            try:
                groups += definitions(path, read_rule_file(path), source, settings.external_url)
            except RuleFileError as error:
                problems += error.problems
    if settings.shipped:
        try:
            groups += shipped_groups(settings.disabled, settings.interval_ms, settings.external_url)
        except RuleFileError as error:
            problems += error.problems
    if problems:
        raise RuleFileError(problems)
    return Loaded(tuple(groups), tuple(files))


def stamp(settings: RuleSettings) -> Stamp:
    """Changes when one of the files does, or when one comes or goes."""
    own = [settings.prometheus_config] if settings.prometheus_config else []
    found = [
        (path, _stat(path)) for path in (*own, *(file for source in _sources(settings, []) for file in source.files))
    ]
    return tuple((str(path), *told) for path, told in found)


def _sources(settings: RuleSettings, problems: list[str]) -> list[RuleSource]:
    sources = [RuleSource(_matching(settings.patterns), settings.interval_ms)]
    if settings.prometheus_config is not None:
        try:
            found = prometheus_config.load(settings.prometheus_config)
        except ConfigError as error:
            problems += error.problems
        else:
            sources.append(
                RuleSource(
                    found.rule_files,
                    round(found.evaluation_seconds * 1000),
                    round(found.query_offset_seconds * 1000),
                    found.external_labels,
                )
            )
    return sources


def _matching(patterns: Sequence[str]) -> tuple[Path, ...]:
    return tuple(Path(file) for pattern in patterns for file in sorted(glob.glob(pattern)))


def _stat(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size
