"""Bringing a database to the newest revision, by Alembic, in one transaction under one lock.

Migrations never destroy: they add tables and columns, and there is no way down. All steps run in a single transaction
(both databases can roll back schema statements), so a start that dies half-way leaves the old schema.
"""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from sardonyx.state.errors import StateTooNew

# Any constant will do, as long as every version of Sardonyx uses the same.
_ADVISORY_LOCK = 0x53_61_72_64_6F_6E_79_78


def scripts() -> ScriptDirectory:
    """The migrations in this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection) -> None:
    """Upgrade within the transaction of `connection`, which must hold SQLite's write lock already.

    A second process waits for the first and then finds nothing to do. Raises StateTooNew.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    directory = scripts()
    check(connection, directory)

    def steps(current: tuple[str, ...] | list[str], _context: MigrationContext) -> list[RevisionStep]:
        return directory._upgrade_revs("head", current)  # type: ignore[arg-type]

    environment = EnvironmentContext(Config(), directory, fn=steps, destination_rev="head")
    with environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def check(connection: Connection, directory: ScriptDirectory | None = None) -> None:
    """Raise StateTooNew when the database has a revision we do not know."""
    known = directory or scripts()
    revisions = {script.revision for script in known.walk_revisions()}
    for found in MigrationContext.configure(connection).get_current_heads():
        if found not in revisions:
            raise StateTooNew(found=found, newest=known.get_current_head() or "none")
