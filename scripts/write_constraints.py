"""Write constraints.txt: the exact version of every package that running, testing and building Sardonyx needs.

Usage: python scripts/write_constraints.py        (or: make constraints)

What is needed is read from pyproject.toml and sdk/pyproject.toml and installed without pins into a fresh, temporary
environment, so that nothing that merely lies in somebody's .venv gets in. Nothing is built and nothing of ours runs.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
# The build back end, because `make install` builds without isolation: what builds is then pinned as well.
BUILD = ["hatchling", "editables"]
HEADER = """\
# Exact versions of everything that `make install` and `make test` put into .venv.
# Generated from pyproject.toml and sdk/pyproject.toml by `make constraints`; do not edit by hand.
"""


def requirements(project_file: Path) -> list[str]:
    """Every requirement a pyproject.toml names: dependencies, extras, dependency groups, build requirements."""
    project = tomllib.loads(project_file.read_text(encoding="utf-8"))
    found = list(project.get("project", {}).get("dependencies", []))
    for extra in project.get("project", {}).get("optional-dependencies", {}).values():
        found += extra
    for group in project.get("dependency-groups", {}).values():
        found += [entry for entry in group if isinstance(entry, str)]
    found += project.get("build-system", {}).get("requires", [])
    return [entry for entry in found if not re.match(r"sardonyx\b", entry)]


def run(command: list[str]) -> str:
    """Run `command`; returns what it wrote to standard output. Raises CalledProcessError when it fails."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def frozen(needed: list[str]) -> list[str]:
    """Install `needed` into a fresh environment and return its exact versions, one `name==version` each."""
    with tempfile.TemporaryDirectory(prefix="sardonyx-constraints-") as folder:
        run([sys.executable, "-m", "venv", folder])
        python = str(Path(folder) / "bin" / "python")
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        run([*pip, "install", "--upgrade", "pip"])
        run([*pip, "uninstall", "--yes", "setuptools", "wheel"])
        run([*pip, "install", *needed])
        listing = run([*pip, "freeze", "--all"])
    lines = sorted(listing.split("\n"), key=str.lower)
    return [line for line in lines if line]


def main() -> int:
    """Write the file; returns the exit status."""
    needed = list(BUILD)
    for project_file in (ROOT / "pyproject.toml", ROOT / "sdk" / "pyproject.toml"):
        if project_file.is_file():
            needed += requirements(project_file)
    pins = frozen(sorted(set(needed)))
    odd = [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", pin)]
    if odd:
        print(f"not an exact version: {', '.join(odd)}", file=sys.stderr)
        return 1
    TARGET.write_text(HEADER + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    print(f"{TARGET.name}: {len(pins)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
