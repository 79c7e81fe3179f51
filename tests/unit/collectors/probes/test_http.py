"""Probing web servers, good ones and all kinds of bad ones."""

import asyncio
import ssl
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from sardonyx.collectors.probes import tls_handshake
from sardonyx.collectors.probes.context import ProbeContext
from sardonyx.collectors.probes.http import probe
from sardonyx.collectors.probes.result import ProbeResult
from sardonyx.config.checks import HttpCheck
from sardonyx.outgoing.guard import Guard
from tests.support.authority import Authority
from tests.support.certificates import self_signed
from tests.support.ports import free_port
from tests.support.raw_server import Talk, answering, http, request_of, talking
from tests.unit.collectors.probes.stub_names import StubNames


async def _probed(guard: Guard, url: str, timeout: float = 5.0, **check: object) -> ProbeResult:
    return await probe(HttpCheck.model_validate({"url": url, **check}), ProbeContext("m1", timeout, guard))


async def _against(guard: Guard, talk: Talk, timeout: float = 5.0, **check: object) -> ProbeResult:
    async with talking(talk) as port:
        return await _probed(guard, f"http://127.0.0.1:{port}/", timeout, **check)


async def _hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def test_a_good_answer_is_up_with_the_figures_of_blackbox_exporter(guard: Guard) -> None:
    result = await _against(
        guard, answering(http(b'{"status":"ok"}')), conditions=["status == 200", "body.status == ok"]
    )
    assert (result.outcome, result.reason, result.evidence) == ("up", "", None)
    assert result.figures["http_status_code"] == 200
    assert result.figures["http_content_length"] == 15
    assert result.figures["http_ssl"] == 0
    assert result.figures["http_version"] == 1.1
    assert set(result.phases) == {"resolve", "connect", "processing", "transfer"}
    assert result.seconds > 0


async def test_a_probe_is_a_trace_of_its_own_and_says_who_asks(guard: Guard) -> None:
    heads: list[str] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await request_of(reader))
        writer.write(http())

    result = await _against(guard, talk)
    assert f"traceparent: 00-{result.trace_id}-" in heads[0]
    assert "-01\r\n" in heads[0]
    assert "User-Agent: Sardonyx-Monitor/" in heads[0]


async def test_without_conditions_an_error_status_is_down_with_evidence(guard: Guard) -> None:
    answer = http(b"the pool is empty", "503 Service Unavailable", "X-Pod: a1\r\nSet-Cookie: s=secret\r\n")
    result = await _against(guard, answering(answer))
    assert (result.outcome, result.reason, result.message) == ("down", "status", "it answered 503")
    assert result.evidence is not None
    assert result.evidence.body == "the pool is empty"
    assert ("X-Pod", "a1") in result.evidence.headers
    assert ("Set-Cookie", "********") in result.evidence.headers
    assert result.evidence.address == "127.0.0.1"
    assert result.evidence.conditions[0].seen == "503"


async def test_conditions_that_only_should_hold_make_it_degraded(guard: Guard) -> None:
    result = await _against(guard, answering(http()), degraded_unless=["body == fine"])
    assert (result.outcome, result.reason) == ("degraded", "condition")
    assert "body == fine: is ok" in result.message
    broken = await _against(guard, answering(http(b"", "500 Oops")), degraded_unless=["status == 200"])
    assert (broken.outcome, broken.reason) == ("down", "status"), "an error is one, whatever else should hold"


async def test_secrets_of_the_request_are_not_in_the_evidence(guard: Guard) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http((await request_of(reader)).encode(), "401 Unauthorized"))

    result = await _against(guard, echo, bearer_token="s3cr3t-token", headers={"X-Tenant": SecretStr("acme-secret")})
    assert result.evidence is not None
    assert "Authorization: Bearer ********" in result.evidence.body
    assert "acme-secret" not in repr(result)
    assert "s3cr3t-token" not in repr(result)


async def test_it_follows_redirects_and_counts_them(guard: Guard) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await request_of(reader)
        writer.write(http() if head.startswith("GET /home") else http(b"", "302 Found", "Location: /home\r\n"))

    result = await _against(guard, talk, conditions=["redirects == 1", "status == 200"])
    assert result.outcome == "up"
    assert result.figures["http_redirects"] == 1
    stayed = await _against(
        guard, talk, follow_redirects=False, conditions=["status == 302", "header.location == /home"]
    )
    assert stayed.outcome == "up"


async def test_a_redirect_loop_ends_and_is_told(guard: Guard) -> None:
    loop = answering(http(b"", "301 Moved Permanently", "Location: /again\r\n"))
    result = await _against(guard, loop, max_redirects=3)
    assert (result.outcome, result.reason) == ("down", "redirects")
    assert "more than 3 times" in result.message
    assert result.evidence is not None
    assert len(result.evidence.steps) == 3


