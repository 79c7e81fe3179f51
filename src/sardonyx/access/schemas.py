"""The JSON shapes of the access routes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from sardonyx.access.catalogue import ROLES
from sardonyx.access.principal import Principal

RoleName = Literal["viewer", "editor", "responder", "deployer", "product", "security", "admin"]
Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9_]{1,40}$")]
Names = Annotated[list[str], Field(max_length=1000)]
# Length is judged by the password rules; here it is only kept from being endless.
Password = Annotated[str, Field(max_length=1024, json_schema_extra={"format": "password"})]

if set(RoleName.__args__) != set(ROLES):  # type: ignore[attr-defined]
    raise RuntimeError("RoleName and the role catalogue differ")


class Input(BaseModel):
    """A request body: unknown fields are refused, so a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """An answer, read from the attributes of a domain object."""

    model_config = ConfigDict(from_attributes=True)


class SetupInput(Input):
    """The first administrator, with the token of the set-up link."""

    token: str = Field(max_length=200)
    email: str = Field(max_length=320)
    name: str = Field(max_length=400)
    password: Password


class LoginInput(Input):
    """Address and password."""

    email: str = Field(max_length=320)
    password: Password


class PasswordChange(Input):
    """One's present password and the new one."""

    current_password: Password
    new_password: Password


class PasswordSet(Input):
    """A new password for somebody."""

    password: Password


class PrincipalView(Output):
    """Who the server takes the caller for. `services` and `environments` null: all."""

    kind: Literal["user", "token", "loopback", "ingest"]
    id: str
    name: str
    roles: list[str]
    permissions: list[str]
    services: list[str] | None
    environments: list[str] | None

    @classmethod
    def of(cls, principal: Principal) -> "PrincipalView":
        """Sets become sorted lists."""

        def listed(names: frozenset[str] | None) -> list[str] | None:
            return None if names is None else sorted(names)

        return cls(
            kind=principal.kind,
            id=principal.id,
            name=principal.name,
            roles=sorted(principal.roles),
            permissions=sorted(principal.permissions),
            services=listed(principal.services),
            environments=listed(principal.environments),
        )


class SessionView(BaseModel):
    """The caller's situation. `csrf_token` goes into X-CSRF-Token of every unsafe request made with the cookie."""

    signed_in: bool
    setup_required: bool
    principal: PrincipalView | None = None
    csrf_token: str | None = None


class UserInput(Input):
    """A new user. Scope lists null: all."""

    email: str = Field(max_length=320)
    name: str = Field(max_length=400)
    password: Password
    roles: list[RoleName] = Field(min_length=1)
    services: Names | None = None
    environments: Names | None = None


class UserChanges(Input):
    """What to change; what is left out stays."""

    name: str | None = Field(default=None, max_length=400)
    roles: list[RoleName] | None = Field(default=None, min_length=1)
    services: Names | None = None
    environments: Names | None = None
    disabled: bool | None = None

    def given(self) -> dict[str, object]:
        """Only the fields that were sent. Null is a value for scopes, and nothing for the others."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        return {
            name: value for name, value in sent.items() if value is not None or name in {"services", "environments"}
        }


class UserView(Output):
    """A user."""

    id: str
    email: str
    name: str
    roles: list[str]
    services: list[str] | None
    environments: list[str] | None
    disabled: bool
    created_at: datetime
    last_login_at: datetime | None


class SessionItem(Output):
    """One running session; `current` marks the caller's own."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str
    current: bool = False


class TokenInput(Input):
    """A new API token."""

    name: str = Field(max_length=400)
    role: RoleName
    services: Names | None = None
    environments: Names | None = None
    expires_at: AwareDatetime | None = None


class IngestKeyInput(Input):
    """A new ingest key. Pinned to services and environments when given; `rate_per_second` is in records."""

    name: str = Field(max_length=400)
    services: Names | None = None
    environments: Names | None = None
    expires_at: AwareDatetime | None = None
    rate_per_second: int | None = Field(default=None, ge=1)


class TokenView(Output):
    """A token or ingest key, without its secret."""

    id: str
    name: str
    role: str | None
    services: list[str] | None
    environments: list[str] | None
    rate_per_second: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class CreatedTokenView(BaseModel):
    """A new token with its text, which is shown this once."""

    id: str
    token: str


class ActorView(Output):
    """Who did it."""

    kind: str
    id: str
    name: str
    address: str | None


class AuditEntryView(Output):
    """One entry of the audit chain."""

    seq: int
    at: datetime
    actor: ActorView
    action: str
    object: str
    outcome: str
    details: dict[str, Any]
    hash: str


class VerifyView(Output):
    """The result of checking the whole chain; `first_broken` is the number of the first broken entry."""

    ok: bool
    entries: int
    vouched: int
    first_broken: int | None
    problem: str | None
    notes: list[str]


class PermissionView(BaseModel):
    """A permission and what it allows."""

    name: str
    sentence: str


class RoleView(BaseModel):
    """A role, what it is for, and its permissions."""

    name: str
    sentence: str
    permissions: list[PermissionView]


class UserList(BaseModel):
    """All users; they fit on one page."""

    items: list[UserView]


class SessionList(BaseModel):
    """Running sessions of one user."""

    items: list[SessionItem]


class TokenList(BaseModel):
    """All tokens of a kind."""

    items: list[TokenView]


class RoleList(BaseModel):
    """All roles."""

    items: list[RoleView]


class AuditList(BaseModel):
    """A page of entries, newest first; send `cursor` back for the next one, null when this was the last."""

    items: list[AuditEntryView]
    cursor: str | None
