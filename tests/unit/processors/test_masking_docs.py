"""docs/masking.md names every rule and every denied key there is."""

import re
from pathlib import Path

import pytest

from sardonyx.processors.masking.defaults import DEFAULT_DENY_KEYS, DEFAULT_RULES

PAGE = (Path(__file__).parents[3] / "docs" / "masking.md").read_text()


def test_the_table_of_rules_is_that_of_the_code() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [rule.name for rule in DEFAULT_RULES]


@pytest.mark.parametrize("key", DEFAULT_DENY_KEYS)
def test_denied_key_is_documented(key: str) -> None:
    keys = PAGE.split("**Attribute keys.**")[1].split("## Actions")[0]
    assert re.search(rf"\b{key}\b", keys)