async def test_credentials_do_not_follow_a_redirect_to_somebody_else(guard: Guard) -> None:
    heads: list[str] = []

    async def thief(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await request_of(reader))
        writer.write(http())

    async with talking(thief) as port:
        away = answering(http(b"", "307 Temporary Redirect", f"Location: http://127.0.0.1:{port}/\r\n"))
        result = await _against(guard, away, basic_user="ann", basic_password="hush", headers={"X-Api-Key": "k"})
    assert result.outcome == "up"
    assert "authorization" not in heads[0].lower()
    assert "x-api-key" not in heads[0].lower()


async def test_a_hanging_target_times_out(guard: Guard) -> None:
    result = await _against(guard, _hang, timeout=0.3)
    assert (result.outcome, result.reason) == ("down", "timeout")
    assert "waiting for its answer" in result.message


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\nX-Very: slow" * 9, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900],
    ids=["head", "body"],
)
async def test_a_trickling_target_times_out_with_what_it_has_said(guard: Guard, answer: bytes) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(answer[:40])
        for byte in answer[40:]:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)

    result = await _against(guard, trickle, timeout=0.4)
    assert (result.outcome, result.reason) == ("down", "timeout")


async def test_an_endless_body_is_cut(guard: Guard) -> None:
    result = await _against(guard, _endless, timeout=60)
    assert result.outcome == "up"
    assert result.figures["http_uncompressed_body_length"] > 1 << 20
    told = await _against(guard, _endless, timeout=60, conditions=["body contains ready"])
    assert (told.outcome, told.reason) == ("down", "too_large"), "cut, not timed out"


async def test_a_compressed_bomb_is_cut(guard: Guard) -> None:
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * (1 << 20)
    bomb = b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    answer = http(bomb, headers="Content-Encoding: gzip\r\n")
    result = await _against(guard, answering(answer), conditions=["body contains ready"])
    assert (result.outcome, result.reason) == ("down", "too_large")
    assert result.figures["http_uncompressed_body_length"] <= (1 << 20) + 1


async def test_a_compressed_body_is_read(guard: Guard) -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(b'{"status":"ok"}') + packer.flush()
    answer = http(packed, headers="Content-Encoding: gzip\r\n")
    assert (await _against(guard, answering(answer), conditions=["body.status == ok"])).outcome == "up"


