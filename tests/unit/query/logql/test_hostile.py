"""Texts of users are values: they never become a part of the SQL, and never make it explode."""

import random
import re

import pytest

from sardonyx.query.logql.errors import LogqlError, LogqlSyntaxError
from sardonyx.query.logql.parser import parse
from sardonyx.query.logql.pipeline import Pipeline, all_labels
from sardonyx.query.logql.ranges import Steps, range_statement
from sardonyx.query.logql.service import Logql, RangeQuery
from sardonyx.query.logql.tree import Logs, RangeAggregation
from sardonyx.query.statement import Binder, Condition
from tests.support.telemetry import T0
from tests.unit.query.logql.conftest import ALL, S

MARK = "zq0x"
_PIECES = [
    "'",
    '"',
    "\\",
    "\\'",
    "`",
    "--",
    "/*",
    "*/",
    ";",
    "{q0:String}",
    "{where}",
    "%",
    "_",
    "\n",
    "\0",
    ") OR 1=1",
    "{{",
    "ü",
    "$1",
]


def hostile(seed: int) -> str:
    """A text with the marks that end strings, comments and place-holders."""
    choose = random.Random(seed)
    return MARK + "".join(choose.choice(_PIECES) for _ in range(choose.randint(1, 8))) + MARK


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


def queries(text: str) -> list[str]:
    value, regex = quoted(text), quoted(re.sub(r"([^0-9A-Za-zü])", lambda found: f"\\x{ord(found[1]):02x}", text))
    template = quoted(f"a{text.replace('{{', '')}b{{{{ .x | replace {quoted(text)} {quoted(text)} }}}}")
    return [
        f"{{app={value}}}",
        f'{{app=~{regex}, b!~{regex}, c!={value}, level={value}, service="x"}}',
        f'{{app="x"}} |= {value} != {value} |~ {regex} or {value.replace(value, regex)} |> {value}',
        f'{{app="x"}} | json a={quoted("b")} | c={value} or d=~{regex} | level!={value}',
        f'{{app="x"}} | logfmt a={value} | label_format b={template} | drop c={value} | keep d=~{regex}, b',
        f'{{app="x"}} | pattern {quoted("<a> " + text + " <b>")} | regexp {quoted("(?P<c>" + regex_of(text) + ")")}',
        f'{{app="x"}} | line_format {template}',
    ]


def regex_of(text: str) -> str:
    return re.sub(r"([^0-9A-Za-zü])", lambda found: f"\\x{ord(found[1]):02x}", text)


@pytest.mark.parametrize("seed", range(40))
def test_no_text_becomes_sql(seed: int) -> None:
    for query in queries(hostile(seed)):
        try:
            node = parse(query)
        except LogqlSyntaxError:
            assert "|> " in query or "pattern" in query or "template" in query, query  # a pattern may not be one
            continue
        assert isinstance(node, Logs)
        binder = Binder("l")
        sql = Pipeline(node, binder).rows.select(Condition("1")) + all_labels(errors=True)
        assert MARK not in sql, query
        assert any(MARK in str(value) for value in binder.params.values()), query
        metric = RangeAggregation("count_over_time", node, S)
        assert MARK not in range_statement(metric, Steps(0, S, 3), None, (hostile(seed),), ALL).sql


@pytest.mark.parametrize("seed", range(6))
async def test_the_engine_takes_what_is_made_of_them(logql: Logql, seed: int) -> None:
    for query in queries(hostile(seed)):
        try:
            await logql.range(query, RangeQuery(T0, T0 + S), ALL)
        except LogqlError:
            continue


@pytest.mark.parametrize(
    "query",
    [
        '{a="b"} | line_format `{{ .x' + " | trunc 5" * 40 + " }}`",
        '{a="b"}' + ' | drop c="d", c="e", c="f"' * 25 + ' | c="g"',
        '{a="b"} | line_format `' + "{{ if .a }}" * 200 + "`",
        '{a="b"}' + " | json" * 7,
        '{a="b"}' + " | decolorize" * 31,
        '{a="b"} |= "' + "x" * 70_000 + '"',
    ],
    ids=["nested functions", "nested drops", "nested ifs", "parsers", "stages", "length"],
)
def test_what_would_grow_without_bounds_is_refused(query: str) -> None:
    with pytest.raises(LogqlSyntaxError):
        built(query)


def built(query: str) -> Pipeline:
    node = parse(query)
    assert isinstance(node, Logs)
    return Pipeline(node, Binder("l"))


async def test_many_stages_still_run(logql: Logql) -> None:
    query = '{service_name="api"}' + " | json" * 3 + " | logfmt" * 3 + ' | label_format x="y"' * 10
    found = await logql.range(query, RangeQuery(T0, T0 + 2 * S), ALL)
    assert found.entries == 1  # type: ignore[union-attr]
