"""What follows from a line's fields: exceptions and HTTP under their OpenTelemetry names, and how many fields there may be."""

import json
from pathlib import Path
from typing import Any

import pytest

from sardonyx.receivers.lines import Group, Line, encoded
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import lines, logs
from sardonyx.storage.pipelines.log_handling import FIELDS_LEFT_OUT, MAX_FIELDS
from tests.support.otlp import make_logs
from tests.unit.storage.segments import NoMasking, load, write_payload, write_segment

NOW = 1_795_000_000_123_456_789
PYTHON = (
    "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    g()\n    ~^^\nKeyError: 'k'\n\n"
    "During handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n"
    '  File "b.py", line 9, in main\n    raise app.errors.Refused("no")\napp.errors.Refused: no\nand a second line'
)
NODE = "TypeError [ERR_X]: Cannot read 'id'\n    at f (/srv/a.js:1:2)\n    at async main (/srv/b.js:3:4)"
JAVA_STACK = "java.lang.IllegalStateException: shut\n\tat com.acme.A.b(A.java:7)\n\tat com.acme.M.main(M.java:1)"


async def attributes(engine: Engine, folder: Path, *texts: str) -> list[dict[str, str]]:
    group = Group(lines=[Line(text, time_unix_nano=NOW + number) for number, text in enumerate(texts)])
    await load(engine, lines.pipeline(NoMasking()), write_payload(folder, encoded([group]), received_at_ns=NOW))
    return [row["a"] for row in await engine.rows("SELECT LogAttributes AS a FROM otel_logs ORDER BY Timestamp")]


@pytest.mark.parametrize(
    ("text", "kind", "message", "stack"),
    [
        (f"ERROR it broke\n{PYTHON}", "app.errors.Refused", "no\nand a second line", PYTHON),
        (f"2026-11-18 11:06:40 ERROR {NODE}", "TypeError", "Cannot read 'id'", NODE),
        (f'Exception in thread "main" {JAVA_STACK}', "java.lang.IllegalStateException", "shut", JAVA_STACK),
        (json.dumps({"msg": "failed", "err": {"type": "X", "stack": NODE}}), "TypeError", "Cannot read 'id'", NODE),
        (json.dumps({"message": "failed", "exc_info": PYTHON}), "app.errors.Refused", "no\nand a second line", PYTHON),
        (json.dumps({"message": NODE}), "TypeError", "Cannot read 'id'", NODE),
        ("KeyboardInterrupt\n  at the end", None, None, None),
    ],
    ids=["python", "node", "java", "pino", "python-json", "in-message", "prose"],
)
async def test_an_exception_gets_its_names(
    engine: Engine, tmp_path: Path, text: str, kind: str | None, message: str | None, stack: str | None
) -> None:
    (found,) = await attributes(engine, tmp_path, text)
    assert [found.get(f"exception.{part}") for part in ("type", "message", "stacktrace")] == [kind, message, stack]
    assert not {"err.stack", "exc_info"} & set(found)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (
            {
                "req": {"method": "GET", "url": "/a/b?c=d", "remoteAddress": "::1"},
                "res": {"statusCode": 503},
                "msg": "x",
            },
            ["GET", "503", "/a/b", None, "::1"],
        ),
        (
            {
                "request_method": "POST",
                "uri": "/x",
                "status": 201,
                "http_user_agent": "curl/8",
                "remote_addr": "10.0.0.1",
            },
            ["POST", "201", "/x", "curl/8", "10.0.0.1"],
        ),
        ({"method": "PUT", "url": "https://h.example/p/q?r#s", "status": "ok"}, ["PUT", None, "/p/q", None, None]),
        ({"http.request.method": "GET", "method": "POST", "path": "/z"}, ["GET", None, "/z", None, None]),
        ({"method": "card", "status": 200, "path": "/z"}, [None] * 5),
        ({"status": 200, "url": "/z"}, [None] * 5),
    ],
    ids=["pino-http", "nginx-json", "whole-address", "named-already", "another-method", "no-method"],
)
async def test_http_fields_get_their_names_beside_those_sent(
    engine: Engine, tmp_path: Path, record: dict[str, Any], found: list[str | None]
) -> None:
    (stored,) = await attributes(engine, tmp_path, json.dumps(record))
    names = ("http.request.method", "http.response.status_code", "url.path", "user_agent.original", "client.address")
    assert [stored.get(name) for name in names] == found
    assert all(str(stored[key]) == str(value) for key, value in record.items() if key in ("status", "method", "uri"))


async def test_an_access_line_has_the_names_too(engine: Engine, tmp_path: Path) -> None:
    text = '1.2.3.4 - - [18/Nov/2026:11:06:40 +0000] "GET /a HTTP/1.1" 502 5 "-" "curl"'
    (stored,) = await attributes(engine, tmp_path, text)
    assert (stored["http.request.method"], stored["client.address"]) == ("GET", "1.2.3.4")
    assert (stored["url.path"], stored["http.response.status_code"], stored["user_agent.original"]) == (
        "/a",
        "502",
        "curl",
    )


async def test_a_record_of_a_hundred_thousand_fields_keeps_some_and_says_how_many_went(
    engine: Engine, tmp_path: Path
) -> None:
    many = {f"field_{number}": number for number in range(100_000)}
    (stored,) = await attributes(engine, tmp_path, json.dumps(many))
    assert len(stored) == MAX_FIELDS + 1
    assert stored[FIELDS_LEFT_OUT] == str(100_000 - MAX_FIELDS)
    request = make_logs(["x"], attributes={f"a{number}": "v" for number in range(MAX_FIELDS + 3)}, time_ns=NOW)
    await load(engine, logs.pipeline(NoMasking()), write_segment(tmp_path, request, received_at_ns=NOW))
    (row,) = await engine.rows("SELECT LogAttributes AS a FROM otel_logs WHERE Body = 'x'")
    assert (len(row["a"]), row["a"][FIELDS_LEFT_OUT]) == (MAX_FIELDS + 1, "3")


async def test_a_hundred_thousand_names_over_many_records_are_all_found_again(engine: Engine, tmp_path: Path) -> None:
    texts = [json.dumps({f"k{number * 500 + place}": place for place in range(500)}) for number in range(200)]
    found = await attributes(engine, tmp_path, *texts)
    assert len({name for record in found for name in record}) == 100_000
    rows = await engine.rows("SELECT count() AS n FROM otel_logs WHERE LogAttributes['k99999'] = '499'")
    assert rows == [{"n": 1}]
