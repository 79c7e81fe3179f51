"""Variables in texts: the same table the pages follow."""

import pytest

from sardonyx.dashboards.checks import query_faults
from sardonyx.dashboards.interpolation import ALL, Chosen, Moment, built_in, duration, interpolated, names_in
from sardonyx.dashboards.model import Dashboard

HOUR = Moment(start_ms=1_700_000_000_000, end_ms=1_700_003_600_000, step_ms=30_000)
CHOSEN = {
    "one": Chosen(["a.b"]),
    "quoted": Chosen(['say "hi" \\o/']),
    "some": Chosen(["a.b", "c"], several=True),
    "lone": Chosen(["a.b"], several=True),
    "every": Chosen([ALL], several=True, options=["x", "y"]),
    "given": Chosen([ALL], several=True, options=["x", "y"], all_value=".+"),
    "open": Chosen([ALL], several=True),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('up{a="$one"}', 'up{a="a.b"}'),
        ('up{a="${one}"}', 'up{a="a.b"}'),
        ('up{a="[[one]]"}', 'up{a="a.b"}'),
        ('up{a="$quoted"}', 'up{a="say \\"hi\\" \\\\o/"}'),
        ('up{a=~"$some"}', 'up{a=~"(a\\\\.b|c)"}'),
        ('up{a=~"$lone"}', 'up{a=~"a\\\\.b"}'),
        ('up{a=~"$every"}', 'up{a=~"(x|y)"}'),
        ('up{a=~"$given"}', 'up{a=~".+"}'),
        ('up{a=~"$open"}', 'up{a=~".*"}'),
        ("${some:regex}", "(a\\.b|c)"),
        ("${some:pipe}", "a.b|c"),
        ("${some:csv}", "a.b,c"),
        ("${some:raw}", "a.b,c"),
        ("${some:glob}", "{a.b,c}"),
        ("${lone:glob}", "a.b"),
        ("${some:json}", '["a.b", "c"]'),
        ("${some:doublequote}", '"a.b","c"'),
        ("${some:singlequote}", "'a.b','c'"),
        ("${some:percentencode}", "%7Ba.b%2Cc%7D"),
        ("${some:no_such}", "{a.b,c}"),
        ("[[some:pipe]]", "a.b|c"),
        ("${some.text:csv}", "a.b,c"),
        ("rate(x[$__rate_interval])", "rate(x[1m])"),
        ("[$__interval] $__interval_ms", "[30s] 30000"),
        ("[$__range] $__range_s ${__range_ms}", "[3600s] 3600 3600000"),
        ("$__from ${__to}", "1700000000000 1700003600000"),
        ("${__from:date:seconds} ${__from:date}", "1700000000 2023-11-14T22:13:20.000Z"),
        ("$unknown ${unknown:csv} [[unknown]] $1", "$unknown ${unknown:csv} [[unknown]] $1"),
    ],
)
def test_each_notation_is_put_in_as_grafana_does(text: str, expected: str) -> None:
    assert interpolated(text, CHOSEN, built_in(HOUR)) == expected


def test_names_are_found_in_every_notation() -> None:
    assert names_in("$a ${b} ${c:csv} [[d]] [[e:pipe]] $__interval") == {"a", "b", "c", "d", "e", "__interval"}


@pytest.mark.parametrize(
    ("ms", "text"), [(500, "500ms"), (15_000, "15s"), (90_000, "90s"), (3_600_000, "1h"), (0, "0ms")]
)
def test_durations_are_written_shortest(ms: int, text: str) -> None:
    assert duration(ms) == text


def test_a_query_is_wrong_only_when_nothing_put_in_makes_it_one() -> None:
    queries = ["sum($metric)", "rate(x[$window])", "topk($n, x)", 'x{a="$b"', "rate(x)"]
    panel = {
        "id": 1,
        "type": "stat",
        "title": "P",
        "queries": [{"ref": f"Q{n}", "text": one} for n, one in enumerate(queries)],
    }
    dashboard = Dashboard.model_validate({"uid": "u", "title": "T", "sections": [{"panels": [panel]}]})
    assert [fault.partition(":")[0] for fault in query_faults(dashboard)] == ["panel P, query Q3", "panel P, query Q4"]
