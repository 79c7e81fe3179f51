#!/usr/bin/env python3
"""Build the web pages into src/sardonyx/web/static, when their sources changed since the last time.

`python scripts/build_ui.py` is what `make ui` calls; the packaging hook in hatch_build.py uses the functions. Needs only the
standard library, and Node to build.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

STATIC = Path("src/sardonyx/web/static")
STAMP = ".stamp"
NODE_WANTED = "Node 20.19 or a later 20.x, or 22.12 and newer, with npm"

_NOT_SOURCES = {"node_modules", "dist"}


class BuildError(Exception):
    """The pages can't be built; the message says what to do."""


def source_hash(ui: Path) -> str:
    """A hash over names and contents of all sources: equal hashes mean nothing to build."""
    digest = hashlib.sha256()
    for folder, subfolders, files in os.walk(ui):
        subfolders[:] = sorted(set(subfolders) - _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(f"{path.relative_to(ui).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_fresh(root: Path) -> bool:
    """Whether the built pages are those of the sources."""
    static = root / STATIC
    stamp = static / STAMP
    return (static / "index.html").is_file() and stamp.is_file() and stamp.read_text() == source_hash(root / "ui")


def is_fit(node_version: str) -> bool:
    """Whether a Node of this version (`v20.19.4`) can build the pages."""
    match = re.match(r"v(\d+)\.(\d+)\.", node_version)
    if not match:
        return False
    version = (int(match[1]), int(match[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def npm_on_path() -> list[str]:
    """The command of a fit npm. Raises BuildError."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise BuildError(f"the web pages need {NODE_WANTED}, and {'npm' if node else 'Node'} was not found")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    if not is_fit(version):
        raise BuildError(f"the web pages need {NODE_WANTED}, and this is {version or 'one that does not start'}")
    return [npm]


def build(root: Path, npm: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Install what is missing, build, and put the result in its place. Raises BuildError."""
    ui, static = root / "ui", root / STATIC
    stamp = source_hash(ui)
    if not _installed(ui):
        _run([*npm, "ci", "--no-audit", "--no-fund"], ui, env)
    _run([*npm, "run", "build:only"], ui, env)
    # Built beside it and swapped in: a running server never sees half a folder.
    fresh = static.with_name(f"{static.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(ui / "dist", fresh)
    (fresh / STAMP).write_text(stamp)
    shutil.rmtree(static, ignore_errors=True)
    fresh.rename(static)


def _installed(ui: Path) -> bool:
    """Whether node_modules is there and not older than the lock file."""
    installed, lock = ui / "node_modules" / ".package-lock.json", ui / "package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime


def _run(command: list[str], cwd: Path, env: Mapping[str, str] | None) -> None:
    result = subprocess.run(command, cwd=cwd, env=env, stdout=sys.stderr, check=False)  # noqa: S603
    if result.returncode:
        raise BuildError(f"`{' '.join(command)}` failed in {cwd} (status {result.returncode}); its output is above")


def main() -> int:
    """Build when stale. Status 1 with the reason on standard error when that is impossible."""
    root = Path(__file__).resolve().parents[1]
    if is_fresh(root):
        print("The web pages are up to date.")
        return 0
    try:
        build(root, npm_on_path())
    except BuildError as error:
        print(f"build_ui: {error}", file=sys.stderr)
        return 1
    print(f"The web pages are built: {STATIC}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
