"""A document of either kind, ours or Grafana's, as a dashboard."""

import json
from typing import Any

from pydantic import ValidationError

from sardonyx.dashboards.grafana.errors import NotADashboard
from sardonyx.dashboards.grafana.importing import Imported, check_size, imported
from sardonyx.dashboards.model import Dashboard, told_faults

MAX_BYTES = 5_000_000


def read_document(document: Any) -> Imported:
    """Ours if it has sections, else Grafana's. Raises NotADashboard."""
    check_size(document)
    if not isinstance(document, dict):
        raise NotADashboard("this is no dashboard: a JSON object is expected")
    if "sections" not in document:
        return imported(document)
    try:
        return Imported(Dashboard.model_validate(document), ())
    except ValidationError as error:
        raise NotADashboard(told_faults(error)) from None


def read_text(content: bytes) -> Imported:
    """The dashboard in a file's content. Raises NotADashboard."""
    if len(content) > MAX_BYTES:
        raise NotADashboard(f"{len(content):,} bytes; a dashboard may have {MAX_BYTES:,}")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotADashboard(f"this is no JSON: {error}") from None
    return read_document(document)
