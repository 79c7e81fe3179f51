"""LogQL's grammar: what is read, and upstream's words for what can't be."""

import pytest

from sardonyx.query.logql.errors import LogqlSyntaxError
from sardonyx.query.logql.parser import is_metric, parse
from sardonyx.query.logql.tree import (
    Both,
    Chosen,
    Drop,
    LabelFilter,
    LineFilter,
    LineTerm,
    Logs,
    NumberComparison,
    Operation,
    Parser,
    RangeAggregation,
    TextComparison,
    Unwrap,
    VectorAggregation,
)
from sardonyx.query.promql.tree import Matcher, Matching

FOO = (Matcher("foo", "=", "bar"),)


def stages(text: str) -> tuple[object, ...]:
    node = parse('{foo="bar"}' + text)
    assert isinstance(node, Logs)
    return node.stages


@pytest.mark.parametrize(
    ("text", "matchers"),
    [
        ('{foo="bar"}', FOO),
        ("{ foo = `bar` }", FOO),
        ('{foo="bar",}', FOO),
        ('{foo="bar", a!="b",c=~"d.*"}', (*FOO, Matcher("a", "!=", "b"), Matcher("c", "=~", "d.*"))),
        ('{foo="bar",e!~"f"}', (*FOO, Matcher("e", "!~", "f"))),
        (r'{foo="b\"\u00e4\\r"}', (Matcher("foo", "=", 'b"ä\\r'),)),
        ('# all of it\n{foo="bar"} # the end', FOO),
    ],
)  # fmt: skip
def test_reads_stream_selectors(text: str, matchers: tuple[Matcher, ...]) -> None:
    assert parse(text) == Logs(matchers)


def test_reads_line_filters_with_alternatives() -> None:
    assert stages('|= "a" or "b" != ip("10.0.0.0/8") |~ `e\\d` !> "<_>x"') == (
        LineFilter("|=", (LineTerm("a"), LineTerm("b"))),
        LineFilter("!=", (LineTerm("10.0.0.0/8", ip=True),)),
        LineFilter("|~", (LineTerm("e\\d"),)),
        LineFilter("!>", (LineTerm("<_>x"),)),
    )


def test_and_binds_closer_than_or_in_label_filters() -> None:
    [found] = stages('| a=1 or b>2s and c<=3KB, d="x"')
    a, b = NumberComparison("a", "==", "number", 1.0), NumberComparison("b", ">", "duration", 2.0)
    c, d = NumberComparison("c", "<=", "bytes", 3000.0), TextComparison(Matcher("d", "=", "x"))
    assert found == LabelFilter(Both("or", a, Both("and", Both("and", b, c), d)))


def test_keywords_may_be_names_of_labels() -> None:
    assert stages('| logfmt | rate="a" | json="b" | drop level="debug", by') == (
        Parser("logfmt"),
        LabelFilter(TextComparison(Matcher("rate", "=", "a"))),
        LabelFilter(TextComparison(Matcher("json", "=", "b"))),
        Drop((Chosen("level", Matcher("level", "=", "debug")), Chosen("by"))),
    )


@pytest.mark.parametrize(
    "text",
    [
        'rate({foo="bar"} |= "x" [5m])',
        'rate({foo="bar"}[5m] |= "x")',
        'rate(({foo="bar"} |= "x")[5m])',
        'rate(({foo="bar"} |= "x" [5m]))',
        'RATE({foo="bar"} |= "x" [300s])',
    ],
)
def test_the_range_may_stand_in_several_places(text: str) -> None:
    assert parse(text) == RangeAggregation("rate", Logs(FOO, (LineFilter("|=", (LineTerm("x"),)),)), 300 * 10**9)


def test_reads_unwrap_with_conversion_filters_and_offset() -> None:
    node = parse(
        'quantile_over_time(0.9, {foo="bar"} | json | unwrap duration(took) | __error__="" [1m] offset 1h) by (a)'
    )
    assert isinstance(node, RangeAggregation)
    assert node.unwrap == Unwrap("took", "duration", (LabelFilter(TextComparison(Matcher("__error__", "=", ""))),))
    assert (node.parameter, node.offset_ns, node.range_ns) == (0.9, 3600 * 10**9, 60 * 10**9)
    assert node.grouping is not None
    assert node.grouping.labels == ("a",)


