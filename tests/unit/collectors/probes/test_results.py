"""Results on their way into the journal: what is kept of them, which series they make, and what a full journal does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from sardonyx.collectors.probes.kept import MAX_BODY_BYTES, MAX_HEADERS_BYTES, kept
from sardonyx.collectors.probes.result import ConditionResult, Evidence, ProbeResult
from sardonyx.collectors.probes.results import ResultWriter
from sardonyx.collectors.probes.series import REPEAT_MS, ProbeSeries, Sample
from sardonyx.collectors.probes.targets import target_of
from sardonyx.config.checks import DnsCheck, HttpCheck, JourneyCheck, PostgresCheck, RedisCheck, TcpCheck
from sardonyx.config.monitors import Monitor
from sardonyx.journal.batch import Batch
from sardonyx.processors.masking import Masker
from sardonyx.receivers.errors import Overloaded
from sardonyx.receivers.sample_writer import Encoded
from sardonyx.storage.pipelines.probe_results import STREAM
from tests.support.metrics_in import STALE_BITS, bits
from tests.unit.collectors.probes.fake_time import Scheduled, monitor

AT = 1_795_000_000_000
MASKER = Masker.build(hash_key=b"k" * 32)
SHOP = Scheduled(
    "shop",
    Monitor(
        name="Shop",
        check=HttpCheck(url="https://u:secret@shop.example:8443/health?token=1"),  # type: ignore[arg-type]
        group="web",
        service="shop",
        environment="prod",
        labels={"team": "a", "job": "mine"},
    ),
)
UP = ProbeResult(
    "shop", AT, "up", seconds=0.25, phases={"resolve": 0.01, "connect": 0.02}, figures={"http_status_code": 200}
)
DOWN = replace(UP, outcome="down", reason="connect", message="refused", at_ms=AT + 10_000, phases={}, figures={})


class Journal:
    """Takes batches, or nothing while it is `full`. What it holds is not in the engine before `inserted_ns`."""

    def __init__(self) -> None:
        self.full = False
        self.batches: list[Batch] = []
        self.inserted_ns = 0

    def inserted_until_ns(self, _: str) -> int:
        return self.inserted_ns


class Door:
    """An intake over it."""

    def __init__(self) -> None:
        self.journal = Journal()

    async def accept(self, receiver: str, signal: str, batch: Batch, *, marks: object = None) -> None:
        if self.journal.full:
            raise Overloaded("full", 5)
        self.journal.batches.append(batch)

    def records(self) -> int:
        return sum(batch.records for batch in self.journal.batches if batch.stream == STREAM)


class Samples:
    """A writer of samples that keeps what it is given."""

    def __init__(self) -> None:
        self.known = self
        self.written: list[Encoded] = []

    def young(self) -> dict[bytes, int]:
        return {}

    async def append(self, encoded: Encoded) -> None:
        self.written.append(encoded)


def writer(door: Door, samples: Samples) -> ResultWriter:
    return ResultWriter(door, samples, MASKER, CollectorRegistry(), clock_ns=lambda: (AT + 20_000) * 10**6)  # type: ignore[arg-type]


def named(samples: Iterator[Sample]) -> dict[tuple[str, str], Any]:
    found = {}
    for one in samples:
        pairs = dict(one.pairs)
        found[pairs["__name__"], pairs.get("phase", "")] = "ends" if bits(one.value) == STALE_BITS else one.value
    return found


def test_a_result_is_series_with_the_blackbox_names() -> None:
    found = list(ProbeSeries().of(SHOP, UP))
    assert dict(found[0].pairs) == {
        "__name__": "probe_success", "job": "monitors", "instance": "https://shop.example:8443/health", "monitor": "Shop",
        "group": "web", "service_name": "shop", "deployment_environment_name": "prod", "vantage": "here", "team": "a",
    }  # fmt: skip
    assert named(iter(found)) == {
        ("probe_success", ""): 1.0,
        ("probe_degraded", ""): 0.0,
        ("probe_duration_seconds", ""): 0.25,
        ("probe_http_duration_seconds", "resolve"): 0.01,
        ("probe_http_duration_seconds", "connect"): 0.02,
        ("probe_dns_lookup_time_seconds", ""): 0.01,
        ("probe_http_status_code", ""): 200,
    }


def test_series_without_a_value_end_and_come_back() -> None:
    series = ProbeSeries()
    list(series.of(SHOP, UP))
    failed = named(series.of(SHOP, DOWN))
    assert failed["probe_success", ""] == 0.0
    assert {name for name, value in failed.items() if value == "ends"} == {
        ("probe_http_duration_seconds", "resolve"),
        ("probe_http_duration_seconds", "connect"),
        ("probe_dns_lookup_time_seconds", ""),
        ("probe_http_status_code", ""),
    }
    assert "ends" not in named(series.of(SHOP, UP)).values()


def test_all_series_of_a_monitor_end_when_it_is_paused_or_its_labels_change() -> None:
    series = ProbeSeries()
    list(series.of(SHOP, UP))
    assert list(series.keep_only([SHOP], AT)) == []
    renamed = Scheduled("shop", SHOP.monitor.model_copy(update={"name": "The shop"}))
    both = [(dict(one.pairs)["monitor"], bits(one.value) == STALE_BITS) for one in series.of(renamed, UP)]
    assert both.count(("Shop", True)) == both.count(("The shop", False)) == 7
    paused = Scheduled("shop", renamed.monitor.model_copy(update={"enabled": False}))
    ended = list(series.keep_only([paused], AT))
    assert [bits(one.value) for one in ended] == [STALE_BITS] * 7
    assert list(series.keep_only([], AT)) == []


def test_values_of_rare_checks_are_repeated_until_the_next_would_be_long_overdue() -> None:
    series, hour = ProbeSeries(), 3_600_000
    hourly = Scheduled("shop", SHOP.monitor.model_copy(update={"interval": timedelta(hours=1)}))
    list(series.of(hourly, UP))
    assert list(series.repeated(AT + REPEAT_MS - 1)) == []
    again = list(series.repeated(AT + REPEAT_MS))
    assert {one.at_ms for one in again} == {AT + REPEAT_MS}
    assert named(iter(again)) == named(ProbeSeries().of(hourly, UP))
    assert list(series.repeated(AT + REPEAT_MS + 1)) == []
    assert list(series.repeated(AT + 2 * hour - 1))
    assert list(series.repeated(AT + 3 * hour)) == []


def test_values_of_frequent_checks_and_of_paused_monitors_are_not_repeated() -> None:
    series = ProbeSeries()
    list(series.of(SHOP, UP))
    assert list(series.repeated(AT + REPEAT_MS)) == []
    hourly = Scheduled("shop", SHOP.monitor.model_copy(update={"interval": timedelta(hours=1)}))
    list(series.of(hourly, UP))
    list(series.keep_only([], AT))
    assert list(series.repeated(AT + REPEAT_MS)) == []


def test_evidence_is_masked_and_cut() -> None:
    evidence = Evidence(
        message="jane.doe@example.com",
        headers=(("Set-Cookie", "sid=s3cr3t"), ("X-Big", "x" * 20_000), ("X-Late", "y" * 5_000)),
        body="password=hunter2secret " + "ä" * 40_000 + "\udcff",
        conditions=(ConditionResult("status == 200", held=False, seen="Bearer abcDEF123456ghiJKL7890"),),
        steps=("fill #mail jane.doe@example.com",),
    )
    text = kept(SHOP, replace(DOWN, evidence=evidence, message="to jane.doe@example.com"), MASKER)
    assert "jane.doe" not in text.message
    found = msgspec.json.decode(text.evidence)
    for secret in ("jane.doe", "s3cr3t", "hunter2secret", "abcDEF123456"):
        assert secret not in text.evidence
    assert MAX_BODY_BYTES - 2 <= len(found["body"].encode()) <= MAX_BODY_BYTES
    assert sum(len(name) + len(value) for name, value in found["headers"]) <= MAX_HEADERS_BYTES
    assert found["conditions"][0]["held"] is False


def test_a_secret_that_lies_on_the_cut_is_masked_too() -> None:
    body = "x" * (MAX_BODY_BYTES - 8) + " jane.doe@example.com"
    text = kept(SHOP, replace(DOWN, evidence=Evidence(body=body)), MASKER)
    assert "jane" not in text.evidence


async def test_evidence_is_kept_of_failures_and_of_changes_only() -> None:
    results = writer(Door(), Samples())
    said = Evidence(message="said")
    outcomes = ["up", "up", "down", "down", "up", "up", "degraded"]
    kept_of = [
        results.add(SHOP, replace(UP, outcome=outcome, at_ms=AT + number, evidence=said))  # type: ignore[arg-type]
        for number, outcome in enumerate(outcomes)
    ]
    assert [bool(one.evidence) for one in kept_of] == [True, False, True, True, True, False, True]


async def test_when_very_much_fails_again_only_news_have_their_bodies() -> None:
    results = writer(Door(), Samples())
    page = Evidence(message="no", body="x" * 16_000)
    kept_of = [results.add(SHOP, replace(DOWN, at_ms=AT + number, evidence=page)) for number in range(100)]
    with_body = [bool(msgspec.json.decode(one.evidence)["body"]) for one in kept_of]
    assert all(with_body[:50])
    assert not any(with_body[90:])
    assert all(one.evidence for one in kept_of)
    news = results.add(SHOP, replace(DOWN, reason="timeout", evidence=page))
    assert msgspec.json.decode(news.evidence)["body"]


async def test_what_a_full_journal_refuses_waits_and_is_written_once() -> None:
    door, samples = Door(), Samples()
    results = writer(door, samples)
    results.add(SHOP, UP)
    door.journal.full = True
    with pytest.raises(Overloaded):
        await results.flush()
    results.add(SHOP, DOWN)
    assert [one.at_ms for one in results.recent("shop")] == [AT, AT + 10_000]
    door.journal.full = False
    await results.flush()
    await results.flush()
    assert door.records() == 2
    assert sum(encoded.labelled_records for encoded in samples.written) == 7 + 3 + 4


async def test_leaving_writes_what_waits() -> None:
    door = Door()
    async with writer(door, Samples()).writing() as results:
        results.add(SHOP, UP)
    assert door.records() == 1


async def test_results_are_shown_from_memory_until_the_engine_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    results = writer(door, Samples())
    results.add(SHOP, UP)
    await results.flush()
    assert len(results.recent("shop")) == 1
    assert results.recent("other") == []
    door.journal.inserted_ns = door.journal.batches[0].received_at_ns
    results.forget_stored()
    assert len(results.recent("shop")) == 1
    door.journal.inserted_ns += 1
    results.forget_stored()
    assert results.recent("shop") == []


@pytest.mark.parametrize(
    ("check", "target"),
    [
        (TcpCheck(host="::1", port=5), "[::1]:5"),
        (PostgresCheck(url="postgresql://me:secret@db:5433/shop"), "postgresql://db:5433/shop"),  # type: ignore[arg-type]
        (RedisCheck(url="rediss://:secret@[::1]:6380/2"), "rediss://[::1]:6380/2"),  # type: ignore[arg-type]
        (DnsCheck(name="a.example", server="1.1.1.1"), "A a.example @1.1.1.1"),
        (JourneyCheck.model_validate({"steps": [{"name": "in", "url": "http://a/login?key=1"}]}), "http://a/login"),
        (HttpCheck(url="http://a:99999/"), "an address that can't be read"),
    ],
    ids=["tcp", "postgres", "redis", "dns", "journey", "unreadable"],
)
def test_a_target_is_named_without_secrets(check: Any, target: str) -> None:
    assert target_of(check) == target


def test_monitors_of_every_kind_have_a_target() -> None:
    assert target_of(monitor("one").monitor.check) == "127.0.0.1:1"
