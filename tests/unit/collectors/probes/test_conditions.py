"""Conditions: what one line says, and whether it holds."""

import pytest

from sardonyx.collectors.probes.conditions import judge, parse, sentence
from sardonyx.collectors.probes.validity import problems_of
from sardonyx.config.checks import HttpCheck

_SEEN: dict[str, object] = {
    "status": 204,
    "latency": 0.3,
    "certificate": 9.5 * 86400,
    "size": 5000,
    "header": {"content-type": "application/json"},
    "answer": ("192.0.2.1", "192.0.2.2"),
    "body": '{"ok":true,"none":null,"v":1.5,"items":[{"n":"a"},{"n":"b"}],"tags":["x","y"],"a b":"c","big":12345678901234}',
}


@pytest.mark.parametrize(
    "text",
    [
        "status == 204", "status==204", "status == 2xx", "status != 5xx", "status < 400", "status ~ ^20",
        "latency < 500ms", "latency <= 1m", "certificate > 7d", "size < 1MB", "size >= 5kB",
        "header.Content-Type contains json", "header.x-missing != a", "header.x-missing !contains a",
        "answer == 192.0.2.2", "answer != 192.0.2.3", "answer contains 192.0", "answer ~ 2$",
        "body.ok == true", "body.ok != false", "body.none == null", "body.v >= 1.5", "body.items[0].n == a",
        "body.items[-1].n == 'b'", "body.items[*].n contains b", "body.items.length == 2", "body.tags contains y",
        "body.tags !contains z", 'body["a b"] == c', "body.items.1.n == b", "body ~ (?i)ITEMS", "body !~ error",
        "body.big == 12345678901234", "body.items[*].n != z",
    ],
)  # fmt: skip
def test_holds(text: str) -> None:
    outcome, results = judge([text], [], _SEEN)
    assert outcome == "up", results


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("status == 5xx", "204"), ("latency < 100ms", "300 ms"), ("certificate > 14d", "9.5 d"), ("size < 1kB", "5000 bytes"),
        ("header.x-missing == a", "missing"), ("header.x-missing > 1", "missing"), ("answer != 192.0.2.1", "192.0.2.1, 192.0.2.2"),
        ("body.ok == yes", "true"), ("body.nothing == 1", "missing"), ("body.items > 1", '[{"n":"a"},{"n":"b"}]'),
        ("body.items[7].n == a", "missing"), ("body.v < many", "1.5"), ("role == primary", "missing"),
    ],
)  # fmt: skip
def test_does_not_hold_and_says_what_was_seen(text: str, seen: str) -> None:
    outcome, (result,) = judge([text], [], _SEEN)
    assert (outcome, result.held, result.seen) == ("down", False, seen)
    assert sentence([result]) == f"{text}: is {seen}"


def test_a_body_that_is_no_json_has_nothing_in_it() -> None:
    for body in ("<html>", "[" * 100_000, ""):
        assert judge(["body.status == ok"], [], {"body": body})[1][0].seen == "missing"


def test_what_should_hold_degrades_what_must_hold_is_down() -> None:
    assert judge(["status == 204"], ["latency < 1ms"], _SEEN)[0] == "degraded"
    assert judge(["status == 200"], ["latency < 1ms"], _SEEN)[0] == "down"
    assert judge([], [], _SEEN) == ("up", ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status", "must be FIELD OPERATOR VALUE"),
        ("status =< 3", "must be FIELD OPERATOR VALUE"),
        ("latency < 500", "must be a duration"),
        ("size < much", "must be a size"),
        ("body ~ (", "no regular expression"),
        ("body..a == 1", "is no path"),
        ("speed < 3", "there is no 'speed' here; must be one of body, latency, size, status"),
    ],
)
def test_what_can_not_be_read_says_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^'") as refused:
        parse(text, frozenset({"status", "latency", "body", "size"}))
    assert said in str(refused.value)


def test_a_check_tells_all_its_problems_at_once() -> None:
    check = HttpCheck(url="http://a", conditions=("lag < 3", "status == 200"), degraded_unless=("latency < 5",))
    assert len(problems_of(check)) == 2


def test_one_that_can_not_be_read_never_holds() -> None:
    outcome, (result,) = judge(["latency < 500"], [], _SEEN)
    assert outcome == "down"
    assert "must be a duration" in result.seen
