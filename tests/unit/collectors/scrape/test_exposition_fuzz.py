"""Pages made up by chance: read as the reference parsers read them, and the same by the quick way and the slow."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families as reference_open
from prometheus_client.parser import text_string_to_metric_families as reference_text

from sardonyx.collectors.scrape.errors import RefusedPage
from sardonyx.storage.series import STALE_MARKER_BITS
from tests.unit.collectors.scrape.pages import NOW, Book

pytest.importorskip("re2", reason="google-re2 is needed")

Sample = tuple[tuple[tuple[str, str], ...], str, int]

_names = st.from_regex(r"[a-zA-Z_:][a-zA-Z0-9_:]{0,8}", fullmatch=True)
# The target has a label `instance`, which would be renamed.
_label_names = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{0,6}", fullmatch=True).filter(lambda name: name != "instance")
# The reference parsers cut lines where str.splitlines does, which is wrong but theirs.
_values = st.text(st.characters(codec="utf-8", exclude_characters="\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), max_size=12)
_labels = st.dictionaries(_label_names, _values, max_size=3)
_floats = st.one_of(
    st.floats().map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["+Inf", "-Inf", "NaN", "1e3", ".5"]),
)
_times = st.none() | st.integers(NOW - 10**9, NOW)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"') + '"'


def _series(name: str, labels: dict[str, str]) -> str:
    return name + ("{" + ",".join(f"{key}={_quoted(value)}" for key, value in labels.items()) + "}" if labels else "")


def _identity(line: tuple[str, dict[str, str], str, int | None]) -> str:
    """Two lines of one series would be one sample here; an empty label is none."""
    return _series(line[0], {name: value for name, value in sorted(line[1].items()) if value})


_lines = st.lists(st.tuples(_names, _labels, _floats, _times), max_size=8, unique_by=_identity)


def read(text: str, *, openmetrics: bool, book: Book | None = None) -> set[Sample] | None:
    """What we store of a page, None when it is refused."""
    book = book or Book(honor_labels=True)
    try:
        scrape = book.take(text, openmetrics=openmetrics)
    except RefusedPage:
        return None
    ended = scrape.values.view(np.uint64) == STALE_MARKER_BITS
    columns = zip(
        scrape.slots[~ended].tolist(), scrape.values[~ended].tolist(), scrape.times_ms[~ended].tolist(), strict=True
    )
    return {(book.ledger._book.pairs(slot), _number(value), at) for slot, value, at in columns}


def expected(families: Iterable[Any]) -> set[Sample]:
    found = set()
    for family in families:
        for sample in family.samples:
            labels = {"__name__": sample.name, "instance": "a:1", **sample.labels}
            pairs = tuple(sorted((name, value) for name, value in labels.items() if value))
            at = NOW if sample.timestamp is None else round(float(sample.timestamp) * 1000)
            found.add((pairs, _number(float(sample.value)), at))
    return found


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else repr(value)


@given(_lines)
@example([("a", {"b": '\\n "} 1'}, "1", None), ("a", {"b": "x # y"}, "NaN", NOW)])
def test_text_is_read_as_the_reference_parser_reads_it(
    lines: list[tuple[str, dict[str, str], str, int | None]],
) -> None:
    text = "".join(
        f"{_series(name, labels)} {value}{'' if at is None else f' {at}'}\n" for name, labels, value, at in lines
    )
    assert read(text, openmetrics=False) == expected(reference_text(text))


@given(_lines)
def test_openmetrics_is_read_as_the_reference_parser_reads_it(
    lines: list[tuple[str, dict[str, str], str, int | None]],
) -> None:
    # Of one family, whose samples must be together and in order of time.
    text = "".join(
        f"{_series(f'f{number}', labels)} {value}{'' if at is None else f' {at / 1000:.3f}'}\n"
        for number, (_, labels, value, at) in enumerate(lines)
    )
    assert read(text + "# EOF\n", openmetrics=True) == expected(reference_open(text + "# EOF\n"))


_CORPUS = (
    "a 1", "a 2", 'a{b="c"} 1', 'a{b="c"} 1 1790000000000', 'a{b="c",} 1', "a\t1", "a  1", " a 1", "a 1 ", 'a{b="1 2"} 3',
    "a{} 1", '{"a"} 1', '{"a",b="c"} 2', "a 1 2 3", "a", "a b", "a{", 'a{b="c} 1', "# TYPE a gauge", "# HELP a b", "#", "",
    "# EOF", "a +Inf", "a nan", "a -nan", "a 0x1", "a 1_0", "a 1e5", "a 1 # {} 1", 'a 1 # {t="x"} 1 1.5', "a 1.0 1.5", "é 1",
    'a{b="\\"} 1', 'a{b="\\n"} 1', "a 1\r", "# UNIT a s", "a 1 99999999999999999999",
)  # fmt: skip
_pages = st.lists(
    st.sampled_from(_CORPUS) | st.text(max_size=20).filter(lambda line: "\n" not in line), max_size=6
).map(lambda lines: "".join(f"{line}\n" for line in lines))


@given(st.lists(_pages, max_size=4), st.booleans())
def test_what_was_read_before_changes_nothing(pages: list[str], openmetrics: bool) -> None:
    end: Callable[[str], str] = lambda page: page + "# EOF\n" if openmetrics else page  # noqa: E731
    practised = Book(honor_labels=True)
    for page in pages:
        again = read(end(page), openmetrics=openmetrics, book=practised)
        assert again == read(end(page), openmetrics=openmetrics)
