"""Searches and their SQL. The notation is described in tests/golden/search/README.md."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from sardonyx.query.search import SearchSyntaxError, compile_search
from sardonyx.query.search.fields import LOG_COUNTS, LOGS, SPANS

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "search"
FILES = sorted(file.name for file in FOLDER.glob("*.yaml"))
SIGNALS = {"logs": LOGS, "spans": SPANS, "log_counts": LOG_COUNTS}


def outcome(search: str, signal: str) -> dict[str, Any]:
    """The case as it is now."""
    try:
        compiled = compile_search(search, SIGNALS[signal])
    except SearchSyntaxError as error:
        place = [error.position, error.length]
        return {"search": search, "error": error.message, "at": place, "hint": error.hint}
    found: dict[str, Any] = {"search": search, "where": compiled.where, "params": dict(compiled.params)}
    return found | ({"notices": list(compiled.notices)} if compiled.notices else {})


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("name", FILES)
def test_searches_compile_to_the_sql_on_record(name: str) -> None:
    document = load(name)
    actual = [outcome(case["search"], document["signal"]) for case in document["cases"]]
    if os.environ.get("SARDONYX_TEST_REWRITE") == "1":
        text = yaml.safe_dump(document | {"cases": actual}, allow_unicode=True, sort_keys=False, width=120)
        (FOLDER / name).write_text(text, encoding="utf-8")
    else:
        assert actual == document["cases"]


def test_refused_searches_are_on_record_beside_good_ones() -> None:
    cases = [case for name in FILES for case in load(name)["cases"]]
    assert sum("error" in case for case in cases) > 20
    assert sum("where" in case for case in cases) > 80
