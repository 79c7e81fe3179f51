"""Which lines belong together: tracebacks, stack traces, indented text; or whatever does not begin like a first line.

A splitter looks at a block of whole lines and tells the events of more than one line; all other lines are events by themselves.
Only such events cost work in Python. The last event of a block may go on in the next one: `last` tells where it begins.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from sardonyx.processors.parsing.re2_check import compiled

MAX_EVENT_BYTES = 256 << 10
"""A longer event is cut at a line."""

Span = tuple[int, int]
"""First byte and the byte after the last, without the LF that ends it."""

_PYTHON = rb"""
Traceback\ \(most\ recent\ call\ last\):(?:\n[ \t][^\n]*)*+(?:\n[^\s\n][^\n]*)?+(?:\n[ \t][^\n]*)*+
"""
_CHAINED = (
    rb"""
(?:\n++(?:During\ handling\ of\ the\ above\ exception|The\ above\ exception\ was\ the\ direct)[^\n]*(?:\n++%s)?+)*+
"""
    % _PYTHON
)
# panic: …, goroutine 1 [running]:, main.f(…), a line with a tab and the place; and what the runtime says between them.
_GO = rb"""
(?:panic:\ |fatal\ error:\ )[^\n]*
(?:\n(?:[\t ][^\n]*|created\ by\ [^\n]*|exit\ status\ \d+|[^\s\n][^\n]*\)(?=\n\t|\n*\Z)
  |\n*+(?:goroutine\ \d|\[)[^\n]*))*+
"""
# What follows any first line: indented lines, causes, an exception below a marked line of source, a bracket that closes.
_INDENTED = rb"""
(?:\n[ \t][^\n]*|\n(?:Caused\ by:\ |Suppressed:\ )[^\n]*|\n\.\.\.\ \d+\ (?:more|common)[^\n]*|(?<=\^)\n\n[^\s\n][^\n]*
 |\n\nNode\.js\ v[^\n]*|\n[}\])]+[,;]?(?=\n|\Z))*+
"""
_PYTHON_EVENT = re.compile(_PYTHON + _CHAINED, re.VERBOSE)
_GO_EVENT = re.compile(_GO, re.VERBOSE)
_OTHER_EVENT = re.compile(rb"[^\n]*" + _INDENTED, re.VERBOSE)
# Begins with one character, so that the search for it is fast; a LF is put before the block.
_MARK = re.compile(
    rb"\n(?:[ \t]+\S|Caused by: |Suppressed: |Traceback \(most recent call last\):|panic: |fatal error: )"
)
_FIRST_OF_ITSELF = (b"Traceback (most recent", b"panic: ", b"fatal error: ")
# A record of a logger that tells the error whose trace is written below it.
_ERROR_RECORD = re.compile(rb"\b(?:ERROR|FATAL|CRITICAL|SEVERE|WARN|WARNING|ERR|error|fatal|critical|exception)\b")
_EXCEPTION = re.compile(rb"(?:[\w$]+[./])*+[\w$]*(?:Exception|Error|Throwable)\b[^\n]*(?:\n[ \t]+at |\n*\Z)")


class Splitter(Protocol):
    """Finds events in a block of lines, each ended by LF."""

    def spans(self, block: bytes) -> Iterator[Span]:
        """The events of more than one line, in order."""
        ...

    def last(self, block: bytes) -> int:
        """Where the last event begins, which may not be complete; `len(block)` when every line is one."""
        ...


def splitter(wanted: str) -> Splitter:
    """`auto`, `none`, or a regular expression (RE2) of how first lines begin."""
    if wanted == "auto":
        return Traces()
    return EveryLine() if wanted == "none" else Beginning(wanted)


class EveryLine:
    """No lines belong together."""

    def spans(self, block: bytes) -> Iterator[Span]:
        """None."""
        return iter(())

    def last(self, block: bytes) -> int:
        """Nothing is waited for."""
        return len(block)


class Traces:
    """Python's tracebacks with their chains, stacks of Node, Java and Go, and whatever is indented."""

    def spans(self, block: bytes) -> Iterator[Span]:
        """The events of more than one line, in order."""
        text, done = b"\n" + block, 1  # `done`: where what is not part of an event begins
        while (mark := _MARK.search(text, done - 1)) is not None:
            start, end = _around(text, mark.start(), done)
            if b"\n" not in text[start:end]:
                done = end + 1
                continue
            yield start - 1, end - 1
            done = end + 1

    def last(self, block: bytes) -> int:
        """The last line, or the event it belongs to."""
        whole = block.rstrip(b"\n")
        if not whole:
            return len(block)
        line = whole.rfind(b"\n") + 1
        # An event is no longer than MAX_EVENT_BYTES, so what is before can't reach the end.
        begin = (
            block.find(b"\n", max(0, len(block) - 2 * MAX_EVENT_BYTES)) + 1 if len(block) > 2 * MAX_EVENT_BYTES else 0
        )
        for start, end in self.spans(block[begin:]):
            if begin + end >= len(whole):
                return begin + start
        return _record_above(block, line, 0) if _EXCEPTION.match(block, line) else line


