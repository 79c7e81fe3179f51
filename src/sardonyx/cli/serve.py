"""`sardonyx serve`."""

import asyncio
import os
from typing import Annotated

import typer

from sardonyx.cli import settings
from sardonyx.cli.errors import CommandError


def serve(
    config: settings.ConfigOption = None,
    data: settings.DataOption = None,
    listen: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Pages, API and HTTP receivers.")] = None,
    otlp_http: Annotated[
        str | None, typer.Option("--otlp-http", metavar="HOST:PORT|off", help="OTLP/HTTP's own port (4318).")
    ] = None,
    otlp_grpc: Annotated[
        str | None, typer.Option("--otlp-grpc", metavar="HOST:PORT|off", help="OTLP/gRPC's port (4317).")
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Also run a small platform of real services that sends data.")
    ] = False,
) -> None:
    """Run everything in one process until SIGTERM or Ctrl-C."""
    # gRPC watches for forks otherwise, and says so whenever we start a program; we never fork without exec.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    from sardonyx import server

    overrides = {
        "data_dir": data,
        "listen": listen,
        "otlp.http_listen": otlp_http,
        "otlp.grpc_listen": otlp_grpc,
    }
    chosen = settings.load(config, overrides)
    try:
        server.run(chosen, announce=typer.echo, demo=demo)
    except server.START_ERRORS as error:
        raise CommandError(str(error)) from None
    except asyncio.CancelledError:
        raise CommandError("stopped") from None
