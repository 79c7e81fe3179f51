"""`sardonyx masking scan`."""

import typer

from sardonyx.cli.client import Client, TokenOption, UrlOption

app = typer.Typer(help="Masking of personal data.", no_args_is_help=True)


@app.command()
def scan(url: UrlOption = None, token: TokenOption = None) -> None:
    """Let the server search what it has stored lately for leaks; exit code 1 when any finding is open."""
    with Client(url, token) as client:
        found = client.post("/rest/masking/scan", {})
    last = found["last_scan"]
    typer.echo(f"{last['rows']} rows looked at, something found in {last['findings']} places")
    for notice in last["notices"]:
        typer.echo(f"note: {notice}")
    open_ = [one for one in found["findings"] if one["state"] == "open"]
    for one in open_:
        typer.echo(
            f"{one['rule']}: {one['table']} {one['field']} of {one['service'] or '(no service)'}: {one['count']} values"
        )
    if open_:
        raise typer.Exit(1)


@app.callback()
def _group() -> None:
    """Keeps `scan` a subcommand while it is the only one."""
