"""`sardonyx check config`: would the server start with this file?"""

from pathlib import Path
from typing import Annotated

import typer

from sardonyx.cli import settings

app = typer.Typer(help="Check files without starting anything.", no_args_is_help=True)


@app.command()
def config(file: Annotated[Path, typer.Argument(help="A sardonyx.yaml.")]) -> None:
    """Check a configuration file, with the environment as it is."""
    settings.load(file, {})
    typer.echo(f"{file}: fine")


@app.callback()
def _group() -> None:
    """Keeps `config` a subcommand while it is the only one."""
