"""A wrong configuration is refused with every mistake, what is allowed, and the nearest match."""

import re

import pytest

from sardonyx.processors.masking import Action, Masker, MaskingConfigError, Rule, custom_rule
from sardonyx.processors.masking.re2_syntax import NotPortable, compile_portable
from tests.unit.processors.secrets import HASH_KEY


def mistakes(**options: object) -> list[str]:
    with pytest.raises(MaskingConfigError) as caught:
        Masker.build(**{"hash_key": HASH_KEY, **options})  # type: ignore[arg-type]
    return list(caught.value.mistakes)


def test_unknown_rule_names_the_nearest() -> None:
    assert mistakes(disable=["emial"]) == ["disable: there is no rule emial; did you mean email?"]
    assert mistakes(actions={"denied_keys": Action.DROP}) == [
        "actions: there is no rule denied_keys; did you mean denied_key?"
    ]
    assert mistakes(disable=["zzz"])[0].startswith("disable: there is no rule zzz; known are pem_key, ")


def test_all_mistakes_are_told_at_once() -> None:
    found = mistakes(
        disable=["jwtt"],
        actions={"email": "shred"},
        extra=[
            custom_rule("Bad Name", "x", Action.REDACT),
            custom_rule("email", "x", Action.REDACT),
            custom_rule("twice", "x", Action.REDACT),
            custom_rule("twice", "y", Action.REDACT),
            Rule("refers", "", "(a)b", before=r"\2", sensitive=r"\q"),
        ],
        extra_deny_keys=["--"],
        allow_keys=["a"],
        deny_keys=["a"],
        hash_key=b"short",
    )
    assert found == [
        "disable: there is no rule jwtt; did you mean jwt?",
        "actions: email: 'shred' is no action; allowed: redact, hash, format_hash, partial, drop",
        "rule 'Bad Name': a name is a lower-case letter, then up to 63 of a-z, 0-9 and _",
        "rule email: the name is taken; give it another (to replace a built-in rule, disable that one)",
        "rule twice: the name is taken; give it another (to replace a built-in rule, disable that one)",
        r"rule refers: its before '\\2' refers to group 2; the pattern has 1",
        r"rule refers: its sensitive '\\q' has a backslash that begins no reference; allowed: \0 to \9",
        "deny_keys: '--' is no attribute key; it needs a letter or digit",
        "allow_keys: a also in deny_keys; a key can be in one of them only",
        "hash_key: has 5 bytes; needs at least 16",
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "a(?=b)",
        "a(?!b)",
        "(?<=a)b",
        "(?<!a)b",
        r"(a)\1",
        "(?P<x>a)(?P=x)",
        "(?>a)",
        "a++",
        "a*+",
        "a{2}+",
        "(?(1)a|b)",
        r"\pL",
        r"\Aa",
        r"a\Z",
        r"a\z",
        r"\u00e9",
        r"\N{DASH}",
        "[[:alpha:]]",
        "a{1,2000}",
        "(?x)a",
        "(?m)^a",
        "(?u)a",
        "a(?i)b",
        "a{2}{3}",
        "a{",
        "(a",
        "[a",
        "a\\",
        "a\0",
        r"\C",
        "[a--b]",
        r"[\S]",
        "",
        "a*",
        "(?i)",
        "b?",
    ],
)
def test_refuses_what_re2_and_python_do_not_share(pattern: str) -> None:
    with pytest.raises(NotPortable):
        compile_portable(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"a\sb", "a\vb", False),
        (r"a\sb", "a\tb", True),
        (r"a[\s]b", "a\vb", False),
        (r"a\Sb", "a\vb", True),
        ("a$", "a\n", False),
        ("a$", "ba", True),
        ("a.b", "a\nb", True),
        (r"\bé", "é", False),
        (r"\w", "é", False),
        (r"\d", "٣", False),
        ("a[$^]b", "a$b", True),
        ("[]a]", "]", True),
        ("[^]]", "]", False),
        ("[[]", "[", True),
        ("x[&&~~||]", "x&", True),
        ("a{2,3}?", "aa", True),
        ("(?i)A", "a", True),
        ("(?s:a.)", "a\n", True),
        (r"\x41", "A", True),
        (r"a\.b", "a.b", True),
        (r"\-", "-", True),
        ("a??b", "b", True),
        ("(?P<n>a)", "a", True),
    ],
)
def test_python_finds_what_re2_finds(masking_engine, pattern: str, text: str, found: bool) -> None:
    assert (compile_portable(pattern).search(text) is not None) is found
    sql = f"SELECT replaceRegexpAll(t, unhex('{pattern.encode().hex()}'), '') != t FROM {{given}}"
    assert masking_engine.select(sql, [[text]], "t String") == [[int(found)]]


def test_a_bad_pattern_is_named_with_its_place() -> None:
    (mistake,) = mistakes(extra=[custom_rule("ahead", "ab(?=c)", Action.REDACT)])
    assert re.match(r"rule ahead: its pattern 'ab\(\?=c\)' holds, at character 3, \(\?=c", mistake)
