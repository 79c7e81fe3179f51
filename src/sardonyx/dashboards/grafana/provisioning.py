"""Files for Grafana's `provisioning`: our data sources, a provider, and dashboards that name the data sources by uid."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from sardonyx.dashboards.grafana.sources import OURS

PROMETHEUS_UID = "sardonyx-prometheus"
LOKI_UID = "sardonyx-loki"
_UIDS = {"${DS_PROMETHEUS}": PROMETHEUS_UID, "${DS_LOKI}": LOKI_UID}
_FOLDER = "Sardonyx"


def files(dashboards: Sequence[dict[str, Any]], url: str, out: Path, *, with_token: bool) -> dict[str, str]:
    """Contents by name under `out`. `with_token`: Grafana sends the token of its environment, `SARDONYX_TOKEN`."""
    found = {
        "provisioning/datasources/sardonyx.yaml": _yaml({"apiVersion": 1, "datasources": _sources(url, with_token)}),
        "provisioning/dashboards/sardonyx.yaml": _yaml({"apiVersion": 1, "providers": [_provider(out / "dashboards")]}),
    }
    for document in dashboards:
        found[f"dashboards/{document['uid']}.json"] = (
            json.dumps(resolved(document), indent=2, ensure_ascii=False) + "\n"
        )
    return found


def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """The export without `__inputs`, which provisioning doesn't ask for: sources are named by uid.

    Annotations Grafana can't ask for are left out: it would complain at every refresh.
    """
    kept = {name: _with_uids(value) for name, value in document.items() if not name.startswith("__")}
    marks = kept.get("annotations", {}).get("list", [])
    return {**kept, "annotations": {"list": [one for one in marks if one["datasource"]["type"] != OURS]}}


def _with_uids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_uids(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_uids(inner) for inner in value]
    return _UIDS.get(value, value) if isinstance(value, str) else value


def _sources(url: str, with_token: bool) -> list[dict[str, Any]]:
    """Metrics as Prometheus, logs as Loki."""
    metrics = {"httpMethod": "POST", "prometheusType": "Prometheus", "timeInterval": "15s"}
    return [
        _source("Sardonyx", PROMETHEUS_UID, "prometheus", url, metrics, with_token),
        _source("Sardonyx logs", LOKI_UID, "loki", url, {"maxLines": 1000, "manageAlerts": False}, with_token),
    ]


def _source(name: str, uid: str, kind: str, url: str, data: dict[str, Any], with_token: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "uid": uid, "type": kind, "access": "proxy", "url": url, "jsonData": data}
    if with_token:
        told["jsonData"] |= {"httpHeaderName1": "Authorization"}
        told["secureJsonData"] = {"httpHeaderValue1": "Bearer $SARDONYX_TOKEN"}
    return told


def _provider(folder: Path) -> dict[str, Any]:
    return {
        "name": "Sardonyx",
        "folder": _FOLDER,
        "type": "file",
        "disableDeletion": False,
        "allowUiUpdates": False,
        "options": {"path": str(folder)},
    }


def _yaml(content: dict[str, Any]) -> str:
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
