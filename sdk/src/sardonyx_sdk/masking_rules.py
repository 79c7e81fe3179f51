r"""The masking rules: the server's, copied by `sdk/sync_masking.py`. Do not edit.

Rules apply in this order. A match becomes `before` + `[redacted:<name>]` + `after`; `check`, where there is one, decides on the
`sensitive` part whether it is one at all. Templates refer to groups of the pattern as `\1`.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of sensitive text."""

    name: str
    pattern: str
    before: str = ""
    sensitive: str = r"\0"
    after: str = ""
    check: str | None = None  # "luhn" or "iban"


RULES: tuple[Rule, ...] = (
    Rule(
        name="pem_key",
        pattern=("-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(?:[^-]|-[^-])*(?:-----END [A-Z0-9 ]*KEY[A-Z ]*-----)?"),
    ),
    Rule(
        name="http_credentials",
        pattern=(
            "((?i:authorization)(?:\\\\*[\"']|%22)?[ \t]*(?::?=+>?:*|:|%3[AaDd])[ \t]*(?:\\[?\\\\*[\"'"
            "])?)([^ \\t\\r\\n\"'\\\\,;&<>(){}\\[\\]:=][^ \\t\\r\\n\"'\\\\,;&<>(){}\\[\\]]*(?:[ +]+[^"
            " \\t\\r\\n\"'\\\\,;&<>(){}\\[\\]:=][^ \\t\\r\\n\"'\\\\,;&<>(){}\\[\\]]*)?)|((?i:cookie)("
            "?:\\\\*[\"']|%22)?(?::|=>|=)[ \\t]*(?:\\[?\\\\*[\"'])?)([^ \\t\"'\\\\\\r\\n\\[][^\"'\\\\"
            "\\r\\n]*)|(\\b(?i:bearer|basic)(?:[ +]|%20)+)([a-zA-Z0-9_~+/.-]*(?:[0-9]|[a-z][A-Z])[a-z"
            "A-Z0-9_~+/.-]{4}[a-zA-Z0-9_~+/.-]*=*|[a-zA-Z0-9_~+/.-]{8}[a-zA-Z0-9_~+/.-]*(?:[0-9=]|[a-"
            "z][A-Z])[a-zA-Z0-9_~+/.-]*=*|[a-zA-Z0-9_~+/.-]{24}[a-zA-Z0-9_~+/.-]*=*)"
        ),
        before="\\1\\3\\5",
        sensitive="\\2\\4\\6",
    ),
    Rule(
        name="secret_pair",
        pattern=(
            "((?i:password|passwd|passphrase|pwd|[_-]pass|secret|token|jsessionid|phpsessid|connect[."
            "]sid|(?:api|access|secret|private|account|signing|encryption|auth)[_-]?key|(?:amz|goog)-"
            'signature|[?&]sig))(?:(\\\\*["\']|%22)([ \t]*(?::?=+>?:*|:|%3[AaDd])[ \t]*)("(?:[^"\\\\]'
            '|\\\\[^\\n])+"?|\'(?:[^\'\\\\]|\\\\[^\\n])+\'?|\\\\"(?:[^"\\\\]|\\\\\\\\(?:\\\\["\\\\]|['
            '^"\\\\]))+(?:\\\\")?|[^ \\t\\r\\n"\'\\\\,;&<>(){}\\[\\]:=][^ \\t\\r\\n"\'\\\\,;&<>(){}\\'
            '[\\]]*|\\[[ \\t]*[^ \\t\\]][^\\]]*\\]?)|([ \t]*(?::?=+>?:*|:|%3[AaDd])[ \t]*)((")(?:[^"\\'
            '\\]|\\\\[^\\n])+"?|(\')(?:[^\'\\\\]|\\\\[^\\n])+\'?|(\\\\")(?:[^"\\\\]|\\\\\\\\(?:\\\\["'
            '\\\\]|[^"\\\\]))+(?:\\\\")?|[^ \\t\\r\\n"\'\\\\,;&<>(){}\\[\\]:=][^ \\t\\r\\n"\'\\\\,;&<'
            ">(){}\\[\\]]*))"
        ),
        before="\\1\\2\\3\\2\\5\\7\\8\\9",
        sensitive="\\4\\6",
        after="\\2\\7\\8\\9",
    ),
    Rule(
        name="url_credentials",
        pattern="(://[^ \\t\\r\\n/?#@:\"'<>\\\\]*:)([^ \\t\\r\\n/?#\"'<>\\\\]+)@",
        before="\\1",
        sensitive="\\2",
        after="@",
    ),
    Rule(
        name="jwt",
        pattern="\\beyJ[a-zA-Z0-9_-]{10}[a-zA-Z0-9_-]*(?:\\.[a-zA-Z0-9_-]+)+",
    ),
    Rule(
        name="provider_key",
        pattern=(
            "\\b(?:(?:github_pat_|gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|oas)-|xox[abeoprs]-|xapp-|sk-("
            "?:proj|svcacct|admin|ant|or|lf)-|AIza|ya29[.]|GOCSPX-|pypi-Ag|dckr_pat_|hvs[.]|SG[.])[a-"
            "zA-Z0-9_-]{16}[a-zA-Z0-9_.-]*|(?:gh[opsru]_|sk-|gsk_|xai-|hf_|npm_|[prs]k_(?:live|test)_"
            "|whsec_|dop_v1_|dapi)[a-zA-Z0-9]{20}[a-zA-Z0-9]*|A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}\\b|hoo"
            "ks[.]slack[.]com/services/[a-zA-Z0-9/]+)"
        ),
    ),
    Rule(
        name="email",
        pattern=(
            "[a-zA-Z0-9\x80-\U0010ffff._+'-]*[a-zA-Z0-9\x80-\U0010ffff_+-](?:@|%(?:25)?40)[a-zA-Z0-9\x80"
            "-\U0010ffff-]+(?:\\.[a-zA-Z0-9\x80-\U0010ffff-]+)*\\.[a-zA-Z\x80-\U0010ffff][a-zA-Z\x80-"
            "\U0010ffff][a-zA-Z0-9\x80-\U0010ffff]*"
        ),
    ),
    Rule(
        name="iban",
        pattern=(
            "\\b(?:(?:BE)\\d\\d(?:[ ]?[A-Z0-9]{4}){3}|(?:AT|BA|EE|KZ|LT|LU|MN|XK)\\d\\d(?:[ ]?[A-Z0-9"
            "]{4}){4}|(?:AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG)\\d\\d(?:[ ]?[A-Z0-9]{4}){5}|(?:AL|AZ|BY|CY"
            "|DO|GT|HN|HU|LB|NI|PL|SV)\\d\\d(?:[ ]?[A-Z0-9]{4}){6}|(?:LC)\\d\\d(?:[ ]?[A-Z0-9]{4}){7}"
            "|(?:AE|BG|BH|BI|BR|CH|CR|DE|DJ|DK|EG|FI|FO|FR|GB|GE|GI|GL|GR|HR|IE|IL|IQ|IS|IT|JO|KW|LI|"
            "LV|LY|MC|ME|MK|MT|MU|NL|NO|OM|PS|PT|QA|RS|RU|SC|SD|SI|SM|SO|ST|TL|TR|UA|VA|YE)\\d\\d(?:["
            " ]?[A-Z0-9]{4}){2,7}[ ]?[A-Z0-9]{1,3})\\b"
        ),
        check="iban",
    ),
    Rule(
        name="card",
        pattern=(
            "(^|[^a-zA-Z0-9.]|[^0-9]\\.)((?:(?:4\\d{3}|5[1-5]\\d\\d|2[2-7]\\d\\d|352[89]|35[3-8]\\d|6"
            "011|62\\d\\d|64[4-9]\\d|65\\d\\d)(?:\\d{12}(?:\\d{3})?|(?:[ -]\\d{4}){3})|3[47]\\d\\d(?:"
            "\\d{11}|[ -]\\d{6}[ -]\\d{5})|3(?:0[0-5]|[68]\\d)\\d(?:\\d{10}|[ -]\\d{6}[ -]\\d{4}))\\b"
            ")"
        ),
        before="\\1",
        sensitive="\\2",
        check="luhn",
    ),
    Rule(
        name="ssn",
        pattern=(
            "(^|[^a-zA-Z0-9.]|[^0-9]\\.)((?:00[1-9]|0[1-9]\\d|[1-578]\\d\\d|6[0-57-9]\\d|66[0-57-9])-"
            "(?:0[1-9]|[1-9]\\d)-(?:000[1-9]|00[1-9]\\d|0[1-9]\\d\\d|[1-9]\\d{3})\\b)"
        ),
        before="\\1",
        sensitive="\\2",
    ),
    Rule(
        name="phone",
        pattern=(
            "(^|[^a-zA-Z0-9.]|[^0-9]\\.)((?:\\+|%2B)[1-9](?:\\d{8,14}|\\d{0,2}(?:\\.\\d{2,4}){3,5}|\\"
            "d{0,2}(?:[ -]|[ -]?\\(\\d{1,4}\\)[ -]?)(?:\\d{1,4}(?:[ -]\\d{2,4}){2,4}|\\d{1,4}[ -]\\d{"
            "5,8}|\\d{3}[ -]\\d{4}|\\d{7,12}))\\b|(?:\\([2-9]\\d\\d\\)[ ]?[2-9]\\d\\d[ .-]\\d{4}|[2-9"
            "]\\d\\d(?:-[2-9]\\d\\d-|\\.[2-9]\\d\\d\\.)\\d{4}|0[1-9](?:[ .]\\d\\d){4}|0\\d{2,4}[ ]\\d"
            "{3,4}[ ]\\d{3,4})\\b)"
        ),
        before="\\1",
        sensitive="\\2",
    ),
)

