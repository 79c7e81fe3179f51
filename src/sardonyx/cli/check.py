"""`sardonyx check config|rules|monitors|dashboards`: would the server take this file?"""

from pathlib import Path
from typing import Annotated

import typer

from sardonyx.alerting.rule_files import RuleFileError, duplicates, read_rule_file
from sardonyx.alerting.sources import RuleSettings, load
from sardonyx.assembly.log_rules import LogRulesError, handling_of
from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError
from sardonyx.collectors.scrape import config as scrape_config
from sardonyx.collectors.scrape.errors import ConfigError
from sardonyx.config import Settings
from sardonyx.dashboards.checks import query_faults
from sardonyx.dashboards.documents import read_text
from sardonyx.dashboards.grafana.errors import NotADashboard
from sardonyx.health.monitors.reading import HealthFileError, read_health_file

_LINT_FATAL = 3

app = typer.Typer(help="Check files without starting anything.", no_args_is_help=True)


@app.command()
def config(file: Annotated[Path, typer.Argument(help="A sardonyx.yaml.")]) -> None:
    """Check a configuration file with the environment as it is, and the files of jobs, rules and monitors it names."""
    chosen = settings.load(file, {})
    _check_log_rules(chosen)
    typer.echo(f"{file}: fine")
    if (scraped := chosen.scrape.prometheus_config) is not None:
        _check_scraping(scraped)
    _check_rules(chosen)
    if chosen.health.file is not None:
        _check_monitors(chosen.health.file)


def _check_monitors(file: Path) -> None:
    try:
        found = read_health_file(file)
    except HealthFileError as error:
        raise CommandError(str(error)) from None
    windows = _counted(len(found.maintenance), "maintenance window")
    typer.echo(f"{file}: fine, {_counted(len(found.monitors), 'monitor')} and {windows}")


def _check_log_rules(chosen: Settings) -> None:
    try:
        handling_of(chosen)
    except LogRulesError as error:
        raise CommandError(str(error)) from None


def _check_scraping(file: Path) -> None:
    try:
        found = scrape_config.load(file)
    except ConfigError as error:
        raise CommandError(str(error)) from None
    typer.echo(f"{file}: fine, {_counted(len(found.jobs), 'job')}")
    if found.unused:
        typer.echo(f"{file}: has no effect here: {', '.join(found.unused)}")


def _check_rules(chosen: Settings) -> None:
    try:
        loaded = load(RuleSettings.of(chosen))
    except RuleFileError as error:
        raise CommandError(str(error)) from None
    named = {str(file) for file in loaded.files}
    groups = [group for group in loaded.groups if group.file in named]
    rules = _counted(sum(len(group.rules) for group in groups), "rule")
    if loaded.files:
        typer.echo(f"{_counted(len(loaded.files), 'rule file')}: fine, {rules} in {_counted(len(groups), 'group')}")


@app.command()
def monitors(file: Annotated[Path, typer.Argument(help="A file of monitors and maintenance windows.")]) -> None:
    """Check a file of monitors: its form, every condition, every recurrence."""
    _check_monitors(file)


@app.command()
def rules(
    files: Annotated[list[Path], typer.Argument(help="Rule files in Prometheus' format.")],
    lint: Annotated[bool, typer.Option(help="Name rules that a file has more than once.")] = True,
    lint_fatal: Annotated[bool, typer.Option("--lint-fatal", help="Exit with 3 where there are such.")] = False,
) -> None:
    """Check rule files: their form, every expression, every template. Exits with 1 when one can't be used."""
    failed = linted = False
    for file in files:
        typer.echo(f"Checking {file}")
        try:
            found = read_rule_file(file)
        except RuleFileError as error:
            failed = True
            typer.echo(f"  FAILED: {_counted(len(error.problems), 'problem')}\n{error}\n", err=True)
            continue
        typer.echo(f"  SUCCESS: {_counted(found.rules, 'rule')} in {_counted(len(found.groups), 'group')}\n")
        twice = duplicates(found) if lint else []
        linted = linted or bool(twice)
        for one in twice:
            labels = "".join(f"\n    {name}: {value}" for name, value in one.labels.items())
            typer.echo(f"  {one.name} is there {one.times} times with the same labels{labels}", err=True)
    if failed or (linted and lint_fatal):
        raise typer.Exit(1 if failed else _LINT_FATAL)


@app.command()
def dashboards(
    files: Annotated[list[Path], typer.Argument(help="Dashboards as JSON, ours or Grafana's.")],
) -> None:
    """Check dashboards: their form and every query. Exits with 1 when one can't be used; what Grafana's lack is listed."""
    failed = False
    for file in files:
        try:
            found = read_text(file.read_bytes())
        except (NotADashboard, OSError) as error:
            failed = True
            typer.echo(f"{file}: {error.strerror if isinstance(error, OSError) else error}", err=True)
            continue
        panels = sum(len(section.panels) for section in found.dashboard.sections)
        faults = query_faults(found.dashboard)
        failed = failed or bool(faults)
        wrong = _counted(len(faults), "wrong query", "wrong queries")
        typer.echo(f"{file}: {found.dashboard.title}, {_counted(panels, 'panel')}, {wrong}")
        for fault in faults:
            typer.echo(f"  {fault}", err=True)
        for note in found.notes:
            typer.echo(f"  not carried over: {note.panel + ': ' if note.panel else ''}{note.what}; {note.why}")
    if failed:
        raise typer.Exit(1)


def _counted(count: int, what: str, plural: str = "") -> str:
    return f"{count} {what if count == 1 else plural or what + 's'}"
