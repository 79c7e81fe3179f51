"""What a masked text looks like, rule by rule and action by action, in the engine and in Python."""

import hashlib
import hmac

import pytest

from sardonyx.processors.masking import Action, Finding, Masker, custom_rule
from tests.unit.processors.conftest import MaskingEngine
from tests.unit.processors.secrets import HASH_KEY

MASKER = Masker.build(hash_key=HASH_KEY)

LOOKS = [
    ("user jane.doe+x@example.co.uk signed in", "user [redacted:email] signed in"),
    ("GET /a?email=jane%40ex.com&token=abc&x=1", "GET /a?email=[redacted:email]&token=[redacted:secret_pair]&x=1"),
    ("jörg@müller.de", "[redacted:email]"),
    ("to=a@ex.com+b@ex.com_c@ex.com'd@ex.com", "to=" + "[redacted:email]" * 4),
    ("." * 50 + "@ex.com a@" + "ex." * 50, "." * 50 + "@ex.com [redacted:email]."),
    ("-" * 60_000 + "x" * 60_000 + " @", "-" * 60_000 + "x" * 60_000 + " @"),
    ("paid with 4111 1111 1111 1111 123, or 378282246310005.", "paid with [redacted:card] 123, or [redacted:card]."),
    ("5555-5555-5555-4444,4012888888881881", "[redacted:card],[redacted:card]"),
    ("from ES91 2100 0418 4502 0005 1332 PAID", "from [redacted:iban] PAID"),
    ("IBAN:DE89370400440532013000", "IBAN:[redacted:iban]"),
    ("ssn 078-05-1120.", "ssn [redacted:ssn]."),
    ("call +49 170 1234567 or (212) 555-1234", "call [redacted:phone] or [redacted:phone]"),
    ("Authorization: Bearer abc.def", "Authorization: [redacted:http_credentials]"),
    ("got Bearer 0123456789abcdef back", "got Bearer [redacted:http_credentials] back"),
    ("Cookie: sid=1; theme=dark\nHost: x", "Cookie: [redacted:http_credentials]\nHost: x"),
    ("postgres://app:p@ss@db:5432/x", "postgres://app:[redacted:url_credentials]@db:5432/x"),
    ('{"password": "a\\"b c", "x": 1}', '{"password": "[redacted:secret_pair]", "x": 1}'),
    ('{"pin_token": 12345, "x": 1}', '{"pin_token": "[redacted:secret_pair]", "x": 1}'),
    ("{'api_key': 'abc', 'n': 1}", "{'api_key': '[redacted:secret_pair]', 'n': 1}"),
    (r"{\"password\":\"a\\\"b\",\"x\":1}", r"{\"password\":\"[redacted:secret_pair]\",\"x\":1}"),
    ('password="two words" next=1', 'password="[redacted:secret_pair]" next=1'),
    ("Server=db;Pwd=abc;Timeout=5", "Server=db;Pwd=[redacted:secret_pair];Timeout=5"),
    ('{"password": ""}', '{"password": ""}'),
    ("key AKIAIOSFODNN7EXAMPLE used", "key [redacted:provider_key] used"),
]


@pytest.mark.parametrize(("text", "expected"), LOOKS)
def test_masked_text_keeps_what_is_around(masking_engine: MaskingEngine, text: str, expected: str) -> None:
    assert MASKER.mask_text(text) == expected
    assert masking_engine.mask_texts(MASKER, [text]) == [expected]


def test_hash_is_the_keyed_hash_of_the_value_wherever_it_stands(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, actions={"email": Action.HASH, "secret_pair": Action.HASH})
    digest = hmac.new(HASH_KEY, b"jane@example.com", hashlib.sha256).hexdigest()[:16]
    other = hmac.new(HASH_KEY, b"joe@example.com", hashlib.sha256).hexdigest()[:16]
    secret = hmac.new(HASH_KEY, b"s3cret", hashlib.sha256).hexdigest()[:16]
    texts = ["jane@example.com, joe@example.com; jane@example.com", 'token=s3cret {"token": "s3cret"}']
    expected = [
        f"[email:{digest}], [email:{other}]; [email:{digest}]",
        f'token=[secret_pair:{secret}] {{"token": "[secret_pair:{secret}]"}}',
    ]
    assert [masker.mask_text(text) for text in texts] == expected
    assert masking_engine.mask_texts(masker, texts) == expected


def test_another_key_gives_another_hash() -> None:
    hashed = {
        Masker.build(hash_key=key * 16, actions={"email": Action.HASH}).mask_text("a@ex.com") for key in (b"1", b"2")
    }
    assert len(hashed) == 2


def test_drop_removes_from_text_and_removes_the_attribute(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, actions={"email": Action.DROP, "denied_key": Action.DROP})
    attributes = {"to": "mail jane@ex.com", "x@ex.com": "1", "token": "t", "ssn no": "078-05-1120", "kept": "v"}
    expected = {"ssn no": "[redacted:ssn]", "kept": "v"}
    assert masker.mask_attributes(attributes) == expected
    assert masking_engine.mask_maps(masker, [attributes]) == [expected]
    assert masker.mask_text("to jane@ex.com!") == "to !"
    assert masking_engine.mask_texts(masker, ["to jane@ex.com!"]) == ["to !"]


def test_denied_value_is_hashed_whole_when_told_so(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, actions={"denied_key": Action.HASH})
    digest = hmac.new(HASH_KEY, b"abc def", hashlib.sha256).hexdigest()[:16]
    attributes = {"session": "abc def", "n": "1"}
    assert masker.mask_attributes(attributes) == {"session": f"[denied_key:{digest}]", "n": "1"}
    assert masking_engine.mask_maps(masker, [attributes]) == [masker.mask_attributes(attributes)]


