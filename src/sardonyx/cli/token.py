"""`sardonyx token`: API tokens and ingest keys, offline or beside a running server."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from sardonyx.access import tokens
from sardonyx.access.errors import AccessError
from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError
from sardonyx.cli.state import cli_actor, with_state
from sardonyx.config import Settings
from sardonyx.state import Database

app = typer.Typer(help="API tokens and ingest keys.", no_args_is_help=True)

NameOption = Annotated[str, typer.Option(help="What it is for; shown in lists and in the audit chain.")]
ServiceOption = Annotated[list[str] | None, typer.Option("--service", help="Only this service (repeatable).")]
EnvironmentOption = Annotated[list[str] | None, typer.Option("--environment", help="Only this environment.")]
DaysOption = Annotated[int | None, typer.Option("--expires-in-days", min=1, help="Days until it expires.")]


@app.command()
def create(
    role: Annotated[str, typer.Option(help="viewer, editor, responder, deployer, product, security or admin.")],
    name: NameOption = "command line",
    service: ServiceOption = None,
    environment: EnvironmentOption = None,
    expires_in_days: DaysOption = None,
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
) -> None:
    """Create an API token and print it. It can't be shown again."""
    expires = _expiry(expires_in_days)
    _print_created(
        settings.load(config, {"data_dir": data}),
        lambda db: tokens.create_token(
            db, role=role, name=name, actor=cli_actor(), services=service, environments=environment, expires_at=expires
        ),
    )


@app.command("create-ingest-key")
def create_ingest_key(
    name: NameOption = "command line",
    expires_in_days: DaysOption = None,
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
) -> None:
    """Create a key that can only send data, and print it."""
    expires = _expiry(expires_in_days)
    _print_created(
        settings.load(config, {"data_dir": data}),
        lambda db: tokens.create_ingest_key(db, name=name, actor=cli_actor(), expires_at=expires),
    )


def _print_created(chosen: Settings, create: Callable[[Database], Awaitable[tokens.CreatedToken]]) -> None:
    try:
        made = with_state(chosen, create)
    except AccessError as error:
        raise CommandError(str(error)) from None
    typer.echo(made.token_text)


def _expiry(days: int | None) -> datetime | None:
    return datetime.now(UTC) + timedelta(days=days) if days else None
