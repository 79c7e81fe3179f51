"""`sardonyx demo`: see and disturb the services of `sardonyx serve --demo`."""

import importlib
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError

app = typer.Typer(help="The demo platform: look at it, and make things go wrong there.", no_args_is_help=True)
_TIMEOUT_SECONDS = 5.0
NOT_RUNNING = "no demo is running on this data folder: start one with `sardonyx serve --demo` (or see --data)"


@app.command()
def fault(
    service: Annotated[str, typer.Argument(help="suna, onyx-core or agent-exec.")],
    faults: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY=VALUE…|off",
            help="errors=0.3 latency=800ms slow_query=2s leak=1MiB ready=no. They replace what was set before.",
        ),
    ],
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
) -> None:
    """Give a service faults, or take them away with `off`."""
    words = _vocabulary()
    try:
        wanted = words.parse(faults)
    except words.FaultError as error:
        raise CommandError(str(error)) from None
    book = _address_book(config, data)
    if service not in book.services:
        raise CommandError(f"{service!r} is no service of the demo (allowed: {', '.join(book.services)})")
    active = _ask(book, service, "POST", "/_demo/fault", wanted.model_dump())
    typer.echo(f"{service}: {words.describe(words.Faults.model_validate(active))}")


@app.command()
def status(config: settings.ConfigOption = None, data: settings.DataOption = None) -> None:
    """One line for each service: where it is, what is wrong with it, and what it sent."""
    words = _vocabulary()
    book = _address_book(config, data)
    for name, address in book.services.items():
        active = words.Faults.model_validate(_ask(book, name, "GET", "/_demo/fault"))
        stats = _ask(book, name, "GET", "/_demo/stats")
        typer.echo(
            f"{name} {address.version}  {address.url}  pid {address.pid}  faults: {words.describe(active)}  "
            f"sent: {_counts(stats['sent'])}  waiting: {stats['buffered']} records, {stats['queued_bytes']} bytes  "
            f"dropped: {_counts(stats['dropped'])}"
        )


def _vocabulary() -> Any:
    return _module("faults")


def _module(name: str) -> Any:
    """A module of the demo, which is a distribution of its own and may not be there."""
    try:
        return importlib.import_module(f"sardonyx_demo.{name}")
    except ModuleNotFoundError:
        raise CommandError("the demo is not installed: `pip install sardonyx-demo`") from None


def _address_book(config: Path | None, data: Path | None) -> Any:
    known = _module("address_book")
    try:
        return known.AddressBook.read(settings.load(config, {"data_dir": data}).data_dir / "demo")
    except FileNotFoundError:
        raise CommandError(NOT_RUNNING) from None
    except OSError as error:
        raise CommandError(f"the demo's address book can't be read: {error}") from None


def _ask(book: Any, service: str, method: str, path: str, body: Any = None) -> Any:
    try:
        answer = httpx.request(
            method,
            book.services[service].url + path,
            json=body,
            headers={"x-demo-token": book.token},
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        )
    except httpx.ConnectError:
        raise CommandError(NOT_RUNNING) from None
    except httpx.HTTPError as error:
        raise CommandError(f"{service} does not answer: {type(error).__name__}") from None
    if answer.status_code >= 400:
        raise CommandError(f"{service} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing"
