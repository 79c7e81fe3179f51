"""A day's way into the archive, back, and out of it: no row is lost, none is there twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sardonyx.storage.archive import Archive, ArchiveDamaged, DayNotArchived, DayRestored, verify_all
from sardonyx.storage.archive.parts import parts_of
from sardonyx.storage.embedded import EmbeddedEngine
from tests.unit.storage.archive.conftest import DAY, Clock, add_rows, content, everything

OTHER_DAY = date(2026, 1, 3)


async def test_a_day_moves_whole_and_reads_back_as_it_was(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 3000)
    await add_rows(engine, 10, OTHER_DAY)
    before = await content(engine)
    moved = await archive.export(DAY)
    assert moved is not None
    assert (moved.rows, moved.files) == (3000, 3)
    assert (await content(engine))["n"] == 10
    assert await everything(engine, archive) == before
    found = archive.store.days()[DAY]
    assert found.rows == 3000
    assert found.files[0].first_ns == int(datetime(2026, 1, 2, tzinfo=UTC).timestamp()) * 10**9
    assert sorted(path.name for path in archive.store.day_folder(DAY).iterdir()) == [
        "manifest.json",
        *(f"part-{n}.parquet" for n in (1, 2, 3)),
    ]


async def test_a_day_without_rows_is_left_alone(archive: Archive) -> None:
    assert await archive.export(DAY) is None
    assert not archive.store.folder.exists()


async def test_late_rows_become_another_file(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 100)
    await archive.export(DAY)
    await add_rows(engine, 5, first=1000)
    before = await everything(engine, archive)
    await archive.export(DAY)
    assert [file.rows for file in archive.store.days()[DAY].files] == [100, 5]
    assert await everything(engine, archive) == before
    assert (await content(engine))["n"] == 0


async def test_rows_that_arrive_during_an_export_stay_in_the_table(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 2500)

    async def arrive() -> None:
        await add_rows(engine, 7, first=10_000)

    busy = Archive(engine, archive.store.root, pause=arrive, slice_rows=1000)
    await engine.execute("SYSTEM STOP MERGES otel_logs")
    try:
        moved = await busy.export(DAY)
    finally:
        await engine.execute("SYSTEM START MERGES otel_logs")
    assert moved is not None
    assert moved.rows == 2500
    assert (await content(engine))["n"] == 7 * moved.files


async def test_an_export_is_given_up_when_late_rows_are_merged_into_it(
    engine: EmbeddedEngine, archive: Archive
) -> None:
    await add_rows(engine, 100)
    before = await content(engine)

    async def merge() -> None:
        await add_rows(engine, 3, first=500)
        await engine.execute("OPTIMIZE TABLE otel_logs PARTITION '2026-01-02' FINAL")

    busy = Archive(engine, archive.store.root, pause=merge)
    assert await busy.export(DAY) is None
    assert (await content(engine))["n"] == before["n"] + 3
    assert busy.store.days() == {}
    assert [path.name for path in busy.store.folder.iterdir()] == []
    moved = await archive.export(DAY)
    assert moved is not None
    assert moved.rows == 103


async def test_a_restored_day_is_in_the_table_alone_and_archived_anew_afterwards(
    engine: EmbeddedEngine, archive: Archive, clock: Clock
) -> None:
    await add_rows(engine, 1500)
    before = await content(engine)
    counted = await engine.rows("SELECT sum(Records) AS n FROM log_counts_10s")
    await archive.export(DAY)
    found = await archive.restore(DAY, keep=timedelta(days=7))
    assert found.restored_until == clock.at + timedelta(days=7)
    assert await content(engine) == before
    assert await everything(engine, archive) == before
    assert await engine.rows("SELECT sum(Records) AS n FROM log_counts_10s") == counted
    with pytest.raises(DayRestored):
        await archive.restore(DAY, keep=timedelta(days=1))
    await add_rows(engine, 5, first=9000)
    after = await content(engine)
    await archive.export(DAY)
    assert (await content(engine))["n"] == 0
    assert await everything(engine, archive) == after
    assert archive.store.days()[DAY].restored_until is None


async def test_a_damaged_file_is_found_and_not_restored(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 50)
    await archive.export(DAY)
    assert await archive.verify(DAY) == []
    assert verify_all(archive.store.root).wrong == ()
    path = archive.store.paths(archive.store.days()[DAY])[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    (wrong,) = await archive.verify(DAY)
    assert "SHA-256" in wrong
    assert verify_all(archive.store.root).wrong == (wrong,)
    with pytest.raises(ArchiveDamaged, match="SHA-256"):
        await archive.restore(DAY, keep=timedelta(days=1))
    assert (await content(engine))["n"] == 0


async def test_a_day_that_was_never_archived_cannot_be_restored(archive: Archive) -> None:
    with pytest.raises(DayNotArchived, match="2026-01-02"):
        await archive.restore(DAY, keep=timedelta(days=1))


async def test_rewriting_deletes_the_matching_rows_and_the_old_files(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 3000)
    await archive.export(DAY)
    old = archive.store.paths(archive.store.days()[DAY])
    where, params = "ServiceName = {who:String}", {"who": "audit"}
    assert await archive.count(DAY, where, params) == 1000
    assert await archive.rewrite(DAY, where, params) == 1000
    assert await archive.count(DAY, where, params) == 0
    assert await archive.rewrite(DAY, where, params) == 0
    assert archive.store.days()[DAY].rows == 2000
    assert not any(path.exists() for path in old)
    assert await archive.verify(DAY) == []


async def test_rewriting_touches_only_the_files_with_such_rows(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 3000)
    await archive.export(DAY)
    before = archive.store.days()[DAY].files
    assert await archive.rewrite(DAY, "toHour(Timestamp) = 0", {}) == 125
    after = archive.store.days()[DAY].files
    assert after[1:] == before[1:]
    assert after[0].rows == before[0].rows - 125


async def test_a_day_whose_rows_are_all_deleted_is_gone(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 10)
    await archive.export(DAY)
    assert await archive.rewrite(DAY, "1", {}) == 10
    assert archive.store.days() == {}
    assert not archive.store.day_folder(DAY).exists()


async def test_a_cut_between_manifest_and_drop_is_finished(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 100)
    before = await content(engine)
    await engine.execute("CREATE TABLE kept AS otel_logs")
    await engine.execute("ALTER TABLE kept ATTACH PARTITION '2026-01-02' FROM otel_logs")
    await archive.export(DAY)
    # What a kill leaves: the manifest names the files and the limit, the parts are there still.
    await engine.execute("ALTER TABLE otel_logs ATTACH PARTITION '2026-01-02' FROM kept")
    await engine.execute("DROP TABLE kept SYNC")
    (part,) = await parts_of(engine, "otel_logs", DAY)
    archive.store.save(archive.store.days()[DAY].having(dropping_to=part.last_block))
    (archive.store.day_folder(DAY) / "part-9.parquet.tmp").write_bytes(b"half")
    await add_rows(engine, 4, first=700)
    again = Archive(engine, archive.store.root)
    assert await again.recover() == [DAY]
    assert (await everything(engine, again))["n"] == before["n"] + 4
    assert (await content(engine))["n"] == 4
    assert again.store.days()[DAY].dropping_to is None
    assert not (archive.store.day_folder(DAY) / "part-9.parquet.tmp").exists()
    assert await again.recover() == []


async def test_a_cut_after_which_late_rows_were_merged_in_is_sorted_out_row_by_row(
    engine: EmbeddedEngine, archive: Archive
) -> None:
    await add_rows(engine, 100)
    before = await content(engine)
    await archive.export(DAY)
    found = archive.store.days()[DAY]
    await archive.restore(DAY, keep=timedelta(days=1))
    (part,) = await parts_of(engine, "otel_logs", DAY)
    await add_rows(engine, 4, first=700)
    await engine.execute("OPTIMIZE TABLE otel_logs PARTITION '2026-01-02' FINAL")
    archive.store.save(found.having(dropping_to=part.last_block))
    await archive.recover()
    assert (await content(engine))["n"] == 4
    assert (await everything(engine, archive))["n"] == before["n"] + 4


async def test_a_day_without_a_readable_manifest_is_left_for_people(engine: EmbeddedEngine, archive: Archive) -> None:
    await add_rows(engine, 10)
    await archive.export(DAY)
    (archive.store.day_folder(DAY) / "manifest.json").write_text('{"half":')
    await add_rows(engine, 3, first=50)
    again = Archive(engine, archive.store.root)
    await again.recover()
    with pytest.raises(ArchiveDamaged, match="manifest"):
        await again.export(DAY)
    assert (archive.store.day_folder(DAY) / "part-1.parquet").exists()
    assert (await content(engine))["n"] == 3
    (wrong,) = verify_all(archive.store.root).wrong
    assert "manifest.json" in wrong


@pytest.mark.parametrize("attached", [True, False])
async def test_a_cut_in_a_restore_is_undone(engine: EmbeddedEngine, archive: Archive, attached: bool) -> None:
    await add_rows(engine, 100)
    before = await content(engine)
    await archive.export(DAY)
    found = archive.store.days()[DAY]
    if attached:
        await archive.restore(DAY, keep=timedelta(days=1))
    archive.store.save(found.having(restoring=True))
    await archive.recover()
    assert (await content(engine))["n"] == 0
    assert await everything(engine, archive) == before
