"""Routes: users, and the roles there are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from sardonyx.access.catalogue import PERMISSIONS, ROLES, permissions_of
from sardonyx.access.http import actor_of
from sardonyx.access.permissions import requires
from sardonyx.access.principal import Principal
from sardonyx.access.schemas import (
    Id,
    PasswordSet,
    PermissionView,
    RoleList,
    RoleView,
    SessionItem,
    SessionList,
    UserChanges,
    UserInput,
    UserList,
    UserView,
)
from sardonyx.access.scope import refuse_beyond
from sardonyx.access.service import Access
from sardonyx.access.users import NewUser

Manager = Annotated[Principal, Depends(requires("users:manage"))]
Reason = Annotated[str | None, Query(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]


def build(access: Access) -> APIRouter:
    """Users and roles."""
    router = APIRouter(tags=["users"])

    @router.get("/users")
    async def list_users(principal: Manager) -> UserList:
        """All users, by address."""
        return UserList(items=[UserView.model_validate(user) for user in await access.users.all()])

    @router.post("/users", status_code=201)
    async def create_user(body: UserInput, principal: Manager, request: Request) -> UserView:
        """Add a user."""
        new = NewUser(body.email, body.name, body.password, body.roles, body.services, body.environments)
        user = await access.users.create(new, giver=principal, actor=actor_of(principal, request))
        return UserView.model_validate(user)

    @router.get("/users/{user_id}")
    async def show_user(user_id: Id, principal: Manager) -> UserView:
        """One user."""
        return UserView.model_validate(await access.users.get(user_id))

    @router.patch("/users/{user_id}")
    async def change_user(user_id: Id, body: UserChanges, principal: Manager, request: Request) -> UserView:
        """Change name, roles, scope, or disable. Effective in running sessions; disabling ends them."""
        user = await access.users.update(user_id, body.given(), giver=principal, actor=actor_of(principal, request))
        return UserView.model_validate(user)

    @router.delete("/users/{user_id}", status_code=204)
    async def delete_user(user_id: Id, principal: Manager, request: Request, reason: Reason = None) -> None:
        """Delete a user; his entries in the audit chain stay, and the reason enters it."""
        await access.users.delete(user_id, giver=principal, actor=actor_of(principal, request), reason=reason)

    @router.put("/users/{user_id}/password", status_code=204)
    async def set_password(user_id: Id, body: PasswordSet, principal: Manager, request: Request) -> None:
        """Give a user a new password; all his sessions end."""
        await access.users.set_password(user_id, body.password, giver=principal, actor=actor_of(principal, request))

    @router.get("/users/{user_id}/sessions")
    async def user_sessions(user_id: Id, principal: Manager) -> SessionList:
        """A user's running sessions."""
        await access.users.get(user_id)
        found = await access.sessions.of_user(user_id)
        return SessionList(items=[SessionItem.model_validate(session) for session in found])

    @router.delete("/users/{user_id}/sessions", status_code=204)
    async def end_user_sessions(user_id: Id, principal: Manager, request: Request) -> None:
        """End all of a user's sessions."""
        user = await access.users.get(user_id)
        refuse_beyond(principal, roles=user.roles, services=user.services, environments=user.environments)
        await access.sessions.end_all(user_id, actor=actor_of(principal, request))

    @router.get("/roles", dependencies=[Depends(requires("account:own"))])
    async def list_roles() -> RoleList:
        """Every role and what it may do."""
        return RoleList(items=[_role(name, sentence) for name, sentence in ROLES.items()])

    return router


def _role(name: str, sentence: str) -> RoleView:
    held = permissions_of(frozenset({name}))
    shown = [
        PermissionView(name=entry.name, sentence=entry.sentence) for entry in PERMISSIONS.values() if entry.name in held
    ]
    return RoleView(name=name, sentence=sentence, permissions=shown)
