"""A host as files: `/proc`, `/sys` and `/` with the content a test gives."""

from collections.abc import Mapping
from pathlib import Path

from sardonyx.collectors.host.roots import Roots
from sardonyx.collectors.page import Page
from sardonyx.collectors.scrape.exposition import labels_of, parse_line, split

Samples = dict[tuple[tuple[str, str], ...], float]


def make_host(folder: Path, files: Mapping[str, str]) -> Roots:
    """Write `files` (paths like `proc/stat`) below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (folder / "proc").mkdir(parents=True, exist_ok=True)
    return Roots(folder / "proc", folder / "sys", folder)


def samples(page: Page | bytes) -> Samples:
    """What a page says, read as a scrape reads it; keys are sorted labels with `__name__`."""
    text = page if isinstance(page, bytes) else page.encoded()
    lines = [parse_line(line, openmetrics=False) for line in split(text.decode(), openmetrics=False)[0]]
    found = {tuple(sorted(labels_of(line.series))): line.value for line in lines}
    assert len(found) == len(lines), "a series occurs twice"
    return found


def value(found: Samples, name: str, /, **labels: str) -> float:
    """The value of one series."""
    return found[tuple(sorted({"__name__": name, **labels}.items()))]
