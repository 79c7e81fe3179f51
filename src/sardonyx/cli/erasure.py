"""`sardonyx erasure verify`."""

from pathlib import Path
from typing import Annotated

import typer

from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError
from sardonyx.privacy.erasure import report

app = typer.Typer(help="Erasures of one person's data.", no_args_is_help=True)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A report, as downloaded.")],
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
) -> None:
    """Prove that a report is as it was signed; with a data folder at hand, that its installation signed it."""
    folder = settings.load(config, {"data_dir": data}).data_dir
    try:
        found = report.checked(file.read_text(encoding="utf-8"), folder if folder.is_dir() else None)
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: {error}") from None
    if not found.genuine:
        raise CommandError(f"{file}: the signature does not hold: the report was changed after it was signed")
    if found.own is False:
        raise CommandError(f"{file}: the report is unchanged, but another installation's key has signed it")
    by = "by this installation" if found.own else "by the key it names (no data folder at hand to compare it with)"
    typer.echo(f"The report of erasure {found.report['id']} is genuine, signed {by}.")


@app.callback()
def _group() -> None:
    """Keeps `verify` a subcommand while it is the only one."""
