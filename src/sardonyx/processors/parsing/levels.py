r"""The level of a line: from its level field in words, letters or numbers, else from the words it begins with.

Numbers: 0-7 are syslog's severities (GELF, journald), 10-60 those of pino and bunyan, which most JSON loggers with numbers are;
the result is a severity number of the OpenTelemetry logs data model, 0 where nothing tells.
"""

from sardonyx.processors.enrichment import LEVEL_NUMBERS
from sardonyx.processors.parsing.fragments import first_value, quoted

LEVEL_KEYS = (
    "level", "severity", "log.level", "lvl", "levelname", "loglevel", "log_level", "severity_text", "severitytext",
    "@l", "priority", "syslog.severity.name",
)  # fmt: skip

SYSLOG = (23, 22, 21, 17, 13, 10, 9, 5)
"""Severity numbers by syslog severity: emergency, alert, critical, error, warning, notice, informational, debug."""

_LETTERS = {"T": 1, "V": 1, "D": 5, "I": 9, "W": 13, "E": 17, "F": 21, "C": 21, "A": 22}
_REDIS_SIGNS = {".": 5, "-": 9, "*": 10, "#": 13}
_POSTGRES = {
    "DEBUG1": 5, "DEBUG2": 5, "DEBUG3": 5, "DEBUG4": 5, "DEBUG5": 5, "LOG": 9, "DETAIL": 9, "HINT": 9, "QUERY": 9,
    "CONTEXT": 9, "STATEMENT": 9, "LOCATION": 9,
}  # fmt: skip
_PINO = {"10": 1, "20": 5, "30": 9, "40": 13, "50": 17, "60": 21}
_WORDS = {
    **LEVEL_NUMBERS, "ERRO": 17, "EROR": 17, "WRN": 13, "INF": 9, "DBG": 5, "TRC": 1, "FTL": 21, "EMERGENCY": 23, "SILLY": 1,
    **_LETTERS, **_REDIS_SIGNS, **_POSTGRES, **_PINO, **{str(number): level for number, level in enumerate(SYSLOG)},
}  # fmt: skip

# Upper case between borders, any case in brackets or as a first word before a colon, and klog's letter before its date.
_NAMES = "TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|PANIC|ALERT|EMERG"
_IN_TEXT = (
    rf"(?:^|[\s\[|(<])({_NAMES})(?:[\s\]:|)>]|$)|(?i:[\[<]({_NAMES})[\]>])|^(?i:({_NAMES})):"
    r"|^([IWEF])\d{4} \d\d:\d\d"
)
_LOOKED_AT = 160
_TRACEBACK = r"^(?:Traceback \(most recent call last\)|panic: |Exception in thread |Uncaught )"


def number(fields: str, text: str) -> str:
    """SQL for the severity number (0-24) of a line with these `fields` and this `text`."""
    words, numbers = _words()
    start = f"substring({text}, 1, {_LOOKED_AT})"
    found = f"upper(arrayStringConcat(extractGroups({start}, {quoted(_IN_TEXT)})))"
    priority = first_value(fields, ("syslog.priority",))
    syslog = f"[{', '.join(map(str, SYSLOG))}][toUInt16OrZero({priority}) % 8 + 1]"
    status = f"toUInt16OrZero({first_value(fields, ('http.response.status_code',))})"
    return (
        f"arrayFirst(n -> n != 0, [{named(fields)}, "
        f"if({priority} = '', 0, toUInt8({syslog})), "
        f"toUInt8(multiIf({status} >= 500, 17, {status} >= 400, 13, {status} >= 100, 9, 0)), "
        f"if(empty({fields}), toUInt8(transform({found}, [{words}], [{numbers}], 0)), 0), "
        f"if(match({start}, {quoted(_TRACEBACK)}), 17, 0)])"
    )


def named(pairs: str) -> str:
    """SQL for the severity number (0-24) that a level field among these pairs names, such as a label of Loki's."""
    words, numbers = _words()
    return f"toUInt8(transform(upper({first_value(pairs, LEVEL_KEYS, ignore_case=True)}), [{words}], [{numbers}], 0))"


def _words() -> tuple[str, str]:
    return ", ".join(quoted(word) for word in _WORDS), ", ".join(str(value) for value in _WORDS.values())
