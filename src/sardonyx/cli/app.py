"""The command tree, and how errors end a command."""

from typing import Annotated

import typer

from sardonyx import __version__
from sardonyx.cli import (
    agent,
    archive,
    audit,
    check,
    demo,
    erasure,
    grafana,
    masking,
    query,
    schema,
    serve,
    test,
    token,
)
from sardonyx.cli.errors import ended

app = typer.Typer(
    name="sardonyx",
    help="Watch a platform: traces, logs, metrics and all that follows from them, in one process.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serve.serve)
app.command("tail")(query.tail)
app.command("schema")(schema.schema)
app.add_typer(agent.app, name="agent")
app.add_typer(query.app, name="query")
app.add_typer(token.app, name="token")
app.add_typer(check.app, name="check")
app.add_typer(test.app, name="test")
app.add_typer(archive.app, name="archive")
app.add_typer(audit.app, name="audit")
app.add_typer(erasure.app, name="erasure")
app.add_typer(masking.app, name="masking")
app.add_typer(demo.app, name="demo")
app.add_typer(grafana.app, name="grafana")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sardonyx {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Options of every command."""


def main() -> None:
    """Run the command line."""
    ended(app)
