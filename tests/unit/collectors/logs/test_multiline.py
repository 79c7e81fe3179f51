"""Which lines are one event: the traces of four languages, whatever is indented, and patterns of one's own."""

import itertools
import random
import re

import pytest

from sardonyx.collectors.logs.joining import Origin, Record, events, groups_of_block, held
from sardonyx.collectors.logs.multiline import MAX_EVENT_BYTES, cut, splitter
from tests.unit.collectors.logs.kept import texts

PYTHON = """\
Traceback (most recent call last):
  File "a.py", line 1, in f
    x()
ValueError: a

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in g
    raise KeyError("x") from None
KeyError: 'x'"""
GROUPED = """\
  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 1, in <module>
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------"""
NODE = """\
TypeError: Cannot read properties of undefined (reading 'id')
    at handler (/app/server.js:10:15)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  code: 'E_ID',
  cause: undefined
}"""
UNCAUGHT = """\
/app/x.js:10
    throw new Error('x');
    ^

Error: x
    at Object.<anonymous> (/app/x.js:10:11)

Node.js v20.1.0"""
JAVA = """\
2026-11-23 10:00:00 ERROR request failed
java.lang.IllegalStateException: x
\tat a.b.C.run(C.java:12)
\tat java.base/java.lang.Thread.run(Thread.java:840)
Caused by: java.io.IOException: y
\tat d.E.f(E.java:3)
\t... 5 more"""
GO = """\
panic: runtime error: index out of range [5] with length 3 [recovered]

goroutine 1 [running]:
main.f(0x1)
\t/src/main.go:12 +0x1
main.main()
\t/src/main.go:3 +0x2
exit status 2"""
TRACES = {
    "python": PYTHON, "python-logged": f"ERROR root: it failed\n{PYTHON}", "exception-group": f"ERROR x\n{GROUPED}",
    "node": NODE, "node-uncaught": UNCAUGHT, "java": JAVA, "go": GO, "indented": "config:\n  a: 1\n  b: 2",
    "json": '{\n  "a": 1\n}',
}  # fmt: skip


def found(text: str, wanted: str = "auto") -> list[str]:
    """The events of a text, each as it would be stored."""
    groups = groups_of_block(text.encode(), splitter(wanted), Origin())
    return [record for group in groups for record in texts(group)]


@pytest.mark.parametrize("trace", list(TRACES.values()), ids=list(TRACES))
def test_a_trace_is_one_event_among_other_lines(trace: str) -> None:
    assert found(f"before\n{trace}\nafter\nlast\n") == ["before", trace, "after", "last"]
    assert found(f"{trace}\n{trace}\n") == [trace, trace]


@pytest.mark.parametrize("trace", list(TRACES.values()), ids=list(TRACES))
def test_a_trace_that_is_still_being_written_is_waited_for(trace: str) -> None:
    split = splitter("auto")
    lines = trace.split("\n")
    for count in range(1, len(lines) + 1):
        written = "before\n" + "\n".join(lines[:count]) + "\n"
        kept = written.encode()[split.last(written.encode()) :].decode()
        assert trace.startswith(kept.rstrip("\n")), f"after {count} lines"


def test_two_tracebacks_in_a_row_are_two_events_and_a_plain_line_above_is_none_of_theirs() -> None:
    trace = 'Traceback (most recent call last):\n  File "a"\nKeyError: 1'
    assert found(f"all is well\n{trace}\n{trace}\n") == ["all is well", trace, trace]


def test_none_joins_nothing_and_waits_for_nothing() -> None:
    assert found("a\n  b\n", "none") == ["a", "  b"]
    assert splitter("none").last(b"a\n  b\n") == 6


def test_a_pattern_of_ones_own_says_how_events_begin() -> None:
    pattern = r"\d{4}-\d\d-\d\d "
    text = "rest of one\n2026-11-23 a\nb\nc\n2026-11-24 d\n2026-11-25 e\nf\n"
    assert found(text, pattern) == ["rest of one", "2026-11-23 a\nb\nc", "2026-11-24 d", "2026-11-25 e\nf"]
    assert text[splitter(pattern).last(text.encode()) :] == "2026-11-25 e\nf\n"
    assert splitter(pattern).last(b"no beginning\n") == 0


def test_an_endless_event_is_cut_at_a_line() -> None:
    text = "first\n" + "  indented\n" * 60_000
    parts = found(text)
    assert len(parts) == 3
    assert all(len(part) <= MAX_EVENT_BYTES for part in parts)
    assert "\n".join(parts) + "\n" == text


_DULL = {
    "short": "x\n" * 200_000, "indented": "  y\n" * 100_000, "carets": "^\n\n" * 100_000,
    "tracebacks": "Traceback (most recent call last):\n" * 10_000, "panics": "panic: x\n\n\n\n" * 30_000,
    "blank": "e: \n" + "\n" * 300_000, "exceptions": "a.b.Error\n" * 30_000 + "  at \n",
}  # fmt: skip


@pytest.mark.parametrize("text", list(_DULL.values()), ids=list(_DULL))
@pytest.mark.timeout(20)
def test_no_text_makes_it_slow(text: str) -> None:
    block = text.encode()
    split = splitter("auto")
    assert sum(end - start for (start, end), _ in cut(block, split.spans(block))) <= len(block)
    assert 0 <= split.last(block) <= len(block)


def test_nothing_is_lost_or_doubled_whatever_the_text() -> None:
    rng = random.Random(3)
    parts = [*"\n".join(TRACES.values()).split("\n"), "", " ", "\t", "plain", "ERROR x", "}", "^", "Caused by: z", "\r"]
    for _ in range(300):
        lines = [rng.choice(parts) for _ in range(rng.randrange(1, 30))]
        block = ("\n".join(lines) + "\n").encode()
        split = splitter("auto")
        spans = list(split.spans(block))
        assert all(end > start for start, end in spans)
        assert all(behind > end for (_, end), (behind, _) in itertools.pairwise(spans))
        kept = b"\n".join(block[start:end].rstrip(b"\n") for (start, end), _ in cut(block, iter(spans)))
        assert re.sub(rb"\n+", b"\n", kept).strip(b"\n") == re.sub(rb"\n+", b"\n", block).strip(b"\n")
        last = split.last(block)
        assert last == 0 or block[last - 1 : last] == b"\n"


def test_records_are_joined_and_keep_the_first_ones_time_and_level() -> None:
    lines = [b"one", b"ERROR x", *PYTHON.encode().split(b"\n"), b"two"]
    records = [Record(text, number, 9, {"n": str(number)}, number) for number, text in enumerate(lines, 1)]
    joined = list(events(records, splitter("auto")))
    assert [(bytes(line.text).decode(), line.time_unix_nano) for line in joined] == [
        ("one", 1), (f"ERROR x\n{PYTHON}", 2), ("two", len(records)),
    ]  # fmt: skip
    assert held(records, splitter("auto")) == len(records) - 1
    assert held(records[:-1], splitter("auto")) == 1
    assert held(records, splitter("none")) == len(records)
    assert held([], splitter("auto")) == 0
