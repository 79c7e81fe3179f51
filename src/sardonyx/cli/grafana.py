"""`sardonyx grafana provision`: files that let a Grafana ask us and show our dashboards."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from sardonyx.cli.client import Client, TokenOption, UrlOption
from sardonyx.cli.errors import CommandError
from sardonyx.dashboards.grafana.provisioning import files

app = typer.Typer(help="Work with Grafana.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `provision` a command of its own while it is the only one."""


@app.command()
def provision(
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")],
    url: UrlOption = None,
    token: TokenOption = None,
) -> None:
    """Write data sources, a dashboard provider and the dashboards as JSON, in the layout of Grafana's `provisioning`.

    The API token is not written: Grafana reads it from its environment as SARDONYX_TOKEN.
    """
    exports: list[dict[str, Any]] = []
    lacking: list[str] = []
    with Client(url, token) as client:
        for one in client.get("/rest/dashboards")["items"]:
            answer = client.get(f"/rest/dashboards/{one['uid']}/export", format="grafana")
            exports.append(answer["document"])
            lacking += [f"{one['title']}: {note['panel']}, {note['what']}" for note in answer["notes"] if note["panel"]]
    with_token = bool(token or os.environ.get("SARDONYX_TOKEN"))
    try:
        for name, content in files(exports, client.url, out.absolute(), with_token=with_token).items():
            file = out / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from None
    typer.echo(f"{out}: data source {client.url}, {len(exports)} dashboards")
    for told in lacking:
        typer.echo(f"Grafana has no data source for {told}")
    typer.echo(f"start Grafana with GF_PATHS_PROVISIONING={out.absolute() / 'provisioning'}")
