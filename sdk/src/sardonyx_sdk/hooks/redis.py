"""What the synchronous and the asynchronous Redis hooks share. Only the command's name is recorded: keys may be personal."""

from __future__ import annotations

from typing import Any

from ..buffer import buffer
from ..span import LightSpan
from .client import start_client_span
from .database import Database, end_command

_MAX_SHOWN = 20


def begin() -> LightSpan | None:
    """A span for a command, unless it is not to be traced."""
    try:
        return start_client_span()
    except Exception:
        buffer.counts.hook_failed("redis")
        return None


def _database(client: Any) -> Database:
    settings = client.connection_pool.connection_kwargs
    host = settings.get("host") or settings.get("path")
    return Database("redis", str(settings.get("db") or 0), host, settings.get("port"))


def _name(value: Any) -> str:
    return (value.decode("latin-1") if isinstance(value, bytes) else str(value)).upper()[:64]


def end_one(span: LightSpan, client: Any, args: tuple[Any, ...], error: BaseException | None) -> None:
    """End the span of a single command."""
    try:
        command = _name(args[0]) if args else ""
        shown = command + " ?" * min(len(args) - 1, _MAX_SHOWN)
        end_command("redis", span, _database(client), command, shown, error)
    except Exception:
        buffer.counts.hook_failed("redis")


def commands_of(pipeline: Any) -> list[str]:
    """The names of the commands waiting in a pipeline; it forgets them when it runs."""
    try:
        waiting = []
        for entry in pipeline.command_stack:
            arguments = entry[0] if isinstance(entry, tuple) else entry.args
            waiting.append(_name(arguments[0]))
    except Exception:
        buffer.counts.hook_failed("redis")
        return []
    return waiting


def end_pipeline(span: LightSpan, pipeline: Any, commands: list[str], error: BaseException | None) -> None:
    """End the span of a pipeline, named after its command if all are alike."""
    try:
        operation = f"PIPELINE {commands[0]}" if len(set(commands)) == 1 else "PIPELINE"
        if span.sampled:
            span.attributes = {"db.operation.batch.size": len(commands)}
        end_command("redis", span, _database(pipeline), operation, "\n".join(sorted(set(commands))[:_MAX_SHOWN]), error)
    except Exception:
        buffer.counts.hook_failed("redis")
