"""Patterns by name, as grok rules write them: `%{NAME}`, or `%{NAME:field}` to keep what it finds. All are RE2.

The names and what they stand for are those of Logstash's grok; the patterns are ours, so that they need no look-around.
"""

NAMED: dict[str, str] = {
    "WORD": r"\b\w+\b",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": r".*",
    "INT": r"[+-]?\d+",
    "POSINT": r"[1-9]\d*",
    "NONNEGINT": r"\d+",
    "NUMBER": r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?",
    "BASE16NUM": r"[+-]?(?:0[xX])?[0-9A-Fa-f]+",
    "QUOTEDSTRING": r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)""",
    "UUID": r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    "USERNAME": r"[\w.-]+",
    "USER": r"[\w.-]+",
    "EMAILADDRESS": r"[\w.!#$%&'*+/=?^`|~-]+@[\w.-]+",
    "MAC": r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}",
    "IPV4": r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)",
    "IPV6": r"(?:[0-9A-Fa-f]{1,4}:|:){2,7}(?:[0-9A-Fa-f]{1,4}|:)?(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%\w+)?",
    "IP": r"(?:%{IPV4}|%{IPV6})",
    "HOSTNAME": r"\b[0-9A-Za-z][0-9A-Za-z_-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z_-]{0,62})*\.?",
    "IPORHOST": r"(?:%{IP}|%{HOSTNAME})",
    "HOSTPORT": r"%{IPORHOST}:%{POSINT}",
    "UNIXPATH": r"(?:/[\w.%!$@:,+~-]*)+",
    "PATH": r"(?:/[\w.%!$@:,+~-]*)+",
    "URIPATH": r"/[^\s?#]*",
    "URIPATHPARAM": r"/\S*",
    "URI": r"[A-Za-z][\w+.-]*://\S+",
    "YEAR": r"\d{2}(?:\d{2})?",
    "MONTH": r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b",
    "MONTHNUM": r"(?:0?[1-9]|1[0-2])",
    "MONTHDAY": r"(?:0?[1-9]|[12]\d|3[01])",
    "DAY": r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*",
    "TIME": r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?",
    "ISO8601_TIMEZONE": r"(?:Z|[+-]\d{2}:?\d{2})",
    "TIMESTAMP_ISO8601": r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?%{ISO8601_TIMEZONE})?",
    "SYSLOGTIMESTAMP": r"%{MONTH} +%{MONTHDAY} %{TIME}",
    "HTTPDATE": r"%{MONTHDAY}/%{MONTH}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}",
    "LOGLEVEL": (
        r"(?i:trace|debug|notice|info(?:rmation)?|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|severe|emerg(?:ency)?|alert|panic)"
    ),
    "QS": r"%{QUOTEDSTRING}",
}  # fmt: skip
