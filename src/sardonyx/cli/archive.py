"""`sardonyx archive verify`: works offline on a data folder, or beside a running server."""

import typer

from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError
from sardonyx.storage.archive.verify import verify_all

app = typer.Typer(help="The archive.", no_args_is_help=True)


@app.command()
def verify(config: settings.ConfigOption = None, data: settings.DataOption = None) -> None:
    """Read every archived file and compare it with its SHA-256; exit code 1 names the damaged ones."""
    chosen = settings.load(config, {"data_dir": data})
    found = verify_all(chosen.engine.archive_path or chosen.data_dir.absolute() / "archive")
    if found.wrong:
        raise CommandError("\n".join(found.wrong))
    typer.echo(f"{found.days} days, {found.files} files, {found.bytes / 1e6:.1f} MB: all as they were written")


@app.callback()
def _group() -> None:
    """Keeps `verify` a subcommand while it is the only one."""
