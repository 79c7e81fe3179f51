"""Results that go on to the browser: rows stay JSON texts, nothing is decoded on the way."""

import msgspec

from sardonyx.storage.engine import INTERACTIVE, Engine, Limits, Params, Settings


class _Statistics(msgspec.Struct):
    rows_read: int
    bytes_read: int
    elapsed: float = 0.0


class _Document(msgspec.Struct):
    data: list[msgspec.Raw]
    statistics: _Statistics
    rows_before_limit_at_least: int | None = None


class JsonResult(msgspec.Struct, frozen=True):
    """Rows as JSON objects, and what reading them took. `rows_without_limit`: how many a final LIMIT was put to, where there was
    one; exact for grouped rows."""

    rows: list[msgspec.Raw]
    rows_read: int
    bytes_read: int
    elapsed_seconds: float = 0.0
    rows_without_limit: int | None = None


_SETTINGS = {"output_format_json_escape_forward_slashes": 0}
_DECODER = msgspec.json.Decoder(_Document)


async def read_json(
    engine: Engine, sql: str, params: Params, *, limits: Limits = INTERACTIVE, settings: Settings | None = None
) -> JsonResult:
    """Run a SELECT; each row as the JSON text of an object. 64-bit integers come as numbers: select ids as strings."""
    wanted = {**_SETTINGS, **(settings or {})}
    document = _DECODER.decode(await engine.raw(sql, params, fmt="JSON", limits=limits, settings=wanted))
    read = document.statistics
    return JsonResult(document.data, read.rows_read, read.bytes_read, read.elapsed, document.rows_before_limit_at_least)
