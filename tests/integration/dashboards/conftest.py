"""An app with dashboards over a real state database and a real engine."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from sardonyx.dashboards.api import build_router
from sardonyx.dashboards.folder import DashboardFolder
from sardonyx.dashboards.service import Dashboards
from sardonyx.dashboards.variable_values import VariableValues
from sardonyx.state import Database
from sardonyx.storage.embedded import EmbeddedEngine
from sardonyx.web import problem
from tests.support.people import add_people, make_access, make_app

MakeApp = Callable[[], FastAPI]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dashboards"
    made.mkdir()
    return made


@pytest.fixture
async def app(db: Database, engine: EmbeddedEngine, folder: Path) -> FastAPI:
    access = make_access(db)
    await add_people(access, "alice", "bob", "charlie")
    made = make_app(access)
    made.include_router(build_router(Dashboards(db, engine, DashboardFolder(folder)), VariableValues(engine)))
    problem.install(made)
    return made
