"""scripts/check_tree.py, run on small trees."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_tree.py"
# Taken apart, so that this file itself stays clean.
REGISTRY = "https://mirror.some" + "pypi.org/simple"


def check(tree: Path, name: str, content: bytes) -> tuple[int, str]:
    """Exit status and messages of the check for a tree that holds one more file than the script."""
    (tree / "scripts").mkdir(parents=True)
    shutil.copy(SCRIPT, tree / "scripts")
    file = tree / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.replace(b"@TREE@", str(tree.parent).encode()))
    done = subprocess.run([sys.executable, tree / "scripts" / "check_tree.py"], capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("src/a.py", b"x = 1\n"),
        ("docs/a.md", b"See https://example.org/simple and /var/lib/sardonyx, $HOME/.cache\n"),
        ("tests/a.json", b'{"filename": "/home/alice/app.py"}\n'),
        ("logo.png", b"\0 /home/alice/"),
    ],
)
def test_accepts_a_clean_file(tmp_path: Path, name: str, content: bytes) -> None:
    assert check(tmp_path / "tree", name, content) == (0, "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (f"ok\nindex = {REGISTRY}\n".encode(), "a.toml:2: names a package registry"),
        (b"path = /home/alice/project\n", "a.toml:1: names a path of one machine"),
        (b"\n\npath = @TREE@/other\n", "a.toml:3: names a path of one machine"),
    ],
)
def test_names_file_and_line_of_what_must_go(tmp_path: Path, content: bytes, problem: str) -> None:
    assert check(tmp_path / "tree", "a.toml", content) == (1, f"{problem}\n")
