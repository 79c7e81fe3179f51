import re

from hypothesis import given
from hypothesis import strategies as st

from sardonyx.access import credentials


def test_a_secret_survives_the_way_out_and_in() -> None:
    made = credentials.issue("sdx")
    read = credentials.parse(made.text)
    assert read == made
    assert read is not None
    assert read.matches(made.hash)


def test_has_at_least_192_random_bits_and_fits_into_a_dsn() -> None:
    made = credentials.issue("sdi")
    assert len(made.secret) * 5.95 > 192
    assert re.fullmatch(r"\w+", made.text)
    assert len({credentials.issue("sdx").text for _ in range(200)}) == 200


def test_never_shows_in_a_repr() -> None:
    made = credentials.issue("sdx")
    assert made.secret not in repr(made)


def test_another_secret_with_the_same_id_does_not_match() -> None:
    made = credentials.issue("sdx")
    forged = credentials.Credential("sdx", made.id, credentials.random_text())
    assert not forged.matches(made.hash)


@given(st.text())
def test_anything_else_is_not_one(text: str) -> None:
    assert credentials.parse(text) is None


def test_almost_right_is_not_right() -> None:
    text = credentials.issue("sdx").text
    for wrong in (
        text[:-1],
        text + "a",
        text.upper(),
        " " + text,
        text + "\n",
        "sdq" + text[3:],
        text.replace("_", "-"),
    ):
        assert credentials.parse(wrong) is None


def test_csrf_token_tells_nothing_of_the_secret_and_differs_per_session() -> None:
    one, two = credentials.issue("sds"), credentials.issue("sds")
    assert credentials.csrf_token(one) == credentials.csrf_token(one)
    assert credentials.csrf_token(one) != credentials.csrf_token(two)
    assert credentials.csrf_token(one) != one.hash
