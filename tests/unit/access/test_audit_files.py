import json
from pathlib import Path

import pytest

from sardonyx.access.audit import anchor, signer
from sardonyx.access.audit.canonical import canonical_json, entry_hash
from sardonyx.access.models import AuditEntryRow


def test_the_bytes_under_the_hash_never_change() -> None:
    """Pinned: another value means every chain in the field would break."""
    row = AuditEntryRow(
        seq=7,
        at_us=1_700_000_000_000_001,
        actor_kind="user",
        actor_id="usr_1",
        actor_name="Zoë",
        address=None,
        action="token.create",
        object="token:1",
        outcome="success",
        details=canonical_json({"b": [1, None], "a": "ü"}),
        prev_hash="0" * 64,
    )
    assert row.details == '{"a":"\\u00fc","b":[1,null]}'
    assert entry_hash(row) == "acc7a6f89328c911e5c8d00c0c7fae304f9f9e683b8ff1367c34589c259ed834"


def test_the_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    first = signer.load_or_create(tmp_path)
    second = signer.load_or_create(tmp_path)
    assert first.public_key == second.public_key
    assert (tmp_path / signer.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [signer.KEY_FILE]


def test_a_signature_covers_every_part(tmp_path: Path) -> None:
    key = signer.load_or_create(tmp_path)
    signature = key.sign(5, "ab" * 32, 99)
    assert signer.signature_holds(key.public_key, signature, 5, "ab" * 32, 99)
    assert not signer.signature_holds(key.public_key, signature, 6, "ab" * 32, 99)
    assert not signer.signature_holds(key.public_key, signature, 5, "cd" * 32, 99)
    assert not signer.signature_holds(key.public_key, signature, 5, "ab" * 32, 98)
    assert not signer.signature_holds("nonsense", signature, 5, "ab" * 32, 99)


def test_the_anchor_only_moves_up(tmp_path: Path) -> None:
    anchor.raise_to(tmp_path, 5, "a" * 64, 1)
    anchor.raise_to(tmp_path, 3, "b" * 64, 2)
    present = anchor.read(tmp_path)
    assert present is not None
    assert (present.seq, present.hash) == (5, "a" * 64)
    assert present.genuine()
    assert (tmp_path / anchor.ANCHOR_FILE).stat().st_mode & 0o777 == 0o600


def test_a_damaged_anchor_is_left_as_evidence(tmp_path: Path) -> None:
    (tmp_path / anchor.ANCHOR_FILE).write_text(json.dumps({"seq": 9}))
    with pytest.raises(ValueError, match="damaged"):
        anchor.raise_to(tmp_path, 10, "a" * 64, 1)
    assert json.loads((tmp_path / anchor.ANCHOR_FILE).read_text()) == {"seq": 9}
