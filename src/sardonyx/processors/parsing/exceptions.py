r"""The exception in a record: its type, message and stack trace, under the names of the OpenTelemetry semantic conventions.

Python's tracebacks, and the stacks of Node and Java, which look alike (`Type: message`, then lines beginning with `at`); in the
text, or in a field that loggers keep a stack in. Of chained exceptions it is the last in Python's case, which is the one that was
raised, and the first in the others'.
"""

from sardonyx.processors.parsing.fragments import in_list, only_where, quoted
from sardonyx.processors.parsing.names import EXCEPTION_KEYS

TYPE, MESSAGE, STACKTRACE = "exception.type", "exception.message", "exception.stacktrace"

# The last line that is not indented, behind one that is, begins the exception; its message may have lines of its own.
_PYTHON = r"(?s)(Traceback \(most recent call last\):\n.*\n[ \t]+[^\n]*\n([A-Za-z_][\w.]*)(?:: ?(.*?))?)\s*$"
_AT = (
    r"(?s)(?:^|[\n ])((?:Uncaught )?([A-Za-z_$][\w.$]*(?:Error|Exception|Throwable)\w*)(?: \[\w+\])?(?:: ([^\n]*(?:\n[^\n]+?)*?))?"
    r"\n\s+at \S.*?)\s*$"
)
_HINTS = ("Traceback (most", "\n    at ", "\n\tat ", "\\n    at ", "\\n\\tat ", "\n  at ", "\\n  at ")


def pairs(line: str, text: str, fields: str, empty: str) -> str:
    """SQL for the pairs to add to the pairs `fields` of `line`, whose message is `text`; none that is there already."""
    stack = f"arrayFirst(p -> lower(p.1) IN {in_list(EXCEPTION_KEYS)} AND position(p.2, '\\n') != 0, {fields}).2"
    groups = f"arrayFirst(g -> notEmpty(g), [extractGroups(s, {quoted(_PYTHON)}), extractGroups(s, {quoted(_AT)})])"
    named = f"arrayMap(g -> [('{TYPE}', g[2]), ('{MESSAGE}', g[3]), ('{STACKTRACE}', g[1])], [{groups}])[1]"
    of_stack = f"arrayMap(s -> {named}, [if(x != '', x, {text})])[1]"
    new = f"arrayFilter(p -> p.2 != '' AND NOT has({fields}.1, p.1), {of_stack})"
    hinted = f"multiSearchAny({line}, [{', '.join(map(quoted, _HINTS))}])"
    return only_where(hinted, stack, new, empty)


def other(pair: str, found: str) -> str:
    """SQL that is true for a `pair` that isn't where an exception was found: `found` says the same under the right name."""
    return f"NOT (has({found}.2, {pair}.2) AND lower({pair}.1) IN {in_list(EXCEPTION_KEYS)})"
