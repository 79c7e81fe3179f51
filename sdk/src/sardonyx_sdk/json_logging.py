"""The logging handler: one JSON line per record on stdout, and the same record with its trace context to the collector.

`configure` puts it in place of the console handlers that are there (root and loggers that do not propagate, such as uvicorn's),
so that every record is printed once; `shutdown` puts those back. The SDK's own records are printed, never sent.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from json.encoder import encode_basestring_ascii as quote

from opentelemetry.trace import Span

from .buffer import SMALL_RECORD_BYTES, LogEntry, buffer
from .context import SPAN_KEY, get_context, outside_fields
from .masking import DENIED, is_denied, mask_text
from .settings import Settings
from .span import LightSpan, clip, exception_attributes, weigh

OWN_LOGGER = "sardonyx_sdk"
_new_tuple = tuple.__new__  # a NamedTuple's own constructor takes four times as long
_SEVERITY = {10: 5, 20: 9, 30: 13, 40: 17, 50: 21}
_NAMES = {10: "DEBUG", 20: "INFO", 30: "WARN", 40: "ERROR", 50: "FATAL"}
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_PLAIN_SIZE = len(logging.makeLogRecord({}).__dict__)
_LEVELS = {10: '"DEBUG"', 20: '"INFO"', 30: '"WARN"', 40: '"ERROR"', 50: '"CRITICAL"'}


def _severity(level: int) -> int:
    return _SEVERITY.get(level) or (1 if level < 10 else 21 if level >= 50 else level // 10 * 4 + 1)


def _masked_pairs(pairs: dict[str, object]) -> dict[str, object]:
    return {key: DENIED if is_denied(key) else _masked(value) for key, value in pairs.items()}


def _masked(value: object) -> object:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, dict):
        return _masked_pairs(value)
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value


def _extras(record: logging.LogRecord) -> dict[str, object] | None:
    pairs: dict[str, object] | None = None
    fields = record.__dict__
    if len(fields) > _PLAIN_SIZE:
        pairs = {key: clip(value) for key, value in fields.items() if key not in _STANDARD}
    if record.exc_info and record.exc_info[1] is not None:
        pairs = {**(pairs or {}), **exception_attributes(record.exc_info[1])}
    if record.stack_info:
        pairs = {**(pairs or {}), "code.stacktrace": clip(record.stack_info)}
    return pairs or None


class JsonHandler(logging.Handler):
    """Prints (unless `stream_lines` is off) and sends; never raises."""

    def __init__(self, service: str, *, stream_lines: bool, mask: bool) -> None:
        super().__init__()
        self._lines = stream_lines
        self._mask = mask
        self._after_level = f',"service":{quote(service)},"message":'
        self._second = -1
        self._stamp = ""
        self._inside = threading.local()
        self._metadata: dict[str, str] = {}

    def handle(self, record: logging.LogRecord) -> bool:
        """As the base class does, but without its lock: the buffer needs none, and a line is written in one call."""
        if self.filters:
            kept = self.filter(record)
            if not kept:
                return False
            if isinstance(kept, logging.LogRecord):
                record = kept
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        """Handle one record; an exception in here is counted, not shown."""
        if not buffer.on:
            return
        inside = self._inside.__dict__
        if inside:  # stdout may be redirected into logging
            return
        inside["busy"] = True
        try:
            self._emit(record)
        except Exception:
            buffer.counts.hook_failed("logging")
        finally:
            inside.clear()

    def _emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage() if record.args else str(record.msg)
        extras = _extras(record)
        if self._mask:
            message = mask_text(message)
            if extras:
                extras = _masked_pairs(extras)
        span = get_context().get(SPAN_KEY)
        trace_id = span_id = 0
        sampled = False
        fields = None
        if type(span) is LightSpan:
            trace_id, span_id, sampled = span.trace_id, span.span_id, span.sampled
            fields = (span.root or span).bound
        elif isinstance(span, Span):
            context = span.get_span_context()
            trace_id, span_id, sampled = context.trace_id, context.span_id, context.trace_flags.sampled
        if fields is None:
            fields = outside_fields()
        if record.name != OWN_LOGGER:
            self._send(record, message, extras, fields, trace_id, span_id, sampled)
        if self._lines:
            self._print(record, message, extras, fields, trace_id, span_id)

    def _send(
        self,
        record: logging.LogRecord,
        message: str,
        extras: dict[str, object] | None,
        fields: dict[str, object] | None,
        trace_id: int,
        span_id: int,
        sampled: bool,
    ) -> None:
        level = record.levelno
        pairs = fields if not extras else {**fields, **extras} if fields else extras
        size = len(message) + (weigh(extras) if extras else 0)
        values = (
            record.name,
            int(record.created * 1e9),
            _SEVERITY.get(level) or _severity(level),
            _NAMES.get(level) or record.levelname,
            message if size <= SMALL_RECORD_BYTES else clip(message),
            pairs,
            trace_id,
            span_id,
            sampled,
            (record.pathname, record.lineno, record.funcName or ""),
            None,
            size if size > SMALL_RECORD_BYTES else 0,
            self._mask,
        )
        buffer.add_log(_new_tuple(LogEntry, values))

    def _print(
        self,
        record: logging.LogRecord,
        message: str,
        extras: dict[str, object] | None,
        fields: dict[str, object] | None,
        trace_id: int,
        span_id: int,
    ) -> None:
        created = record.created
        second = int(created)
        if second != self._second:
            self._stamp = time.strftime('{"timestamp":"%Y-%m-%dT%H:%M:%S.', time.gmtime(second))
            self._second = second
        ids = f'"{trace_id:032x}","span_id":"{span_id:016x}"' if trace_id else 'null,"span_id":null'
        request = user = "null"
        if fields is not None:
            request, user = _text(fields.get("request.id")), _text(fields.get("user.id"))
        if extras or (fields and fields.keys() - {"request.id", "user.id"}):
            metadata = self._rich_metadata(record.name, extras, fields)
        else:
            metadata = self._metadata.get(record.name) or self._plain_metadata(record.name)
        level = _LEVELS.get(record.levelno) or quote(record.levelname)
        line = (
            f'{self._stamp}{int((created - second) * 1e6):06d}Z","level":{level}{self._after_level}{quote(message)}'
            f',"trace_id":{ids},"request_id":{request},"user_id":{user},"metadata":{metadata}}}\n'
        )
        stream = sys.stdout
        if stream is not None:
            stream.write(line)
            stream.flush()

    def _plain_metadata(self, name: str) -> str:
        if len(self._metadata) > 1024:
            self._metadata.clear()
        found = self._metadata[name] = f'{{"logger":{quote(name)}}}'
        return found

    @staticmethod
    def _rich_metadata(name: str, extras: dict[str, object] | None, fields: dict[str, object] | None) -> str:
        pairs: dict[str, object] = {"logger": name}
        pairs.update((key, value) for key, value in (fields or {}).items() if key not in ("request.id", "user.id"))
        pairs.update(extras or {})
        return json.dumps(pairs, default=str)


def _text(value: object) -> str:
    return "null" if value is None else quote(str(value))


class _Replaced:
    """What `install` changed, so that `uninstall` can undo it."""

    def __init__(self) -> None:
        self.handler: JsonHandler | None = None
        self.root_level = logging.NOTSET
        self.removed: list[tuple[logging.Logger, logging.Handler]] = []
        self.added: list[logging.Logger] = []


_replaced = _Replaced()


def _is_console(handler: logging.Handler) -> bool:
    if not isinstance(handler, logging.StreamHandler):
        return False
    return handler.stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)


def _add(logger: logging.Logger, handler: JsonHandler) -> None:
    logger.addHandler(handler)
    _replaced.added.append(logger)


def install(settings: Settings) -> None:
    """Put the handler on the root logger and on loggers that do not propagate to it, and set the root's level."""
    uninstall()
    if settings.logs == "off":
        return
    lines = settings.logs == "json"
    handler = _replaced.handler = JsonHandler(settings.service, stream_lines=lines, mask=settings.mask)
    root = logging.getLogger()
    known = [item for item in logging.Logger.manager.loggerDict.values() if isinstance(item, logging.Logger)]
    for logger in [root, *known]:
        console = [h for h in logger.handlers if _is_console(h)]
        if lines:
            for old in console:
                logger.removeHandler(old)
                _replaced.removed.append((logger, old))
        if logger is root or (not logger.propagate and console):
            _add(logger, handler)
    _replaced.root_level = root.level
    root.setLevel(settings.log_level)


def uninstall() -> None:
    """Take the handler away and put back what it replaced."""
    if _replaced.handler is None:
        return
    for logger in _replaced.added:
        logger.removeHandler(_replaced.handler)
    for logger, old in _replaced.removed:
        logger.addHandler(old)
    logging.getLogger().setLevel(_replaced.root_level)
    _replaced.__init__()  # type: ignore[misc]
