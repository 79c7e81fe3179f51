"""Debian's promtool, run on files."""

import subprocess
from pathlib import Path


def promtool(*arguments: str, folder: Path) -> tuple[int, str]:
    """Its exit code and everything it said."""
    done = subprocess.run(["promtool", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr
