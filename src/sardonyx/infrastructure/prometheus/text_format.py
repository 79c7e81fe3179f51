"""Samples in Prometheus' text format, version 0.0.4, as /federate writes them. Source: Prometheus, "Exposition formats".

The format has no native histograms. Upstream writes one as a classic histogram without buckets but the last, and so do we;
its figures of count are 0 there, as float histograms keep theirs where this format doesn't look. Ours are right.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from sardonyx.infrastructure.prometheus.label_names import is_legacy, underscored
from sardonyx.query.metrics.latest import LatestSample

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CONTENT_TYPE_QUOTED = "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8"

_NAME = "__name__"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_LEAST_EXPONENT, _MOST_EXPONENT = -4, 6


def written(samples: Iterable[LatestSample], external: Mapping[str, str], *, quoted: bool = False) -> Iterator[str]:
    """The families, one text each; `samples` come by name, of each those of one type together.

    A label of `external` is added to series that lack it. `quoted` writes names that are not plain in quotes; else
    underscores take the place of what is not allowed.
    """
    named = (sample for sample in samples if sample.labels.get(_NAME))
    for (name, is_native), several in groupby(named, key=lambda one: (one.labels[_NAME], one.histogram is not None)):
        lines = [f"# TYPE {_name(name, quoted)} {'histogram' if is_native else 'untyped'}\n"]
        for sample in several:
            pairs = _pairs(sample, external, quoted)
            if (native := sample.histogram) is None:
                lines.append(_line(name, pairs, sample.value, sample.time_ms, quoted))
                continue
            for suffix, more, value in (
                ("_bucket", ['le="+Inf"'], native.count),
                ("_sum", [], native.sum),
                ("_count", [], native.count),
            ):
                lines.append(_line(name + suffix, [*pairs, *more], value, sample.time_ms, quoted))
        yield "".join(lines)


def _pairs(sample: LatestSample, external: Mapping[str, str], quoted: bool) -> list[str]:
    own = sorted((label, value) for label, value in sample.labels.items() if label != _NAME and value)
    added = sorted((label, value) for label, value in external.items() if label not in sample.labels)
    return [f'{_name(label, quoted)}="{value.translate(_ESCAPES)}"' for label, value in (*own, *added)]


def _line(name: str, pairs: Sequence[str], value: float, time_ms: int, quoted: bool) -> str:
    if quoted and not is_legacy(name):
        series = f"{{{','.join([_name(name, quoted), *pairs])}}}"
    else:
        series = f"{_name(name, quoted)}{{{','.join(pairs)}}}"
    return f"{series} {number(value)} {time_ms}\n"


def _name(name: str, quoted: bool) -> str:
    if is_legacy(name):
        return name
    return f'"{name.translate(_ESCAPES)}"' if quoted else underscored(name)


def number(value: float) -> str:
    """The shortest text of a value, as Go's formatting `g` has it: 2305712.0 → `2.305712e+06`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)  # finite
    power = len(digits) + exponent - 1
    text = "".join(map(str, digits))
    if _LEAST_EXPONENT <= power < _MOST_EXPONENT:
        shown = f"{abs(Decimal(repr(value)).normalize()):f}"
    else:
        shown = f"{text[0]}{'.' if text[1:] else ''}{text[1:]}e{power:+03d}"
    return f"-{shown}" if sign else shown
