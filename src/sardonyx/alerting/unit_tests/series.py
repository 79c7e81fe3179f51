"""Series as tests write them: `up{job="api"}` and `0+10x3 _ stale`. Source: Prometheus, "Unit testing for rules"."""

import re
from collections.abc import Iterator, Mapping

from sardonyx.query.promql.parser import parse
from sardonyx.query.promql.tree import Selector
from sardonyx.receivers.sample_writer import STALE

_NUMBER = r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|[iI]nf|[nN]a[nN])"
_REPEATED = re.compile(rf"(?P<first>{_NUMBER})(?:(?P<step>[+-]{_NUMBER.removeprefix('[+-]?')}))?x(?P<times>\d+)")
_GAPS = re.compile(r"_(?:x(\d+))?")
_MOST = 1_000_000


class BadSeries(Exception):
    """The notation can't be read; the text says what is wrong."""


def labels_of(text: str) -> Mapping[str, str]:
    """The labels of a series, `__name__` among them. Raises BadSeries, ParseError."""
    if text.strip() in ("", "{}"):
        return {}
    found = parse(text)
    if not isinstance(found, Selector) or len(found.alternatives) != 1 or found.offset_ms or found.at:
        raise BadSeries(f"{text!r} is not a series")
    if any(matcher.op != "=" for matcher in found.alternatives[0]):
        raise BadSeries(f"{text!r} is not a series: only = stands between a label and its value")
    return {matcher.name: matcher.value for matcher in found.alternatives[0] if matcher.value}


def values_of(text: str) -> list[float | None]:
    """One value per interval, None for a gap. Raises BadSeries."""
    found: list[float | None] = []
    for item in text.split():
        found += _values(item)
        if len(found) > _MOST:
            raise BadSeries(f"more than {_MOST} values")
    return found


def _values(item: str) -> Iterator[float | None]:
    if item == "stale":
        yield STALE
    elif gap := _GAPS.fullmatch(item):
        yield from [None] * min(int(gap[1] or 1), _MOST + 1)
    elif found := _REPEATED.fullmatch(item):
        first, step = _number(found["first"]), _number(found["step"] or "0")
        yield from (first + step * time for time in range(min(int(found["times"]), _MOST) + 1))
    elif re.fullmatch(_NUMBER, item):
        yield _number(item)
    else:
        raise BadSeries(f"{item!r} is no value: 1, 1+2x3, 1x3, _, _x3 and stale are")


def _number(text: str) -> float:
    return float(int(text, 16)) if "x" in text.lower() else float(text)
