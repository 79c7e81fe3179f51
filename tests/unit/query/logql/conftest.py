"""A small store of records whose answers can be told by hand."""

import asyncio
from typing import Any

import pytest

from sardonyx.query.logql.service import Logql
from sardonyx.query.scope import AccessScope
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.telemetry import insert_logs, log

S = 10**9
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
API = {"service.name": "api", "app": "api", "k8s.pod.name": "api-1"}
WEB = {"service.name": "web", "app": "web"}

RECORDS: dict[str, dict[str, Any]] = {
    "json": log(
        1 * S, '{"a":{"b":1,"c":[7,8],"d":{"e":"x\\ny"}},"status":500,"msg":"boom","ok":true,"n":null,"2x":"q","app":"mine"}',
        service="api", ResourceAttributes=API, LogAttributes={"http.route": "/pay"}, level=17,
    ),
    "logfmt": log(
        2 * S, 'level=warn msg="say \\"hi\\"" took=1.5s size=2KB flag empty= user.name=ann', service="web",
        ResourceAttributes=WEB, TraceId=TRACE, level=13,
    ),
    "access": log(3 * S, '10.1.2.3 - - "GET /cart?id=7 HTTP/1.1" 200 512', service="web", ResourceAttributes=WEB),
    "stored": log(
        4 * S, "payment refused", service="pay", ResourceAttributes={"service.name": "pay"}, Environment="staging",
        LogAttributes={"status": "402", "took": "250ms", "user.id": "u1"}, UserId="u1",
    ),
    "plain": log(5 * S, "Größe: 50% of\tconnections \\ refused [31mred[0m", service="web", ResourceAttributes=WEB, level=0),
    "packed": log(
        6 * S, '{"_entry":"unpacked line","pod":"p9","n":5}', service="pack", ResourceAttributes={"service.name": "pack"}
    ),
    "colour": log(7 * S, "\x1b[31mred\x1b[0m alert fe80::1 seen", service="pack", ResourceAttributes={"service.name": "pack"}),
}  # fmt: skip

# Ten records, 10 s apart: apps take turns, every third is an error, n is a counter with one reset.
COUNTS = [1, 2, 3, 1, 2, 3, 4, 5, 1, 2]
SERIES = [
    log(
        i * 10 * S, f"status={500 if i % 3 == 0 else 200} took={i * 100}ms size={i}kB n={COUNTS[i]}", service="count",
        ResourceAttributes={"service.name": "count", "app": "api" if i % 2 else "web"}, level=17 if i % 3 == 0 else 9,
        Environment="",
    )
    for i in range(10)
]  # fmt: skip


@pytest.fixture(scope="module")
def logql(shared_engine: EmbeddedEngine) -> Logql:
    """LogQL over just these rows."""

    async def store() -> None:
        await shared_engine.execute("TRUNCATE TABLE otel_logs")
        await shared_engine.execute("TRUNCATE TABLE log_counts_10s")
        await insert_logs(shared_engine, [*RECORDS.values(), *SERIES])

    asyncio.run(store())
    return Logql(shared_engine)


ALL = AccessScope.ALL
