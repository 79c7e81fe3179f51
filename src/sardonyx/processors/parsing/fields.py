r"""The fields of a line: JSON flattened, logfmt, syslog, access logs of nginx and Apache, PostgreSQL, Redis.

A line that is none of these has no fields; it is text. JSON is flattened two levels deep with dots between the names; what is
deeper, and lists, stay JSON text. A JSON object in a string field named `log` or `message` (a container's line in a
shipper's envelope) is unfolded too.
"""

from sardonyx.processors.parsing.fragments import in_list, only_where, quoted

PAIRS = "Array(Tuple(String, String))"
NONE = f"CAST([], '{PAIRS}')"

_ENVELOPES = ("log", "message", "MESSAGE")

_LOGFMT = r"^\s*[A-Za-z_][\w.\-]*=(\"[^\"]*\"|[^\s\"]*)\s+[A-Za-z_][\w.\-]*="
# The combined format of nginx and Apache; the names are those of the OpenTelemetry semantic conventions.
_ACCESS = (
    r'^(\S+) (\S+) (\S+) \[(\d{2}/\w{3}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "([A-Z]+) (\S+)(?: HTTP/([\d.]+))?" (\d{3}) (\d+|-)'
    r'(?: "([^"]*)" "([^"]*)")?'
)
_ACCESS_NAMES = (
    "client.address", "", "user.name", "time_local", "http.request.method", "url.path", "network.protocol.version",
    "http.response.status_code", "http.response.body.size", "http.request.header.referer", "user_agent.original",
)  # fmt: skip
# PostgreSQL's default line: time [pid] user@database LEVEL:  message.
_POSTGRES = (
    r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) ([A-Z]{2,5}|[+-]\d+) \[(\d+)\](?: (\S+)@(\S+))? "
    r"(DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION):  ?(.*)$"
)
_POSTGRES_NAMES = ("time", "time_zone", "process.pid", "db.user", "db.namespace", "level", "message")
# RFC 5424: <priority>1 time host application process message-id structured-data message.
_SYSLOG = (
    r'^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]"\\]|\\.|"(?:[^"\\]|\\.)*")*\])+) ?'
    r"(?:\x{FEFF})?((?s:.*))$"
)
_SYSLOG_NAMES = (
    "syslog.priority", "time", "host.name", "syslog.appname", "process.pid", "syslog.msgid", "syslog.structured_data",
    "message",
)  # fmt: skip
# RFC 3164 and what is sent in its name: time and host may be missing, so may the tag, and times may be of RFC 3339.
_OLD_SYSLOG = (
    r"^<(\d{1,3})>(?:([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) (?:([^\s:\[\]]+) )?)?"
    r"(?:([\w./\-]+)(?:\[(\d+)\])?: ?)?((?s:.*))$"
)
_OLD_SYSLOG_NAMES = ("syslog.priority", "time", "host.name", "syslog.appname", "process.pid", "message")
# Redis: pid:role time level-sign message.
_REDIS = r"^(\d+):([XCSM]) (\d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}\.\d{3}) ([.\-*#]) (.*)$"
_REDIS_NAMES = ("process.pid", "redis.role", "time", "level", "message")


def staged(text: str, source: str) -> str:
    """A SELECT of every column of the subquery `source` and `fields`: those of its String column `text`, as an
    Array(Tuple(key, value)) of plain texts. One subquery a step: written as one expression its text would double each time.
    """
    raw = f"SELECT *, JSONExtractKeysAndValuesRaw({text}) AS json_top FROM ({source})"
    opened = f"SELECT *, {_envelopes_opened('json_top')} AS json_bare FROM ({raw})"
    once = f"SELECT *, {_objects_opened('json_bare')} AS json_once FROM ({opened})"
    twice = f"SELECT *, {_objects_opened('json_once')} AS json_pairs FROM ({once})"
    formats = [
        _unquoted("json_pairs"),
        only_where(f"match({text}, {quoted(_LOGFMT)})", text, _logfmt("x"), NONE),
        _groups(text, _SYSLOG, _SYSLOG_NAMES),
        _groups(text, _OLD_SYSLOG, _OLD_SYSLOG_NAMES, but=r"^<\d{1,3}>1 "),
        _groups(text, _ACCESS, _ACCESS_NAMES),
        _groups(text, _POSTGRES, _POSTGRES_NAMES),
        _groups(text, _REDIS, _REDIS_NAMES),
    ]
    fields = f"arrayFilter(p -> p.1 != '' AND p.2 != '', arrayConcat({', '.join(formats)}))"
    steps = "json_top, json_bare, json_once, json_pairs"
    return f"SELECT * EXCEPT ({steps}), {fields} AS fields FROM ({twice})"


def _envelopes_opened(pairs: str) -> str:
    """`pairs` of raw JSON, where an envelope's string that is an object is replaced by the object's pairs."""
    found = f"(p.1 IN {in_list(_ENVELOPES)} AND startsWith(p.2, '\"{{\\\\\"'))"
    inner = "arrayMap(t -> if(isValidJSON(t), JSONExtractKeysAndValuesRaw(t), [p]), [JSONExtractString(p.2)])[1]"
    return _replaced(pairs, found, inner)


def _objects_opened(pairs: str) -> str:
    """`pairs` of raw JSON, where each object is replaced by its pairs under names that begin with its own."""
    inner = "arrayMap(q -> (concat(p.1, '.', q.1), q.2), JSONExtractKeysAndValuesRaw(p.2))"
    return _replaced(pairs, "startsWith(p.2, '{')", inner)


def _unquoted(pairs: str) -> str:
    """`pairs` of raw JSON as plain texts; only strings with an escape need a JSON parser."""
    plain = "(p.1, multiIf(startsWith(p.2, '\"'), substring(p.2, 2, length(p.2) - 2), p.2 = 'null', '', p.2))"
    escaped = r"(startsWith(p.2, '\"') AND position(p.2, '\\') != 0)"
    return (
        f"arrayConcat(arrayMap(p -> {plain}, arrayFilter(p -> NOT {escaped}, {pairs})), "
        f"arrayMap(p -> (p.1, JSONExtractString(p.2)), arrayFilter(p -> {escaped}, {pairs})))"
    )


def _replaced(pairs: str, found: str, inner: str) -> str:
    """`pairs` with each `p` for which `found` holds replaced by the pairs `inner`."""
    return (
        f"arrayConcat(arrayFilter(p -> NOT {found}, {pairs}), "
        f"arrayFlatten(arrayMap(p -> {inner}, arrayFilter(p -> {found}, {pairs}))))"
    )


def _logfmt(text: str) -> str:
    return f"CAST(extractKeyValuePairs({text}, '=', ' ', '\"'), '{PAIRS}')"


def _groups(text: str, pattern: str, names: tuple[str, ...], *, but: str = "") -> str:
    """A pattern's groups under their names, unless the pattern `but` is found; `-` stands for nothing in all of these formats."""
    keys = ", ".join(quoted(name) for name in names)
    taken = f"CAST(arrayZip([{keys}], extractGroups(x, {quoted(pattern)})), '{PAIRS}')"
    found = f"match({text}, {quoted(pattern)})" + (f" AND NOT match({text}, {quoted(but)})" if but else "")
    return only_where(found, text, f"arrayFilter(p -> p.2 != '-', {taken})", NONE)
