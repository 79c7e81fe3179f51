"""Rules at the door on the real engine: parse rules, lowest levels, sampling, and what is counted of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from sardonyx.journal import frame
from sardonyx.processors.parsing.keeping import Keeping, MinimumLevel, Sampling
from sardonyx.processors.parsing.rules import ParseRule
from sardonyx.receivers.lines import Group, Line, encoded
from sardonyx.storage.engine import Engine
from sardonyx.storage.pipelines import lines, logs
from sardonyx.storage.pipelines.log_handling import LogHandling
from tests.support.otlp import make_logs
from tests.unit.storage.segments import NoMasking, load

NOW = 1_795_000_000_123_456_789

KEEPING = Keeping(
    levels=(
        MinimumLevel("below_warn", "WARN", services=("noisy-*",)),
        MinimumLevel("below_info", "INFO", environments=("prod",)),
    ),
    samplings=(
        Sampling("health", 0, contains="GET /health"),
        Sampling("tenth", 0.1, services=("chatty",), levels=("INFO",)),
        Sampling("regex", 0, pattern=r"^probe \d{2}'s {source}"),
    ),
)


def segment(folder: Path, *batches: tuple[bytes, int, int]) -> Path:
    path = folder / f"{len(list(folder.iterdir())):020d}.seg"
    pieces = [
        piece
        for payload, records, rejected in batches
        for piece in frame.encode(
            payload, received_at_ns=NOW, source="10.0.0.7", receiver="lines", records=records, rejected=rejected
        )
    ]
    path.write_bytes(b"".join(pieces))
    return path


async def store_lines(engine: Engine, folder: Path, handling: LogHandling, *texts: str, service: str = "s") -> None:
    group = Group({"service.name": service}, lines=[Line(text) for text in texts])
    pipeline = lines.pipeline(NoMasking(), handling)
    await load(engine, pipeline, segment(folder, (encoded([group]), len(texts), 0)))


async def outcomes(engine: Engine) -> dict[tuple[str, str], int]:
    rows = await engine.rows(
        "SELECT Outcome AS o, Rule AS r, sum(Records) AS n FROM log_sources_10s GROUP BY o, r ORDER BY o, r"
    )
    return {(row["o"], row["r"]): int(row["n"]) for row in rows}


async def test_a_grok_rule_gives_time_level_message_and_attributes(engine: Engine, tmp_path: Path) -> None:
    pattern = (
        r"^%{TIMESTAMP_ISO8601:time} \[%{LOGLEVEL:level}\] %{IP:client.address} "
        r"took %{NUMBER:took_ms:float}ms: %{GREEDYDATA:message}"
    )
    rule = ParseRule("billing", pattern, services=("billing*",))
    handling = LogHandling(parse_rules=(ParseRule("other", "%{WORD:wrong}", services=("web",)), rule))
    text = "2026-11-18T11:06:40Z [warn] 10.1.2.3 took 12.5ms: it's {source} done"
    await store_lines(engine, tmp_path, handling, text, "unlike it", service="billing-eu")
    rows = await engine.rows(
        "SELECT toString(Timestamp) AS t, SeverityText AS l, Body AS b, LogAttributes AS a FROM otel_logs ORDER BY Timestamp"
    )
    assert rows[0] == {
        "t": "2026-11-18 11:06:40.000000000", "l": "WARN", "b": "it's {source} done",
        "a": {"client.address": "10.1.2.3", "took_ms": "12.5"},
    }  # fmt: skip
    assert (rows[1]["b"], rows[1]["a"]) == ("unlike it", {})


async def test_a_rule_reads_the_message_of_a_json_line(engine: Engine, tmp_path: Path) -> None:
    handling = LogHandling(parse_rules=(ParseRule("r", r"(?P<level>\w+) in (?P<job.id>\d+)", "regex"),))
    await store_lines(engine, tmp_path, handling, '{"msg":"error in 77","level":"info","k":"v"}')
    (row,) = await engine.rows("SELECT SeverityText AS l, Body AS b, LogAttributes AS a FROM otel_logs")
    assert row == {"l": "ERROR", "b": "error in 77", "a": {"job.id": "77", "k": "v"}}


@pytest.mark.parametrize(
    ("service", "line", "outcome"),
    [
        ("noisy-a", {"level": "info", "msg": "x"}, ("dropped", "below_warn")),
        ("noisy-a", {"level": "warn", "msg": "x"}, ("stored", "")),
        ("noisy-a", {"msg": "no level"}, ("stored", "")),
        ("web", {"level": "debug", "msg": "x", "env": "prod"}, ("dropped", "below_info")),
        ("web", {"level": "debug", "msg": "x", "env": "dev"}, ("stored", "")),
        ("noisy-a", {"level": "warn", "msg": "x", "env": "prod"}, ("stored", "")),
        ("web", {"level": "info", "msg": "GET /health 200"}, ("dropped", "health")),
        ("web", {"level": "info", "msg": "probe 17's {source}"}, ("dropped", "regex")),
    ],
    ids=[
        "service",
        "level-kept",
        "no-level",
        "environment",
        "other-environment",
        "first-decides",
        "contains",
        "pattern",
    ],
)
async def test_what_a_rule_describes_is_left_out_and_counted(
    engine: Engine, tmp_path: Path, service: str, line: dict[str, str], outcome: tuple[str, str]
) -> None:
    await store_lines(engine, tmp_path, LogHandling(keeping=KEEPING), json.dumps(line), service=service)
    assert await outcomes(engine) == {outcome: 1}
    (row,) = await engine.rows("SELECT count() AS n FROM otel_logs")
    assert row["n"] == (1 if outcome[0] == "stored" else 0)


async def test_a_trace_is_kept_or_left_out_whole_whichever_way_its_records_came(engine: Engine, tmp_path: Path) -> None:
    traces = [f"{number:032x}" for number in range(1, 301)]
    texts = [json.dumps({"msg": f"m{n}", "level": "info", "trace_id": trace}) for trace in traces for n in range(2)]
    handling = LogHandling(keeping=KEEPING)
    await store_lines(engine, tmp_path, handling, *texts, service="chatty")
    requests = [
        make_logs(["by otlp"], service="chatty", time_ns=NOW, severity_number=9, trace_id=bytes.fromhex(trace))
        for trace in traces
    ]
    by_otlp = segment(tmp_path, *((request.SerializeToString(), 1, 0) for request in requests))
    await load(engine, logs.pipeline(NoMasking(), handling), by_otlp)
    rows = await engine.rows("SELECT TraceId AS t, count() AS n FROM otel_logs GROUP BY t")
    kept = {row["t"]: int(row["n"]) for row in rows}
    assert 10 <= len(kept) <= 60
    assert set(kept.values()) == {3}
    assert await outcomes(engine) == {("stored", ""): 3 * len(kept), ("sampled", "tenth"): 900 - 3 * len(kept)}


async def test_what_receivers_counted_and_what_became_of_it_agree_also_when_inserted_twice(
    engine: Engine, tmp_path: Path
) -> None:
    handling = LogHandling(keeping=KEEPING)
    texts = ["GET /health", "{}", '{"half":', '{"time":"2026-11-18T10:00:00Z","msg":"late","host":"h9"}']
    group = Group({"service.name": "s"}, lines=[Line(text) for text in texts])
    path = segment(tmp_path, (encoded([group]), 4, 2), (b"", 0, 3))
    for _ in range(2):
        await load(engine, lines.pipeline(NoMasking(), handling), path)
    received = await engine.rows(
        "SELECT Receiver AS w, Source AS s, sum(Records) AS n, sum(Rejected) AS r FROM log_received_10s GROUP BY w, s"
    )
    assert received == [{"w": "lines", "s": "10.0.0.7", "n": 4, "r": 5}]
    rows: list[dict[str, Any]] = await engine.rows(
        "SELECT Host AS h, Outcome AS o, sum(Records) AS n, sum(Late) AS late, sum(Unparsed) AS u, sum(Bytes) AS b "
        "FROM log_sources_10s GROUP BY h, o ORDER BY h, o"
    )
    assert rows == [
        {"h": "", "o": "dropped", "n": 1, "late": 0, "u": 0, "b": 11},
        {"h": "", "o": "stored", "n": 2, "late": 0, "u": 1, "b": 10},
        {"h": "h9", "o": "stored", "n": 1, "late": 1, "u": 0, "b": 56},
    ]
