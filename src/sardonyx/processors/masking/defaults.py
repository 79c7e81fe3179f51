r"""The built-in rules, in the order they are applied, and the attribute keys whose values are never kept.

The order matters: whole secrets first (a password that looks like an e-mail address is a password), and what stops at a
bracket leaves the replacement of an earlier rule alone. No rule's name may end in one of `_PAIR_KEYS`: its
`[token:…]` would be taken for a pair. Patterns avoid `.`, `\s` and `$`, which differ between RE2 and Python, and counted
repeats of large classes, which make RE2 programs large: they are compiled for every statement.

Prefilters hold ASCII only and no negated class, so that invalid UTF-8 around a secret cannot hide it.
"""

from sardonyx.processors.masking.rules import Action, Check, Rule

# Every character above ASCII counts as a letter: addresses may hold them, and `\w` differs between RE2 and Python there.
_ABOVE_ASCII = "\u0080-\U0010ffff"
_LETTERS = f"a-zA-Z0-9{_ABOVE_ASCII}"

_MAILBOX = f"[{_LETTERS}._+'-]"

# Before a number: nothing that would make it part of a longer word or of a decimal fraction.
_NUMBER_STARTS = r"(^|[^a-zA-Z0-9.]|[^0-9]\.)"

# What a secret is called, right before its `=` or `:`. Anything may stand before the word: db_password, accessToken.
_PAIR_KEYS = (
    "password|passwd|passphrase|pwd|[_-]pass|secret|token|jsessionid|phpsessid|connect[.]sid"
    "|(?:api|access|secret|private|account|signing|encryption|auth)[_-]?key|(?:amz|goog)-signature|[?&]sig"
)
_ASSIGN = "[ \t]*(?::?=+>?:*|:|%3[AaDd])[ \t]*"
_QUOTE = r"""\\*["']|%22"""
# An end is optional, for texts are cut off. In JSON within JSON a quote arrives as \" and a quote in the value as \\\".
_IN_DOUBLE = r'(?:[^"\\]|\\[^\n])+"?'
_IN_SINGLE = r"(?:[^'\\]|\\[^\n])+'?"
_IN_ESCAPED = r'(?:[^"\\]|\\\\(?:\\["\\]|[^"\\]))+(?:\\")?'
_BARE = r"""[^ \t\r\n"'\\,;&<>(){}\[\]:=][^ \t\r\n"'\\,;&<>(){}\[\]]*"""
_LIST = r"\[[ \t]*[^ \t\]][^\]]*\]?"

_CHAR = "[a-zA-Z0-9_~+/.-]"
_CREDENTIAL = (
    f"{_CHAR}*(?:[0-9]|[a-z][A-Z]){_CHAR}{{4}}{_CHAR}*=*|{_CHAR}{{8}}{_CHAR}*(?:[0-9=]|[a-z][A-Z]){_CHAR}*=*"
    f"|{_CHAR}{{24}}{_CHAR}*=*"
)

_WORD_KEYS = (
    "github_pat_|gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|oas)-|xox[abeoprs]-|xapp-|sk-(?:proj|svcacct|admin|ant|or|lf)-"
    "|AIza|ya29[.]|GOCSPX-|pypi-Ag|dckr_pat_|hvs[.]|SG[.]"
)
_ALNUM_KEYS = "gh[opsru]_|sk-|gsk_|xai-|hf_|npm_|[prs]k_(?:live|test)_|whsec_|dop_v1_|dapi"
_AWS_KEYS = "A(?:KIA|SIA|BIA|CCA)"
_SLACK_HOOK = "hooks[.]slack[.]com/services/"

# Where an IBAN written in groups of four ends with a full group, its length has to be known: the next word would do as one
# more group. By the number of groups after the first; elsewhere (0) a short last group ends it. Source: the registry of
# ISO 13616.
_IBAN_COUNTRIES = {
    3: "BE",
    4: "AT|BA|EE|KZ|LT|LU|MN|XK",
    5: "AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG",
    6: "AL|AZ|BY|CY|DO|GT|HN|HU|LB|NI|PL|SV",
    7: "LC",
    0: "AE|BG|BH|BI|BR|CH|CR|DE|DJ|DK|EG|FI|FO|FR|GB|GE|GI|GL|GR|HR|IE|IL|IQ|IS|IT|JO|KW|LI|LV|LY|MC|ME|MK|MT|MU|NL|NO"
    "|OM|PS|PT|QA|RS|RU|SC|SD|SI|SM|SO|ST|TL|TR|UA|VA|YE",
}
_IBAN_GROUP = "[ ]?[A-Z0-9]{4}"
_IBAN = "|".join(
    rf"(?:{countries})\d\d(?:{_IBAN_GROUP}){f'{{{groups}}}' if groups else '{2,7}[ ]?[A-Z0-9]{1,3}'}"
    for groups, countries in _IBAN_COUNTRIES.items()
)