def test_operators_have_the_precedence_of_promql() -> None:
    node = parse("vector(1) + vector(2) * vector(3) ^ vector(4) ^ vector(5) > bool on (a) group_left (b) vector(6)")
    assert isinstance(node, Operation)
    assert (node.op, node.return_bool) == (">", True)
    assert node.matching == Matching("many-to-one", on=True, labels=("a",), include=("b",))
    assert isinstance(node.left, Operation)
    assert node.left.op == "+"
    product = node.left.right
    assert isinstance(product, Operation)
    assert isinstance(product.right, Operation)
    assert isinstance(product.right.right, Operation)  # ^ binds to the right


@pytest.mark.parametrize("text", ['sum by (a) (rate({foo="bar"}[1m]))', 'sum(rate({foo="bar"}[1m])) by (a)'])
def test_a_grouping_stands_before_or_behind(text: str) -> None:
    node = parse(text)
    assert isinstance(node, VectorAggregation)
    assert node.grouping is not None
    assert node.grouping.labels == ("a",)
    assert is_metric(node)


REFUSED = {
    'unk({ foo = "bar" }[5m])': "parse error at line 1, col 1: syntax error: unexpected IDENTIFIER",
    'absent_over_time({ foo = "bar" }[5h]) by (foo)': "parse error : grouping not allowed for absent_over_time aggregation",
    'rate({ foo = "bar" }[5minutes])': 'parse error at line 1, col 21: not a valid duration string: "5minutes"',
    'label_replace(rate({ foo = "bar" }[5m]),"")': "parse error at line 1, col 43: syntax error: unexpected ), expecting ,",
    'rate({ foo = "bar" }[5)': "parse error at line 1, col 21: missing closing ']' in duration",
    'min({ foo = "bar" }[5m])': "parse error at line 1, col 20: syntax error: unexpected RANGE",
    '{ foo = "bar" }|logfmt|addr>=ip("1.2.3.4")': (
        "parse error at line 1, col 30: syntax error: unexpected ip, expecting BYTES or NUMBER or DURATION"
    ),
    '{foo="bar"': "parse error at line 1, col 11: syntax error: unexpected $end, expecting }",
    '{foo="bar"}\n| json |': "parse error at line 2, col 9: syntax error: unexpected $end, expecting IDENTIFIER",
    'sum_over_time({foo="bar"}[1m])': "parse error : invalid aggregation sum_over_time without unwrap",
    'count_over_time({foo="bar"} | unwrap a [1m])': "parse error : invalid aggregation count_over_time with unwrap",
    'quantile_over_time({foo="bar"} | unwrap a [1m])': "parse error : parameter required for operation quantile_over_time",
    'topk(rate({foo="bar"}[1m]))': "parse error : parameter required for operation topk",
    '{foo="bar"} + 1': "parse error : unexpected type for left leg of binary operation (+): a log query",
    '{foo="bar"} | line_format `{{env "HOME"}}`': (
        'parse error at line 1, col 27: invalid template: function "env" is not supported'
    ),
    '{foo="bar"} | line_format `{{range .a}}x{{end}}`': (
        "parse error at line 1, col 27: invalid template: range is not supported"
    ),
    '{foo="bar"} |~ "a("': "parse error at line 1, col 16: error parsing regexp: missing ): a(",
    '{foo="bar"} | pattern "<a><b>"': (
        "parse error at line 1, col 23: invalid pattern: found consecutive capture '<a>' '<b>'"
    ),
    '{foo="bar"} | regexp "a(b)"': "parse error at line 1, col 22: at least one named capture must be supplied",
    '{foo="bar"} |= ip("10.0.0.300")': "parse error at line 1, col 19: ip: failed to parse",
    '{foo="bar"} | distinct a': "parse error at line 1, col 15: distinct is not supported",
    '{foo="b': "parse error at line 1, col 6: literal not terminated",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_says_what_is_wrong_as_upstream_does(text: str) -> None:
    with pytest.raises(LogqlSyntaxError) as caught:
        parse(text)
    assert str(caught.value).startswith(REFUSED[text])


@pytest.mark.parametrize("text", ["{}", '{a=~".*"}', '{a=""}', '{a!="x"}'])
def test_a_selector_has_to_choose_something(text: str) -> None:
    with pytest.raises(LogqlSyntaxError, match="queries require at least one regexp or equality matcher"):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 5000, '{a="b"} |' + "(" * 5000, "-" * 5000, '{a="b"}' + "|json" * 5000 + "|"])
def test_hostile_texts_are_refused_and_do_not_exhaust_the_stack(text: str) -> None:
    with pytest.raises(LogqlSyntaxError):
        parse(text)
