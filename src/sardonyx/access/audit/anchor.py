"""The anchor: the newest head of the audit chain, signed, in a file beside the database.

A chain alone cannot show that its newest links were cut off; a note kept elsewhere can. The anchor is written after
each commit, so it is never ahead of the chain: when it is, rows have been removed.
"""

import contextlib
import fcntl
import json
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sardonyx.access.audit.signer import load, load_or_create, signature_holds

ANCHOR_FILE = "audit.anchor"
_lock = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A signed head: `seq` and `hash` of the newest entry at `at_us`."""

    seq: int
    hash: str
    at_us: int
    public_key: str
    signature: str

    def genuine(self) -> bool:
        """Whether its own key signed it."""
        return signature_holds(self.public_key, self.signature, self.seq, self.hash, self.at_us)


def read(folder: Path) -> Anchor | None:
    """The anchor of a data folder, None when there is none. Raises ValueError when the file is damaged."""
    try:
        content = json.loads((folder / ANCHOR_FILE).read_text())
        return Anchor(
            int(content["seq"]), content["hash"], int(content["at_us"]), content["public_key"], content["signature"]
        )
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{folder / ANCHOR_FILE} is damaged") from error


def raise_to(folder: Path, seq: int, head_hash: str, at_us: int, *, first_ever: bool = False) -> None:
    """Move the anchor up to a head that is committed; never down. Durable when it returns. Blocks: call in a thread.

    Raises ValueError for a damaged anchor and leaves it as it is: it is evidence. A missing one is made anew, and unless
    it is the chain's `first_ever` on a host that has its key already, the log says so.
    """
    with _lock, _locked(folder / f"{ANCHOR_FILE}.lock"):
        signer = load(folder)
        present = read(folder)
        if present is not None and present.seq >= seq:
            return
        if present is None and signer is not None and not first_ever:
            _log.warning("%s was missing and begins anew at record %d", folder / ANCHOR_FILE, seq)
        signer = signer or load_or_create(folder)
        anchor = Anchor(seq, head_hash, at_us, signer.public_key, signer.sign(seq, head_hash, at_us))
        temporary = folder / f"{ANCHOR_FILE}.tmp"
        descriptor = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(anchor), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / ANCHOR_FILE)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes on the same data folder out (the command line beside a running server)."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
