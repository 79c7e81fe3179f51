"""Policies for single fields, and the two replacements that keep something of what they stand for."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sardonyx.processors.masking import Action, FieldAction, FieldPolicy, Masker
from tests.unit.processors.conftest import MaskingEngine
from tests.unit.processors.secrets import HASH_KEY

UUID = "0b4E2f1a-9d3c-4f56-8a7b-112233445566"
SHAPED = re.compile(
    r"u_[0-9a-f]{16}@masked\.invalid|[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}|[A-Z]{2}-[0-9]{4}"
)


def policy_masker(*policies: FieldPolicy, **options: object) -> Masker:
    return Masker.build(hash_key=HASH_KEY, policies=policies, **options)  # type: ignore[arg-type]


def masked(engine: MaskingEngine, masker: Masker, attributes: dict[str, str]) -> dict[str, str]:
    """By Python; the engine must give the same."""
    found = masker.mask_attributes(attributes)
    assert engine.mask_maps(masker, [attributes]) == [found]
    return found


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        (FieldAction.KEEP, "jane@ex.com", "jane@ex.com"),
        (FieldAction.REDACT, "anything", "[redacted:field_policy]"),
        (FieldAction.PARTIAL, "4111111111111111", "[field_policy:***1111]"),
        (FieldAction.PARTIAL, "jane.doe%40ex.co.uk", "[field_policy:j***@ex.co.uk]"),
        (FieldAction.PARTIAL, "größen12", "[field_policy:***en12]"),
        (FieldAction.PARTIAL, "short", "[redacted:field_policy]"),
    ],
    ids=["keep", "redact", "card", "email", "letters", "short"],
)
def test_a_field_is_treated_as_its_policy_says(
    masking_engine: MaskingEngine, action: FieldAction, value: str, expected: str
) -> None:
    found = masked(masking_engine, policy_masker(FieldPolicy("app.field", action)), {"App.Field": value, "other": "x"})
    assert found == {"App.Field": expected, "other": "x"}


def test_a_dropped_field_is_gone(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(FieldPolicy("user.*", FieldAction.DROP))
    assert masked(masking_engine, masker, {"user.name": "Jane", "superuser": "1"}) == {"superuser": "1"}


def test_the_first_policy_counts_and_comes_before_denied_and_allowed_keys_and_rules(
    masking_engine: MaskingEngine,
) -> None:
    masker = policy_masker(
        FieldPolicy("x.token", FieldAction.KEEP),
        FieldPolicy("*.token", FieldAction.PARTIAL),
        FieldPolicy("kept", FieldAction.REDACT),
        allow_keys=["kept"],
    )
    given_ = {"x.token": "a@ex.com", "y.token": "0123456789", "kept": "v", "token": "t", "mail": "a@ex.com"}
    assert masked(masking_engine, masker, given_) == {
        "x.token": "a@ex.com",
        "y.token": "[field_policy:***6789]",
        "kept": "[redacted:field_policy]",
        "token": "[redacted:denied_key]",
        "mail": "[redacted:email]",
    }


@pytest.mark.parametrize("glob", ["*user*", "user*", "*_id"])
def test_globs_find_a_key_that_nothing_else_points_at(masking_engine: MaskingEngine, glob: str) -> None:
    masker = policy_masker(FieldPolicy(glob, FieldAction.REDACT))
    assert masked(masking_engine, masker, {"a": "1", "USER_id": "7"})["USER_id"] == "[redacted:field_policy]"


def test_a_policy_of_some_services_is_for_these(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(
        FieldPolicy("mail", FieldAction.KEEP, services=("shop's",)), FieldPolicy("n", FieldAction.REDACT, ("shop's",))
    )
    attributes = {"mail": "a@ex.com", "n": "1"}
    expected = {
        "shop's": {"mail": "a@ex.com", "n": "[redacted:field_policy]"},
        "other": {"mail": "[redacted:email]", "n": "1"},
    }
    sql = f"SELECT s, {masker.sql_map('m', service='s')} FROM {{given}}"
    rows = masking_engine.select(
        sql, [[service, attributes] for service in expected], "s String, m Map(LowCardinality(String), String)"
    )
    assert {str(row[0]): row[1] for row in rows} == expected
    assert {name: masker.mask_attributes(attributes, service=name) for name in expected} == expected


def test_where_the_service_is_not_known_in_doubt_is_masked(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(
        FieldPolicy("mail", FieldAction.KEEP, services=("shop",)), FieldPolicy("n", FieldAction.REDACT, ("shop",))
    )
    found = masked(masking_engine, masker, {"mail": "a@ex.com", "n": "1"})
    assert found == {"mail": "[redacted:email]", "n": "[redacted:field_policy]"}


def test_a_format_hash_looks_like_what_it_stands_for(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(FieldPolicy("*id", FieldAction.FORMAT_HASH))
    values = {"a.id": "jane@ex.com", "b.id": UUID, "c.id": "AB-1234", "d.id": "JANE%40ex.com", "e.id": UUID.upper()}
    found = masked(masking_engine, masker, values)
    assert all(SHAPED.fullmatch(value) for value in found.values())
    assert (found["a.id"], found["b.id"]) == (found["d.id"], found["e.id"])
    assert not set(found.values()) & set(values.values())


def test_what_is_masked_already_joins_still(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(FieldPolicy("id", FieldAction.FORMAT_HASH))
    once = masker.mask_attributes({"id": "jane@ex.com"})
    assert masked(masking_engine, masker, once) == once


def test_a_field_is_found_where_a_text_spells_it_out(masking_engine: MaskingEngine) -> None:
    masker = policy_masker(
        FieldPolicy("customer.id", FieldAction.FORMAT_HASH),
        FieldPolicy("nick", FieldAction.PARTIAL),
        FieldPolicy("kept", FieldAction.KEEP),
    )
    expected = masker.mask_attributes({"customer.id": "4711000042"})["customer.id"]
    texts = [
        '{"customer.id": 4711000042, "nick": "averylongname", "kept": "x"}',
        "customer.id=4711000042 nick='averylongname' xnick=averylongname",
        "a customer.id alone",
    ]
    shown = [masker.mask_text(text) for text in texts]
    assert masking_engine.mask_texts(masker, texts) == shown
    assert shown == [
        f'{{"customer.id": "{expected}", "nick": "[field_policy:***name]", "kept": "x"}}',
        f"customer.id={expected} nick='[field_policy:***name]' xnick=averylongname",
        "a customer.id alone",
    ]


def test_rules_may_hash_in_format_too(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(
        hash_key=HASH_KEY, actions={"email": Action.FORMAT_HASH, "card": Action.PARTIAL, "phone": Action.FORMAT_HASH}
    )
    text = "of jane@ex.com, 4111 1111 1111 1111, +49 170 1234567"
    shown = masker.mask_text(text)
    assert masking_engine.mask_texts(masker, [text]) == [shown]
    assert re.fullmatch(r"of u_\w{16}@masked\.invalid, \[card:\*\*\*1111\], \+\d\d \d{3} \d{7}", shown)


VALUES = st.one_of(
    st.text(max_size=80),
    st.from_regex(r"[0-9]{1,70}", fullmatch=True),
    st.uuids().map(str),
    st.from_regex(r"[A-Za-zé.]{1,8}(@|%40)[a-zA-Z]{1,8}\.[a-z]{2,3}", fullmatch=True),
    st.from_regex(r"[\"'\\]?[A-Za-z0-9 _/-]{1,66}[\"']?", fullmatch=True),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(VALUES, min_size=20, max_size=60))
def test_engine_and_python_agree_on_any_value(masking_engine: MaskingEngine, values: list[str]) -> None:
    masker = policy_masker(
        FieldPolicy("formatted", FieldAction.FORMAT_HASH),
        FieldPolicy("part", FieldAction.PARTIAL),
        FieldPolicy("hashed", FieldAction.HASH),
    )
    maps = [{"formatted": value, "part": value, "hashed": value} for value in values]
    expected = [masker.mask_attributes(one) for one in maps]
    assert masking_engine.mask_maps(masker, maps) == expected
    for value, one in zip(values, expected, strict=True):
        if value.isascii() and value.isdigit() and len(value) <= 64:
            assert re.fullmatch(rf"[0-9]{{{len(value)}}}", one["formatted"])


def test_without_policies_the_statement_is_the_same_as_with_ones_that_do_not_apply() -> None:
    plain = Masker.build(hash_key=HASH_KEY)
    limited = policy_masker(FieldPolicy("x", FieldAction.KEEP, services=("shop",)))
    assert limited.sql_map("m") == plain.sql_map("m")
    assert "field_policy" not in plain.sql_map("m", service="s")


def test_a_policy_needs_a_field() -> None:
    with pytest.raises(ValueError, match="fields: '\\*' is no attribute key"):
        policy_masker(FieldPolicy("*", FieldAction.KEEP))
