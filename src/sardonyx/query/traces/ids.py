"""Trace ids as people write them, and the times a trace lies in."""

import re
from collections.abc import Sequence

from sardonyx.query.time_range import NS, TimeRange
from sardonyx.storage.engine import INTERACTIVE, Engine, Limits

_HEX = re.compile(r"[0-9a-f]{1,32}")


class TraceNotFound(LookupError):
    """No such trace, or no span of it that the caller may see. `trace_id` is the id as asked for."""

    def __init__(self, trace_id: str) -> None:
        super().__init__(
            f"no trace {trace_id[:80]} is stored, or none of its spans is within your scope; "
            "its spans may also not have arrived yet"
        )
        self.trace_id = trace_id


def spellings(trace_id: str) -> list[str]:
    """The ids a text may mean: lower case, without dashes, and padded to 32 digits. Raises TraceNotFound for no hex."""
    text = trace_id.strip().lower().replace("-", "")
    if not _HEX.fullmatch(text):
        raise TraceNotFound(trace_id)
    return sorted({text, text.rjust(32, "0")})


async def times_of(engine: Engine, trace_ids: Sequence[str], *, limits: Limits = INTERACTIVE) -> TimeRange | None:
    """The range in which the starts of all spans of these traces lie; None when the id→time table knows none of them."""
    rows = await engine.rows(
        "SELECT count() AS known, toUnixTimestamp(min(Start)) AS first_s, toUnixTimestamp(max(End)) AS last_s "
        "FROM otel_traces_trace_id_ts WHERE TraceId IN {trace_ids:Array(String)}",
        {"trace_ids": list(trace_ids)},
        limits=limits,
    )
    row = rows[0]
    return TimeRange(int(row["first_s"]) * NS, (int(row["last_s"]) + 1) * NS) if int(row["known"]) else None
