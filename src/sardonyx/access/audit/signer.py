"""This host's Ed25519 key for signing audit heads: `audit.key` in the data folder, mode 0600, made on first use."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sardonyx.access.audit.canonical import canonical_json, checkpoint_bytes

KEY_FILE = "audit.key"


class Signer:
    """Signs with one private key. `public_key` is 64 hexadecimal digits."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, seq: int, head_hash: str, at_us: int) -> str:
        """The signature over a chain's head, 128 hexadecimal digits."""
        return self._key.sign(checkpoint_bytes(seq, head_hash, at_us)).hex()

    def sign_document(self, content: Mapping[str, Any]) -> str:
        """The signature over a document's canonical JSON; its `kind` says what it is, so that it passes for nothing else."""
        return self._key.sign(canonical_json(content).encode()).hex()


def load(folder: Path) -> Signer | None:
    """The key of a data folder, None when there is none yet. Blocks shortly."""
    with contextlib.suppress(FileNotFoundError):
        return Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex((folder / KEY_FILE).read_text().strip())))
    return None


def load_or_create(folder: Path) -> Signer:
    """The key of a data folder; of two processes creating it at once, one wins and both use its key."""
    found = load(folder)
    if found is not None:
        return found
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    temporary = folder / f"{KEY_FILE}.{os.getpid()}.{os.urandom(4).hex()}"
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(raw.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, folder / KEY_FILE)  # unlike a rename, it never replaces a key that is there
    finally:
        temporary.unlink()
    created = load(folder)
    if created is None:
        raise RuntimeError(f"{folder / KEY_FILE} vanished while it was being created")
    return created


def signature_holds(public_key: str, signature: str, seq: int, head_hash: str, at_us: int) -> bool:
    """Whether the signature over this head was made by this key; malformed input is just a no."""
    return _holds(public_key, signature, checkpoint_bytes(seq, head_hash, at_us))


def document_signature_holds(public_key: str, signature: str, content: Mapping[str, Any]) -> bool:
    """Whether the signature over this document was made by this key; malformed input is just a no."""
    return _holds(public_key, signature, canonical_json(content).encode())


def _holds(public_key: str, signature: str, signed: bytes) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), signed)
    except (InvalidSignature, ValueError):
        return False
    return True
