import pytest

from sardonyx.access import ValidationFailed
from sardonyx.access.password_rules import check

ALICE = {"email": "alice.archer@example.org", "name": "Alice Archer"}


@pytest.mark.parametrize(
    "password",
    [
        "seven wet badgers dancing",
        "zT4!qkP0vR2m",
        "sardonyx watches the onyx",
        "пятьбольшихкотов",
        "alice went to market in june",
    ],
)
def test_takes_long_and_unusual_ones(password: str) -> None:
    check(password, **ALICE)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "at least 12"),
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaaaa", "different characters"),
        ("abababababababab", "different characters"),
        ("123456789012", "row"),
        ("qwertyuiopas", "row"),
        ("abcdefghijklm", "row"),
        ("password1234", "everybody"),
        ("P@ssw0rd2024!", "everybody"),
        ("passwordpassword", "everybody"),
        ("!!!Welcome2026!!!", "everybody"),
        ("CorrectHorseBatteryStaple", "everybody"),
        ("alicearcher99", "your name"),
        ("Archer1234567", "your name"),
        ("alice.archer@example.org", "your name"),
    ],
)
def test_refuses_what_is_tried_first(password: str, says: str) -> None:
    with pytest.raises(ValidationFailed, match=says) as refused:
        check(password, **ALICE)
    assert [error.field for error in refused.value.errors] == ["password"]
    assert not password or len(password) < 12 or password not in str(refused.value)
