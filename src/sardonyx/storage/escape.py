"""The one home of quoting for the engine.

`literal` is for text of ours (schemas, tokens, setting values); text of users goes through `encode_params` only.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sardonyx.storage.engine import Param, Params

_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})
_LITERAL_ESCAPES = _TSV_ESCAPES | str.maketrans({"'": "\\'"})


def literal(text: str) -> str:
    """A ClickHouse string literal holding exactly `text`."""
    return f"'{text.translate(_LITERAL_ESCAPES)}'"


def setting_text(value: int | float | str) -> str:
    """A setting's value as it stands behind `name =`."""
    if isinstance(value, bool):
        return str(int(value))
    return literal(value) if isinstance(value, str) else repr(value)


def settings_clause(settings: Mapping[str, int | float | str]) -> str:
    """` SETTINGS a = 1, b = 'x'`, or nothing when there are none. Names are ours."""
    if not settings:
        return ""
    return " SETTINGS " + ", ".join(f"{name} = {setting_text(value)}" for name, value in settings.items())


def encode_params(params: Params | None) -> dict[str, str]:
    """Bound values in the text form ClickHouse parses: TSV-escaped scalars, array literals, `\\N` for None."""
    return {name: _encode(value) for name, value in (params or {}).items()}


def _encode(value: Param) -> str:
    if isinstance(value, str):
        return value.translate(_TSV_ESCAPES)
    if isinstance(value, Sequence):
        return "[" + ",".join(literal(item) if isinstance(item, str) else _scalar(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: int | float | bool | datetime | None) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        # A DateTime takes no fraction, a DateTime64 does without.
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f" if moment.microsecond else "%Y-%m-%d %H:%M:%S")
    return repr(value)
