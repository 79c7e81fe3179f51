"""Routes: dashboards, their versions, import and export, and the values of their variables."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from sardonyx.access.http import actor_of
from sardonyx.access.permissions import Principal, requires
from sardonyx.dashboards.grafana.exporting import exported
from sardonyx.dashboards.grafana.notes import Note
from sardonyx.dashboards.model import Dashboard
from sardonyx.dashboards.schemas import (
    ChangedDashboard,
    DashboardExport,
    DashboardFault,
    DashboardImport,
    DashboardImported,
    DashboardList,
    DashboardNote,
    DashboardSummary,
    DashboardVersion,
    DashboardVersions,
    DashboardView,
    NewDashboard,
    RestoreVersion,
    StarWish,
    VariableChoice,
    VariableRequest,
    VariableValuesResponse,
)
from sardonyx.dashboards.service import Dashboards, Listed, Listing
from sardonyx.dashboards.variable_values import VariableValues
from sardonyx.query.scope import AccessScope
from sardonyx.query.time_range import TimeRange

Reader = Annotated[Principal, Depends(requires("dashboards:read"))]
Writer = Annotated[Principal, Depends(requires("dashboards:write"))]
MetricReader = Annotated[Principal, Depends(requires("metrics:read"))]
UidPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Form = Literal["sardonyx", "grafana"]
VersionPath = Annotated[int, Path(ge=1, le=2_000_000_000)]


def build_router(dashboards: Dashboards, values: VariableValues) -> APIRouter:
    """List, read, write, versions, stars, import, export, variables."""
    router = APIRouter(prefix="/rest/dashboards", tags=["dashboards"])

    @router.get("")
    async def list_dashboards(principal: Reader) -> DashboardList:
        """All dashboards: people's own, files, and shipped ones with whether their metrics are there."""
        found = await dashboards.all(principal, _scope(principal))
        faults = [DashboardFault(file=fault.path.as_posix(), why=fault.why) for fault in found.faults]
        return DashboardList(items=[_summary(one, found) for one in found.dashboards], faults=faults)

    @router.post("", status_code=201)
    async def create_dashboard(body: NewDashboard, principal: Writer, request: Request) -> DashboardView:
        """Store a dashboard."""
        made = await dashboards.create(body.dashboard, body.folder, body.message, actor_of(principal, request))
        return _view(made)

    @router.post("/import")
    async def import_dashboard(body: DashboardImport, principal: Writer, request: Request) -> DashboardImported:
        """Take a document of ours or of Grafana's; what can't be carried over is listed."""
        found, made = await dashboards.take(
            body.document,
            body.folder,
            actor_of(principal, request),
            uid=body.uid,
            overwrite=body.overwrite,
            dry_run=body.dry_run,
        )
        return DashboardImported(
            dashboard=found.dashboard, notes=_notes(found.notes), version=made.version if made else None
        )

    @router.post("/variables")
    async def variable_values(body: VariableRequest, principal: MetricReader) -> VariableValuesResponse:
        """The choices of a query variable."""
        span = TimeRange.parse(body.start, body.end)
        found = await values.of(body.query, body.regex, body.sort, span, _scope(principal))
        return VariableValuesResponse(values=[VariableChoice.model_validate(one) for one in found])

    @router.get("/{uid}")
    async def read_dashboard(uid: UidPath, _principal: Reader) -> DashboardView:
        """One dashboard."""
        return _view(await dashboards.one(uid))

    @router.put("/{uid}")
    async def change_dashboard(
        uid: UidPath, body: ChangedDashboard, principal: Writer, request: Request
    ) -> DashboardView:
        """Save a change; the former version is kept. The uid of the path counts."""
        wanted = body.dashboard.model_copy(update={"uid": uid})
        actor = actor_of(principal, request)
        return _view(await dashboards.replace(wanted, body.folder, body.message, actor, base_version=body.base_version))

    @router.delete("/{uid}", status_code=204)
    async def delete_dashboard(uid: UidPath, principal: Writer, request: Request) -> None:
        """Delete a dashboard with its versions."""
        await dashboards.delete(uid, actor_of(principal, request))

    @router.get("/{uid}/versions")
    async def dashboard_versions(uid: UidPath, _principal: Reader) -> DashboardVersions:
        """What was saved, when, by whom."""
        return DashboardVersions(items=[DashboardVersion.model_validate(one) for one in await dashboards.versions(uid)])

    @router.get("/{uid}/versions/{version}")
    async def dashboard_at_version(uid: UidPath, version: VersionPath, _principal: Reader) -> Dashboard:
        """The dashboard as it was saved then."""
        return await dashboards.at_version(uid, version)

    @router.post("/{uid}/restore")
    async def restore_dashboard(
        uid: UidPath, body: RestoreVersion, principal: Writer, request: Request
    ) -> DashboardView:
        """Save a former version as the newest."""
        actor = actor_of(principal, request)
        return _view(await dashboards.restore(uid, body.version, actor, base_version=body.base_version))

    @router.put("/{uid}/star", status_code=204)
    async def star_dashboard(uid: UidPath, body: StarWish, principal: Reader) -> None:
        """Mark it with a star of one's own, or no more."""
        await dashboards.star(uid, principal, on=body.starred)

    @router.get("/{uid}/export")
    async def export_dashboard(
        uid: UidPath, _principal: Reader, form: Annotated[Form, Query(alias="format")] = "sardonyx"
    ) -> DashboardExport:
        """The dashboard as a file: our own form, or Grafana's with data sources to choose there."""
        dashboard = (await dashboards.one(uid)).dashboard
        if form == "sardonyx":
            return DashboardExport(document=dashboard.as_json(), notes=[])
        made = exported(dashboard)
        return DashboardExport(document=made.document, notes=_notes(made.notes))

    return router


def _scope(principal: Principal) -> AccessScope:
    return AccessScope(principal.services, principal.environments)


def _notes(notes: tuple[Note, ...]) -> list[DashboardNote]:
    return [DashboardNote.model_validate(one) for one in notes]


def _summary(one: Listed, listing: Listing) -> DashboardSummary:
    dashboard = one.dashboard
    asked = list(dashboard.requires)
    return DashboardSummary(
        uid=dashboard.uid,
        title=dashboard.title,
        description=dashboard.description,
        tags=list(dashboard.tags),
        folder=one.folder,
        origin=one.origin,
        panels=sum(len(section.panels) for section in dashboard.sections),
        version=one.version,
        updated_at=one.updated_at,
        updated_by=one.updated_by,
        starred=dashboard.uid in listing.starred,
        available=not asked or any(metric not in listing.missing for metric in asked),
        requires=asked,
    )


def _view(one: Listed) -> DashboardView:
    return DashboardView(
        dashboard=one.dashboard,
        origin=one.origin,
        folder=one.folder,
        version=one.version,
        updated_at=one.updated_at,
        updated_by=one.updated_by,
        notes=_notes(one.notes),
    )
