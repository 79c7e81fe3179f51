"""Records age on a running server: from the fast disk to the cold volume, into the archive, to their end; and what people do there.

Two volumes of their own (tmpfs, where the tests may mount; else folders), and times of days instead of months.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.server_process import ServerProcess
from tests.support.waiting import eventually

SHORT = {
    "SARDONYX_RETENTION__LOGS__HOT": "1d",
    "SARDONYX_RETENTION__LOGS__COLD": "4d",
    "SARDONYX_RETENTION__LOGS__ARCHIVE": "8d",
    "SARDONYX_RETENTION__PRICES__ARCHIVE": "1000000",
}
LINES = 20


@contextlib.contextmanager
def volume(folder: Path) -> Iterator[Path]:
    """A file system of its own, if the machine lets us."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True)
    try:
        yield folder
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    base = tmp_path_factory.mktemp("volumes")
    with volume(base / "cold") as cold, volume(base / "archive") as archive:
        yield {"SARDONYX_ENGINE__COLD_PATH": str(cold), "SARDONYX_ENGINE__ARCHIVE_PATH": str(archive)}


def day(ago: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=ago)


def search(server: ServerProcess, *, archive: bool = True) -> dict[str, Any]:
    body = {"query": "service:aging KEPT", "start": "now-20d", "end": "now+1h", "limit": 1000, "archive": archive}
    return server.post("/rest/logs/search", body)


def days_found(answer: dict[str, Any]) -> list[str]:
    return sorted({row["timestamp"][:10] for row in answer["rows"]})


@pytest.fixture(scope="module")
def server(volumes: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Started twice: with long times to take old records, then with short ones."""
    data = tmp_path_factory.mktemp("server") / "data"
    env = {**volumes, "SARDONYX_JOURNAL__SEGMENT_MAX_AGE": "50ms"}
    with ServerProcess(data, env=env) as taking:
        values = []
        for ago in (0, 2, 6, 12):
            noon = datetime.combine(day(ago), datetime.min.time(), UTC) + timedelta(hours=12)
            ns = time.time_ns() if ago == 0 else int(noon.timestamp()) * 10**9
            values += [[str(ns + number), f"to be kept {ago} {number}"] for number in range(LINES)]
        body = {"streams": [{"stream": {"service_name": "aging"}, "values": values}]}
        taking.fetch("POST", "/loki/api/v1/push", json.dumps(body).encode(), {"Content-Type": "application/json"})
        eventually(lambda: len(search(taking)["rows"]) == 4 * LINES)
        tiers = {(row["signal"], row["tier"]): row["rows"] for row in taking.get("/rest/storage/tiers")["tiers"]}
        assert tiers["logs", "cold"] == 0
    with ServerProcess(data, env=env | SHORT) as keeping:
        eventually(lambda: len(days_found(search(keeping))) == 3)
        yield keeping


def tier(server: ServerProcess, name: str) -> dict[str, Any]:
    rows = server.get("/rest/storage/tiers")["tiers"]
    return next(row for row in rows if (row["signal"], row["tier"]) == ("logs", name))


def test_records_move_by_themselves_and_end(server: ServerProcess, volumes: dict[str, str]) -> None:
    assert days_found(search(server)) == [str(day(6)), str(day(2)), str(day(0))]
    assert days_found(search(server, archive=False)) == [str(day(2)), str(day(0))]
    cold = eventually(lambda: (found := tier(server, "cold")) and found["rows"] >= LINES and found)
    assert Path(cold["path"]) == Path(volumes["SARDONYX_ENGINE__COLD_PATH"])
    assert list(Path(cold["path"]).rglob("*/checksums.txt"))
    archived = tier(server, "archive")
    assert archived["rows"] == LINES
    assert archived["cost_month"] > 0
    assert tier(server, "hot")["cost_month"] is None
    (folder,) = Path(volumes["SARDONYX_ENGINE__ARCHIVE_PATH"]).glob("otel_logs/*/")
    assert folder.name == str(day(6))
    moves = [(move["kind"], move["day"], move["rows"]) for move in server.get("/rest/storage/tiers")["moves"]]
    assert sorted(moves) == [("archived", str(day(6)), LINES), ("deleted", str(day(12)), LINES)]


def test_a_search_with_the_archive_says_so(server: ServerProcess) -> None:
    (notice,) = search(server)["notices"]
    assert "slower" in notice
    assert search(server, archive=False)["notices"] == []
    body = {"query": "service:aging", "start": "now-20d", "end": "now+1h", "archive": True}
    assert server.post("/rest/logs/histogram", body)["total"] == 3 * LINES
    file = server.fetch(
        "POST",
        "/rest/logs/export",
        json.dumps(body | {"format": "ndjson"}).encode(),
        {"Content-Type": "application/json"},
    )
    assert len(file.splitlines()) == 3 * LINES


def test_a_hold_is_placed_shown_and_released(server: ServerProcess) -> None:
    body = {"name": "Case 7", "reason": "the court asks", "services": ["aging"]}
    body |= {"start": f"{day(6)}T00:00:00Z", "end": f"{day(5)}T00:00:00Z"}
    made = server.post("/rest/legal-holds", body)
    assert [hold["id"] for hold in server.get("/rest/storage/tiers")["holds"]] == [made["id"]]
    (archived,) = server.get("/rest/storage/archive")["days"]
    assert archived["held"] is True
    released = json.loads(server.fetch("DELETE", f"/rest/legal-holds/{made['id']}"))
    assert released["released"] is not None
    assert server.get("/rest/legal-holds")["items"] == []
    assert [hold["id"] for hold in server.get("/rest/legal-holds?released=true")["items"]] == [made["id"]]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server.fetch("DELETE", f"/rest/legal-holds/{made['id']}")
    with pytest.raises(urllib.error.HTTPError, match="422"):
        server.post("/rest/legal-holds", body | {"end": body["start"]})


def test_an_archived_day_is_verified_and_restored(server: ServerProcess, volumes: dict[str, str]) -> None:
    path = f"/rest/storage/archive/{day(6)}"
    assert server.post(f"{path}/verify", {})["wrong"] == []
    command = [sys.executable, "-m", "sardonyx", "archive", "verify", "--data", str(server.data)]
    beside = subprocess.run(command, env={**os.environ, **volumes}, capture_output=True, text=True, check=True)
    assert beside.stdout.startswith("1 days, 1 files")
    assert server.post(f"{path}/restore", {"days": 3})["state"] == "restoring"
    eventually(lambda: server.get("/rest/storage/archive")["days"][0]["state"] == "restored")
    assert str(day(6)) in days_found(search(server, archive=False))
    assert len(search(server)["rows"]) == 3 * LINES
    with pytest.raises(urllib.error.HTTPError, match="409"):
        server.post(f"{path}/restore", {})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server.post("/rest/storage/archive/2001-01-01/restore", {})
