"""redis-py, asynchronous."""

from __future__ import annotations

import sys
from typing import Any

from .patching import patch
from .redis import begin, commands_of, end_one, end_pipeline


def _wrap_command(original: Any) -> Any:
    async def execute_command(self: Any, *args: Any, **options: Any) -> Any:
        span = begin()
        if span is None:
            return await original(self, *args, **options)
        try:
            answer = await original(self, *args, **options)
        except BaseException as error:
            end_one(span, self, args, error)
            raise
        end_one(span, self, args, None)
        return answer

    return execute_command


def _wrap_pipeline(original: Any) -> Any:
    async def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        commands = commands_of(self)
        span = begin() if commands else None
        if span is None:
            return await original(self, *args, **kwargs)
        try:
            answers = await original(self, *args, **kwargs)
        except BaseException as error:
            end_pipeline(span, self, commands, error)
            raise
        end_pipeline(span, self, commands, None)
        return answers

    return execute


def install() -> None:
    """Patch single commands and pipelines."""
    client: Any = sys.modules["redis.asyncio.client"]
    patch(client.Redis, "execute_command", _wrap_command)
    patch(client.Pipeline, "execute", _wrap_pipeline)
