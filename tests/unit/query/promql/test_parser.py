"""Text → tree: what is understood, what is refused, and in which words."""

import pytest

from sardonyx.query.promql import ParseError
from sardonyx.query.promql.parser import MAX_DEPTH, MAX_LENGTH, parse
from sardonyx.query.promql.tree import At, AtKind, Binary, Call, Matcher, Negation, Number, Range, Selector, Subquery


def refusal(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        parse(text)
    return caught.value


def test_selector_has_its_matchers_offset_and_instant() -> None:
    selector = parse('up{job="api", code!~"5.."} offset -1m30s @ 1700000000.5')
    matchers = (Matcher("__name__", "=", "up"), Matcher("job", "=", "api"), Matcher("code", "!~", "5.."))
    assert selector == Selector((matchers,), -90_000, At(AtKind.TIME, 1_700_000_000_500))


def test_names_of_utf8_are_quoted_inside_the_braces() -> None:
    assert parse('{"http.requests", "some label"="x"}') == Selector(
        ((Matcher("__name__", "=", "http.requests"), Matcher("some label", "=", "x")),)
    )


def test_alternatives_of_matchers_are_kept() -> None:
    selector = parse('up{job="a" or job="b"}')
    assert isinstance(selector, Selector)
    assert [alternative[-1].value for alternative in selector.alternatives] == ["a", "b"]


def test_power_binds_stronger_than_minus_and_to_the_right() -> None:
    power = parse("-x ^ 2 ^ 3")
    assert isinstance(power, Negation)
    assert isinstance(power.expr, Binary)
    assert isinstance(power.expr.left, Selector)
    assert isinstance(power.expr.right, Binary)


@pytest.mark.parametrize(
    ("text", "range_ms", "step_ms"), [("up[5m:1m]", 300_000, 60_000), ("up[1h30m:]", 5_400_000, None)]
)
def test_subquery_has_its_range_and_step(text: str, range_ms: int, step_ms: int | None) -> None:
    subquery = parse(text)
    assert isinstance(subquery, Subquery)
    assert (subquery.range_ms, subquery.step_ms) == (range_ms, step_ms)


def test_at_before_1970_is_the_beginning_of_time() -> None:
    assert parse("up @ -5") == Selector(((Matcher("__name__", "=", "up"),),), 0, At(AtKind.TIME, 0))


def test_equal_texts_give_equal_trees_that_can_be_keys() -> None:
    one, other = parse("sum by (job) (rate(x[5m]))"), parse("sum by(job)(rate( x [5m] ))")
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("modifier", ["anchored", "smoothed"])
def test_refuses_modifiers_the_grammar_has_not_by_name(modifier: str) -> None:
    error = refusal(f"rate(x[5m] {modifier})")
    assert error.reason == f"the modifier {modifier!r} is not supported"
    assert error.column == 12


def test_former_name_of_smoothing_is_unknown() -> None:
    assert isinstance(parse("double_exponential_smoothing(x[5m], 0.5, 0.5)"), Call)
    assert "holt_winters" in refusal("holt_winters(x[5m], 0.5, 0.5)").reason


def test_refuses_arithmetic_in_a_duration() -> None:
    assert isinstance(parse("x[5m]"), Range)
    assert refusal("x[5m + 1m]").kind == "bad_data"


def test_refuses_what_is_too_long_or_too_deep() -> None:
    assert "too long" in refusal("x" * (MAX_LENGTH + 1)).reason
    assert "too deeply" in refusal("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1)).reason


def test_deepest_text_allowed_is_parsed() -> None:
    assert parse("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH) == Number(1.0)


def test_error_names_line_and_column() -> None:
    error = refusal("sum(\n  up{\n")
    assert str(error).startswith(f"{error.line}:{error.column}: parse error: ")
    assert error.line == 3
