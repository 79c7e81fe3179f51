"""Retention from settings: the archive, what is kept how long, and legal holds."""

from collections.abc import Callable

from sardonyx.config import Settings
from sardonyx.retention.holds import LegalHolds
from sardonyx.retention.service import Retention
from sardonyx.state import Database
from sardonyx.storage.archive import Archive
from sardonyx.storage.archive.keeper import Keeper
from sardonyx.storage.cluster import Cluster
from sardonyx.storage.data_folder import DataFolder, DataFolderError
from sardonyx.storage.engine import Engine
from sardonyx.storage.retention_plan import Plan, RetentionRule


async def open_archive(settings: Settings, engine: Engine, folder: DataFolder) -> Archive | None:
    """The archive of log records, whatever was cut off in it finished; None with a server engine, which cannot reach our
    folder. Before new records come in. Raises StorageError, DataFolderError."""
    if engine.kind != "embedded":
        return None
    root = (settings.engine.archive_path or folder.archive).absolute()
    if wild := sorted(set("{}*?") & set(str(root))):
        raise DataFolderError(
            f"the archive can't lie in {root}: the engine takes {' '.join(wild)} in a path for wild-cards"
        )
    archive = Archive(engine, root)
    await archive.recover()
    return archive


def retention_plan(settings: Settings) -> Plan:
    """How long log records are kept."""
    kept = settings.retention
    rules = tuple(
        RetentionRule(rule.name, rule.keep, tuple(rule.services), tuple(rule.levels), tuple(rule.environments))
        for rule in kept.rules
    )
    return Plan(kept.logs.cold, kept.logs.archive, rules)


def retention_of(
    settings: Settings, engine: Engine, archive: Archive | None, state: Database, may_work: Callable[[], bool]
) -> Retention:
    """What keeps log records as the settings say, while `may_work` says yes."""
    there, holds = settings.engine.server, LegalHolds(state)
    cluster = Cluster(there.cluster, there.database) if engine.kind == "server" and there.cluster else None
    keeper = Keeper(engine, retention_plan(settings), archive, held=holds, cluster=cluster, may_work=may_work)
    prices = settings.retention.prices
    return Retention(
        engine,
        state,
        keeper,
        holds,
        hot=settings.retention.logs.hot,
        prices={"hot": prices.hot, "cold": prices.cold, "archive": prices.archive},
    )
