"""A real PostgreSQL server for tests: Debian's binaries, a temporary folder, a free loopback port, an own process.

`postgres_server` is for whole-run use; `PostgresServer` can be stopped and started again to play a failover.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


def find_binaries() -> Path | None:
    """The newest installed PostgreSQL's folder of programs, None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path is not None else None


class PostgresServer:
    """One cluster. `url(name)` is the address of a database in it."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._data = folder / "data"
        # PostgreSQL refuses to run as root: Debian's package brings an account for it.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.port = _free_port()

    def create(self) -> None:
        """Lay the cluster out and start it."""
        self._own_folder()
        self._run("initdb", "-D", self._data, "-U", "sardonyx", "--auth=trust", "-E", "UTF8", "--no-sync")
        self._configure()

    def standby(self) -> "PostgresServer":
        """A new cluster that follows this one, running; the caller's to `destroy`."""
        found = PostgresServer(self._binaries, Path(tempfile.mkdtemp(prefix="sardonyx-standby-")))
        found._own_folder()
        source = ("-h", "127.0.0.1", "-p", self.port, "-U", "sardonyx")
        try:
            self._run("pg_basebackup", *source, "-D", found._data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
            found._configure()
        except BaseException:
            found.destroy()
            raise
        return found

    def promote(self) -> None:
        """Make a standby a primary, and wait until it is."""
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", "promote")

    def _own_folder(self) -> None:
        if self._as_user:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)

    def _configure(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": 100,
        }
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(lines)
        self.start()

    def start(self) -> None:
        """Start and wait until it takes connections."""
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", "-l", self._folder / "log", "start")

    def stop(self) -> None:
        """Stop at once, cutting every connection."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def destroy(self) -> None:
        """Stop if it runs, and remove everything."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """Create an empty database and return its address."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database, cutting its connections."""
        self.sql("postgres", f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def url(self, name: str) -> str:
        """The address of a database, as an operator would write it."""
        return f"postgresql://sardonyx@127.0.0.1:{self.port}/{name}"

    def sql(self, database: str, statement: str) -> None:
        """Run one statement with psql."""
        self._run("psql", "-h", "127.0.0.1", "-p", self.port, "-U", "sardonyx", "-d", database, "-qc", statement)

    def _run(self, program: str, *arguments: object) -> None:
        command = [*self._as_user, str(self._binaries / program), *map(str, arguments)]
        # Output into a file: a server started by pg_ctl would hold a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, timeout=90)
            if done.returncode != 0:
                output.seek(0)
                print(output.read().decode(errors="replace"))
                raise subprocess.CalledProcessError(done.returncode, command)


def start_server() -> PostgresServer:
    """A running server in a new folder. Skips the test when PostgreSQL is not installed and not required."""
    binaries = find_binaries()
    if binaries is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("SARDONYX_TEST_COMPONENTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    server = PostgresServer(binaries, Path(tempfile.mkdtemp(prefix="sardonyx-postgres-")))
    try:
        server.create()
    except BaseException:
        server.destroy()
        raise
    return server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the whole run; give each test a database of its own with `new_database`."""
    server = start_server()
    yield server
    server.destroy()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
