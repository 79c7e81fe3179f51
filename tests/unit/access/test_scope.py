import pytest

from sardonyx.access import AccessDenied, Principal, ValidationFailed
from sardonyx.access.authenticate import LOOPBACK_ADMIN
from sardonyx.access.catalogue import permissions_of
from sardonyx.access.scope import clean_name, clean_roles, clean_scope, refuse_beyond

SCOPED = Principal(
    "user", "u", "Sue", frozenset({"admin"}), permissions_of(frozenset({"admin"})), frozenset({"a", "b"})
)


def test_cleans_and_keeps_none_apart_from_empty() -> None:
    assert clean_scope(None, "services") is None
    assert clean_scope([], "services") == []
    assert clean_scope(["b", " a ", "b"], "services") == ["a", "b"]
    assert clean_roles({"admin", "viewer"}) == ["viewer", "admin"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b", "a\nb", "a\ud800b"])
def test_refuses_unprintable_names(name: str) -> None:
    with pytest.raises(ValidationFailed):
        clean_name(name)


def test_refuses_a_string_where_a_list_is_meant() -> None:
    with pytest.raises(ValidationFailed):
        clean_scope("onyx-core", "services")


@pytest.mark.parametrize("roles", [[], ["emperor"], ["viewer", "emperor"]])
def test_refuses_unknown_or_no_roles(roles: list[str]) -> None:
    with pytest.raises(ValidationFailed, match="viewer"):
        clean_roles(roles)


@pytest.mark.parametrize("services", [None, ["c"], ["a", "c"]])
def test_nobody_gives_more_than_his_own_scope(services: list[str] | None) -> None:
    with pytest.raises(AccessDenied, match="services"):
        refuse_beyond(SCOPED, roles=["viewer"], services=services, environments=None)


def test_nobody_gives_permissions_he_lacks() -> None:
    editor = Principal("user", "u", "Bob", frozenset({"editor"}), permissions_of(frozenset({"editor"})))
    with pytest.raises(AccessDenied, match="users:manage"):
        refuse_beyond(editor, roles=["admin"], services=None, environments=None)


def test_within_ones_own_is_fine() -> None:
    refuse_beyond(SCOPED, roles=["admin"], services=["a"], environments=None)
    refuse_beyond(LOOPBACK_ADMIN, roles=["admin"], services=None, environments=None)
