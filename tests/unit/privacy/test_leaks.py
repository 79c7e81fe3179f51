"""The search for leaks: what was planted is found and not shown, what was masked is no finding."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sardonyx.privacy.leaks.scan import Leak, scan
from sardonyx.processors.masking import Action, FieldAction, FieldPolicy, Masker
from sardonyx.storage import pipelines
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.otlp import make_logs, make_spans
from tests.unit.storage.segments import load, write_segment
from tests.unit.storage.test_masked_everywhere import ATTRIBUTES, TEXT

KEY = b"k" * 32
MASKER = Masker.build(hash_key=KEY)


async def leaks(engine: EmbeddedEngine, masker: Masker = MASKER) -> list[Leak]:
    found = await scan(engine, masker, now=datetime.now(UTC))
    assert found.notices == []
    return found.leaks


async def plant(engine: EmbeddedEngine, attributes: str, body: str = "fine") -> None:
    await engine.execute(
        f"INSERT INTO otel_logs (Timestamp, ServiceName, Body, LogAttributes) SELECT now64(9), 'shop', '{body}', {attributes}"
    )


async def test_a_planted_leak_is_named_by_rule_table_field_and_service(engine: EmbeddedEngine) -> None:
    await plant(engine, "map('user.mail', 'jane.doe@example.com', 'n', '1')", "card 4111 1111 1111 1111")
    await plant(engine, "map('x.password', 'hunter2')")
    await engine.execute(
        "INSERT INTO metric_series VALUES ('m', 1, {'job': 'api', 'of': 'jane.doe@example.com'}, 0, now64(3), now64(3))"
    )
    found = await leaks(engine)
    assert {(leak.rule, leak.table, leak.field, leak.service, leak.count) for leak in found} == {
        ("email", "otel_logs", "LogAttributes.user.mail", "shop", 1),
        ("card", "otel_logs", "Body", "shop", 1),
        ("denied_key", "otel_logs", "LogAttributes.x.password", "shop", 1),
        ("email", "metric_series", "Labels.of", "api", 1),
    }
    assert not re.search("jane|4111|hunter2", str(found))


async def test_a_key_that_is_a_leak_itself_is_not_shown(engine: EmbeddedEngine) -> None:
    await plant(engine, "map('jane.doe@example.com', 'x 078-05-1120')")
    found = await leaks(engine)
    assert {leak.field for leak in found} == {"LogAttributes (keys)", "[redacted:email]"}
    assert {leak.rule for leak in found} == {"email", "ssn"}


@pytest.mark.parametrize("action", [Action.REDACT, Action.HASH, Action.PARTIAL])
async def test_what_was_masked_is_no_finding(engine: EmbeddedEngine, tmp_path: Path, action: Action) -> None:
    now = int(datetime.now(UTC).timestamp()) * 10**9
    masker = Masker.build(
        hash_key=KEY, actions=dict.fromkeys([*(rule.name for rule in MASKER.rules), "denied_key"], action)
    )
    by_stream = {pipeline.stream: pipeline for pipeline in pipelines.all_of(masker)}
    quoted = {**ATTRIBUTES, "json": '{"password": "a", "n": "jane@ex.com"}', "line": "password= x token='y z' ok"}
    request = make_logs([TEXT, quoted], service="s", resource=quoted, attributes=quoted, time_ns=now)
    await load(engine, by_stream["otlp_logs"], write_segment(tmp_path, request, received_at_ns=now))
    spans = make_spans([TEXT], service="s", resource=quoted, attributes=quoted, time_ns=now)
    await load(engine, by_stream["otlp_traces"], write_segment(tmp_path, spans, received_at_ns=now))
    assert await leaks(engine, masker) == []


async def test_what_was_hashed_in_format_is_no_finding_and_said_not_to_be_looked_for(engine: EmbeddedEngine) -> None:
    masker = Masker.build(
        hash_key=KEY,
        actions={"email": Action.FORMAT_HASH, "card": Action.FORMAT_HASH, "denied_key": Action.FORMAT_HASH},
    )
    await plant(engine, "map('token', 'abc')", masker.mask_text("jane@ex.com 4111 1111 1111 1111"))
    found = await scan(engine, masker, now=datetime.now(UTC))
    assert found.leaks == []
    assert [notice.rpartition(": ")[2] for notice in found.notices] == ["card, denied_key"]


async def test_what_the_settings_keep_is_no_finding(engine: EmbeddedEngine) -> None:
    await plant(engine, "map('support', 'help@ex.com', 'mail', 'a@ex.com', 'other', 'b@ex.com')")
    masker = Masker.build(
        hash_key=KEY,
        allow_keys=["support"],
        policies=[FieldPolicy("mail", FieldAction.KEEP, ("shop",)), FieldPolicy("other", FieldAction.KEEP, ("x",))],
    )
    assert [leak.field for leak in await leaks(engine, masker)] == ["LogAttributes.other"]


async def test_of_many_rows_a_sample_is_looked_at(engine: EmbeddedEngine) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, Body) SELECT now64(9), 's', 'a@ex.com' FROM numbers(5000)"
    )
    (leak,) = (await scan(engine, MASKER, now=datetime.now(UTC), rows=100)).leaks
    assert 0 < leak.count <= 100
