"""Quoting: text of ours as literals, values as the engine's parameter text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.storage.engine import Engine
from sardonyx.storage.escape import encode_params, literal, settings_clause


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "''"),
        ("plain", "'plain'"),
        ("it's", "'it\\'s'"),
        ("\\", "'\\\\'"),
        ("\\'", "'\\\\\\''"),
        ("a\nb\tc\rd\0e", "'a\\nb\\tc\\rd\\0e'"),
        ("😀", "'😀'"),
    ],
)
def test_a_literal_holds_exactly_the_text(text: str, expected: str) -> None:
    assert literal(text) == expected


@given(st.text())
def test_a_literal_has_no_way_out(text: str) -> None:
    inside = literal(text)[1:-1]
    unescaped_quote = inside.replace("\\\\", "").replace("\\'", "")
    assert "'" not in unescaped_quote
    assert not unescaped_quote.endswith("\\")
    assert "\n" not in inside


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("tab\t", "tab\\t"),
        ("it's", "it's"),
        ("\\N", "\\\\N"),
        (None, "\\N"),
        (True, "1"),
        (False, "0"),
        (-5, "-5"),
        (2**64 - 1, "18446744073709551615"),
        (0.1, "0.1"),
        (float("inf"), "inf"),
        ([], "[]"),
        (["a", "it's", "\\"], "['a','it\\'s','\\\\']"),
        ((1, 2), "[1,2]"),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02 03:04:05.000006"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))), "2026-01-02 01:04:05"),
    ],
    ids=repr,
)
def test_a_value_becomes_the_engines_text(value: object, expected: str) -> None:
    assert encode_params({"v": value}) == {"v": expected}  # type: ignore[dict-item]


def test_settings_are_quoted_by_their_type() -> None:
    settings = {"a": 1, "b": True, "c": 0.5, "d": "x', e = 'y"}
    assert settings_clause(settings) == " SETTINGS a = 1, b = 1, c = 0.5, d = 'x\\', e = \\'y'"
    assert settings_clause({}) == ""


async def test_the_engine_reads_literals_and_parameters_back_unchanged(engine: Engine) -> None:
    every = "".join(map(chr, range(0x250))) + "\u2028\ufeff\U0010ffff"
    texts = [every, *(every[position : position + 2] for position in range(0x80))]
    for text in (every, "\\", "'", "\\'", "\0"):
        (row,) = await engine.rows(f"SELECT hex({literal(text)}) AS l, hex({{v:String}}) AS p", {"v": text})
        assert bytes.fromhex(row["l"]).decode() == bytes.fromhex(row["p"]).decode() == text
    (row,) = await engine.rows("SELECT arrayMap(x -> hex(x), {v:Array(String)}) AS v", {"v": texts})
    assert [bytes.fromhex(item).decode() for item in row["v"]] == texts
