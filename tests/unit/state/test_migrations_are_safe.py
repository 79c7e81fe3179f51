"""What a migration may not do, read from its source."""

import ast
from pathlib import Path

import pytest

from sardonyx.state import migrate

FILES = sorted(Path(migrate.__file__).parent.glob("migrations/versions/r*.py"))


def _calls(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_destroys_nothing(path: Path) -> None:
    assert not {name for name in _calls(path) if name.startswith(("drop_", "rename_"))}
    text = path.read_text().upper()
    assert not any(word in text for word in ("DROP TABLE", "DROP COLUMN", "DELETE FROM"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_has_no_way_down_and_imports_nothing_of_ours(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "upgrade" in functions
    assert "downgrade" not in functions
    imported = {
        name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import) for name in _modules(node)
    }
    assert not {name for name in imported if name.startswith("sardonyx")}


def test_revisions_are_one_line_numbered_like_their_files() -> None:
    scripts = list(migrate.scripts().walk_revisions())
    assert [script.revision for script in reversed(scripts)] == [f"{n:04}" for n in range(1, len(FILES) + 1)]
    assert [path.stem[1:5] for path in FILES] == [f"{n:04}" for n in range(1, len(FILES) + 1)]


def _modules(node: ast.ImportFrom | ast.Import) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
