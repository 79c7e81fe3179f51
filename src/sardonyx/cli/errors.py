"""How a command fails."""

import sys
from collections.abc import Callable

import typer


class CommandError(Exception):
    """The command can't go on; the message is for the person at the terminal."""


def ended(app: Callable[[], object]) -> None:
    """Run a command line. Exit codes: 0 done, 1 failed, 2 used wrongly."""
    try:
        app()
    except CommandError as error:
        typer.echo(f"sardonyx: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
