r"""When a line says it was written, in nanoseconds since 1970; 0 where it doesn't say.

Numbers are seconds, milliseconds, microseconds or nanoseconds by their size. Texts without a zone are taken as UTC. At the start
of a line that has no fields, a date and time in the ISO order counts.
"""

from sardonyx.processors.parsing.fragments import first_value, quoted

TIME_KEYS = (
    "@timestamp", "timestamp", "time", "ts", "@t", "time_local", "asctime", "datetime", "date", "eventtime", "event_time",
    "__realtime_timestamp", "_source_realtime_timestamp",
)  # fmt: skip

_AT_START = r"^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)"
_ACCESS = r"^(\d\d)/(\w{3})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})$"


def nanoseconds(fields: str, text: str) -> str:
    """SQL for the time as UInt64."""
    said = first_value(fields, TIME_KEYS, ignore_case=True)
    start = f"if(empty({fields}), extract(substring({text}, 1, 48), {quoted(_AT_START)}), '')"
    return f"arrayMap(t -> {_parsed('t')}, [if({said} = '', {start}, {said})])[1]"


def _parsed(text: str) -> str:
    real = f"toFloat64OrZero({text})"
    whole = f"toUInt64OrZero({text})"
    # A fraction of a number is kept to the microsecond: a double has no more of it.
    of_number = (
        f"multiIf({real} < 1e8, 0, {real} < 1e11, if({whole} > 0, {whole} * 1000000000, toUInt64({real} * 1e6) * 1000), "
        f"{real} < 1e14, if({whole} > 0, {whole} * 1000000, toUInt64({real} * 1e3) * 1000), "
        f"{real} < 1e17, {whole} * 1000, {whole})"
    )
    access = f"replaceRegexpOne({text}, {quoted(_ACCESS)}, '\\\\1 \\\\2 \\\\3 \\\\4 \\\\5')"
    cleaned = f"replaceOne(replaceOne({access}, ',', '.'), ' UTC', 'Z')"
    of_text = f"toUInt64(greatest(0, toUnixTimestamp64Nano(parseDateTime64BestEffortOrZero({cleaned}, 9, 'UTC'))))"
    return f"if(match({text}, '^[0-9]+([.][0-9]+)?$'), {of_number}, {of_text})"
