"""Ordinary values survive untouched: a mask that eats identifiers makes logs worthless."""

import pytest

from sardonyx.processors.masking import Masker
from tests.unit.processors.conftest import MaskingEngine
from tests.unit.processors.secrets import HASH_KEY

ORDINARY = """
550e8400-e29b-41d4-a716-446655440000
request_id=12345678-1234-4234-8234-123456789012
trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7
traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
5d41402abc4b2a76b9719d911017c592
commit da39a3ee5e6b4b0d3255bfef95601890afd80709 (HEAD -> main)
sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
registry.example.com/onyx/core@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
1764000000
1764000000123
1764000000123456
1764000000123456789
"time_unix_nano": "1764000000123456789"
ts=1764000000.123456
2026-11-23T07:15:08.123456789Z
2026-11-23 07:15:08,123
2026-11-23T07:15:08+01:00
23/Nov/2026:07:15:08 +0000
Mon, 23 Nov 2026 07:15:08 GMT
10.0.12.255
192.168.100.200:5432
255.255.255.255
2001:0db8:85a3:0000:0000:8a2e:0370:7334
fe80::1ff:fe23:4567:890a
de:ad:be:ef:00:01
listening on 0.0.0.0:8600
v1.2.3
1.24.0-rc.1+build.5114f85
chdb==4.4.0
lodash@4.17.21
@types/node@20.1.0
pkg:npm/react@18.2.0
python 3.11.15
OpenSSL/3.0.13
order 100482
order_number=ORD-2026-000123
invoice INV-2026-11-0042
duration_ms=1534.22
took 0.034s
12,345,678 bytes
size=1073741824
rss 524288000
0.8444218515250481
3.141592653589793
score=0.5500000000000004
-122.41941550000001
lat=52.52000659999999 lon=13.404953999999975
+52.5200066, +13.4049540
1.7976931348623157e+308
6.02214076e23
db-1.internal.example.com
ip-10-0-12-34.eu-west-1.compute.internal
/var/lib/postgresql/16/main/base/16384/2619
/home/app/.cache/pip/wheels/4f/52/0a/tmp.whl
C:\\Users\\app\\AppData\\Local\\Temp\\x.log
s3://bucket/date=2026-11-23/part-00001.parquet
https://example.com/a/b?page=2&sort=-created&limit=100
https://example.com:8443/path#fragment
postgres://db.internal:5432/onyx
redis://127.0.0.1:6379/0
token_count=512
max_tokens: 4096
"input_tokens": 1234, "output_tokens": 99
tokens=77
token limit exceeded
tokenizer: cl100k_base
prompt_tokens_total 12345
user_id=u42
"user_id": "u42", "session_id": "s-9f8e7d"
author: Jane Doe
authored_by=jane
authentication failed for user app
Basic authentication required
basic understanding of bearer tokens
bearer of bad news
the secret of good logs
password reset mail sent
passwords do not match
cookies enabled
onyx-core-7d9f8b6c5d-x2x4z
kube-system/coredns-5d78c9869d-abcde
statefulset/postgres-0
onyx.retrieval.pipeline.rerank
onyx.auth.tokens.verify_token
std::collections::HashMap
crate::auth::token::verify
@app.route
@app.get("/health")
@media (max-width: 600px) { a { color: red } }
@property
@dataclass(frozen=True)
@timestamp
@Component @Autowired
a @ b
matrix = a @ b.T
const x = y as @Input()
def f(a: int, *args, **kwargs) -> None
SELECT id, name FROM users WHERE id = $1
UPDATE items SET n = n + 1 WHERE k = 'x'
duration: 0.412 ms  statement: SELECT 1
LOG:  checkpoint complete: wrote 43 buffers (0.3%); 0 WAL file(s) added; write=4.221 s, sync=0.003 s, total=4.241 s
FATAL:  password authentication failed for user "app"
10.1.2.3 - - [23/Nov/2026:07:15:08 +0000] "GET /rest/orders/100482?page=2 HTTP/1.1" 200 1534 "-" "Mozilla/5.0 (X11; Linux x86_64)"
1:M 23 Nov 2026 07:15:08.123 * Background saving started by pid 12345
1:M 23 Nov 2026 07:15:08.123 * 100 changes in 300 seconds. Saving...
[notice] 1#1: start worker process 29
level=info ts=2026-11-23T07:15:08Z caller=main.go:123 msg="ready"
{"level":"info","msg":"agent step finished","run_id":"5d41402abc4b2a76b9719d911017c592","duration_ms":8123.55}
Traceback (most recent call last):
  File "/app/onyx/core.py", line 123, in run
ValueError: invalid literal for int() with base 10: 'x'
goroutine 1 [running]:
0x00007ffd2b8c3a10
AB12CD34EF56AB78
FR12 is a flight, DE89 a road
4111111111111112
4111 1111 1111 1112
1234567812345678
1234-5678-1234-5678
000-12-3456
666-12-3456
123-00-4567
12-34-5678
1+1=2
+1 vote
+100 -20 lines changed
C++20
utf-8
50 % of 100
sk-learn is not scikit-learn
task-runner-with-a-very-long-name-indeed
disk-0123456789abcdef
risk_assessment_done
eyJ is how tokens begin
AKIA is a prefix
-----BEGIN CERTIFICATE-----
PUBLIC KEY
HTTP/2 200
Content-Type: application/json; charset=utf-8
Set of 3, key: value
feature.flag.key=checkout_v2
primary_key: id
monkey=banana
keyboard: qwerty
compass: north
bypass=true
passed: 12, failed: 0
""".strip("\n").split("\n")

