import pytest

from sardonyx.access.catalogue import PERMISSIONS, ROLES, holders, permissions_of


def test_admin_holds_everything() -> None:
    assert permissions_of(frozenset({"admin"})) == frozenset(PERMISSIONS)


def test_every_other_role_holds_what_a_viewer_holds() -> None:
    viewer = permissions_of(frozenset({"viewer"}))
    for role in ROLES:
        assert viewer <= permissions_of(frozenset({role})), role


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("logs:read", set(ROLES)),
        ("users:manage", {"admin"}),
        ("tokens:manage", {"admin"}),
        ("audit:read", {"security", "admin"}),
        ("pii:read", {"security", "admin"}),
        ("settings:write", {"admin"}),
        ("deployments:write", {"deployer", "admin"}),
        ("incidents:write", {"responder", "admin"}),
        ("business:read", {"product", "admin"}),
        ("ingest:write", {"admin"}),
    ],
)
def test_holders(permission: str, roles: set[str]) -> None:
    assert set(holders(permission)) == roles


def test_roles_add_up_and_unknown_ones_grant_nothing() -> None:
    both = permissions_of(frozenset({"editor", "deployer"}))
    assert {"dashboards:write", "deployments:write"} <= both
    assert permissions_of(frozenset({"emperor"})) == frozenset()


def test_every_permission_and_role_has_a_sentence() -> None:
    for sentence in [entry.sentence for entry in PERMISSIONS.values()] + list(ROLES.values()):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