class Beginning:
    """An event begins with a line at whose start the pattern is found."""

    def __init__(self, pattern: str) -> None:
        self._first = compiled(f"(?m)^(?:{pattern})")

    def spans(self, block: bytes) -> Iterator[Span]:
        """From each first line to the next; lines before the first one are events by themselves."""
        starts = [found.start() for found in self._first.finditer(block)]
        for start, behind in zip(starts, [*starts[1:], len(block)], strict=True):
            end = behind - 1 if block[behind - 1 : behind] == b"\n" else behind
            if block.find(b"\n", start, end) >= 0:
                yield start, end

    def last(self, block: bytes) -> int:
        """The last first line; without one, everything may be the rest of an event."""
        starts = [found.start() for found in self._first.finditer(block)]
        return starts[-1] if starts else 0


def cut(block: bytes, spans: Iterator[Span]) -> Iterator[tuple[Span, bool]]:
    """The whole block in order: events (True), and between them stretches of lines that are events by themselves (False).

    Events longer than MAX_EVENT_BYTES are cut at lines.
    """
    done = 0
    for begin, end in spans:
        if begin > done:
            yield (done, begin), False
        start = begin
        while end - start > MAX_EVENT_BYTES:
            at = block.rfind(b"\n", start + 1, start + MAX_EVENT_BYTES)
            at = at if at > 0 else block.find(b"\n", start + MAX_EVENT_BYTES, end)
            if at < 0:
                break
            yield (start, at), True
            start = at + 1
        yield (start, end), True
        done = end + 1
    if done < len(block):
        yield (done, len(block)), False


def _around(text: bytes, mark: int, done: int) -> Span:
    """The event that the mark at the LF `mark` belongs to; not before `done`."""
    if text.startswith(_FIRST_OF_ITSELF, mark + 1):
        python = text.startswith(b"T", mark + 1)
        found = (_PYTHON_EVENT if python else _GO_EVENT).match(text, mark + 1)
        assert found is not None  # the mark is its beginning
        end = found.end()
        start = _record_above(text, mark + 1, done)
    else:
        start = max(done, text.rfind(b"\n", 0, mark) + 1) if mark >= done else done
        if mark < done:  # indented, with nothing above it
            start = mark + 1
        found = _OTHER_EVENT.match(text, start)
        assert found is not None
        end = found.end()
        if start > done and _EXCEPTION.match(text, start):
            start = _record_above(text, start, done)
    while end > start and text[end - 1] == 10:
        end -= 1
    return start, end


def _record_above(text: bytes, start: int, done: int) -> int:
    """The start of the line above when it is the record of this error, else `start`."""
    if start - 1 <= done:
        return start
    above = max(done, text.rfind(b"\n", 0, start - 1) + 1)
    return above if _ERROR_RECORD.search(text, above, start - 1) else start
