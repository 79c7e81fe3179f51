"""The account of log records: who sees what of it, and that what got lost shows."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sardonyx.access.principal import Principal
from sardonyx.journal import frame
from sardonyx.logs.sources import LogSources
from sardonyx.logs.sources_api import build_router
from sardonyx.logs.sources_models import LogSourcesResponse
from sardonyx.storage.embedded import EmbeddedEngine
from tests.support.callers import CALLER, client, make_app, seeing
from tests.support.telemetry import T0

AT = T0 // 10**9
COLUMNS = ("Receiver", "Source", "ServiceName", "Environment", "Host", "Outcome", "Rule", "Records", "Late")


class JournalOf:
    """A journal in which so many records of each stream wait, the first since `since_s`, with a quarantine."""

    def __init__(self, folder: Path, waiting: int, since_s: int = 0) -> None:
        self.quarantine = SimpleNamespace(folder=folder)
        self._waiting, self._since_s = waiting, since_s

    def status(self, _stream: str) -> Any:
        return SimpleNamespace(records=self._waiting)

    def inserted_until_ns(self, _stream: str) -> int:
        return self._since_s * 10**9 if self._since_s else time.time_ns()


async def count(engine: EmbeddedEngine, *rows: tuple[Any, ...], at: int = AT) -> None:
    for row in rows:
        values = dict(zip(COLUMNS, row, strict=True))
        placed = ", ".join(
            f"{{{name}:{'UInt64' if isinstance(value, int) else 'String'}}}" for name, value in values.items()
        )
        await engine.execute(
            f"INSERT INTO log_sources_10s (ReceivedTime, {', '.join(COLUMNS)}) SELECT toDateTime({{at:UInt32}}), {placed}",
            {"at": at, **values},
        )


async def receive(engine: EmbeddedEngine, receiver: str, source: str, records: int, rejected: int) -> None:
    await engine.execute(
        "INSERT INTO log_received_10s SELECT toDateTime({at:UInt32}), {r:String}, {s:String}, {n:UInt64}, {rejected:UInt64}",
        {"at": AT, "r": receiver, "s": source, "n": records, "rejected": rejected},
    )


async def account(
    engine: EmbeddedEngine, folder: Path, principal: Principal = CALLER, waiting: int = 0, now: int = AT + 3600,
    since: int = 0,
) -> LogSourcesResponse:  # fmt: skip
    sources = LogSources(engine, JournalOf(folder, waiting, since), clock=lambda: now)  # type: ignore[arg-type]
    async with client(make_app(build_router(sources), principal)) as http:
        answer = await http.get("/rest/logs/sources", params={"start": AT, "end": AT + 60})
    assert answer.status_code == 200, answer.text
    return LogSourcesResponse.model_validate(answer.json())


async def fill(engine: EmbeddedEngine) -> None:
    await count(
        engine,
        ("syslog", "10.0.0.1", "shop", "prod", "h1", "stored", "", 5, 2),
        ("syslog", "10.0.0.1", "shop", "prod", "h1", "dropped", "below_info", 3, 0),
        ("syslog", "10.0.0.1", "shop", "prod", "h1", "sampled", "half", 4, 0),
        ("syslog", "10.0.0.1", "web", "prod", "", "stored", "", 1, 0),
        ("loki", "agent", "web", "dev", "h2", "stored", "", 7, 0),
    )
    await receive(engine, "syslog", "10.0.0.1", 13, 6)
    await receive(engine, "loki", "agent", 9, 0)
    await receive(engine, "elasticsearch", "10.0.0.3", 0, 2)


async def test_outcomes_are_set_against_what_the_receivers_counted(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await fill(engine)
    found = await account(engine, tmp_path)
    shop, lokis, web, nameless = found.sources
    assert (shop.service, shop.received, shop.stored, shop.late, shop.rejected) == ("shop", 18, 5, 2, 6)
    assert (shop.dropped, shop.sampled) == ({"below_info": 3}, {"half": 4})
    assert (lokis.environment, lokis.host, lokis.received) == ("dev", "h2", 7)
    assert (web.received, web.rejected) == (1, 0)
    assert (nameless.receiver, nameless.service, nameless.rejected) == ("elasticsearch", "", 2)
    assert {(way.receiver, way.accepted, way.rejected, way.difference) for way in found.ways} == {
        ("syslog", 13, 6, 0), ("loki", 9, 0, 2), ("elasticsearch", 0, 2, 0),
    }  # fmt: skip
    assert found.balance.model_dump() == {
        "received": 30, "stored": 13, "dropped": 3, "sampled": 4, "rejected": 8, "waiting": 0, "quarantined": 0, "difference": 2,
    }  # fmt: skip


async def test_what_waits_and_what_is_in_quarantine_is_received_too(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await fill(engine)
    (folder := tmp_path / "log_lines").mkdir()
    pieces = frame.encode(b"damaged", received_at_ns=1, source="s", receiver="loki", records=11, rejected=1)
    (folder / "1.seg").write_bytes(b"".join(pieces))
    balance = (await account(engine, tmp_path, waiting=10, now=AT)).balance
    assert (balance.waiting, balance.quarantined, balance.received, balance.difference) == (20, 11, 61, 2)


async def test_a_caller_sees_the_sources_of_their_services_only(engine: EmbeddedEngine, tmp_path: Path) -> None:
    await fill(engine)
    found = await account(engine, tmp_path, seeing("web"), waiting=10, now=AT)
    assert [(source.service, source.environment) for source in found.sources] == [("web", "dev"), ("web", "prod")]
    assert found.ways == []
    assert (found.balance.received, found.balance.rejected, found.balance.waiting) == (8, 0, 0)


async def test_what_only_one_side_has_counted_yet_is_left_to_the_next_look(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    await count(engine, ("loki", "agent", "web", "dev", "h2", "stored", "", 7, 0))
    await receive(engine, "loki", "agent", 7, 0)
    await count(engine, ("loki", "agent", "web", "dev", "h2", "stored", "", 5, 0), at=AT + 20)
    balance = (await account(engine, tmp_path, waiting=5, now=AT + 30, since=AT + 21)).balance
    assert (balance.received, balance.stored, balance.waiting, balance.difference) == (7, 7, 0, 0)
