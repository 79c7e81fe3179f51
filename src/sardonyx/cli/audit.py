"""`sardonyx audit verify`."""

import typer

from sardonyx.access.audit import verify_command
from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError
from sardonyx.cli.state import with_state

app = typer.Typer(help="The audit chain.", no_args_is_help=True)


@app.command()
def verify(config: settings.ConfigOption = None, data: settings.DataOption = None) -> None:
    """Prove that no audit entry was changed or removed; exit code 1 names the first broken one."""
    code, report = with_state(settings.load(config, {"data_dir": data}), verify_command)
    if code:
        raise CommandError(report)
    typer.echo(report)


@app.callback()
def _group() -> None:
    """Keeps `verify` a subcommand while it is the only one."""
