"""The data folder: one owner, a known format, and refusals that say what to do."""

import errno
import os
import subprocess
from pathlib import Path

import pytest

from sardonyx.storage.data_folder import FORMAT, DataFolder, DataFolderError
from tests.support.child import start

CHILD = "tests.unit.storage.folder_child"


def test_a_new_folder_has_a_format_and_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    with DataFolder.open(tmp_path / "a" / "data") as folder:
        assert (folder.path / "FORMAT").read_text() == f"{FORMAT}\n"
        assert folder.path.stat().st_mode & 0o777 == 0o700
        assert folder.journal.is_dir()
        assert folder.quarantine.is_dir()
        assert (folder.path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_can_be_opened_again_after_it_was_closed(tmp_path: Path) -> None:
    for _ in range(2):
        DataFolder.open(tmp_path).close()


def test_a_second_owner_in_this_process_is_refused(tmp_path: Path) -> None:
    with DataFolder.open(tmp_path), pytest.raises(DataFolderError, match=f"process {os.getpid()}"):
        DataFolder.open(tmp_path)


def test_another_process_is_named_and_its_death_frees_the_folder(tmp_path: Path) -> None:
    with start(CHILD, str(tmp_path), stdin=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(DataFolderError, match=rf"in use by another Sardonyx \(process {child.pid}\)"):
            DataFolder.open(tmp_path)
        child.kill()
        child.wait()
        DataFolder.open(tmp_path).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("existing", [False, True], ids=["to be made", "made by another user"])
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, existing: bool) -> None:
    target = tmp_path / "data"
    if existing:
        DataFolder.open(target).close()
    with start(CHILD, str(target), "65534", stdin=subprocess.PIPE) as child:
        out, _ = child.communicate(timeout=30)
    assert out == f"DataFolderError: data folder {target} can't be written: Permission denied (see --data)\n"


def test_a_folder_of_a_newer_version_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text(f"{FORMAT + 1}\n")
    with pytest.raises(DataFolderError, match=rf"has format {FORMAT + 1}, written by a newer Sardonyx"):
        DataFolder.open(tmp_path)
    assert not (tmp_path / "journal").exists()
    (tmp_path / "FORMAT").write_text(f"{FORMAT}\n")
    DataFolder.open(tmp_path).close()


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\xff\xfe\x00\x80", b"-1", b"1.5", b"1 2", "\u0663".encode(), b"x" * 10_000_000],
    ids=lambda content: repr(content)[:20],
)  # fmt: skip
def test_a_garbled_format_is_refused_shortly(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "FORMAT").write_bytes(content)
    with pytest.raises(DataFolderError, match="not a Sardonyx data folder") as caught:
        DataFolder.open(tmp_path)
    assert len(str(caught.value)) < 1000


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataFolderError, match="can't be written"):
        DataFolder.open(tmp_path / "data")


def test_a_full_disk_is_named_and_leaves_the_folder_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(DataFolderError, match="No space left on device"):
            DataFolder.open(tmp_path)
    DataFolder.open(tmp_path).close()


def test_a_start_that_died_before_the_format_was_complete_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "FORMAT.tmp").write_text("")
    DataFolder.open(tmp_path).close()
    assert (tmp_path / "FORMAT").read_text() == f"{FORMAT}\n"
