"""/parse_query: the tree that Prometheus' query page draws."""

from typing import Any

import pytest

from sardonyx.infrastructure.prometheus.syntax import syntax_tree
from tests.support.callers import client, make_app
from tests.support.prometheus_api import api


def selector(name: str, **more: Any) -> dict[str, Any]:
    matchers = [{"name": "__name__", "value": name, "type": "="}]
    plain = {"offset": 0, "timestamp": None, "startOrEnd": None, "anchored": False, "smoothed": False}
    return {"type": "vectorSelector", "name": name, "matchers": matchers, **plain, **more}


NUMBER = {"type": "numberLiteral", "val": "2"}
UP = selector("up")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("2", NUMBER),
        ('"two"', {"type": "stringLiteral", "val": "two"}),
        ("up", UP),
        ("up offset 5m", selector("up", offset=300_000)),
        ("up @ 5.5", selector("up", timestamp=5500)),
        ("up @ start()", selector("up", startOrEnd="start")),
        ("(up)", {"type": "parenExpr", "expr": UP}),
        ("-(up)", {"type": "unaryExpr", "op": "-", "expr": {"type": "parenExpr", "expr": UP}}),
        ("up[1m]", {**UP, "type": "matrixSelector", "range": 60_000}),
        (
            "up[1h:5m] @ end()",
            {
                "type": "subquery", "expr": UP, "range": 3_600_000, "offset": 0, "step": 300_000, "timestamp": None,
                "startOrEnd": "end",
            },
        ),
        (
            "topk without (job) (2, up)",
            {"type": "aggregation", "op": "topk", "expr": UP, "param": NUMBER, "grouping": ["job"], "without": True},
        ),
        (
            "round(up, 2)",
            {
                "type": "call",
                "func": {"name": "round", "argTypes": ["vector", "scalar"], "variadic": 1, "returnType": "vector"},
                "args": [UP, NUMBER],
            },
        ),
        ("up > bool 2", {"type": "binaryExpr", "op": ">", "lhs": UP, "rhs": NUMBER, "matching": None, "bool": True}),
        (
            "up / on (job) group_left (team) up",
            {
                "type": "binaryExpr", "op": "/", "lhs": UP, "rhs": UP, "bool": False,
                "matching": {
                    "card": "many-to-one", "labels": ["job"], "on": True, "include": ["team"],
                    "fillValues": {"lhs": None, "rhs": None},
                },
            },
        ),
    ],
    ids=["number", "text", "selector", "offset", "at", "at start", "brackets", "minus", "range", "subquery", "aggregation",
         "call", "comparison", "matching"],
)  # fmt: skip
def test_each_kind_of_node(query: str, tree: dict[str, Any]) -> None:
    assert syntax_tree(query) == tree


def test_the_name_before_the_braces_is_the_last_matcher() -> None:
    matchers = syntax_tree('up{job=~"a|b"}')["matchers"]
    assert matchers == [
        {"name": "job", "value": "a|b", "type": "=~"}, {"name": "__name__", "value": "up", "type": "="},
    ]  # fmt: skip
    assert syntax_tree('{__name__="up"}')["name"] == ""


async def test_what_can_t_be_parsed_is_refused() -> None:
    async with client(make_app(api())) as http:
        for query, words in (("sum(", "parse error"), ('up{a="1" or b="2"}', "can't be shown")):
            answer = await http.post("/api/v1/parse_query", data={"query": query})
            assert (answer.status_code, answer.json()["errorType"]) == (400, "bad_data")
            assert words in answer.json()["error"]
        assert (await http.get("/api/v1/parse_query", params={"query": "up"})).json()["data"] == UP
