"""`sardonyx agent`: collect and probe on this host, forward to a server."""

import asyncio
from typing import Annotated, Any

import typer

from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError, ended

app = typer.Typer(help="Collect and probe on this host for a Sardonyx server elsewhere.", invoke_without_command=True)

ServerOption = Annotated[
    str | None, typer.Option("--server", metavar="URL", help="The server (agent.server, else SARDONYX_URL).")
]
TokenOption = Annotated[
    str | None, typer.Option("--token", help="An ingest key (agent.token, else SARDONYX_TOKEN; best not typed here).")
]
NameOption = Annotated[str | None, typer.Option("--name", help="What it is called (agent.name, else the host's name).")]


SecondsOption = Annotated[
    float, typer.Option("--seconds", min=0.2, max=10, help="The longest each direction may take.")
]
BytesOption = Annotated[int, typer.Option("--max-bytes", min=1 << 16, max=256 << 20, help="The most each may move.")]


@app.callback()
def agent(
    context: typer.Context,
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    name: NameOption = None,
) -> None:
    """Run the collectors and probes until SIGTERM or Ctrl-C. What the server hasn't taken yet lies in the data folder."""
    if context.invoked_subcommand is not None:
        return
    chosen = settings.load(config, _overrides(server, token, name) | {"data_dir": data})
    from sardonyx.collectors.agent import agent as process
    from sardonyx.health.outside_watch import watching

    try:
        process.run(chosen, announce=typer.echo, watching=watching)
    except process.START_ERRORS as error:
        raise CommandError(str(error)) from None
    except asyncio.CancelledError:
        raise CommandError("stopped") from None


@app.command()
def bandwidth(
    config: settings.ConfigOption = None,
    server: ServerOption = None,
    token: TokenOption = None,
    name: NameOption = None,
    seconds: SecondsOption = 2.0,
    max_bytes: BytesOption = 32 << 20,
) -> None:
    """Test the bandwidth to the server and back, once. The server's audit chain knows of it."""
    chosen = settings.load(config, _overrides(server, token, name))
    from sardonyx.collectors.agent import agent as process

    try:
        found = asyncio.run(process.bandwidth_once(process.Upstream.of(chosen), seconds, max_bytes))
    except process.START_ERRORS as error:
        raise CommandError(str(error)) from None
    if found.error:
        raise CommandError(f"the test broke: {found.error}")
    for way, rate, count in (
        ("upload", found.upload_bytes_per_second, found.upload_bytes),
        ("download", found.download_bytes_per_second, found.download_bytes),
    ):
        typer.echo(f"{way:8} {(rate or 0) * 8 / 1e6:10.1f} Mbit/s ({count / 1e6:.1f} MB)")


def _overrides(server: str | None, token: str | None, name: str | None) -> dict[str, Any]:
    return {"agent.server": server, "agent.token": token, "agent.name": name}


def main() -> None:
    """Run `sardonyx agent …` without the other commands."""
    root = typer.Typer(name="sardonyx", pretty_exceptions_enable=False, rich_markup_mode=None)
    root.add_typer(app, name="agent")
    root.callback()(lambda: None)
    ended(root)
