"""A folder of dashboards: what counts, what is named as faulty."""

import json
from pathlib import Path

from sardonyx.dashboards.folder import DashboardFolder, read_folder


def write(path: Path, **told: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"uid": "a", "title": "A", "sections": [], **told}))
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    return [(fault.path.name, fault.why) for fault in read_folder(path).faults]


def test_subfolders_are_folders_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "team" / "db" / "a.json")
    write(tmp_path / ".git" / "b.json", uid="b")
    write(tmp_path / ".hidden.json", uid="c")
    (tmp_path / "notes.txt").write_text("no dashboard")
    found = read_folder(tmp_path)
    assert [(uid, one.folder) for uid, one in found.dashboards.items()] == [("a", "team/db")]
    assert found.faults == ()


def test_of_two_files_with_one_uid_the_first_counts_and_the_other_is_named(tmp_path: Path) -> None:
    write(tmp_path / "1.json", title="First")
    write(tmp_path / "2.json", title="Second")
    assert read_folder(tmp_path).dashboards["a"].dashboard.title == "First"
    assert faults(tmp_path) == [("2.json", "its uid a is that of 1.json")]


def test_each_fault_says_what_is_wrong_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path / "good.json")
    write(tmp_path / "key.json", uid="k", titel="typo")
    (tmp_path / "huge.json").write_bytes(b" " * 5_000_001)
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    found = dict(faults(tmp_path))
    assert list(read_folder(tmp_path).dashboards) == ["a"]
    assert "titel" in found["key.json"]
    assert found["huge.json"] == "5,000,001 bytes; a dashboard may have 5,000,000"
    assert "a JSON object is expected" in found["list.json"]
    assert "no JSON" in found["deep.json"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path / "gone") == [("gone", "there is no such folder")]


async def test_changes_are_seen_when_asked(tmp_path: Path) -> None:
    folder = DashboardFolder(tmp_path)
    assert (await folder.contents()).dashboards == {}
    file = write(tmp_path / "a.json")
    first = await folder.contents()
    assert list(first.dashboards) == ["a"]
    assert await folder.contents() is first
    write(file, title="Another title")
    assert (await folder.contents()).dashboards["a"].dashboard.title == "Another title"
    file.unlink()
    assert (await folder.contents()).dashboards == {}


async def test_without_a_folder_there_is_nothing() -> None:
    assert (await DashboardFolder(None).contents()).dashboards == {}