# Keys of attributes whose values are never kept.
DENY_PATTERN = (
    "(?:^|[^a-zA-Z0-9])(?i:access[._/: -]?key|access[._/: -]?token|account[._/: -]?key|api[._"
    "/: -]?key|api[._/: -]?token|auth[._/: -]?key|auth[._/: -]?token|authorization|card[._/: "
    "-]?number|client[._/: -]?secret|cookie|credential|credentials|csrf[._/: -]?token|cvc|cvv"
    "|encryption[._/: -]?key|id[._/: -]?token|jsessionid|passphrase|passwd|password|pgpasswor"
    "d|phpsessid|private[._/: -]?key|pwd|refresh[._/: -]?token|secret|secret[._/: -]?key|sess"
    "ion|session[._/: -]?token|set[._/: -]?cookie|signing[._/: -]?key|ssn|token|xsrf[._/: -]?"
    "token)$|[a-z0-9](?:AccessKey|AccessToken|AccountKey|ApiKey|ApiToken|AuthKey|AuthToken|Au"
    "thorization|CardNumber|ClientSecret|Cookie|Credential|Credentials|CsrfToken|Cvc|Cvv|Encr"
    "yptionKey|IdToken|Jsessionid|Passphrase|Passwd|Password|Pgpassword|Phpsessid|PrivateKey|"
    "Pwd|RefreshToken|Secret|SecretKey|Session|SessionToken|SetCookie|SigningKey|Ssn|Token|Xs"
    "rfToken)$"
)
