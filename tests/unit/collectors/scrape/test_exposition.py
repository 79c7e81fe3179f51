"""Lines of the text format and of OpenMetrics, good and bad."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.collectors.scrape import exposition
from sardonyx.collectors.scrape.errors import BadExposition
from sardonyx.collectors.scrape.exposition import Family, labels_of, parse_line


@pytest.mark.parametrize(
    ("line", "labels", "value", "at"),
    [
        ("up 1", {"__name__": "up"}, 1, None),
        ('a{b="c d",} +Inf 1700000000123', {"__name__": "a", "b": "c d"}, math.inf, 1_700_000_000_123),
        ('a { b = "x" , c="" }\t-2.5e3', {"__name__": "a", "b": "x", "c": ""}, -2500, None),
        (r'a{b="\\ \" \n }"} 25e-2', {"__name__": "a", "b": '\\ " \n }'}, 0.25, None),
        ('{"http.é",zone="eu"} 3', {"__name__": "http.é", "zone": "eu"}, 3, None),
        ('a{"b.c"="d"} 3', {"__name__": "a", "b.c": "d"}, 3, None),
    ],
    ids=["plain", "time", "blanks", "escapes", "quoted name", "quoted label"],
)
def test_reads_a_line(line: str, labels: dict[str, str], value: float, at: int | None) -> None:
    found = parse_line(line, openmetrics=False)
    assert (dict(labels_of(found.series)), found.value, found.at_ms) == (labels, value, at)


@pytest.mark.parametrize(
    "line",
    [
        "a",
        "a 1_0",
        "a 0x1p-2",
        "a b",
        "1a 1",
        'a{b="c} 1',
        "a{b=c} 1",
        "a 1 1.5",
        "a 1 2 3",
        "a 1\r",
        'a{b="c"} 1 # {t="x"} 1',
        "a{ 1",
    ],
)
def test_refuses_a_line(line: str) -> None:
    with pytest.raises(BadExposition):
        parse_line(line, openmetrics=False)


@pytest.mark.parametrize("series", ['a{b="1",b="2"}', '{b="1"}', 'a{"x"}', r'a{b="\q"}'])
def test_refuses_labels(series: str) -> None:
    with pytest.raises(BadExposition):
        labels_of(series)


def test_openmetrics_has_exemplars_and_times_in_seconds() -> None:
    found = parse_line('a_bucket{le="1"} 5 1.5 # {trace_id="ab"} 0.5 2.25', openmetrics=True)
    assert (found.value, found.at_ms) == (5, 1500)
    assert found.exemplar == exposition.Exemplar((("trace_id", "ab"),), 0.5, 2250)
    with pytest.raises(BadExposition, match="128 characters"):
        parse_line(f'a_total 5 # {{t="{"x" * 128}"}} 1', openmetrics=True)


@pytest.mark.parametrize(
    ("text", "words"), [("a 1\n", "# EOF"), ("a 1\n\n# EOF\n", "empty line"), ("# EOF\na 1\n", "# EOF")]
)
def test_openmetrics_is_strict_about_its_lines(text: str, words: str) -> None:
    with pytest.raises(BadExposition, match=words):
        exposition.split(text, openmetrics=True)


def test_lines_are_split_and_cut() -> None:
    samples, comments = exposition.split('# HELP a x\na 1\n\n  \nb{c="d e"} 2', openmetrics=False)
    assert (samples, comments) == (["a 1", 'b{c="d e"} 2'], ("# HELP a x",))
    assert exposition.quick(samples) == (["a", 'b{c="d e"}'], ["1", "2"])


def test_families_have_type_help_and_unit() -> None:
    found = exposition.families(
        ["# TYPE a counter", r"# HELP a one\ntwo", "# whatever", "# TYPE b untyped"], openmetrics=False
    )
    assert found == {"a": Family("counter", "one\ntwo"), "b": Family("unknown")}
    for bad in ("# TYPE a odd", "# TYPE"):
        with pytest.raises(BadExposition):
            exposition.families([bad], openmetrics=False)


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: name != "__name__"), st.text(min_size=1), max_size=5))
def test_any_labels_survive_being_written(labels: dict[str, str]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    text = "m{" + ",".join(f"{quoted(name)}={quoted(value)}" for name, value in labels.items()) + "}"
    assert dict(labels_of(parse_line(f"{text} 1", openmetrics=False).series)) == {"__name__": "m", **labels}


@given(st.text())
def test_any_line_is_read_or_refused(line: str) -> None:
    for openmetrics in (False, True):
        try:
            labels_of(parse_line(line, openmetrics=openmetrics).series)
        except BadExposition:
            continue
