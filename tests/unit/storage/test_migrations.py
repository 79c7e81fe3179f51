"""Schema files: how they are found and cut into statements."""

from itertools import pairwise

from sardonyx.storage import migrations
from sardonyx.storage.migrations import split_statements


def test_statements_end_with_a_semicolon_at_the_end_of_a_line() -> None:
    text = "SELECT ';', 1;\nSELECT 2\n  WHERE x = 'a;b' ;  \n\nSELECT 3"
    assert split_statements(text) == ("SELECT ';', 1", "SELECT 2\n  WHERE x = 'a;b'", "SELECT 3")


def test_comment_lines_are_dropped_and_others_kept() -> None:
    text = "-- about; this;\nSELECT 1, -- one\n   -- two;\n 2;\n-- the end;\n"
    assert split_statements(text) == ("SELECT 1, -- one\n\n 2",)


def test_an_empty_file_has_no_statements() -> None:
    assert split_statements("\n-- nothing\n;\n") == ()


def test_the_shipped_files_are_numbered_without_gaps_and_can_be_repeated() -> None:
    known = migrations.load()
    assert known[0].version == 1
    assert all(later.version == earlier.version + 1 for earlier, later in pairwise(known))
    for migration in known:
        assert migration.statements
        for statement in migration.statements:
            assert "IF NOT EXISTS" in statement or "IF EXISTS" in statement, statement[:80]