KEYS_THAT_STAY = (
    "http.request.method",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "token_count",
    "llm.tokens",
    "max_tokens",
    "session.id",
    "session_id",
    "author",
    "authority",
    "http.cookie_count",
    "password_reset",
    "secret.name",
    "token.type",
    "tokenizer",
    "api_key_id",
    "passwordless",
    "code.function.name",
    "user.id",
    "@timestamp",
    "service.name",
    "monkey",
    "db.statement",
    "credential.type",
    "secrets_total",
    "gen_ai.token.type",
)

KEYS_THAT_GO = (
    "authorization",
    "Authorization",
    "proxy-authorization",
    "http.request.header.authorization",
    "http.request.header.Proxy-Authorization",
    "cookie",
    "set-cookie",
    "http.response.header.set_cookie",
    "password",
    "db.password",
    "DB_PASSWORD",
    "dbPassword",
    "user.passwd",
    "secret",
    "client_secret",
    "clientSecret",
    "oauth.client-secret",
    "token",
    "access_token",
    "accessToken",
    "refresh-token",
    "id_token",
    "x-api-key",
    "http.request.header.x-api-key",
    "apiKey",
    "API_KEY",
    "aws.secret_access_key",
    "private_key",
    "privateKey",
    "session",
    "http.request.header.x-csrf-token",
    "app/credentials",
    "cvv",
    "payment.card_number",
)

MASKER = Masker.build(hash_key=HASH_KEY)


def test_ordinary_values_survive_in_the_engine(masking_engine: MaskingEngine) -> None:
    assert masking_engine.mask_texts(MASKER, ORDINARY) == ORDINARY
    assert masking_engine.mask_array(MASKER, ORDINARY) == ORDINARY


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_value_survives(text: str) -> None:
    assert MASKER.mask_text(text) == text
    assert MASKER.preview(text) == []


def test_ordinary_attributes_survive(masking_engine: MaskingEngine) -> None:
    attributes = {f"a{i}": text for i, text in enumerate(ORDINARY)} | dict.fromkeys(KEYS_THAT_STAY, "kept")
    assert MASKER.mask_attributes(attributes) == attributes
    assert masking_engine.mask_maps(MASKER, [attributes, {}]) == [attributes, {}]


@pytest.mark.parametrize("key", KEYS_THAT_GO)
def test_value_of_denied_key_goes(masking_engine: MaskingEngine, key: str) -> None:
    attributes = {"first": "1", key: "anything at all", "last": "2"}
    expected = {"first": "1", key: "[redacted:denied_key]", "last": "2"}
    assert MASKER.mask_attributes(attributes) == expected
    assert masking_engine.mask_maps(MASKER, [attributes, {key: ""}]) == [expected, {key: "[redacted:denied_key]"}]
