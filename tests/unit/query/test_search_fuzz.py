"""Any text at all: it compiles or is refused with a place, its SQL is sound, and no word of it is in the SQL."""

import asyncio
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sardonyx.query.search import Compiled, SearchSyntaxError, compile_search
from sardonyx.query.search.fields import LOG_COUNTS, LOGS, SPANS, Signal
from sardonyx.query.search.levels import NotInRanges
from sardonyx.storage.embedded import EmbeddedEngine

PIECES = st.sampled_from(
    ["service:", "level:", "duration:", "duration_ms:", "path:", "message:", "status:", "root:", "event:", "trace_id:",
     "client.address:", "resource.x:", "x:", ">=", ">", "<", "[1 TO 5]", "{a TO *}", "[", "]", "(", ")", '"', "\\", "/", "*",
     "-", "+", " ", " AND ", " OR ", "NOT ", "warn", "500ms", "1.5", "10.0.0.0/8", "::/0", "error", "/a.b/", "/a{2,3}/",
     "needle", "é", "'", "{q0:String}", "--", "/*", "\t", "\n", "\0", "%", "_", "?", "true", "4bf92f3577b34da6"]
)  # fmt: skip
SEARCHES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))
TABLES = {"logs": "otel_logs", "spans": "otel_traces", "log counts": "log_counts_10s"}
OWN_WORDS = re.compile(r"\{q\d+:[A-Za-z0-9()]+\}")
SENTINEL = re.compile("zq[a-z]+zq")


def compile_or_refuse(search: str, signal: Signal) -> tuple[Compiled | None, SearchSyntaxError | None]:
    try:
        return compile_search(search, signal), None
    except SearchSyntaxError as error:
        return None, error
    except NotInRanges:
        return None, None


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=SEARCHES, signal=st.sampled_from([LOGS, SPANS, LOG_COUNTS]))
@example(search="\ud800", signal=LOGS)
@example(search="x:/[\\d-z]/", signal=LOGS)
@example(search="level:>fatal", signal=LOG_COUNTS)
@example(search="(" * 200 + "a" + ")" * 200, signal=LOGS)
@example(search="-" * 3000, signal=LOGS)
@example(search="NOT " * 100 + "a", signal=LOGS)
@example(search="a " * 399, signal=LOGS)
@example(search="x:" + "9" * 400, signal=LOGS)
@example(search="x:>1e309 duration:>999999999999999h", signal=SPANS)
def test_any_text_compiles_or_is_refused_with_a_place(
    shared_engine: EmbeddedEngine, search: str, signal: Signal
) -> None:
    compiled, refused = compile_or_refuse(search, signal)
    if compiled is None:
        assert signal is LOG_COUNTS or refused is not None
        assert refused is None or (0 <= refused.position <= len(search) and refused.length >= 1 and refused.message)
        return
    sql = f"EXPLAIN SELECT count() FROM {TABLES[signal.name]} WHERE {compiled.where}"
    asyncio.run(shared_engine.raw(sql, compiled.params, fmt="Null"))


@settings(max_examples=300, deadline=None)
@given(search=st.lists(st.one_of(PIECES, st.from_regex(SENTINEL, fullmatch=True)), max_size=10).map("".join))
def test_no_word_of_a_search_is_in_its_sql(search: str) -> None:
    for signal in (LOGS, SPANS):
        try:
            compiled = compile_search(search, signal)
        except SearchSyntaxError:
            continue
        assert not SENTINEL.search(compiled.where)
        assert "'" not in OWN_WORDS.sub("", compiled.where).replace("''", "").replace("'Error'", "")


@pytest.mark.parametrize(
    "pattern",
    [
        "a**",
        "(?=a)",
        r"\1",
        "[b-a]",
        "a{2,1}",
        "a{1001}",
        "(a{99}){99}",
        "(a",
        "a)b",
        "[a",
        r"[\d-z]",
        "(?P<n>a)(?P<n>b)",
        "+a",
    ],
)
def test_refuses_patterns_the_engine_would_refuse(pattern: str) -> None:
    with pytest.raises(SearchSyntaxError, match="this regular expression can't be used"):
        compile_search(f"message:/{pattern}/", LOGS)
