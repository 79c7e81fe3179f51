"""Where the host's own file systems are seen from here, and how their small files are read."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Roots:
    """`/proc`, `/sys` and `/` of the host. In a container they are mounted elsewhere."""

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    root: Path = Path("/")


def lines(path: Path) -> list[str]:
    """The lines of a file. Raises OSError."""
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def text(path: Path) -> str:
    """A file's only line, or nothing where it can't be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def number(path: Path) -> float | None:
    """The number in a file, or None where there is none. Hexadecimal with 0x is one too."""
    content = text(path)
    try:
        return int(content, 0) if content.lower().startswith("0x") else _plain(content)
    except ValueError:
        return None


def _plain(content: str) -> float:
    return int(content) if content.lstrip("-").isdigit() else float(content)


def children(path: Path) -> list[Path]:
    """What a folder holds, by name; nothing where it isn't there."""
    try:
        return sorted(path.iterdir())
    except OSError:
        return []
