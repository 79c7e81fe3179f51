"""Log queries on real rows: which records they find, what labels and lines these have then."""

from typing import Any

import msgspec
import pytest

from sardonyx.query.logql.errors import LogqlError
from sardonyx.query.logql.service import Logql, RangeQuery
from sardonyx.query.logql.streams import Streams
from sardonyx.query.scope import AccessScope
from tests.support.telemetry import T0
from tests.unit.query.logql.conftest import ALL, RECORDS, TRACE, S

WHOLE = RangeQuery(T0, T0 + 8 * S, limit=100, direction="forward")
NAMED = '{service_name=~"api|web|pay|pack"}'


async def entries(
    logql: Logql, text: str, asked: RangeQuery = WHOLE, scope: AccessScope = ALL
) -> list[tuple[Any, ...]]:
    """(time after T0 in seconds, line, labels, metadata…) in order of time."""
    found = await logql.range(text, asked, scope)
    assert isinstance(found, Streams)
    decoded = [msgspec.json.decode(stream) for stream in found.streams]
    rows = [(int(at) - T0, *rest, stream["stream"]) for stream in decoded for at, *rest in stream["values"]]
    assert len(rows) == found.entries
    return sorted(rows, key=lambda row: row[0])


async def names(logql: Logql, text: str, scope: AccessScope = ALL) -> str:
    by_time = {row["Timestamp"] - T0: name for name, row in RECORDS.items()}
    return " ".join(by_time[at] for at, *_ in await entries(logql, text, scope=scope) if at in by_time)


FOUND = {
    '{service_name="web"}': "logfmt access plain",
    '{app="api", service_name!="count"}': "json",
    '{app=~"a.*|web", service_name!="count"}': "json logfmt access plain",
    '{service_name=~"api|web|pay|pack", app!~"w.."}': "json stored packed colour",
    '{service_name=~".+", app="", service_name!="count"}': "stored packed colour",
    '{k8s_pod_name="api-1"}': "json",
    '{pod="api-1"}': "json",
    '{http_route="/pay"}': "json",
    '{environment="staging"}': "stored",
    '{deployment_environment=~"stag.*"}': "stored",
    '{level="ERROR", service_name!="count"}': "json",
    '{detected_level="warning"}': "logfmt",
    '{level=~"warn|error", service_name!="count"}': "json logfmt",
    f'{NAMED} |= "refused"': "stored plain",
    f'{NAMED} |= "Refused"': "",
    f'{NAMED} |~ "(?i)REFUSED"': "stored plain",
    f'{NAMED} |= "onnections \\\\ refus"': "plain",
    f'{NAMED} |= "50%" |= "Größe"': "plain",
    f'{NAMED} |= "boom" or "payment"': "json stored",
    f'{NAMED} != "boom" or "payment" != "red"': "logfmt access packed",
    f'{NAMED} |~ "status.:[45]\\\\d\\\\d"': "json",
    f'{NAMED} !~ "[a-z]"': "",
    f'{NAMED} |> "<_> - - <_>"': "access",
    f'{NAMED} |> "payment <_>"': "stored",
    f'{NAMED} |> "ayment <_>"': "",
    f'{NAMED} !> "<_>e<_>"': "access",
    f'{NAMED} |= ip("10.1.0.0/16")': "access",
    f'{NAMED} |= ip("10.1.2.1-10.1.2.9")': "access",
    f'{NAMED} |= ip("10.1.2.4")': "",
    f'{NAMED} |= ip("fe80::/10")': "colour",
    f'{NAMED} | trace_id="{TRACE}"': "logfmt",
    f'{NAMED} | user_id="u1" or http_route="/pay"': "json stored",
    f'{NAMED} | json | status >= 402 and status < 500': "stored",
    f'{NAMED} | json | status = 500': "json",
    f'{NAMED} | json | status != 500 | __error__=""': "stored",
    f'{NAMED} | json | __error__="JSONParserErr"': "logfmt access plain colour",
    f'{NAMED} | logfmt | took > 1s': "logfmt",
    f'{NAMED} | logfmt | took <= 250ms': "stored",
    f'{NAMED} | logfmt | size = 2KB and took = 1500ms': "logfmt",
    f'{NAMED} | logfmt | msg > 5': "logfmt",
    f'{NAMED} | logfmt | msg > 5 | __error__!="LabelFilterErr"': "",
    f'{NAMED} | json | ok="true", _2x="q"': "json",
    f'{NAMED} | pattern `<ip> - - "<_>` | ip=ip("10.0.0.0/8")': "access",
    f'{NAMED} | logfmt --strict | __error__="LogfmtParserErr"': "json access packed",
    f'{NAMED} | label_format svc=service_name | svc="pay"': "stored",
    f'{NAMED} | decolorize |= "red alert"': "colour",
    f'{NAMED} | line_format "{{{{.service_name}}}}" |= "pa" != "pay"': "packed colour",
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
async def test_finds(logql: Logql, text: str) -> None:
    assert await names(logql, text) == FOUND[text]


LABELS: dict[str, dict[str, str]] = {
    '{app="api"} | json': {
        "a_b": "1", "a_d_e": "x\ny", "status": "500", "msg": "boom", "ok": "true", "_2x": "q", "app_extracted": "mine",
    },
    '{app="api"} | json first="a.c[0]", deep=`a.d["e"]`, all="a.c", status': {
        "first": "7", "deep": "x\ny", "all": "[7,8]", "status": "500",
    },
    '{service_name="web"} |= "took" | logfmt': {
        "level": "warn", "msg": 'say "hi"', "took": "1.5s", "size": "2KB", "user_name": "ann",
    },
    '{service_name="web"} |= "took" | logfmt how_long="took", msg': {"how_long": "1.5s", "msg": 'say "hi"'},
    '{service_name="web"} |= "GET" | pattern `<ip> - - "<method> <path>?<_> <_>" <status> <size>`': {
        "ip": "10.1.2.3", "method": "GET", "path": "/cart", "status": "200", "size": "512",
    },
    '{service_name="web"} |= "GET" | pattern `<ip> - <rest>nothing<more>`': {
        "ip": "10.1.2.3", "rest": '- "GET /cart?id=7 HTTP/1.1" 200 512',
    },
    '{service_name="web"} |= "GET" | regexp `(?P<ip>[\\d.]+) (-) - "(?P<method>\\w+)`': {"ip": "10.1.2.3", "method": "GET"},
    '{service_name="pack"} |= "_entry" | unpack': {"pod": "p9"},
    '{service_name="pay"} | json': {"status": "402", "took": "250ms", "user_id": "u1"},
}  # fmt: skip


@pytest.mark.parametrize("text", LABELS)
async def test_parsers_extract(logql: Logql, text: str) -> None:
    [(_, _, more, _)] = await entries(logql, text, _categorised())
    assert more["parsed"] == LABELS[text]


def _categorised() -> RangeQuery:
    return RangeQuery(T0, T0 + 8 * S, limit=100, direction="forward", categorised=True)


LINES = {
    '{app="api"} | json | line_format `{{.msg | upper}} {{ .status }}{{.none}}`': "BOOM 500",
    '{app="api"} | json | line_format `{{ if eq .status "500" }}bad{{else}}good{{end}}`': "bad",
    '{app="api"} | json | line_format `{{ if and (contains "oo" .msg) (not (hasPrefix "x" .msg)) }}yes{{- end }}`': "yes",
    '{app="api"} | line_format `{{ alignRight 5 .app }}|{{ alignLeft 2 .app }}|{{ trunc -2 .app }}|{{ substr 1 3 .app }}`': (
        "  api|ap|pi|pi"
    ),
    '{app="api"} | line_format `{{ .app | replace "a" "o" | title }} {{ default "-" .none }}`': "Opi -",
    '{app="api"} | line_format `{{ printf "%-4s%.1s%%" .app .app }}`': "api a%",
    '{app="api"} | line_format `{{ regexReplaceAll "(a)(p)" .app "${2}$1" }} {{ add 1 2 }} {{ repeat 2 "x" }}`': "pai 3 xx",
    '{app="api"} | line_format `{{ __timestamp__ }} {{ unixEpoch __timestamp__ }}`': (
        "2026-11-23 02:13:21 +0000 UTC 1795400001"
    ),
    '{app="api"} | line_format `{{ .app }}` | line_format `<{{ __line__ }}>`': "<api>",
    '{app="api"} | json | label_format msg=app,both=`{{.status}}-{{.msg}}` | line_format `{{.both}} {{.app}}`': "500-api ",
    '{service_name="pack"} |= "_entry" | unpack': "unpacked line",
    '{service_name="pack"} |= "alert" | decolorize': "red alert fe80::1 seen",
}  # fmt: skip


@pytest.mark.parametrize("text", LINES)
async def test_lines_are_rewritten(logql: Logql, text: str) -> None:
    [(_, line, _)] = await entries(logql, text)
    assert line == LINES[text]


async def test_labels_are_in_three_classes_where_grafana_asks_for_it(logql: Logql) -> None:
    [(_, _, more, stream)] = await entries(logql, '{app="api"} | json status', _categorised())
    assert stream == {"app": "api", "environment": "prod", "k8s_pod_name": "api-1", "service_name": "api"}
    assert more == {
        "structuredMetadata": {"detected_level": "error", "http_route": "/pay"},
        "parsed": {"status": "500"},
    }


async def test_labels_are_merged_otherwise(logql: Logql) -> None:
    [(_, _, stream)] = await entries(logql, '{app="api"} | json status')
    assert stream == {
        "app": "api", "environment": "prod", "k8s_pod_name": "api-1", "service_name": "api", "detected_level": "error",
        "http_route": "/pay", "status": "500",
    }  # fmt: skip


async def test_errors_of_parsing_are_labels(logql: Logql) -> None:
    [(_, _, stream)] = await entries(logql, '{service_name="web"} |= "GET" | json')
    assert stream["__error__"] == "JSONParserErr"
    assert stream["__error_details__"]


@pytest.mark.parametrize(
    ("stage", "left"),
    [
        ("drop app, k8s_pod_name, http_route, detected_level", {"environment", "service_name"}),
        ('drop app="web", environment="prod"', {"app", "service_name", "k8s_pod_name", "detected_level", "http_route"}),
        ("keep app, http_route", {"app", "http_route"}),
        ('keep app="web", service_name', {"service_name"}),
        ("label_format name=app, app=`x`", {"name", "app", "environment", "service_name", "k8s_pod_name",
                                             "detected_level", "http_route"}),
    ],
)  # fmt: skip
async def test_labels_are_dropped_kept_and_renamed(logql: Logql, stage: str, left: set[str]) -> None:
    [(_, _, stream)] = await entries(logql, f'{{app="api"}} | {stage}')
    assert set(stream) == left


async def test_the_start_counts_and_the_end_does_not(logql: Logql) -> None:
    asked = RangeQuery(T0 + 3 * S, T0 + 5 * S, limit=100)
    assert [at for at, *_ in await entries(logql, NAMED, asked)] == [3 * S, 4 * S]


@pytest.mark.parametrize(("direction", "times"), [("forward", [1, 2, 3]), ("backward", [5, 6, 7])])
async def test_the_limit_cuts_at_the_far_end(logql: Logql, direction: Any, times: list[int]) -> None:
    asked = RangeQuery(T0, T0 + 8 * S, limit=3, direction=direction)
    assert [at // S for at, *_ in await entries(logql, NAMED, asked)] == times


async def test_entries_of_a_stream_are_in_the_direction_asked_for(logql: Logql) -> None:
    found = await logql.range('{service_name="web"} | keep app', RangeQuery(T0, T0 + 8 * S), ALL)
    assert isinstance(found, Streams)
    [stream] = [msgspec.json.decode(stream) for stream in found.streams]
    assert [int(at) - T0 for at, _ in stream["values"]] == [5 * S, 3 * S, 2 * S]


async def test_an_interval_thins_each_stream(logql: Logql) -> None:
    asked = RangeQuery(T0, T0 + 100 * S, limit=100, interval_ns=40 * S, direction="forward")
    found = await entries(logql, '{service_name="count"} | keep service_name', asked)
    assert [at // S for at, *_ in found] == [0, 40, 80]


async def test_a_scope_hides_what_is_outside_of_it(logql: Logql) -> None:
    mine = AccessScope(services=frozenset({"web", "pay"}), environments=frozenset({"prod"}))
    assert await names(logql, NAMED, mine) == "logfmt access plain"
    assert await names(logql, '{service_name="pay"}', mine) == ""
    assert await names(logql, NAMED, AccessScope(services=frozenset())) == ""


async def test_more_entries_than_allowed_are_refused_with_figures(logql: Logql) -> None:
    with pytest.raises(LogqlError, match=r"limit > max_entries_limit_per_query \(5001 > 5000\)"):
        await logql.range(NAMED, RangeQuery(T0, T0 + S, limit=5001), ALL)
