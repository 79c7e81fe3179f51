"""Print the OpenAPI document of the whole application: `python -m sardonyx.web.openapi > ui/openapi.json`.

Nothing is started: routers are built over parts that are never called.
"""

import json
import sys
from typing import Any, cast

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from sardonyx.access.service import Access
from sardonyx.receivers import http
from sardonyx.receivers.body import BodyLimits
from sardonyx.web import routers
from sardonyx.web.app import create_app
from sardonyx.web.health import Readiness


def unstarted_app(access: Access | None = None) -> FastAPI:
    """The application with every route and nothing behind them; for its document and for tests over all routes."""
    nothing = cast("Any", None)
    known = access or Access(nothing)
    receivers = http.build(nothing, nothing, nothing, BodyLimits())
    own = routers.build(nothing, known, nothing, nothing, CollectorRegistry(), Readiness({}), nothing)
    return create_app(known, [*receivers, *own])


def document() -> str:
    """The document as it is committed: stable order, one line at the end."""
    return json.dumps(unstarted_app().openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
