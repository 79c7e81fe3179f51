"""Check that no file of the project names a package registry or a place on somebody's machine.

Such lines work where they were written and nowhere else: a lock file that names a mirror, a path in a script. Prints each
find as `file:line: what`; the exit status is 1 if there is any.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = re.compile(rb"https?://[^/\s\"']*(?:py|npm|deb)[a-z]*\.(?:org|com|io)\b")
# Tests and benchmarks hold foreign stack traces and the like, whose paths are data.
HOME = re.compile(rb"(?<![\w.$}-])/(?:home|Users|root)/[\w.-]+")
HOME_EXEMPT = ("tests/", "benchmarks/", "ui/", "sdk/tests/", "demo/")
MAX_BYTES = 4 << 20
_COMMON_FOLDERS = {"/tmp", "/var/tmp", "/srv", "/opt", "/home", "/root"}  # noqa: S108


def files() -> list[str]:
    """The paths git knows or would take, relative to the root; outside a git checkout every path that is not hidden."""
    listing = subprocess.run(  # noqa: S603
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        return sorted(name for name in listing.stdout.decode().split("\0") if name)
    skipped = {"node_modules", "dist", "__pycache__"}
    paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
    return sorted(str(path) for path in paths if not any(part[0] == "." or part in skipped for part in path.parts))


def finds(name: str, content: bytes) -> Iterator[str]:
    """One message for each line of a file that must go."""
    parent = str(ROOT.parent).encode()
    # A checkout in a folder every machine has says nothing about this one.
    special = len(ROOT.parts) > 2 and str(ROOT.parent) not in _COMMON_FOLDERS
    here = re.compile(rb"(?<![\w.-])" + re.escape(parent) + rb"/") if special else None
    for number, line in enumerate(content.splitlines(), start=1):
        if REGISTRY.search(line):
            yield f"{name}:{number}: names a package registry"
        elif (here and here.search(line)) or (not name.startswith(HOME_EXEMPT) and HOME.search(line)):
            yield f"{name}:{number}: names a path of one machine"


def main() -> int:
    """Check all files; returns the exit status."""
    found = 0
    for name in files():
        path = ROOT / name
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_BYTES:
            continue
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for message in finds(name, content):
            print(message, file=sys.stderr)
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
