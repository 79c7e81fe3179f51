"""An entry of the journal, as `journalctl --output=json` writes it, as a record.

A field is a string; a list of numbers, its bytes, where it isn't printable UTF-8; null where it is too long; a list of those where
it is there more than once. Source: systemd.journal-fields(7), journalctl(1), systemd's JOURNAL_EXPORT_FORMATS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sardonyx.collectors.logs.joining import Record
from sardonyx.processors.parsing.levels import SYSLOG

FIELDS = ("MESSAGE", "PRIORITY", "SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "_COMM", "_PID", "_HOSTNAME", "_TRANSPORT",
          "CONTAINER_NAME")  # fmt: skip
_ATTRIBUTES = {"_PID": "process.pid", "_TRANSPORT": "journald.transport"}


@dataclass(slots=True)
class Entry(Record):
    """A record, where it comes from, and the cursor behind it."""

    cursor: str = ""
    resource: Mapping[str, str] = field(default_factory=dict)


def entry_of(line: bytes, host: str) -> Entry | None:
    """The entry of a line of JSON; None where it is none. One without a message has an empty text: only its cursor counts."""
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(cursor := said.get("__CURSOR"), str):
        return None
    texts = {name: text for name in FIELDS if (text := _text(said.get(name)))}
    unit = texts.get("_SYSTEMD_UNIT", "")
    service = (
        texts.get("CONTAINER_NAME")
        or texts.get("SYSLOG_IDENTIFIER")
        or unit.removesuffix(".service")
        or texts.get("_COMM")
    )
    resource = {"service.name": service, "host.name": texts.get("_HOSTNAME", host), "systemd.unit": unit}
    return Entry(
        texts.get("MESSAGE", "").encode(),
        _number(said.get("__REALTIME_TIMESTAMP")) * 1000,
        _severity(texts.get("PRIORITY", "")),
        {name: texts[key] for key, name in _ATTRIBUTES.items() if key in texts},
        cursor=cursor,
        resource={key: value for key, value in resource.items() if value},
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        if all(isinstance(each, int) and 0 <= each < 256 for each in value):
            return bytes(value).decode("utf-8", "replace")
        return _text(value[0]) if value else ""
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() else 0


def _severity(priority: str) -> int:
    return SYSLOG[int(priority)] if priority.isdecimal() and int(priority) < len(SYSLOG) else 0
