"""The configuration page is complete, up to date, and its examples work."""

import re
from pathlib import Path

import pytest

from sardonyx import config_docs
from sardonyx.config import Settings, load_settings
from sardonyx.config.keys import keys_of

PAGE = config_docs.PAGE.read_text(encoding="utf-8")
KEYS = [key for key in keys_of(Settings) if key.kind != "section"]


def test_page_is_what_the_settings_tree_says() -> None:
    assert config_docs.render() == PAGE, "out of date: run `make docs`"


@pytest.mark.parametrize("key", [key for key in KEYS if not key.in_list], ids=lambda key: key.dotted)
def test_key_stands_in_the_page_with_its_variable_and_description(key: config_docs.Key) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{key.dotted}` |")]
    assert len(rows) == 1
    assert f"`{key.variable}`" in rows[0]
    assert (key.field.description or "?")[:40].replace("|", "\\|") in rows[0]


def test_examples_in_the_page_are_accepted(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert examples
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.yaml"
        file.write_text(example, encoding="utf-8")
        load_settings(file, {}, {})


def test_variables_named_in_the_introduction_exist() -> None:
    example_variables = re.findall(r"`(SARDONYX_[A-Z_]+)=([^`]*)`", PAGE)
    assert example_variables
    load_settings(None, dict(example_variables), {})


def test_check_tells_a_stale_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "configuration.md"
    monkeypatch.setattr(config_docs, "PAGE", page)
    assert config_docs.main(["--check"]) == 1
    assert config_docs.main([]) == 0
    assert config_docs.main(["--check"]) == 0
    page.write_text("old", encoding="utf-8")
    assert config_docs.main(["--check"]) == 1
