"""`sardonyx check dashboards` and `sardonyx grafana provision`, as one runs them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from sardonyx.cli.app import app
from sardonyx.dashboards.grafana.exporting import exported
from sardonyx.dashboards.model import Dashboard
from tests.support.json_server import serving

GOOD: dict[str, Any] = {
    "uid": "good",
    "title": "Good",
    "sections": [{"panels": [{"id": 1, "type": "stat", "title": "Up", "queries": [{"ref": "A", "text": "sum(up)"}]}]}],
}


def written(folder: Path, name: str, document: object) -> str:
    path = folder / name
    path.write_text(json.dumps(document))
    return str(path)


def test_good_files_pass_and_what_grafanas_lack_is_listed(tmp_path: Path) -> None:
    theirs = {"title": "Theirs", "panels": [{"type": "geomap", "title": "Map"}]}
    files = [written(tmp_path, "good.json", GOOD), written(tmp_path, "theirs.json", theirs)]
    answer = CliRunner().invoke(app, ["check", "dashboards", *files])
    assert answer.exit_code == 0, answer.output
    assert f"{files[0]}: Good, 1 panel, 0 wrong queries" in answer.output
    assert "not carried over: Map: panel of type geomap; is not drawn here" in answer.output


def test_wrong_queries_and_files_fail_with_their_place(tmp_path: Path) -> None:
    panel = {**GOOD["sections"][0]["panels"][0], "queries": [{"ref": "B", "text": "sum(up"}]}
    files = [
        written(tmp_path, "query.json", {**GOOD, "sections": [{"panels": [panel]}]}),
        written(tmp_path, "other.json", {"groups": []}),
        str(tmp_path / "gone.json"),
    ]
    answer = CliRunner().invoke(app, ["check", "dashboards", *files])
    assert answer.exit_code == 1
    assert "panel Up, query B:" in answer.output
    assert "this is no dashboard" in answer.output
    assert "gone.json: No such file or directory" in answer.output


async def test_provisioning_asks_the_server_and_never_writes_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARDONYX_TOKEN", "secret")
    made = exported(Dashboard.model_validate(GOOD))
    async with serving() as server:
        server.documents = {
            "/rest/dashboards": {"items": [{"uid": "good", "title": "Good"}]},
            "/rest/dashboards/good/export": {"document": made.document, "notes": []},
        }
        command = ["grafana", "provision", "--url", server.url, "--out", str(tmp_path)]
        answer = await asyncio.to_thread(CliRunner().invoke, app, command)
    assert answer.exit_code == 0, answer.output
    assert server.asked[1].query["format"] == "grafana"
    source, logs = yaml.safe_load((tmp_path / "provisioning/datasources/sardonyx.yaml").read_text())["datasources"]
    assert (source["type"], source["url"], source["uid"]) == ("prometheus", server.url, "sardonyx-prometheus")
    assert (logs["type"], logs["url"], logs["uid"]) == ("loki", server.url, "sardonyx-loki")
    (provider,) = yaml.safe_load((tmp_path / "provisioning/dashboards/sardonyx.yaml").read_text())["providers"]
    assert Path(provider["options"]["path"]) == tmp_path / "dashboards"
    dashboard = json.loads((tmp_path / "dashboards/good.json").read_text())
    assert dashboard["panels"][0]["targets"][0]["datasource"]["uid"] == "sardonyx-prometheus"
    assert not any("secret" in file.read_text() for file in tmp_path.rglob("*") if file.is_file())
