"""Masking, shown and tried."""

from typing import Any

import pytest

from sardonyx.processors.masking import Masker
from sardonyx.sources.api import build_router
from sardonyx.sources.masking import described
from sardonyx.sources.models_masking import MAX_TRY_BYTES, MaskingResponse, MaskingTried
from sardonyx.sources.service import Sources
from tests.support.callers import client, make_app
from tests.unit.sources.conftest import MASKER
from tests.unit.sources.test_sources import SETTLER

CARD = "4111 1111 1111 1111"


async def posted(parts: Sources, **body: Any) -> Any:
    async with client(make_app(build_router(parts), SETTLER)) as http:
        return await http.post("/rest/masking/try", json=body)


async def tried(parts: Sources, **body: Any) -> MaskingTried:
    answer = await posted(parts, **body)
    assert answer.status_code == 200, answer.text
    return MaskingTried.model_validate(answer.json())


async def test_rules_and_keys_in_use_are_listed(parts: Sources) -> None:
    async with client(make_app(build_router(parts), SETTLER)) as http:
        answer = MaskingResponse.model_validate((await http.get("/rest/masking")).json())
    rules = {rule.name: rule for rule in answer.rules}
    assert answer.enabled
    assert (rules["email"].action, rules["card"].action, rules["jwt"].action) == ("hash", "drop", "redact")
    assert all(rule.description and rule.built_in for rule in answer.rules)
    assert {"shoe.size", "password"} <= set(answer.denied_keys)
    assert (answer.allowed_keys, answer.denied_keys_action) == (["kept"], "redact")


def test_without_masking_nothing_is_listed() -> None:
    answer = described(Masker.off())
    assert (answer.enabled, answer.rules, answer.denied_keys) == (False, [], [])


async def test_a_text_is_masked_as_on_the_way_in(parts: Sources) -> None:
    text = f"ü {CARD}; password=hunter22"
    answer = await tried(parts, text=text)
    assert answer.text == MASKER.mask_text(text) == "ü ; password=[redacted:secret_pair]"
    assert [(one.rule, text[one.start : one.end], one.attribute) for one in answer.found] == [
        ("card", CARD, None),
        ("secret_pair", "hunter22", None),
    ]
    assert answer.attributes is None


async def test_attributes_are_masked_by_key_and_by_value(parts: Sources) -> None:
    answer = await tried(
        parts, attributes={"x.shoe.size": "42", "kept": CARD, "paid": CARD, "note": "call +49 30 901820", "n": "1"}
    )
    assert answer.attributes == {
        "x.shoe.size": "[redacted:denied_key]", "kept": CARD, "note": "call [redacted:phone]", "n": "1",
    }  # fmt: skip
    assert {(one.attribute, one.rule, one.start, one.end) for one in answer.found} == {
        ("x.shoe.size", "denied_key", 0, 2), ("paid", "card", 0, 19), ("note", "phone", 5, 18),
    }  # fmt: skip
    assert answer.text is None


async def test_hashes_do_not_tell_what_is_stored(parts: Sources) -> None:
    shown = (await tried(parts, text="ann@example.com")).text
    assert shown is not None
    assert shown.startswith("[email:")
    assert shown != MASKER.mask_text("ann@example.com")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param({"text": "x" * (MAX_TRY_BYTES + 1)}, "65536", id="long text"),
        pytest.param({"text": "ü" * (MAX_TRY_BYTES // 2 + 1)}, "65538 bytes", id="bytes count"),
        pytest.param({"text": "x" * 40000, "attributes": {"k": "y" * 30000}}, "70001 bytes", id="together"),
        pytest.param({"attributes": {"k": 1}}, "attributes.k", id="a number"),
        pytest.param({"txt": "x"}, "txt", id="unknown field"),
    ],
)
async def test_refuses_what_is_too_much_or_no_text(parts: Sources, body: dict[str, Any], said: str) -> None:
    answer = await posted(parts, **body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


async def test_refuses_half_a_surrogate_pair(parts: Sources) -> None:
    json = {"content-type": "application/json"}
    async with client(make_app(build_router(parts), SETTLER)) as http:
        for content, said in (
            (rb'{"text": "\ud800"}', "unicode"),
            (rb'{"attributes": {"\ud800": "x"}}', "surrogates not allowed"),
        ):
            answer = await http.post("/rest/masking/try", content=content, headers=json)
            assert answer.status_code == 422, content
            assert said in answer.json()["detail"]
