"""The checksums a match must pass, in SQL and in Python: both see the same text and give the same answer."""

from sardonyx.processors.masking.rules import Check

_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LUHN_LENGTH = 20  # digits; shorter numbers are filled up with zeros on the left, which changes nothing
# Letters of an IBAN count as numbers: A = 10 … Z = 35.
_LETTER_OFFSET = ord("A") - 10


def passes(check: Check, text: str) -> bool:
    """Whether `text`, the sensitive part of a match, passes `check`."""
    if check is Check.LUHN:
        digits = [int(char) for char in reversed(text) if char in "0123456789"]
        return sum(_LUHN_DOUBLED[d] if i % 2 else d for i, d in enumerate(digits)) % 10 == 0
    compact = text.replace(" ", "")
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


def passes_sql(check: Check, expr: str) -> str:
    """SQL that is 1 where `expr`, the sensitive part of a match, passes `check`."""
    if check is Check.LUHN:
        weights = [2, 1] * (_LUHN_LENGTH // 2)
        digits = f"splitByString('', leftPad(replaceRegexpAll({expr}, '[^0-9]', ''), {_LUHN_LENGTH}, '0'))"
        product = "toUInt8OrZero(c) * w"
        return f"arraySum((c, w) -> {product} % 10 + ({product} > 9), {digits}, {weights}) % 10 = 0"
    compact = f"replaceAll({expr}, ' ', '')"
    rotated = f"splitByString('', concat(substring({compact}, 5), substring({compact}, 1, 4)))"
    number = f"if(c < 'A', c, toString(ascii(c) - {_LETTER_OFFSET}))"
    return f"toUInt256OrZero(arrayStringConcat(arrayMap(c -> {number}, {rotated}))) % 97 = 1"
