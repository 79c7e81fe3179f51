"""Whole configurations, good and bad. The notation is described in tests/golden/config/README.md."""

import json
import os
from pathlib import Path

import pytest

from sardonyx.config import ConfigError, load_settings

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "config"
REWRITE = os.environ.get("SARDONYX_TEST_REWRITE") == "1"


def cases(kind: str) -> list[str]:
    return sorted(file.name.removesuffix(".yaml") for file in FOLDER.glob(f"{kind}.*.yaml"))


def environment_of(case: str) -> dict[str, str]:
    file = FOLDER / f"{case}.env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def expect(file: Path, actual: str) -> None:
    if REWRITE:
        file.write_text(actual, encoding="utf-8")
    assert actual == file.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _short_file_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


def test_cases_of_both_kinds_exist() -> None:
    assert cases("good")
    assert cases("bad")


@pytest.mark.parametrize("case", cases("good"))
def test_good_configuration_becomes_settings(case: str) -> None:
    settings = load_settings(Path(f"{case}.yaml"), environment_of(case), {})
    changed = settings.model_dump(mode="json", exclude_defaults=True)
    expect(FOLDER / f"{case}.json", json.dumps(changed, indent=2) + "\n")


@pytest.mark.parametrize("case", cases("bad"))
def test_bad_configuration_is_refused_with_every_mistake(case: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(Path(f"{case}.yaml"), environment_of(case), {})
    assert "hunter2" not in str(caught.value)
    expect(FOLDER / f"{case}.txt", f"{caught.value}\n")
