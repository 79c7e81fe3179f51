"""Generators of what must never be stored: for each built-in rule a text with its sensitive part, and places to put it."""

import json
import string
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

ALNUM = string.ascii_letters + string.digits
WORD = ALNUM + "_-"
PRINTABLE = "".join(map(chr, range(32, 127)))
HASH_KEY = b"a key of the tests"


@dataclass(frozen=True)
class Secret:
    """`text` as it stands in a log; `core` is what must not survive; `rule` is who should find it."""

    rule: str
    text: str
    core: str


def chars(random: Random, alphabet: str, low: int, high: int | None = None) -> str:
    return "".join(random.choices(alphabet, k=random.randint(low, high or low)))


def email(random: Random) -> Secret:
    local = chars(random, ALNUM, 3, 12) + random.choice(["", ".x", "+tag", "_1", "-a"]) + chars(random, ALNUM, 1, 3)
    domain = (
        f"{chars(random, string.ascii_lowercase, 2, 10)}.{random.choice(['com', 'co.uk', 'de', 'example', 'museum'])}"
    )
    text = f"{local}{random.choice(['@', '@', '@', '%40'])}{domain}"
    return Secret("email", text, local)


def luhn_digit(digits: str) -> str:
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def card(random: Random) -> Secret:
    prefix, length, groups = random.choice(
        [
            ("4", 16, (4, 4, 4, 4)),
            ("55", 16, (4, 4, 4, 4)),
            ("2221", 16, (4, 4, 4, 4)),
            ("6011", 16, (4, 4, 4, 4)),
            ("62", 16, (4, 4, 4, 4)),
            ("3530", 16, (4, 4, 4, 4)),
            ("37", 15, (4, 6, 5)),
            ("36", 14, (4, 6, 4)),
            ("62", 19, ()),
        ]
    )
    digits = prefix + chars(random, string.digits, length - len(prefix) - 1)
    digits += luhn_digit(digits)
    separator = random.choice(["", " ", "-"]) if groups else ""
    if not separator:
        return Secret("card", digits, digits)
    cut = [digits[sum(groups[:i]) : sum(groups[: i + 1])] for i in range(len(groups))]
    text = separator.join(cut)
    return Secret("card", text, text)


def iban(random: Random) -> Secret:
    country, length = random.choice(
        [("DE", 22), ("GB", 22), ("NO", 15), ("BE", 16), ("ES", 24), ("FR", 27), ("MT", 31), ("PL", 28)]
    )
    account = chars(
        random, string.digits + (string.ascii_uppercase if country in ("GB", "FR", "MT") else ""), length - 4
    )
    number = int("".join(str(int(c, 36)) for c in f"{account}{country}00"))
    compact = f"{country}{98 - number % 97:02d}{account}"
    text = compact if random.random() < 0.5 else " ".join(compact[i : i + 4] for i in range(0, length, 4))
    return Secret("iban", text + random.choice(["", "", " PAID", " EUR"]), text)


def ssn(random: Random) -> Secret:
    area = random.choice([*range(1, 666), *range(667, 900)])
    text = f"{area:03d}-{random.randint(1, 99):02d}-{random.randint(1, 9999):04d}"
    return Secret("ssn", text, text)


def phone(random: Random) -> Secret:
    def digits(count: int) -> str:
        return chars(random, string.digits, count)

    def nanp() -> str:
        return random.choice("23456789") + digits(2)

    text = random.choice(
        [
            f"+1{nanp()}{nanp()}{digits(4)}",
            f"+1 {nanp()} {nanp()} {digits(4)}",
            f"+1-{nanp()}-{nanp()}-{digits(4)}",
            f"+1 ({nanp()}) {nanp()}-{digits(4)}",
            f"+49 170 {digits(7)}",
            f"+49{digits(10)}",
            f"+44 20 {digits(4)} {digits(4)}",
            f"+33 6 {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
            f"+49 (0)170 {digits(7)}",
            f"+1.{nanp()}.{nanp()}.{digits(4)}",
            f"({nanp()}) {nanp()}-{digits(4)}",
            f"{nanp()}-{nanp()}-{digits(4)}",
            f"{nanp()}.{nanp()}.{digits(4)}",
            f"06 {digits(2)} {digits(2)} {digits(2)} {digits(2)}",
            f"020 {digits(4)} {digits(4)}",
        ]
    )
    return Secret("phone", text, text)


def jwt(random: Random) -> Secret:
    signature = chars(random, WORD, 20, 40)
    text = f"eyJ{chars(random, WORD, 15, 40)}.eyJ{chars(random, WORD, 15, 60)}.{signature}"
    return Secret("jwt", text, signature)


def bearer(random: Random) -> Secret:
    core = chars(random, ALNUM, 10, 30) + str(random.randint(0, 9)) + chars(random, ALNUM, 8)
    form = random.choice(
        [
            "Bearer {}",
            "bearer {}",
            "Authorization: Bearer {}",
            '{{"authorization":"Basic {}=="}}',
            "authorization={}",
            "Proxy-Authorization: Basic {}",
            "Authorization: Token {}",
            "Cookie: sid={}; other=1",
            "'Set-Cookie': 'a=1; b={}'",
        ]
    )
    return Secret("http_credentials", form.format(core), core)


def url_credentials(random: Random) -> Secret:
    core = chars(random, ALNUM + "!$*~.-@%", 10, 20) + chars(random, ALNUM, 2)
    scheme = random.choice(["https", "postgres", "redis", "amqp+ssl", "mongodb+srv"])
    user = random.choice(["", "app", "svc-user"])
    return Secret("url_credentials", f"{scheme}://{user}:{core}@db.internal:5432/x", core)


