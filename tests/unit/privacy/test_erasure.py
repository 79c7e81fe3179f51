"""One person's data, found and erased on the real engine; others' stay."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sardonyx.access.audit import AuditFilter, page
from sardonyx.access.errors import Conflict, ValidationFailed
from sardonyx.access.principal import Principal
from sardonyx.privacy.erasure import report
from sardonyx.privacy.erasure.archived import ArchivedTables
from sardonyx.privacy.erasure.mutations import Mutations
from sardonyx.privacy.erasure.outside import ArchiveEraser, Hold, NoArchive
from sardonyx.privacy.erasure.person import Identity
from sardonyx.privacy.erasure.runner import ErasureRunner, Surroundings
from sardonyx.privacy.erasure.service import Erasures
from sardonyx.privacy.erasure.states import ErasureStates
from sardonyx.privacy.models_erasure import ErasureView, view
from sardonyx.processors.masking import Action, Masker
from sardonyx.state import Database
from sardonyx.storage.archive import Archive
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.privacy.conftest import Holding, NothingWaits

KEY = b"k" * 32
MASKER = Masker.build(hash_key=KEY, actions={"email": Action.HASH})
SAM = Principal("user", "7", "Sam", frozenset({"security"}), frozenset({"pii:erase"}))
EMAIL = "jane.doe@example.com"
HASHED = MASKER.mask_text(EMAIL)
JANE = Identity(user_id="u42", email=EMAIL)
AT = datetime(2026, 11, 18, 12, tzinfo=UTC)

LOGS = [
    {"UserId": "u42", "LogAttributes": {"user.id": "u42"}, "Body": "hers by id"},
    {"Body": f"mail to {HASHED}!"},
    {"LogAttributes": {"to": HASHED}, "Body": "hers by hash"},
    {"Body": "raw jane.DOE@example.com here", "ServiceName": "old"},
    {"Body": "xjane.doe@example.com.au is somebody else", "LogAttributes": {"n": "u42"}},
    {"UserId": "u4", "Body": "u42 is too short to tell in a text"},
]
SPANS = [
    {"SpanName": "GET /me", "UserId": "u42", "SpanAttributes": {"user.id": "u42", "http.route": "/me", "n": "u42"}},
    {"SpanName": "mail", "Events.Timestamp": [AT], "Events.Name": ["sent"], "Events.Attributes": [{"to": HASHED}]},
    {"SpanName": f"DELETE /users/{EMAIL}"},
    {"SpanName": "other", "UserId": "u4", "SpanAttributes": {"user.id": "u4"}},
]


async def insert(engine: EmbeddedEngine, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        filled = {"Timestamp": AT, "ServiceName": "shop", **row}
        names = ", ".join(f"`{name}`" for name in filled)
        await engine.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(map(sql_of, filled.values()))}")


def sql_of(value: object) -> str:
    if isinstance(value, datetime):
        return f"toDateTime64('{value:%Y-%m-%d %H:%M:%S}', 9, 'UTC')"
    if isinstance(value, dict):
        return f"CAST(map({', '.join(sql_of(part) for pair in value.items() for part in pair)}), 'Map(String, String)')"
    return f"[{', '.join(map(sql_of, value))}]" if isinstance(value, list) else f"'{value}'"


@dataclass
class Desk:
    engine: EmbeddedEngine
    state: Database
    holding: Holding
    waiting: NothingWaits
    archive: ArchiveEraser
    folder: Path

    def __post_init__(self) -> None:
        states = ErasureStates(self.state, "here")
        around = Surroundings(self.archive, self.holding, self.waiting, self.folder)
        runner = ErasureRunner(self.engine, states, Mutations(self.engine), around, KEY)
        self.erasures = Erasures(states, runner, MASKER, KEY)

    async def ask(self, identity: Identity = JANE, *, dry_run: bool, logs: Any = "delete") -> ErasureView:
        row = await self.erasures.create(SAM, SAM.actor(), identity, logs=logs, dry_run=dry_run)
        assert await self.erasures.run_next()
        return view(await self.erasures.get(row.id))

    async def erased(self, identity: Identity = JANE, *, logs: Any = "delete") -> ErasureView:
        counted = await self.ask(identity, dry_run=True, logs=logs)
        assert counted.state == "done"
        return await self.ask(identity, dry_run=False, logs=logs)

    async def bodies(self) -> set[str]:
        return {row["Body"] for row in await self.engine.rows("SELECT Body FROM otel_logs")}


@pytest.fixture
async def desk(engine: EmbeddedEngine, state: Database, tmp_path: Path) -> Desk:
    await insert(engine, "otel_logs", LOGS)
    await insert(engine, "otel_traces", SPANS)
    return Desk(engine, state, Holding(), NothingWaits(), NoArchive(), tmp_path)


def found(seen: ErasureView) -> dict[str, int]:
    return {step.name: sum(step.found.values()) for step in seen.tables if step.found}


async def test_a_dry_run_counts_and_changes_nothing(desk: Desk) -> None:
    before = await desk.bodies()
    seen = await desk.ask(dry_run=True)
    assert (seen.state, seen.erased, seen.error) == ("done", 0, None)
    assert found(seen)["otel_logs"] == 4
    assert found(seen)["otel_traces"] == 2
    assert found(seen)["otel_traces (span names)"] == 1
    assert await desk.bodies() == before


async def test_logs_are_deleted_and_spans_masked(desk: Desk) -> None:
    seen = await desk.erased()
    assert (seen.state, seen.found, seen.erased) == ("done", 7, 7)
    assert seen.tiers["hot"].erased == 7
    assert await desk.bodies() == {LOGS[4]["Body"], LOGS[5]["Body"]}
    rows = await desk.engine.rows(
        "SELECT SpanName AS n, UserId AS u, SpanAttributes AS a, `Events.Attributes` AS e FROM otel_traces ORDER BY n"
    )
    assert [(row["n"], row["u"], row["a"], row["e"]) for row in rows] == [
        ("GET /me", "", {"user.id": "[redacted:erasure]", "http.route": "/me", "n": "u42"}, []),
        ("mail", "", {}, [{"to": "[redacted:erasure]"}]),
        ("other", "u4", {"user.id": "u4"}, []),
    ]


async def test_logs_may_be_masked_instead(desk: Desk) -> None:
    seen = await desk.erased(logs="mask")
    assert seen.state == "done"
    kept = await desk.bodies()
    assert {"hers by id", "mail to [redacted:erasure]!", "raw [redacted:erasure] here"} < kept
    assert len(kept) == len(LOGS)
    assert found(await desk.ask(dry_run=True, logs="mask")).get("otel_logs", 0) == 0


async def test_what_checks_of_monitors_saw_of_her_is_masked(desk: Desk) -> None:
    for number, evidence in enumerate(
        [{"body": f"no cart of {HASHED}", "steps": []}, {"body": "no cart", "steps": []}]
    ):
        await desk.engine.execute(
            "INSERT INTO probe_results (MonitorId, Time, Evidence, Screenshot) "
            f"SELECT 'm', toDateTime64('{AT:%Y-%m-%d %H:%M}:0{number}', 3, 'UTC'), '{json.dumps(evidence)}', 'picture'"
        )
    seen = await desk.erased()
    assert found(seen)["probe_results"] == 1
    rows = await desk.engine.rows("SELECT Evidence, Screenshot FROM probe_results ORDER BY Time")
    assert [(json.loads(row["Evidence"])["body"], row["Screenshot"]) for row in rows] == [
        ("no cart of [redacted:erasure]", ""),
        ("no cart", "picture"),
    ]


async def test_nothing_of_the_person_is_left_behind(desk: Desk) -> None:
    seen = await desk.erased()
    row = await desk.erasures.get(seen.id)
    assert row.terms is None
    mutations = await desk.engine.rows("SELECT command FROM system.mutations WHERE table LIKE 'otel%'")
    audit = await page(desk.state, AuditFilter(), before=None, limit=100, reader=SAM.actor())
    files = b"".join(file.read_bytes() for file in desk.folder.glob("state.db*"))
    assert [term for term in (EMAIL, HASHED) if term.encode() in files] == []
    text = f"{mutations} {row.report} {row.steps} {row.notes} {audit.items}"
    assert [term for term in (EMAIL, "u42", HASHED) if term in text] == []
    assert {"erasure.request", "erasure.finish"} <= {entry.action for entry in audit.items}
    left = await desk.engine.rows("SELECT name FROM system.tables WHERE name LIKE 'privacy%'")
    assert left == []


async def test_the_report_is_signed_and_tells_when_it_was_changed(desk: Desk) -> None:
    seen = await desk.erased()
    text = await desk.erasures.report(seen.id, SAM.actor())
    checked = report.checked(text, desk.folder)
    assert (checked.genuine, checked.own) == (True, True)
    assert checked.report["searched"]["otel_logs"]["erased"] == {"hot": 4}
    assert checked.report["person"] == JANE.person(KEY)
    changed = json.loads(text)
    changed["report"]["searched"]["otel_logs"]["erased"] = {"hot": 400}
    assert not report.checked(json.dumps(changed), desk.folder).genuine
    with pytest.raises(ValueError, match="not an erasure report"):
        report.checked("{}", None)


async def test_nothing_is_erased_without_a_dry_run(desk: Desk) -> None:
    with pytest.raises(Conflict, match="dry run"):
        await desk.ask(dry_run=False)
    await desk.ask(dry_run=True)
    with pytest.raises(Conflict, match="dry run"):
        await desk.ask(dry_run=False, logs="mask")


async def test_a_legal_hold_blocks_it_and_nothing_changes(desk: Desk) -> None:
    before = await desk.bodies()
    hold = Hold("1", "case 7", ("shop",), AT - timedelta(hours=1), AT + timedelta(hours=1))
    await desk.ask(dry_run=True)
    desk.holding.holds.append(hold)
    seen = await desk.ask(dry_run=False)
    assert (seen.state, seen.erased) == ("blocked", 0)
    assert seen.error is not None
    assert "'case 7' covers 6 of the rows" in seen.error
    assert await desk.bodies() == before


async def test_a_hold_of_other_records_does_not_block(desk: Desk) -> None:
    desk.holding.holds.append(Hold("1", "x", ("elsewhere",), AT - timedelta(hours=1), AT + timedelta(hours=1)))
    desk.holding.holds.append(Hold("2", "y", (), AT + timedelta(hours=1), AT + timedelta(hours=2)))
    assert (await desk.erased()).state == "done"


async def test_refused_batches_that_hold_her_are_named(desk: Desk) -> None:
    holding, other = desk.folder / "1.seg", desk.folder / "2.seg"
    holding.write_bytes(b"\x00" + EMAIL.encode())
    other.write_bytes(b"nothing")
    desk.waiting.refused += [holding, other]
    (note,) = (await desk.ask(dry_run=True)).notes
    assert "2 refused batches" in note
    assert "1 of them hold" in note
    assert "1.seg" in note


async def test_archived_records_are_erased_too(engine: EmbeddedEngine, state: Database, tmp_path: Path) -> None:
    await insert(engine, "otel_logs", LOGS)
    archive = Archive(engine, tmp_path / "archive", now=lambda: AT + timedelta(days=400))
    assert await archive.export(AT.date()) is not None
    desk = Desk(engine, state, Holding(), NothingWaits(), ArchivedTables([archive]), tmp_path)
    seen = await desk.erased()
    assert (seen.tiers["archive"].found, seen.tiers["archive"].erased) == (4, 4)
    assert await archive.count(AT.date(), "1", {}) == 2
    assert await archive.verify(AT.date()) == []


async def test_what_a_kill_has_cut_off_goes_on(desk: Desk) -> None:
    """As after a kill: the row says running, the engine has begun, and another process starts."""
    await desk.ask(dry_run=True)
    row = await desk.erasures.create(SAM, SAM.actor(), JANE, logs="delete", dry_run=False)
    task = asyncio.create_task(desk.erasures.run_next())
    while "otel_logs" not in (await desk.erasures.get(row.id)).steps:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await desk.erasures.get(row.id)).state == "running"
    again = Desk(desk.engine, desk.state, desk.holding, desk.waiting, desk.archive, desk.folder)
    async with again.erasures.running():
        while (await again.erasures.get(row.id)).state == "running":
            await asyncio.sleep(0.01)
    assert view(await again.erasures.get(row.id)).state == "done"
    assert await desk.bodies() == {LOGS[4]["Body"], LOGS[5]["Body"]}


async def test_series_with_her_among_the_labels_go(desk: Desk) -> None:
    await desk.engine.execute(
        "INSERT INTO metric_series (MetricName, SeriesId, Labels) VALUES "
        f"('a', 1, {{'mail': '{HASHED}'}}), ('a', 2, {{'mail': 'x'}})"
    )
    await desk.engine.execute("INSERT INTO metric_samples VALUES (1, now64(3), 1), (2, now64(3), 1)")
    seen = await desk.erased()
    assert found(seen)["metric_series"] == 1
    assert await desk.engine.rows("SELECT DISTINCT SeriesId AS id FROM metric_samples") == [{"id": 2}]
    assert await desk.engine.rows("SELECT SeriesId AS id FROM metric_series") == [{"id": 2}]


@pytest.mark.parametrize(
    ("identity", "field"),
    [
        (Identity(), "identity"),
        (Identity(email="jane"), "identity.email"),
        (Identity(values=("12345",)), "identity.values"),
    ],
    ids=["nothing", "email", "short"],
)
async def test_an_identity_that_would_find_others_is_refused(desk: Desk, identity: Identity, field: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await desk.ask(identity, dry_run=True)
    assert [error.field for error in caught.value.errors] == [field]