def test_keys_are_denied_and_allowed_as_configured(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, extra_deny_keys=["Employee-ID"], allow_keys=["support.contact", "token"])
    attributes = {
        "hr.employee_id": "7",
        "support.contact": "help@ex.com",
        "Token": "t",
        "x.token": "t",
        "mail": "a@ex.com",
    }
    expected = attributes | {
        "hr.employee_id": "[redacted:denied_key]",
        "x.token": "[redacted:denied_key]",
        "mail": "[redacted:email]",
    }
    assert masker.mask_attributes(attributes) == expected
    assert masking_engine.mask_maps(masker, [attributes]) == [expected]


def test_deny_keys_replace_the_built_in_list(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, deny_keys=["badge"])
    attributes = {"token": "t", "my.badge": "b"}
    assert masker.mask_attributes(attributes) == {"token": "t", "my.badge": "[redacted:denied_key]"}
    assert masking_engine.mask_maps(masker, [attributes]) == [masker.mask_attributes(attributes)]


def test_rules_of_your_own_apply_after_the_built_in_ones(masking_engine: MaskingEngine) -> None:
    rules = [
        custom_rule("badge", r"\bB\d{4}\b", Action.REDACT),
        custom_rule("whole", r"^only (?i:this)$", Action.HASH),
        custom_rule("hinted", r"case \d+\.\d", Action.DROP, contains="case "),
    ]
    masker = Masker.build(hash_key=HASH_KEY, extra=rules)
    texts = ["B1234 and B5678 of a@ex.com", "only THIS", "only this\n", "see only this", "a case 12.5!", "B12345"]
    expected = [masker.mask_text(text) for text in texts]
    assert expected[0] == "[redacted:badge] and [redacted:badge] of [redacted:email]"
    assert expected[1].startswith("[whole:")
    assert expected[2:] == ["only this\n", "see only this", "a !", "B12345"]
    assert masking_engine.mask_texts(masker, texts) == expected
    assert masking_engine.mask_array(masker, texts) == expected
    maps = [{"a": "x", "k": text} for text in texts]
    assert masking_engine.mask_maps(masker, maps) == [masker.mask_attributes(attributes) for attributes in maps]


def test_disabled_rule_leaves_its_matches(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, disable=["email"])
    assert masking_engine.mask_texts(masker, ["a@ex.com 078-05-1120"]) == ["a@ex.com [redacted:ssn]"]
    assert masker.mask_text("a@ex.com 078-05-1120") == "a@ex.com [redacted:ssn]"


def test_denied_keys_work_without_any_rule(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, disable=[rule.name for rule in MASKER.rules])
    attributes = {"token": "t", "mail": "a@ex.com"}
    assert masker.sql_text("b") == "b"
    assert masking_engine.mask_maps(masker, [attributes]) == [{"token": "[redacted:denied_key]", "mail": "a@ex.com"}]


def test_a_masker_that_is_off_touches_nothing() -> None:
    masker = Masker.off()
    assert not masker.enabled
    assert (masker.sql_text("b"), masker.sql_map("m"), masker.sql_array("a")) == ("b", "m", "a")
    assert masker.mask_text("password=x") == "password=x"
    assert masker.mask_attributes({"token": "t"}) == {"token": "t"}
    assert masker.preview("a@ex.com") == []


def test_preview_names_rule_and_place() -> None:
    text = "password=hunter2 4111111111111111 4111111111111112 a@ex.com"
    found = MASKER.preview(text)
    assert found == [Finding("secret_pair", 9, 16), Finding("card", 17, 33), Finding("email", 51, 59)]
    assert [text[finding.start : finding.end] for finding in found] == ["hunter2", "4111111111111111", "a@ex.com"]


def test_engine_accepts_every_rule(masking_engine: MaskingEngine) -> None:
    for action in Action:
        masker = Masker.build(hash_key=HASH_KEY, actions={rule.name: action for rule in MASKER.rules})
        for _, sql in masker.engine_checks():
            masking_engine.select(sql, [], "x String")


def test_engine_check_finds_a_rule_too_large_for_it(masking_engine: MaskingEngine) -> None:
    masker = Masker.build(hash_key=HASH_KEY, extra=[custom_rule("huge", r"(?:[a-z]{900}\d{900}){900}", Action.REDACT)])
    ((name, sql),) = masker.engine_checks()[-1:]
    assert name == "huge"
    with pytest.raises(AssertionError, match=r"(?i)pattern|regex|re2"):
        masking_engine.select(sql, [], "x String")


def test_several_masked_columns_stand_in_one_statement(masking_engine: MaskingEngine) -> None:
    sql = (
        f"SELECT {MASKER.sql_text('a')}, {MASKER.sql_text('b')}, {MASKER.sql_map('m')}, "
        f"arrayMap(n -> {MASKER.sql_text('n')}, [a, b]), arrayMap(m -> {MASKER.sql_map('m')}, [m]), "
        f"{MASKER.sql_map('m', cast=False)} FROM {{given}}"
    )
    rows = masking_engine.select(
        sql, [["a@ex.com", "x", {"token": "t"}]], "a String, b String, m Map(LowCardinality(String), String)"
    )
    masked = {"token": "[redacted:denied_key]"}
    assert rows == [["[redacted:email]", "x", masked, ["[redacted:email]", "x"], [masked], masked]]
