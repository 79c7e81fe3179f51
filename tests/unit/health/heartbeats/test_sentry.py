"""Sentry's envelopes, check-ins and monitor configurations."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sardonyx.config.checks import HeartbeatCheck
from sardonyx.config.monitors import Monitor
from sardonyx.health.heartbeats.names import slug_of
from sardonyx.health.heartbeats.sentry import SentryError, items, monitor_of, read_check_in

CONFIG = {"schedule": {"type": "crontab", "value": "0 3 * * *"}, "checkin_margin": 5, "max_runtime": 90,
          "timezone": "Europe/Vienna", "failure_issue_threshold": 2, "recovery_threshold": 3}  # fmt: skip


def told(**fields: Any) -> Any:
    return read_check_in({"monitor_slug": "nightly", "status": "ok", **fields})


def check_of(config: Any, known: Monitor | None = None) -> HeartbeatCheck:
    check = monitor_of(told(monitor_config=config), known).check
    assert isinstance(check, HeartbeatCheck)
    return check


def test_items_with_and_without_length() -> None:
    envelope = (
        b'{"event_id":"a"}\n{"type":"attachment","length":6}\nab\ncd\n\n'
        b'{"type":"check_in"}\n{"status":"ok"}\n{"type":"session","length":2}\n{}'
    )
    assert list(items(envelope)) == [
        ("attachment", b"ab\ncd\n"), ("check_in", b'{"status":"ok"}'), ("session", b"{}"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("envelope", "said"),
    [
        (b"", "header is no JSON"),
        (b"[]\n", "no JSON object"),
        (b"{}\nnope\n", "item's header"),
        (b'{}\n{"type":"event","length":9}\n{}', "shorter than its length"),
        (b'{}\n{"type":"event","length":-1}\n{}', "shorter than its length"),
        (b"{}\n" + b'{"type":"x"}\n{}\n' * 1001, "1000 items"),
    ],
)
def test_refuses_envelopes_that_are_none(envelope: bytes, said: str) -> None:
    with pytest.raises(SentryError, match=said):
        list(items(envelope))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_envelope_or_refused(data: bytes) -> None:
    for envelope in (data, b"{}\n" + data, b'{}\n{"type":"check_in","length":3}\n' + data):
        try:
            found = list(items(envelope))
        except SentryError:
            continue
        assert all(isinstance(payload, bytes) for _, payload in found)


def test_check_in_without_an_id_stands_for_the_last_run() -> None:
    assert told(check_in_id="83a7c03e-d0a0-4e1b-97e2-e3b18d38f244").check_in_id == "83a7c03ed0a04e1b97e2e3b18d38f244"
    assert told(check_in_id="00000000-0000-0000-0000-000000000000").check_in_id == ""
    assert told().check_in_id == ""
    assert told(duration="12.5").duration_seconds == 12.5
    assert told(duration="soon").duration_seconds is None


@pytest.mark.parametrize("wrong", [{"status": "missed"}, {"status": None}, {"monitor_slug": ""}, {"monitor_slug": 7}])
def test_refuses_check_ins_of_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(SentryError):
        told(**wrong)


def test_config_becomes_a_monitor() -> None:
    made = monitor_of(told(monitor_config=CONFIG, environment="staging"), None)
    assert (made.name, made.environment, made.attempts, made.recoveries) == ("nightly (staging)", "staging", 2, 3)
    assert made.check == HeartbeatCheck(
        schedule="0 3 * * *", time_zone="Europe/Vienna", grace=timedelta(minutes=5), max_runtime=timedelta(minutes=90)
    )


def test_config_changes_what_it_names_and_nothing_else() -> None:
    known = Monitor(name="Nightly", group="jobs", description="d", check=HeartbeatCheck(grace=timedelta(hours=1)))
    config = {"schedule": {"type": "interval", "value": 2, "unit": "hour"}}
    made = monitor_of(told(monitor_config=config), known)
    assert made == known.model_copy(
        update={"check": HeartbeatCheck(grace=timedelta(hours=1), period=timedelta(hours=2))}
    )
    assert monitor_of(told(monitor_config=config), made) == made


@pytest.mark.parametrize(
    ("unit", "period"),
    [("minute", timedelta(minutes=3)), ("week", timedelta(weeks=3)), ("month", timedelta(days=90))],
)
def test_intervals(unit: str, period: timedelta) -> None:
    assert check_of({"schedule": {"type": "interval", "value": 3, "unit": unit}}).period == period


@pytest.mark.parametrize(
    "config",
    [
        {"schedule": {"type": "crontab", "value": "99 * * * *"}},
        {"schedule": {"type": "interval", "value": 0, "unit": "hour"}},
        {"schedule": {"type": "interval", "value": 1, "unit": "fortnight"}},
        {"schedule": "0 3 * * *"},
        {**CONFIG, "timezone": "Nowhere/Land"},
        {**CONFIG, "max_runtime": -1},
        {**CONFIG, "checkin_margin": "soon"},
        {**CONFIG, "timezone": 7},
    ],
    ids=json.dumps,
)
def test_refuses_configs_that_mean_nothing(config: Any) -> None:
    with pytest.raises(SentryError, match="monitor_config"):
        check_of(config)


def test_slugs() -> None:
    assert [slug_of(name) for name in ("Nightly backup", "db_dump (EU)!", "日本", "-a-")] == [
        "nightly-backup", "db_dump-eu", "job", "a",
    ]  # fmt: skip
