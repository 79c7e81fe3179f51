"""How fast logs are found: fills a table with N rows over a day, then runs typical searches through the query layer.

    python -m benchmarks search [--rows 10000000] [--repeats 7]

Rows are made by the engine itself (templates with variables, about 300 bytes with attributes). Each search is what the page
asks for: the newest 100 matching rows with all their columns, or the histogram. Prints p50 and p95 over the repeats, warm.
"""

import argparse
import asyncio
import statistics
import time
from pathlib import Path

from benchmarks.support.process import scratch
from sardonyx.logs.service import LogsService
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange
from sardonyx.storage import migrations
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.storage.engine_config import EmbeddedOptions

SECONDS = 86_400
_AT_ONCE = 250_000
NEEDLE = "xylophone"
SEARCHES = {
    "newest, no filter": "",
    "needle word": NEEDLE,
    "phrase + service": '"refused the connection" service:onyx-core',
    "level": "level:>=error",
    "phrase + level + service": '"refused the connection" level:>=error service:agent-exec',
    "field (user)": "user_id:u4711",
    "field (attribute)": "tool:browser level:error",
    "field (path)": "path:/api/documents/17 level:error",
    "exclusion": "level:>=warn -path:/health",
    "prefix": "refus*",
}

FILL = """
INSERT INTO otel_logs (Timestamp, TraceId, SpanId, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes,
  LogAttributes, Environment, UserId, RequestId, ReceivedAt)
SELECT
  fromUnixTimestamp64Nano({start:Int64} + toInt64(number * {step:UInt64})) AS ts,
  lower(hex(sipHash128(number))), lower(hex(sipHash64(number))),
  ['INFO','INFO','INFO','INFO','INFO','INFO','DEBUG','DEBUG','WARN','ERROR'][rand(1) % 10 + 1] AS level,
  transform(level, ['DEBUG','INFO','WARN','ERROR'], [5, 9, 13, 17], 0),
  ['suna','onyx-core','agent-exec','nginx'][rand(2) % 4 + 1] AS service,
  multiIf(number % 2000000 = 777, 'the xylophone fell over',
    rand(3) % 4 = 0, format('request completed status={} duration={} ms', toString(rand(4) % 500), toString(rand(5) % 10000)),
    rand(3) % 4 = 1,
      format('retrieved {} chunks for query {} from collection documents', toString(rand(4) % 50), lower(hex(rand64(6)))),
    rand(3) % 4 = 2, format('cache miss key=session:{} ttl={}', lower(hex(rand64(7))), toString(rand(5) % 4000)),
    format('upstream {} refused the connection, retry {} in {} ms', service, toString(rand(4) % 9), toString(rand(5) % 3000))),
  map('service.name', service, 'deployment.environment.name', 'production', 'service.version', '1.4.2', 'host.name', 'host-1'),
  map('user.id', concat('u', toString(rand(8) % 5000)) AS user, 'request.id', lower(hex(sipHash64(number, 1))) AS request,
    'http.request.method', 'GET',
    'url.path', ['/api/chat','/api/search','/api/agents/run','/api/documents/17','/health'][rand(9) % 5 + 1],
    'tool', ['search','browser','python','mail'][rand(10) % 4 + 1], 'thread.id', toString(rand(11) % 40)),
  'production', user, request, toDateTime64(ts, 3)
FROM numbers({first:UInt64}, {count:UInt64})
"""


async def fill(engine: EmbeddedEngine, rows: int, start_ns: int) -> None:
    step = SECONDS * 1_000_000_000 // rows
    for first in range(0, rows, _AT_ONCE):
        bound = {"start": start_ns, "step": step, "first": first, "count": min(_AT_ONCE, rows - first)}
        await engine.execute(FILL, bound)
    while True:  # background merges would disturb the figures
        (row,) = await engine.rows("SELECT count() AS merges FROM system.merges")
        if not row["merges"]:
            return
        await asyncio.sleep(0.5)


async def measure(rows: int, repeats: int) -> None:
    with scratch() as folder:
        engine = EmbeddedEngine(Path(folder) / "engine", EmbeddedOptions(min_free_disk_bytes=0))
        await engine.open()
        await migrations.apply(engine)
        end_ns = time.time_ns()
        start_ns = end_ns - SECONDS * 1_000_000_000
        started = time.perf_counter()
        await fill(engine, rows, start_ns)
        (size,) = await engine.rows(
            "SELECT sum(bytes_on_disk) / sum(rows) AS per_row FROM system.parts WHERE active AND table = 'otel_logs'"
        )
        print(
            f"{rows:,} rows in {time.perf_counter() - started:.0f} s, {size['per_row']:.1f} B/row on disk, indexes included"
        )
        service = LogsService(engine, lambda _timeout: asyncio.sleep(0))
        span = TimeRange(start_ns, end_ns)
        for name, text in SEARCHES.items():
            await report(name, repeats, lambda text=text: service.search(text, span, AccessScope.ALL, limit=100))  # type: ignore[misc]
        for name, text in (("histogram, no filter", ""), ("histogram, phrase", '"refused the connection"')):
            await report(name, repeats, lambda text=text: service.histogram(text, span, AccessScope.ALL))  # type: ignore[misc]
        await engine.close()


async def report(name: str, repeats: int, run: object) -> None:
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        await run()  # type: ignore[operator]
        times.append((time.perf_counter() - started) * 1000)
    warm = sorted(times[1:])
    p95 = warm[min(len(warm) - 1, round(0.95 * (len(warm) - 1)))]
    print(f"  {name:<28} p50 {statistics.median(warm):7.1f} ms   p95 {p95:7.1f} ms", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--repeats", type=int, default=7)
    chosen = options.parse_args()
    asyncio.run(measure(chosen.rows, chosen.repeats))


if __name__ == "__main__":
    main()