@pytest.mark.parametrize(
    ("answer", "reason", "said"),
    [
        (b"", "reset", "without an answer"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "protocol", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "reset", "before the end"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n", "too_large", "headers are larger"),
        (http(b"x", headers="Content-Encoding: br\r\n"), "protocol", "compressed as br"),
        (http(b"nonsense", headers="Content-Encoding: gzip\r\n"), "protocol", "decompressed"),
    ],
    ids=["closed", "other-protocol", "half", "huge-headers", "not-asked-for", "not-gzip"],
)
async def test_broken_answers_are_told_apart(guard: Guard, answer: bytes, reason: str, said: str) -> None:
    result = await _against(guard, answering(answer))
    assert (result.outcome, result.reason) == ("down", reason)
    assert said in result.message


async def test_an_interim_answer_is_not_the_answer(guard: Guard) -> None:
    result = await _against(guard, answering(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", http()))
    assert result.outcome == "up"
    assert result.figures["http_status_code"] == 200


async def test_head_and_no_content_have_no_body(guard: Guard) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    assert (await _against(guard, answering(head), method="HEAD")).outcome == "up"
    assert (await _against(guard, answering(b"HTTP/1.1 204 No Content\r\n\r\n"))).outcome == "up"


async def test_no_name_refused_and_timeout_are_told_apart(guard: Guard) -> None:
    nowhere = await _probed(guard, "http://nowhere.invalid/")
    assert (nowhere.reason, nowhere.message) == ("dns", "looking up nowhere.invalid:80: there is no such name")
    refused = await _probed(guard, f"http://127.0.0.1:{free_port()}/")
    assert refused.reason == "refused"
    slow = await _probed(guard, "http://slow.invalid/", timeout=0.1)
    assert slow.reason == "timeout"


async def test_forbidden_addresses_are_refused_however_they_are_reached(guard: Guard, names: StubNames) -> None:
    names.known = {"metadata.invalid": ["169.254.169.254"], "mapped.invalid": ["::ffff:169.254.169.254"]}
    for url in (
        "http://169.254.169.254/latest",
        "http://metadata.invalid/",
        "http://mapped.invalid/",
        "http://0.0.0.0/",
    ):
        result = await _probed(guard, url)
        assert (result.outcome, result.reason) == ("down", "forbidden"), url
        assert "outgoing.allow" in result.message
    away = answering(http(b"", "302 Found", "Location: http://169.254.169.254/latest/meta-data\r\n"))
    assert (await _against(guard, away)).reason == "forbidden"


async def test_a_target_on_ipv6_only_is_reached(guard: Guard, names: StubNames) -> None:
    names.known = {"six.invalid": ["::1"]}
    async with talking(answering(http()), host="::1") as port:
        assert (await _probed(guard, f"http://[::1]:{port}/")).outcome == "up"
        result = await _probed(guard, f"http://six.invalid:{port}/", ip="6")
        assert (result.outcome, result.figures["ip_protocol"]) == ("up", 6)
        only_four = await _probed(guard, f"http://six.invalid:{port}/", ip="4")
    assert (only_four.reason, only_four.message) == ("dns", "six.invalid has no IPv4 address")


async def test_the_next_address_is_tried_where_one_refuses(guard: Guard, names: StubNames) -> None:
    async with talking(answering(http())) as port:
        names.known = {"two.invalid": ["127.0.0.9", "127.0.0.1"]}
        result = await _probed(guard, f"http://two.invalid:{port}/")
    assert result.outcome == "up"
    assert result.facts["addresses"] == "127.0.0.1, 127.0.0.9"


@pytest.fixture
async def secure_port(authority: Authority) -> AsyncIterator[int]:
    async with talking(answering(http()), tls=authority.issue("127.0.0.1", days=9).server_context()) as port:
        yield port


async def test_a_trusted_certificate_has_its_expiry(guard: Guard, secure_port: int) -> None:
    result = await _probed(guard, f"https://127.0.0.1:{secure_port}/", conditions=["certificate > 7d"])
    assert result.outcome == "up", result.message
    assert result.figures["ssl_earliest_cert_expiry"] == pytest.approx(time.time() + 9 * 86400, abs=120)
    assert result.phases["tls"] > 0
    assert result.facts["certificate"].startswith("127.0.0.1 by An authority, SHA-256 ")
    early = await _probed(guard, f"https://127.0.0.1:{secure_port}/", degraded_unless=["certificate > 14d"])
    assert (early.outcome, early.evidence and early.evidence.conditions[1].seen) == ("degraded", "9.0 d")


@pytest.mark.parametrize("kind", ["self-signed", "wrong-host", "expired"])
async def test_bad_certificates_are_told_apart_in_words(
    guard: Guard, authority: Authority, tmp_path: Path, kind: str
) -> None:
    certificate = {
        "self-signed": lambda: self_signed(tmp_path, "own"),
        "wrong-host": lambda: authority.issue("shop.example"),
        "expired": lambda: authority.issue("127.0.0.1", days=-3),
    }[kind]()
    said = {
        "self-signed": "its certificate is self-signed",
        "wrong-host": "its certificate is for another",
        "expired": "its certificate has expired",
    }[kind]
    async with talking(answering(http()), tls=certificate.server_context()) as port:
        result = await _probed(guard, f"https://127.0.0.1:{port}/")
        trusting = await _probed(guard, f"https://127.0.0.1:{port}/", verify_tls=False)
    assert (result.outcome, result.reason) == ("down", "tls")
    assert said in result.message
    assert "good from" in result.message
    assert result.figures["ssl_earliest_cert_expiry"] > 0
    assert trusting.outcome == "up"


async def test_tls_that_hangs_or_is_none_is_told(guard: Guard) -> None:
    async with talking(_hang) as port:
        hangs = await _probed(guard, f"https://127.0.0.1:{port}/", timeout=0.3)
    assert (hangs.reason, "TLS handshake" in hangs.message) == ("timeout", True)
    async with talking(answering(http())) as port:
        plain = await _probed(guard, f"https://127.0.0.1:{port}/", timeout=0.3)
    assert plain.reason in ("timeout", "tls")


async def test_a_url_of_another_kind_or_with_a_password_is_refused_in_words(guard: Guard) -> None:
    assert "must begin with" in (await _probed(guard, "ftp://127.0.0.1/")).message
    assert "fields of their own" in (await _probed(guard, "http://ann:pw@127.0.0.1/")).message
    odd = await _probed(guard, "http://127.0.0.1/", headers={"X-A": "b\r\nX-Injected: c"})
    assert "can't be sent" in odd.message


def test_the_context_of_tls_is_loaded_once() -> None:
    assert tls_handshake.context_of(True) is tls_handshake.context_of(True)
    assert tls_handshake.context_of(False).verify_mode is ssl.CERT_NONE
