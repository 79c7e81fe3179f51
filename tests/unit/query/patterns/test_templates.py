"""Templates: what stays of a message, in the engine and as people see it; which ones count as one."""

import random

import pytest

from sardonyx.query.patterns.merging import MAX_TEMPLATES, OVERFLOW, VARIANTS, Templates
from sardonyx.query.patterns.template import TEMPLATE_SQL, shown, typed
from sardonyx.storage.embedded import EmbeddedEngine

MESSAGES = [
    ("request 12 done in 4.5ms", "request <*> done in <*>", "request <num> done in <num>"),
    ("GET /api/documents/17 200 -", "GET /api/documents/<*> <*> -", "GET /api/documents/<num> <num> -"),
    ("query 41f61d8721d67820 ok", "query <*> ok", "query <hex> ok"),
    ("id 550e8400-e29b-41d4-a716-446655440000.", "id <*>.", "id <uuid>."),
    ("from 10.0.0.1:5432, again", "from <*>, again", "from <ip>, again"),
    ("at 2026-11-23T02:13:20.123Z and 12:30:45", "at <*> and <*>", "at <time> and <time>"),
    ("open \"a 'b' c\" failed", "open <*> failed", "open <str> failed"),
    ("key='a b' (it's don't)", "key=<*> (it's don't)", "key=<str> (it's don't)"),
    ("user u4711 status=200", "user <*> status=<*>", "user <id> status=<num>"),
    ("boom\n  at x.y\n  at z", "boom<*>", "boom<lines>"),
    ("took 5. 1,234 rows, 99%", "took <*>. <*> rows, <*>", "took <num>. <num> rows, <num>"),
    ("Größe überschritten für naïve", "Größe überschritten für naïve", "Größe überschritten für naïve"),
    ("plain words only", "plain words only", "plain words only"),
]


async def in_engine(engine: EmbeddedEngine, message: str) -> str:
    sql = f"SELECT toValidUTF8({TEMPLATE_SQL}) AS template FROM (SELECT {{body:String}} AS Body)"
    return str((await engine.rows(sql, {"body": message}))[0]["template"])


@pytest.mark.parametrize(("message", "template", "for_people"), MESSAGES, ids=range(len(MESSAGES)))
async def test_variable_parts_are_replaced(
    engine: EmbeddedEngine, message: str, template: str, for_people: str
) -> None:
    assert await in_engine(engine, message) == template
    assert typed(message) == for_people
    assert shown(template, message) == for_people


async def test_a_long_message_ends_somewhere_and_is_shown_all_the_same(engine: EmbeddedEngine) -> None:
    message = "é" + " words and 12 numbers" * 200
    template = await in_engine(engine, message)
    assert len(template.encode()) <= 240
    assert shown(template, message).startswith("é words and <num> numbers words and <num>")
    assert await in_engine(engine, message) == await in_engine(engine, message.replace("12", "345"))


def test_a_word_with_many_values_is_one_and_few_are_not() -> None:
    few = Templates(f"connection {verb} by peer" for verb in ("opened", "closed", "refused"))
    assert few.canonical("connection opened by peer") == "connection opened by peer"
    names = [f"user {chr(97 + n)}x logged in" for n in range(VARIANTS)]
    random.Random(5).shuffle(names)
    many = Templates(names)
    assert {many.canonical(name) for name in [*names, "user other logged in"]} == {"user <any> logged in"}
    assert "user other logged in" in many
    assert many.canonical("user other logged out") == "user other logged out"
    assert shown("user <any> logged in", "user bob logged in") == "user <*> logged in"
    again = Templates(["user <any> logged in"])
    assert again.canonical("user zed logged in") == "user <any> logged in"


@pytest.mark.parametrize("message", ["{}", "{} <*>", "<*> {} <*>", "done {}"])
def test_what_would_be_nothing_but_variable_is_left_apart(message: str) -> None:
    words = [message.format(f"{chr(97 + n % 26)}{chr(97 + n // 26)}") for n in range(60)]
    templates = Templates(words)
    assert {templates.canonical(word) for word in words} == set(words)


def test_free_text_does_not_grow_without_bound() -> None:
    templates = Templates(f"{n:b} words {n * n:b}".replace("0", "a").replace("1", "b") for n in range(MAX_TEMPLATES))
    assert templates.add("something else altogether new") == OVERFLOW
    assert templates.canonical(OVERFLOW) == OVERFLOW
    assert templates.add(OVERFLOW) == OVERFLOW
    assert templates.canonical("word") == "word"
