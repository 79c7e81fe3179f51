"""Lines and events as groups for the journal."""

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from sardonyx.collectors.logs.multiline import Splitter, cut
from sardonyx.receivers.lines import Group, Line


@dataclass(frozen=True, slots=True)
class Origin:
    """What lines of one place have in common."""

    resource: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """A line of which its source says more than its text. `start` is where the source has it."""

    text: bytes
    time_unix_nano: int = 0
    severity_number: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    start: int = 0


def groups_of_block(block: bytes, splitter: Splitter, origin: Origin) -> list[Group]:
    """The lines of a block in their order; only events of more than one line are touched one by one."""
    block = clean(block)
    found: list[Group] = []
    joined: list[Line] = []
    for (start, end), is_event in cut(block, splitter.spans(block)):
        piece = block[start:end]
        if is_event:
            if not joined:
                found.append(Group(origin.resource, origin.attributes, joined))
            joined.append(Line(piece))
        elif count := lines_in(piece):
            found.append(Group(origin.resource, origin.attributes, text=piece, others=count))
            joined = []
    return found


def lines_in(text: bytes) -> int:
    """How many lines there are that are not blank."""
    if b"\n\n" not in text and b"\n\r" not in text and not text.startswith((b"\n", b"\r")):
        return text.count(b"\n") + (not text.endswith(b"\n"))
    return sum(1 for line in text.split(b"\n") if line not in (b"", b"\r"))


def events(records: Sequence[Record], splitter: Splitter) -> Iterator[Line]:
    """Records whose lines belong together, joined; with what the first one says."""
    block, ends = _block(records)
    for (start, end), is_event in cut(block, splitter.spans(block)):
        first = bisect.bisect_right(ends, start)
        behind = bisect.bisect_right(ends, end)
        if is_event:
            yield _line(records[first], block[start:end])
        else:
            yield from (_line(record, record.text) for record in records[first:behind] if record.text.strip())


def held(records: Sequence[Record], splitter: Splitter) -> int:
    """The first record of the last event, which may go on; `len(records)` when every record is complete."""
    block, ends = _block(records)
    at = splitter.last(block)
    return len(records) if at >= len(block) else bisect.bisect_right(ends, at)


def clean(text: bytes) -> bytes:
    """Without NULs (holes that a truncated file has, or damage), and UTF-8: what isn't is replaced."""
    if b"\0" in text:
        text = text.replace(b"\0", b"")
    return text if text.isascii() else text.decode("utf-8", "replace").encode()


def _block(records: Sequence[Record]) -> tuple[bytes, list[int]]:
    """The texts as lines, and where each ends, its LF included."""
    ends = list(accumulate(len(record.text) + 1 for record in records))
    return b"".join([record.text + b"\n" for record in records]), ends


def _line(record: Record, text: bytes) -> Line:
    return Line(clean(text), record.time_unix_nano, record.severity_number, record.attributes)
