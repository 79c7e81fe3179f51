"""A real volume is filled at a known rate while the host collector looks: the forecast is when it really is full."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sardonyx.alerting.evaluation.definition import RuleSource, definitions, rules_of
from sardonyx.alerting.evaluation.group import Group
from sardonyx.alerting.rule_files import read_rule_file
from sardonyx.alerting.shipped import shipped_files
from sardonyx.collectors.host.filesystems import FileSystems
from sardonyx.collectors.host.roots import Roots
from sardonyx.collectors.page import Page
from tests.unit.alerting.memory import Memory
from tests.unit.collectors.host.host_files import samples

MINUTE = 60_000
SIZE = 8 << 20
A_MINUTE = 40 << 10
"""Bytes written a minute, on the average: the volume is full after three hours and a half."""
LABELS = {"job": "node", "instance": "here"}


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    """An empty volume of its own."""
    folder = tmp_path / "volume"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "forecast", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"a volume can't be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class _Clockwork:
    """Each turn is a minute: the volume gets a little fuller, the collector looks, every second minute rules are evaluated."""

    def __init__(self, volume: Path, proc: Path) -> None:
        (proc / "1").mkdir(parents=True)
        (proc / "1" / "mounts").write_text(f"/dev/forecast {volume} ext4 rw,relatime 0 0\n")
        self.minute = 0
        self.memory = Memory()
        self._volume = volume
        self._roots = Roots(proc=proc)
        self._looks = FileSystems()
        path = next(path for path in shipped_files() if path.name == "disk.yml")
        told = definitions(path, read_rule_file(path), RuleSource((), MINUTE), "")[1]
        self._group = Group(told, rules_of(told, restored=True), self.memory.make_query, self.memory.write, _ignored)

    async def turn(self, written: int) -> float | None:
        """A minute in which so many bytes are written; the forecast, in minutes. Raises OSError when the volume is full."""
        self.minute += 1
        with (self._volume / "filling").open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), written)
        page = Page()
        self._looks.read(page, self._roots)
        for labels, value in samples(page).items():
            self.memory.samples.add((*labels, *LABELS.items()), self.minute * MINUTE, value)
        if self.minute % 2:
            return None
        await self._group.evaluate(self.minute * MINUTE)
        found = self.memory.at(self.minute * MINUTE)
        return next((v / 60 for k, v in found.items() if k.startswith("node_filesystem:seconds_until_full{")), None)


def _ignored(_: object) -> None: ...


async def _filled(clockwork: _Clockwork) -> dict[int, float]:
    """The forecasts by minute, until the volume is full."""
    forecasts: dict[int, float] = {}
    try:
        while True:
            # In bursts: nothing for a minute, then three times as much, then twice, then nothing.
            forecast = await clockwork.turn(max(1, (0, 3, 2, 0)[clockwork.minute % 4] * A_MINUTE * 4 // 5))
            if forecast is not None:
                forecasts[clockwork.minute] = forecast
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    return forecasts


async def test_a_volume_is_full_when_it_was_said_to_be(volume: Path, tmp_path: Path) -> None:
    clockwork = _Clockwork(volume, tmp_path / "proc")
    forecasts = await _filled(clockwork)
    full = clockwork.minute
    assert full == pytest.approx(SIZE / A_MINUTE, rel=0.02)
    assert min(forecasts) >= 50, "nothing is said with less than 50 minutes of history"
    assert len(forecasts) > 60
    wrong = {
        at: found for at, found in forecasts.items() if at < full - 20 and abs(at + found - full) > 0.1 * (full - at)
    }
    assert wrong == {}
    names = {dict(labels)["__name__"] for labels, _, _ in clockwork.memory.written}
    assert names == {"node_filesystem:seconds_until_full"}, "a small volume raises no alert"
