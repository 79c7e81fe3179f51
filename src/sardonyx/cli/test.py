"""`sardonyx test rules`: do rules give what their tests say?"""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from sardonyx.alerting.rule_files import RuleFileError
from sardonyx.alerting.unit_tests import read_test_file, run_tests
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions

app = typer.Typer(help="Run tests of rules without a server.", no_args_is_help=True)

_MEMORY_BYTES = 512 << 20


@app.command()
def rules(files: Annotated[list[Path], typer.Argument(help="Rule tests in promtool's format.")]) -> None:
    """Run unit tests of rules. Exits with 1 when one doesn't hold."""
    if any(asyncio.run(_run(files))):
        raise typer.Exit(1)


async def _run(files: list[Path]) -> list[bool]:
    with tempfile.TemporaryDirectory(prefix="sardonyx-test-") as folder:
        engine = EmbeddedEngine(Path(folder) / "engine", EmbeddedOptions(_MEMORY_BYTES, min_free_disk_bytes=0))
        await engine.open()
        try:
            return [await _failed(file, engine) for file in files]
        finally:
            await engine.close()


async def _failed(file: Path, engine: EmbeddedEngine) -> bool:
    typer.echo(f"Unit testing: {file}")
    try:
        problems = await run_tests(file, read_test_file(file), engine)
    except RuleFileError as error:
        problems = list(error.problems)
    if problems:
        typer.echo("  FAILED:\n" + "\n".join(f"    {one}" for one in problems) + "\n", err=True)
    else:
        typer.echo("  SUCCESS\n")
    return bool(problems)


@app.callback()
def _group() -> None:
    """Keeps `rules` a subcommand while it is the only one."""