_CARD_ISSUERS = r"(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|352[89]|35[3-8]\d|6011|62\d\d|64[4-9]\d|65\d\d)"
_CARD = (
    rf"(?:{_CARD_ISSUERS}(?:\d{{12}}(?:\d{{3}})?|(?:[ -]\d{{4}}){{3}})"  # 16 digits, or 19 in one run
    r"|3[47]\d\d(?:\d{11}|[ -]\d{6}[ -]\d{5})|3(?:0[0-5]|[68]\d)\d(?:\d{10}|[ -]\d{6}[ -]\d{4}))\b"  # Amex, Diners
)
_SSN = r"(?:00[1-9]|0[1-9]\d|[1-578]\d\d|6[0-57-9]\d|66[0-57-9])-(?:0[1-9]|[1-9]\d)-(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})\b"
_PHONE_INTERNATIONAL = (
    r"(?:\+|%2B)[1-9](?:\d{8,14}|\d{0,2}(?:\.\d{2,4}){3,5}|\d{0,2}(?:[ -]|[ -]?\(\d{1,4}\)[ -]?)"
    r"(?:\d{1,4}(?:[ -]\d{2,4}){2,4}|\d{1,4}[ -]\d{5,8}|\d{3}[ -]\d{4}|\d{7,12}))\b"
)
_PHONE_NATIONAL = (
    r"(?:\([2-9]\d\d\)[ ]?[2-9]\d\d[ .-]\d{4}|[2-9]\d\d(?:-[2-9]\d\d-|\.[2-9]\d\d\.)\d{4}"
    r"|0[1-9](?:[ .]\d\d){4}|0\d{2,4}[ ]\d{3,4}[ ]\d{3,4})\b"
)


def pair_rule(name: str, description: str, keys: str, *, start: str = "", action: Action = Action.REDACT) -> Rule:
    """A rule for values in texts that stand after one of `keys` (a pattern) and `=` or `:`, quoted or not. `start` is a pattern of
    what must stand before the key."""
    return Rule(
        name=name,
        description=description,
        pattern=(
            rf"({start}(?i:{keys}))"
            rf"""(?:({_QUOTE})({_ASSIGN})("{_IN_DOUBLE}|'{_IN_SINGLE}|\\"{_IN_ESCAPED}|{_BARE}|{_LIST})"""
            rf"""|({_ASSIGN})(("){_IN_DOUBLE}|('){_IN_SINGLE}|(\\"){_IN_ESCAPED}|{_BARE}))"""
        ),
        prefilter=rf"""(?i)(?:{keys})(?:\\*["']|%22)?[ \t]*(?:=|:|%3)""",
        action=action,
        before=r"\1\2\3\2\5\7\8\9",
        sensitive=r"\4\6",
        after=r"\2\7\8\9",
    )


DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        name="pem_key",
        description="Private keys in PEM armour, cut off ones too.",
        pattern=r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(?:[^-]|-[^-])*(?:-----END [A-Z0-9 ]*KEY[A-Z ]*-----)?",
        prefilter="PRIVATE KEY",
    ),
    Rule(
        name="http_credentials",
        description="Values of Authorization and Cookie headers, and what follows Bearer or Basic anywhere.",
        pattern=(
            rf"""((?i:authorization)(?:{_QUOTE})?{_ASSIGN}(?:\[?\\*["'])?)({_BARE}(?:[ +]+{_BARE})?)"""
            rf"""|((?i:cookie)(?:{_QUOTE})?(?::|=>|=)[ \t]*(?:\[?\\*["'])?)([^ \t"'\\\r\n\[][^"'\\\r\n]*)"""
            rf"""|(\b(?i:bearer|basic)(?:[ +]|%20)+)({_CREDENTIAL})"""
        ),
        prefilter=r"""(?i)(?:authorization|cookie)(?:\\*["']|%22)?[ \t]*[=:%]|\b(?:bearer|basic)(?:[ +]|%20)""",
        before=r"\1\3\5",
        sensitive=r"\2\4\6",
    ),
    pair_rule(
        "secret_pair",
        'password=…, api_key: …, "token": "…" and their like: the key stays, only the value goes.',
        _PAIR_KEYS,
    ),
    Rule(
        name="url_credentials",
        description="The password in https://user:password@host; the user stays.",
        pattern=r"""(://[^ \t\r\n/?#@:"'<>\\]*:)([^ \t\r\n/?#"'<>\\]+)@""",
        prefilter="@",
        before=r"\1",
        sensitive=r"\2",
        after="@",
    ),
    Rule(
        name="jwt",
        description="JSON web tokens.",
        pattern=r"\beyJ[a-zA-Z0-9_-]{10}[a-zA-Z0-9_-]*(?:\.[a-zA-Z0-9_-]+)+",
        prefilter="eyJ",
    ),
    Rule(
        name="provider_key",
        description="Keys that show whose they are: AWS, GitHub, GitLab, Slack, OpenAI, Anthropic, Google, Stripe and more.",
        pattern=(
            rf"\b(?:(?:{_WORD_KEYS})[a-zA-Z0-9_-]{{16}}[a-zA-Z0-9_.-]*|(?:{_ALNUM_KEYS})[a-zA-Z0-9]{{20}}[a-zA-Z0-9]*"
            rf"|{_AWS_KEYS}[A-Z0-9]{{16}}\b|{_SLACK_HOOK}[a-zA-Z0-9/]+)"
        ),
        prefilter=rf"\b(?:(?:{_WORD_KEYS}|{_ALNUM_KEYS})[a-zA-Z0-9_-]{{8}}|{_AWS_KEYS}[A-Z0-9]{{8}}|{_SLACK_HOOK})",
    ),
    Rule(
        name="email",
        description="E-mail addresses, also with the @ percent-encoded.",
        pattern=(
            rf"{_MAILBOX}*[{_LETTERS}_+-](?:@|%(?:25)?40)[{_LETTERS}-]+(?:\.[{_LETTERS}-]+)*"
            rf"\.[a-zA-Z{_ABOVE_ASCII}][a-zA-Z{_ABOVE_ASCII}][{_LETTERS}]*"
        ),
        prefilter="@|%40|%2540",
        run_of=_MAILBOX,
    ),
    Rule(
        name="iban",
        description="Bank account numbers (IBAN) whose check digits are right.",
        pattern=rf"\b(?:{_IBAN})\b",
        prefilter=rf"(?:{'|'.join(_IBAN_COUNTRIES.values())})\d\d{_IBAN_GROUP}{_IBAN_GROUP}",
        check=Check.IBAN,
    ),
    Rule(
        name="card",
        description="Payment card numbers of the large issuers whose Luhn checksum is right, with spaces or dashes too.",
        pattern=rf"{_NUMBER_STARTS}({_CARD})",
        prefilter=r"[2-6]\d{3}[ -]\d{4,6}[ -]\d{4}",
        prefilter_apart=r"(?:\b|_)(?:4\d|5[1-5]|2[2-7]|3[0-8]|6[0-6])\d{12}",
        before=r"\1",
        sensitive=r"\2",
        check=Check.LUHN,
    ),
    Rule(
        name="ssn",
        description="US social security numbers, written with dashes.",
        pattern=rf"{_NUMBER_STARTS}({_SSN})",
        prefilter=r"\d{3}-\d{2}-\d{4}",
        before=r"\1",
        sensitive=r"\2",
    ),
    Rule(
        name="phone",
        description="Phone numbers: international with +, and common North American, British and French spellings.",
        pattern=rf"{_NUMBER_STARTS}({_PHONE_INTERNATIONAL}|{_PHONE_NATIONAL})",
        prefilter=(
            r"(?:\+|%2B)[1-9]\d{0,3}[ .()-]{0,2}\d|\([2-9]\d\d\)[ ]?[2-9]|[2-9]\d\d[.-][2-9]\d\d[.-]\d{4}"
            r"|(?:\b|_)0[1-9](?:[ .]\d\d){4}|(?:\b|_)0\d{2,4}[ ]\d{3}"
        ),
        before=r"\1",
        sensitive=r"\2",
    ),
)

DEFAULT_DENY_KEYS: tuple[str, ...] = (
    "authorization", "cookie", "set_cookie", "password", "passwd", "pwd", "passphrase", "pgpassword", "secret", "token",
    "auth_token", "access_token", "refresh_token", "id_token", "csrf_token", "xsrf_token", "session_token", "api_token",
    "api_key", "access_key", "secret_key", "private_key", "signing_key", "encryption_key", "account_key", "auth_key",
    "client_secret", "credential", "credentials", "session", "jsessionid", "phpsessid", "ssn", "cvv", "cvc",
    "card_number",
)  # fmt: skip
