"""What `replacement.py` gives, as SQL."""

from sardonyx.processors.masking import replacement
from sardonyx.processors.masking.replacement import AROUND_VALUES, PARTIAL_FROM_CHARACTERS, PLACEHOLDER, redacted
from sardonyx.processors.masking.rules import Action

# What stands for a match in a map until the attribute is dropped.
DROPPED = r"\xFDdropped\xFD"


def replaced(action: Action, name: str, value: str, hash_key: bytes, *, in_map: bool) -> str:
    """What stands for the String `value` of rule `name`. `in_map` is whether a drop is to take the whole attribute."""
    if action is Action.HASH:
        return hashed(name, value, hash_key)
    if action is Action.FORMAT_HASH:
        return formatted(name, value, hash_key)
    if action is Action.PARTIAL:
        return partial(name, value)
    return f"'{fixed(action, name, in_map=in_map)}'"


def is_fixed(action: Action) -> bool:
    """Whether the replacement is the same whatever the value is."""
    return action in (Action.REDACT, Action.DROP)


def fixed(action: Action, name: str, *, in_map: bool) -> str:
    """The replacement of such an action, without quotes."""
    if action is Action.REDACT:
        return redacted(name)
    return DROPPED if in_map else ""


def hashed(name: str, value: str, hash_key: bytes) -> str:
    """What `replacement.hashed` gives in Python."""
    bare = _bare(value)
    digest = f"substring({_hex(bare, hash_key)}, 1, 16)"
    return f"if(match({bare}, {quoted(PLACEHOLDER)}), {bare}, concat('[{name}:', {digest}, ']'))"


def formatted(name: str, value: str, hash_key: bytes) -> str:
    """What `replacement.formatted` gives in Python. One digest `d` serves all shapes: nothing here is left out where it is not
    needed, and digests cost most."""
    is_email, is_uuid = (f"match(t, {quoted(shape)})" for shape in (replacement.EMAIL, replacement.UUID))
    same = (
        f"multiIf({is_email}, lower(replaceRegexpAll(t, {quoted(replacement.EMAIL_AT)}, '@')), {is_uuid}, lower(t), t)"
    )
    start = "substring(lower(hex(d)), 1, 16)"
    as_uuid = (
        "arrayMap(h -> concat(substring(h, 1, 8), '-', substring(h, 9, 4), '-8', substring(h, 14, 3), '-a', "
        "substring(h, 18, 3), '-', substring(h, 21, 12)), [lower(hex(d))])[1]"
    )
    noise = "reinterpretAsUInt8(substring(n, i, 1))"
    alike = (
        f"multiIf(c >= '0' AND c <= '9', char(48 + {noise} % 10), c >= 'a' AND c <= 'z', char(97 + {noise} % 26), "
        f"c >= 'A' AND c <= 'Z', char(65 + {noise} % 26), c)"
    )
    characters = (
        f"arrayMap((n, s) -> arrayStringConcat(arrayMap((c, i) -> {alike}, s, arrayEnumerate(s))), "
        "[concat(d, SHA256(d))], [splitByString('', t)])[1]"
    )
    kept = f"match(t, {quoted(PLACEHOLDER)}) OR match(t, {quoted(replacement.FORMATTED_EMAIL)})"
    shaped = (
        f"multiIf({kept}, t, {is_email}, concat('u_', {start}, '@masked.invalid'), {is_uuid}, {as_uuid}, "
        f"match(t, {quoted(replacement.CHARACTERS)}), {characters}, concat('[{name}:', {start}, ']'))"
    )
    return f"arrayMap(t -> arrayMap(d -> {shaped}, [{_hmac(same, hash_key)}])[1], [{_bare(value)}])[1]"


def partial(name: str, value: str) -> str:
    """What `replacement.partial` gives in Python."""
    domain = f"splitByString('@', replaceRegexpAll(t, {quoted(replacement.EMAIL_AT)}, '@'))[-1]"
    shown = (
        f"multiIf(match(t, {quoted(replacement.EMAIL)}), concat('[{name}:', substringUTF8(t, 1, 1), '***@', {domain}, ']'), "
        f"lengthUTF8(t) < {PARTIAL_FROM_CHARACTERS}, '{redacted(name)}', concat('[{name}:***', substringUTF8(t, -4), ']'))"
    )
    return f"arrayMap(t -> {shown}, [{_bare(value)}])[1]"


def quoted(text: str) -> str:
    """`text` as an SQL string literal."""
    return f"'{escaped(text)}'"


def escaped(text: str) -> str:
    """`text` as it stands in an SQL string literal."""
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _bare(value: str) -> str:
    return f"trim(BOTH {quoted(AROUND_VALUES)} FROM {value})"


def _hex(value: str, hash_key: bytes) -> str:
    return f"lower(hex({_hmac(value, hash_key)}))"


def _hmac(value: str, hash_key: bytes) -> str:
    return f"HMAC('sha256', {value}, unhex('{hash_key.hex()}'))"