def provider_key(random: Random) -> Secret:
    upper = string.ascii_uppercase + string.digits
    text = random.choice(
        [
            f"AKIA{chars(random, upper, 16)}",
            f"ghp_{chars(random, ALNUM, 36)}",
            f"github_pat_{chars(random, ALNUM, 22)}_{chars(random, ALNUM, 59)}",
            f"glpat-{chars(random, WORD, 20)}",
            f"xoxb-{chars(random, string.digits, 12)}-{chars(random, ALNUM, 24)}",
            f"sk-{chars(random, ALNUM, 48)}",
            f"sk-proj-{chars(random, WORD, 48)}",
            f"sk-ant-api03-{chars(random, WORD, 90)}",
            f"AIza{chars(random, WORD, 35)}",
            f"sk_live_{chars(random, ALNUM, 24)}",
            f"rk_test_{chars(random, ALNUM, 24)}",
            f"hf_{chars(random, ALNUM, 34)}",
            f"npm_{chars(random, ALNUM, 36)}",
            f"SG.{chars(random, WORD, 22)}.{chars(random, WORD, 43)}",
            f"https://hooks.slack.com/services/T{chars(random, upper, 8)}/B{chars(random, upper, 8)}/{chars(random, ALNUM, 24)}",
        ]
    )
    return Secret("provider_key", text, text[-14:])


def pem_key(random: Random) -> Secret:
    core = chars(random, ALNUM + "+/", 40, 120)
    kind = random.choice(["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
    head = random.choice(["", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"])
    end = random.choice([f"\n-----END {kind}PRIVATE KEY-----\n", ""])
    return Secret("pem_key", f"-----BEGIN {kind}PRIVATE KEY-----\n{head}{core}{end}", core)


PAIR_KEYS = (
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "API-KEY",
    "access_key",
    "client_secret",
    "accessToken",
    "DB_PASSWORD",
    "aws_secret_access_key",
    "x-api-key",
    "refresh_token",
    "smtp_pass",
    "privateKey",
    "Passphrase",
    "AccountKey",
)


def secret_pair(random: Random) -> Secret:
    key = random.choice(PAIR_KEYS)
    core = chars(random, ALNUM, 12)
    form = random.choice(["bare", "json", "nested", "repr", "quoted", "number", "list", "query"])
    if form == "number":
        core = chars(random, "123456789", 9)
        return Secret("secret_pair", f'{{"{key}": {core}, "x": 1}}', core)
    if form in ("bare", "query"):
        value = chars(random, ALNUM + "!$*~.-/+^%#@", 0, 5) + core + chars(random, ALNUM + "!$*~.-/+^%#@=:", 0, 5)
        assign = "=" if form == "query" else random.choice(["=", ": ", ":", " = ", "=>", " := "])
        return Secret("secret_pair", f"{key}{assign}{value}", core)
    value = chars(random, PRINTABLE + "\n\té漢", 0, 6) + core + chars(random, PRINTABLE + "\n\té漢", 0, 6)
    if form == "json":
        text = json.dumps({"a": 1, key: value, "z": "end"}, ensure_ascii=random.random() < 0.5)
    elif form == "nested":
        text = json.dumps({"body": json.dumps({"a": 1, key: value, "z": "end"})})
    elif form == "repr":
        text = repr({"a": 1, key: value})
    elif form == "list":
        text = json.dumps({key: [chars(random, ALNUM, 5), core]})
    else:
        text = f"{key}={json.dumps(value)} next=1"
    return Secret("secret_pair", text, core)


GENERATORS: dict[str, Callable[[Random], Secret]] = {
    "pem_key": pem_key,
    "http_credentials": bearer,
    "secret_pair": secret_pair,
    "url_credentials": url_credentials,
    "jwt": jwt,
    "provider_key": provider_key,
    "email": email,
    "iban": iban,
    "card": card,
    "ssn": ssn,
    "phone": phone,
}

# Numbers, keys and addresses stand alone; the others bring the text around them along and cannot be put in a query.
_STAND_ALONE = {"email", "card", "iban", "ssn", "phone", "jwt", "provider_key"}
_JUNK = "abc XYZ 019 .,;:!?/()[]{}<>_-=&%#'\"\\\n\té漢🙂"


def place(random: Random, secret: Secret) -> str:
    """The secret at some place in some text: prose, JSON, a query, logfmt, or noise."""
    text = secret.text
    kinds = ["alone", "prose", "lines", "json", "noise"]
    if secret.rule in _STAND_ALONE:
        kinds += ["query", "logfmt", "brackets", "csv", "tag"]
    kind = random.choice(kinds)
    if kind == "json":
        # A secret that is JSON itself may be put into a string once more at most.
        return text if text.startswith("{") else json.dumps({"n": 1, "msg": f"at {text}"}, ensure_ascii=False)
    if kind == "query":
        return f"GET /path?a=1&q={quote(text, safe='@:/+()')}&b=2 HTTP/1.1" if " " not in text else f"/path?q={text}"
    if kind == "noise":
        return f"{chars(random, _JUNK, 0, 30)} {text} {chars(random, _JUNK, 0, 30)}"
    return {
        "alone": text,
        "prose": f"the user said {text} and left",
        "lines": f"first\n{text}\nlast",
        "logfmt": f'level=info x="{text}" y=1',
        "brackets": f"call({text}) [{text}]",
        "csv": f"a,{text},b;{text}",
        "tag": f"<a href='{text}'>{text}</a>",
    }[kind]
