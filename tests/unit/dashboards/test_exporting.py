"""What goes out to Grafana comes back as it was."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from sardonyx.dashboards.documents import read_text
from sardonyx.dashboards.grafana.exporting import exported
from sardonyx.dashboards.grafana.importing import imported
from sardonyx.dashboards.grafana.provisioning import files
from sardonyx.dashboards.model import Dashboard
from tests.unit.dashboards.dashboards import dashboards


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dashboards())
def test_import_of_an_export_is_the_dashboard_again(dashboard: Dashboard) -> None:
    document = json.loads(json.dumps(exported(dashboard).document))
    found = imported(document)
    assert found.dashboard.as_json() == dashboard.as_json()
    assert found.notes == ()


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dashboards())
def test_our_own_form_is_the_dashboard_again(dashboard: Dashboard) -> None:
    assert read_text(json.dumps(dashboard.as_json()).encode()).dashboard == dashboard


def with_query(**query: str) -> Dashboard:
    panel = {"id": 1, "type": "logs", "title": "Errors", "queries": [{"ref": "A", "text": "x", **query}]}
    return Dashboard.model_validate({"uid": "u", "title": "T", "sections": [{"panels": [panel]}]})


def test_sources_are_asked_for_only_where_queries_need_them() -> None:
    inputs = exported(with_query(language="logql")).document["__inputs"]
    assert [(one["name"], one["pluginId"]) for one in inputs] == [("DS_LOKI", "loki")]


def test_searches_grafana_has_no_source_for_are_noted() -> None:
    made = exported(with_query(language="logs"))
    assert [(note.panel, note.what) for note in made.notes] == [("Errors", "query A: x")]
    assert made.document["__inputs"] == []


def test_provisioned_files_name_the_source_by_uid_and_hold_no_token() -> None:
    made = files([exported(with_query(language="promql")).document], "http://s:1", Path("/out"), with_token=True)
    assert sorted(made) == [
        "dashboards/u.json", "provisioning/dashboards/sardonyx.yaml", "provisioning/datasources/sardonyx.yaml",
    ]  # fmt: skip
    dashboard = json.loads(made["dashboards/u.json"])
    assert "__inputs" not in dashboard
    assert dashboard["panels"][0]["targets"][0]["datasource"]["uid"] == "sardonyx-prometheus"
    assert "Bearer $SARDONYX_TOKEN" in made["provisioning/datasources/sardonyx.yaml"]
