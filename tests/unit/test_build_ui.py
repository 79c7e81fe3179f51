import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def build_ui() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_ui", ROOT / "scripts" / "build_ui.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, build_ui: ModuleType) -> Path:
    (tmp_path / "ui" / "src").mkdir(parents=True)
    (tmp_path / "ui" / "src" / "main.tsx").write_text("one")
    static = tmp_path / build_ui.STATIC
    static.mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html>")
    (static / build_ui.STAMP).write_text(build_ui.source_hash(tmp_path / "ui"))
    return tmp_path


def test_pages_are_fresh_until_a_source_changes(tree: Path, build_ui: ModuleType) -> None:
    assert build_ui.is_fresh(tree)
    (tree / "ui" / "src" / "main.tsx").write_text("two")
    assert not build_ui.is_fresh(tree)


def test_a_renamed_source_counts_as_a_change(tree: Path, build_ui: ModuleType) -> None:
    (tree / "ui" / "src" / "main.tsx").rename(tree / "ui" / "src" / "other.tsx")
    assert not build_ui.is_fresh(tree)


def test_what_is_installed_or_built_is_no_source(tree: Path, build_ui: ModuleType) -> None:
    for folder in ("node_modules", "dist"):
        (tree / "ui" / folder).mkdir()
        (tree / "ui" / folder / "file.js").write_text("anything")
    assert build_ui.is_fresh(tree)


def test_pages_that_are_gone_are_not_fresh(tree: Path, build_ui: ModuleType) -> None:
    (tree / build_ui.STATIC / "index.html").unlink()
    assert not build_ui.is_fresh(tree)


@pytest.mark.parametrize(
    ("version", "fit"),
    [
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v20.20.2", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_knows_which_node_can_build(build_ui: ModuleType, version: str, fit: bool) -> None:
    assert build_ui.is_fit(version) is fit


def test_says_what_is_missing_without_node(build_ui: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(build_ui.BuildError, match=r"need Node 20\.19 .* Node was not found"):
        build_ui.npm_on_path()
