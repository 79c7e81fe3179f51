"""Apply the numbered schema files to the engine, once each and in order.

A file is a list of statements that can each be repeated (`IF NOT EXISTS`), and it is recorded as applied after its last
one. So a kill at any point is repaired by the next start, which runs the unfinished file again.
"""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sardonyx.storage.cluster import Cluster, render_statements
from sardonyx.storage.engine import BACKGROUND, Engine
from sardonyx.storage.errors import SchemaTooNew, StorageFull

_FILE = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
_END_OF_STATEMENT = re.compile(r";[ \t]*$", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^\s*--.*$", re.MULTILINE)

# Statements on a disk without room report success and leave a folder that does not open any more.
FREE_BYTES_FOR_SCHEMA_CHANGES = 64 << 20

_LEDGER = """
CREATE TABLE IF NOT EXISTS sardonyx_schema
(
    Version   UInt32,
    Name      String,
    AppliedAt DateTime64(3) DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY Version
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One schema file: its number, its name and its statements in order."""

    version: int
    name: str
    statements: tuple[str, ...]


def load() -> tuple[Migration, ...]:
    """All migrations this version of Sardonyx knows, ordered by number."""
    found = []
    for entry in resources.files("sardonyx.storage.schema").iterdir():
        if match := _FILE.match(entry.name):
            text = entry.read_text(encoding="utf-8")
            found.append(Migration(int(match.group(1)), match.group(2), split_statements(text)))
    return tuple(sorted(found, key=lambda migration: migration.version))


def split_statements(text: str) -> tuple[str, ...]:
    """The statements of a schema file; whole-line comments are dropped, a statement ends with `;` at a line's end."""
    bare = _COMMENT_LINE.sub("", text)
    return tuple(statement.strip() for statement in _END_OF_STATEMENT.split(bare) if statement.strip())


async def apply(
    engine: Engine,
    migrations: Sequence[Migration] | None = None,
    *,
    disk: Path | None = None,
    cluster: Cluster | None = None,
) -> list[Migration]:
    """Bring the engine to the newest schema and return what was applied.

    `cluster` is that of the server engine: each statement then takes its form for a cluster. `disk` is a folder on the
    engine's volume: with too little room there, StorageFull is raised before any statement.
    Raises SchemaTooNew when the folder was written by a newer version.
    """
    known = load() if migrations is None else tuple(migrations)
    _check_room(disk)
    for statement in _rendered([_LEDGER], cluster):
        await engine.execute(statement)
    rows = await engine.rows("SELECT DISTINCT Version FROM sardonyx_schema", limits=BACKGROUND)
    applied = {int(row["Version"]) for row in rows}
    newest = max((migration.version for migration in known), default=0)
    if applied and max(applied) > newest:
        raise SchemaTooNew(
            f"the stored data has schema version {max(applied)}, this Sardonyx knows up to {newest}: "
            "start the newer version, or restore a backup made with this one"
        )
    pending = [migration for migration in known if migration.version not in applied]
    for migration in pending:
        _check_room(disk)
        for statement in _rendered(migration.statements, cluster):
            await engine.execute(statement)
        await engine.execute(
            "INSERT INTO sardonyx_schema (Version, Name) SELECT {version:UInt32}, {name:String}",
            {"version": migration.version, "name": migration.name},
        )
    return pending


def _rendered(statements: Sequence[str], cluster: Cluster | None) -> Sequence[str]:
    return statements if cluster is None else render_statements(statements, cluster)


def _check_room(disk: Path | None) -> None:
    if disk is None:
        return
    free = shutil.disk_usage(disk).free
    if free < FREE_BYTES_FOR_SCHEMA_CHANGES:
        raise StorageFull(
            f"{disk} has {free >> 20} MiB free; schema changes need {FREE_BYTES_FOR_SCHEMA_CHANGES >> 20} MiB: "
            "free some space or move the data folder, then start again"
        )
