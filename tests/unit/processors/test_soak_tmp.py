"""No secret of any kind survives, in the engine or in Python, and both give the same text."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sardonyx.processors.masking import Action, Masker
from sardonyx.processors.masking.defaults import DEFAULT_RULES
from sardonyx.processors.masking.re2_syntax import compile_portable
from sardonyx.processors.masking.rules import prefilters
from tests.unit.processors.conftest import MaskingEngine
from tests.unit.processors.secrets import GENERATORS, HASH_KEY, chars, place

# One engine call takes a whole batch, so examples are drawn from a seed: hypothesis varies and remembers the seed.
BATCH = 200
batches = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 2**32 - 1)

MASKERS = {
    action: Masker.build(hash_key=HASH_KEY, actions={rule.name: action for rule in DEFAULT_RULES}) for action in Action
}
NAMES = [rule.name for rule in DEFAULT_RULES]


def test_every_rule_has_a_generator() -> None:
    assert list(GENERATORS) == NAMES


@pytest.mark.parametrize("name", NAMES)
@batches
@given(seed=seeds)
def test_no_secret_survives_in_either(masking_engine: MaskingEngine, name: str, seed: int) -> None:
    random = Random(seed)
    masker = MASKERS[Action.REDACT]
    cases = [GENERATORS[name](random) for _ in range(BATCH)]
    texts = [place(random, case) for case in cases]
    for case, text, masked in zip(cases, texts, masking_engine.mask_texts(masker, texts), strict=True):
        assert case.core not in masked, text
        assert masked == masker.mask_text(text), text


@pytest.mark.parametrize("action", Action)
@batches
@given(seed=seeds)
def test_engine_and_python_agree_on_several_secrets_in_one_text(
    masking_engine: MaskingEngine, action: Action, seed: int
) -> None:
    random = Random(seed)
    masker = MASKERS[action]
    texts = []
    for _ in range(BATCH):
        secrets = [GENERATORS[random.choice(NAMES)](random) for _ in range(random.randint(0, 4))]
        texts.append(chars(random, "ab 1.,:=\"'\\\né", 0, 5).join(place(random, secret) for secret in secrets))
    expected = [masker.mask_text(text) for text in texts]
    assert masking_engine.mask_texts(masker, texts) == expected
    assert masking_engine.mask_array(masker, texts) == expected


@pytest.mark.parametrize("action", Action)
@batches
@given(seed=seeds)
def test_engine_and_python_agree_on_maps(masking_engine: MaskingEngine, action: Action, seed: int) -> None:
    random = Random(seed)
    masker = MASKERS[action]

    def attribute() -> tuple[str, str]:
        secret = GENERATORS[random.choice(NAMES)](random)
        key = random.choice(["http.method", "db.password", "x-api-key", "note", "user", f"k {secret.text}"])
        return f"{key}{random.choice(['', '.a'])}", random.choice(["GET", "", place(random, secret)])

    maps = [dict(attribute() for _ in range(random.randint(0, 4))) for _ in range(BATCH)]
    assert masking_engine.mask_maps(masker, maps) == [masker.mask_attributes(attributes) for attributes in maps]


@pytest.mark.parametrize("name", NAMES)
@batches
@given(seed=seeds)
def test_invalid_utf8_around_a_secret_does_not_hide_it(masking_engine: MaskingEngine, name: str, seed: int) -> None:
    random = Random(seed)
    cases = [GENERATORS[name](random) for _ in range(BATCH)]
    texts = [random.randbytes(5) + b" " + case.text.encode() + b" \xff" + random.randbytes(5) for case in cases]
    for case, masked in zip(cases, masking_engine.mask_bytes(MASKERS[Action.REDACT], texts), strict=True):
        assert case.core.encode() not in masked


@batches
@given(seed=seeds)
def test_invalid_utf8_inside_a_password_does_not_end_it(masking_engine: MaskingEngine, seed: int) -> None:
    random = Random(seed)
    cores = [chars(random, "abcdefghij", 12) for _ in range(BATCH)]
    texts = [b'{"password": "x\xff\xfe' + core.encode() + b'\x80", "n": 1}' for core in cores]
    for core, masked in zip(cores, masking_engine.mask_bytes(MASKERS[Action.REDACT], texts), strict=True):
        assert core.encode() not in masked


def test_binary_values_without_secrets_are_left_alone(masking_engine: MaskingEngine) -> None:
    texts = [b"\xff\xfe\x00\x01", b"caf\xe9 cr\xe8me", b"\x00" * 20, bytes(range(1, 32))]
    assert masking_engine.mask_bytes(MASKERS[Action.REDACT], texts) == texts


@pytest.mark.parametrize("rule", DEFAULT_RULES, ids=lambda rule: rule.name)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_prefilter_finds_all_that_its_pattern_finds(masking_engine: MaskingEngine, rule, data: st.DataObject) -> None:
    narrower = rule.pattern.replace("\U0010ffff", "\u017f")  # hypothesis lists every character of a class
    alike = st.from_regex(compile_portable(narrower), alphabet=st.characters(max_codepoint=0x17F))
    texts = data.draw(st.lists(alike, min_size=1, max_size=10))
    found = " OR ".join(f"multiMatchAny(t, [{{p{i}}}])" for i, _ in enumerate(prefilters(rule)))
    for i, prefilter in enumerate(prefilters(rule)):
        found = found.replace(f"{{p{i}}}", f"unhex('{prefilter.encode().hex()}')")
    rows = masking_engine.select(f"SELECT t FROM {{given}} WHERE NOT ({found})", [[text] for text in texts], "t String")
    assert rows == []
    assert all(any(compile_portable(prefilter).search(text) for prefilter in prefilters(rule)) for text in texts)


@pytest.mark.parametrize("action", [Action.REDACT, Action.HASH])
@batches
@given(seed=seeds)
def test_masking_twice_changes_nothing_more(action: Action, seed: int) -> None:
    random = Random(seed)
    masker = MASKERS[action]
    for _ in range(BATCH):
        once = masker.mask_text(place(random, GENERATORS[random.choice(NAMES)](random)))
        assert masker.mask_text(once) == once
