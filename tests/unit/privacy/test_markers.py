"""Replacements counted in what is stored."""

import time

from prometheus_client import CollectorRegistry

from sardonyx.privacy.markers import SAMPLED_ROWS, MaskingMarkers
from sardonyx.processors.masking import Action, Masker
from sardonyx.storage.embedded import EmbeddedEngine

MASKER = Masker.build(hash_key=b"k" * 32, actions={"phone": Action.HASH, "card": Action.PARTIAL})
TEXT = "a@ex.com and b@ex.com, +49 170 1234567, 4111 1111 1111 1111"


def counted(registry: CollectorRegistry, rule: str, service: str = "shop") -> float | None:
    name = "sardonyx_masking_replacements_estimated_total"
    return registry.get_sample_value(name, {"rule": rule, "service": service})


async def store(engine: EmbeddedEngine, rows: int = 1) -> None:
    await engine.execute(
        "INSERT INTO otel_logs (Timestamp, ServiceName, Body, LogAttributes) "
        "SELECT now64(9), 'shop', {body:String}, map('x.token', '[redacted:denied_key]', 'n', '[info]') "
        "FROM numbers({rows:UInt32})",
        {"body": MASKER.mask_text(TEXT), "rows": rows},
    )


async def test_replacements_are_counted_once_by_rule_and_service(engine: EmbeddedEngine) -> None:
    registry, now = CollectorRegistry(), [time.time() - 1]
    markers = MaskingMarkers(engine, MASKER, registry, clock=lambda: now[0])
    await store(engine)
    for _ in range(2):
        now[0] += 30
        await markers.count_due()
    found = {rule: counted(registry, rule) for rule in ("email", "phone", "card", "denied_key", "info")}
    assert found == {"email": 2, "phone": 1, "card": 1, "denied_key": 1, "info": None}


async def test_of_many_a_sample_is_scaled_up(engine: EmbeddedEngine) -> None:
    registry, now = CollectorRegistry(), [time.time() - 1]
    markers = MaskingMarkers(engine, MASKER, registry, clock=lambda: now[0])
    rows = 4 * SAMPLED_ROWS
    await store(engine, rows)
    now[0] += 30
    await markers.count_due()
    estimated = counted(registry, "phone")
    assert estimated is not None
    assert 0.8 * rows < estimated < 1.2 * rows
