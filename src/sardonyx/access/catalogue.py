"""Every permission and role there is: one line each, nothing granted anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PUBLIC = "public"

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "viewer": "Sees telemetry, health, alerts, incidents and deployments.",
        "editor": "A viewer who shapes dashboards, rules and monitors.",
        "responder": "A viewer on call: handles incidents, errors and silences, runs runbooks.",
        "deployer": "A viewer who starts, promotes and rolls back deployments.",
        "product": "A viewer who works with business figures, cohorts and funnels.",
        "security": "A viewer who investigates: findings, cases, personal data, the audit chain.",
        "admin": "May do everything.",
    }
)
_EVERYONE = frozenset(ROLES)


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission: its name, what it allows in a sentence, and the roles that include it."""

    name: str
    sentence: str
    roles: frozenset[str]


def _permission(name: str, sentence: str, *roles: str) -> Permission:
    return Permission(name, sentence, frozenset(roles) | {"admin"})


_TABLE = (
    _permission("status:read", "See that the platform and Sardonyx itself are well.", *_EVERYONE),
    _permission("logs:read", "Search log records and follow them live.", *_EVERYONE),
    _permission(
        "logs:export", "Take log records out as files; every file is audited.", "editor", "product", "security"
    ),
    _permission("traces:read", "Look up and search traces.", *_EVERYONE),
    _permission("metrics:read", "Query series and exemplars.", *_EVERYONE),
    _permission("services:read", "See services, their edges and their figures.", *_EVERYONE),
    _permission("infrastructure:read", "See hosts, containers and databases.", *_EVERYONE),
    _permission("monitors:read", "See monitors, probe results and heartbeats.", *_EVERYONE),
    _permission("monitors:write", "Create and change monitors and maintenance windows.", "editor", "responder"),
    _permission("dashboards:read", "See dashboards and saved searches.", *_EVERYONE),
    _permission("dashboards:write", "Create and change dashboards.", "editor", "product"),
    _permission("alerts:read", "See rules, alerts and silences.", *_EVERYONE),
    _permission("alerts:write", "Create and change rules and routes.", "editor"),
    _permission("silences:write", "Silence alerts for a time.", "editor", "responder"),
    _permission("incidents:read", "See incidents, their timelines and post-mortems.", *_EVERYONE),
    _permission("incidents:write", "Open, acknowledge, hand over and resolve incidents.", "responder"),
    _permission("oncall:read", "See who is on call.", *_EVERYONE),
    _permission("oncall:write", "Change schedules, overrides and escalation policies.", "editor", "responder"),
    _permission("runbooks:run", "Run the runbooks the operator has laid down.", "responder"),
    _permission("errors:read", "See error issues and their events.", *_EVERYONE),
    _permission("errors:write", "Assign, resolve, mute and merge error issues.", "editor", "responder", "deployer"),
    _permission("deployments:read", "See deployments, rollouts and verdicts.", *_EVERYONE),
    _permission("deployments:write", "Start, promote, hold and roll back deployments.", "deployer"),
    _permission("business:read", "See KPIs, funnels, cohorts and costs.", "product"),
    _permission("business:write", "Define KPIs, funnels and unit prices.", "product"),
    _permission("security:read", "See findings, cases, vulnerabilities and compliance.", "security"),
    _permission("security:write", "Work on cases, change detection rules, contain threats.", "security"),
    _permission("pii:read", "See personal data that is masked for others; every view is audited.", "security"),
    _permission("pii:erase", "Erase one person's data everywhere.", "security"),
    _permission("sql:read", "Run read-only SQL over all telemetry.", "editor", "security"),
    _permission("exports:create", "Take telemetry out as files.", "editor", "product", "security"),
    _permission("audit:read", "Read and verify the audit chain; reading is audited.", "security"),
    _permission("settings:read", "See sources, retention, masking and integrations.", "editor", "security"),
    _permission("settings:write", "Change sources, retention, masking and integrations."),
    _permission("archive:restore", "Bring an archived day back into the table; audited.", "security"),
    _permission(
        "holds:manage", "Place and release legal holds, which keep records from deletion; audited.", "security"
    ),
    _permission("tokens:manage", "Create, list and revoke API tokens and ingest keys."),
    _permission("users:manage", "Create, change, disable and delete users; end their sessions."),
    _permission("account:own", "See and change one's own account: password and sessions.", *_EVERYONE),
    _permission("ingest:write", "Send telemetry."),
)

PERMISSIONS: Mapping[str, Permission] = MappingProxyType({entry.name: entry for entry in _TABLE})
INGEST_PERMISSIONS = frozenset({"ingest:write"})

_BY_ROLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {role: frozenset(entry.name for entry in _TABLE if role in entry.roles) for role in ROLES}
)


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All permissions of the given roles together. A role from a newer version grants nothing."""
    return frozenset().union(*(_BY_ROLE.get(role, frozenset()) for role in roles))


def holders(permission: str) -> tuple[str, ...]:
    """The roles that include a permission, in the order of the role list."""
    entry = PERMISSIONS[permission]
    return tuple(role for role in ROLES if role in entry.roles)
