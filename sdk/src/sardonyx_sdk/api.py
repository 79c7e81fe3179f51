"""What application code calls: `@traced`, `bind`, `current_trace_id`."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from typing import Any, TypeVar, overload

from opentelemetry.trace import Span

from . import context
from .buffer import buffer
from .context import SPAN_KEY, attach, detach, get_context, with_span
from .span import LightSpan
from .template import INTERNAL, Template
from .tracing import start_child

F = TypeVar("F", bound=Callable[..., Any])


def bind(**fields: object) -> None:
    """Put fields on the following spans and log records of this request.

    `user_id`, `request_id` and `session_id` become `user.id`, `request.id` and `session.id`; others keep their names.
    Inside a request all its tasks and threads see them; outside, the current context and what it starts. Does nothing
    before `configure`.
    """
    if buffer.on:
        context.bind(fields)


def current_trace_id() -> str | None:
    """The current trace id as 32 hex digits; None outside any span."""
    span = get_context().get(SPAN_KEY)
    if type(span) is LightSpan:
        return f"{span.trace_id:032x}"
    if isinstance(span, Span) and span.get_span_context().is_valid:
        return f"{span.get_span_context().trace_id:032x}"
    return None


class _Call:
    """One traced call: a span that is current while the function runs."""

    __slots__ = ("_span", "_token")

    def __init__(self, template: Template) -> None:
        self._span = start_child(get_context().get(SPAN_KEY), template)

    def __enter__(self) -> LightSpan:
        self._token = attach(with_span(self._span))
        return self._span

    def __exit__(self, kind: object, error: BaseException | None, stack: object) -> None:
        detach(self._token)
        self.end(error)

    def end(self, error: BaseException | None) -> None:
        """Give the span the status that `error` means, and end it."""
        if isinstance(error, Exception) and not isinstance(error, StopIteration | StopAsyncIteration):
            self._span.fail(error)
        elif isinstance(error, asyncio.CancelledError):
            self._span.set_attribute("sardonyx.cancelled", True)
        self._span.end()


def _drive(call: _Call, generator: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Run a generator under a span that is current inside it, but not in the consumer between two items."""
    send: Any = None
    raise_in: BaseException | None = None
    error: BaseException | None = None
    try:
        while True:
            token = attach(with_span(call._span))
            try:
                item = generator.throw(raise_in) if raise_in is not None else generator.send(send)
            except StopIteration as stop:
                return stop.value
            finally:
                detach(token)
            raise_in = None
            try:
                send = yield item
            except GeneratorExit:
                generator.close()
                raise
            except BaseException as thrown:
                raise_in = thrown
    except BaseException as failure:
        error = failure
        raise
    finally:
        call.end(error)


async def _drive_async(call: _Call, generator: AsyncGenerator[Any, Any]) -> AsyncGenerator[Any, Any]:
    send: Any = None
    raise_in: BaseException | None = None
    error: BaseException | None = None
    try:
        while True:
            token = attach(with_span(call._span))
            try:
                item = await (generator.athrow(raise_in) if raise_in is not None else generator.asend(send))
            except StopAsyncIteration:
                return
            finally:
                detach(token)
            raise_in = None
            try:
                send = yield item
            except GeneratorExit:
                await generator.aclose()
                raise
            except BaseException as thrown:
                raise_in = thrown
    except BaseException as failure:
        error = failure
        raise
    finally:
        call.end(error)


def _wrap(function: Callable[..., Any], template: Template) -> Callable[..., Any]:
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
            generator = function(*args, **kwargs)
            driven = _drive_async(_Call(template), generator) if buffer.on else generator
            try:
                async for item in driven:
                    yield item
            finally:
                await driven.aclose()

        return async_generator
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            made = function(*args, **kwargs)
            return (yield from _drive(_Call(template), made)) if buffer.on else (yield from made)

        return generator
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            if not buffer.on:
                return await function(*args, **kwargs)
            with _Call(template):
                return await function(*args, **kwargs)

        return coroutine

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        if not buffer.on:
            return function(*args, **kwargs)
        with _Call(template):
            return function(*args, **kwargs)

    return plain


@overload
def traced(name: F, /) -> F: ...
@overload
def traced(name: str | None = None, *, attributes: Mapping[str, object] | None = None) -> Callable[[F], F]: ...


def traced(name: Any = None, *, attributes: Mapping[str, object] | None = None) -> Any:
    """Decorator: every call of the function is a span, named `name` or by the function's qualified name.

    For plain functions, coroutines, generators and asynchronous generators. An exception sets the error status and is
    recorded; cancellation and an early close do not count as errors.
    """
    if callable(name):
        return traced()(name)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        title = name or getattr(function, "__qualname__", repr(function))
        pairs = {"code.function.name": f"{function.__module__}.{function.__qualname__}", **(attributes or {})}
        return _wrap(function, Template(title, INTERNAL, pairs))

    return decorate
