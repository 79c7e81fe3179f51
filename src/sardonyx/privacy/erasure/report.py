"""The report of an erasure: what was searched, found and erased, signed by this installation, verifiable without it.

It holds nothing of the person but a keyed hash, by which the installation can tell that a report is about an identity.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sardonyx.access.audit.signer import Signer, document_signature_holds, load
from sardonyx.privacy.state_models import ErasureRow

KIND = "erasure-report"
VERSION = 1

NOT_SEARCHED = (
    "backups, and files taken out by exports",
    "counts and figures by service or operation, which hold no single person",
    "dashboards, saved searches, incidents and other things people wrote in this program",
    "the audit chain, in which who used this program must stay",
    "replaced data files of the engine: it removes them by itself, usually within minutes",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a report is genuine. `own` is whether this installation's key has signed it, None where no key is at hand."""

    genuine: bool
    own: bool | None
    report: Mapping[str, Any]


def content(row: ErasureRow, finished_at: datetime) -> dict[str, Any]:
    """What is signed."""
    return {
        "kind": KIND,
        "version": VERSION,
        "id": row.id,
        "dry_run": row.dry_run,
        "person": row.person,
        "identified_by": sorted(row.kinds),
        "logs": row.logs_action,
        "requested_by": row.requested_by,
        "requested_at": _text(row.requested_at),
        "started_at": _text(row.started_at),
        "finished_at": _text(finished_at),
        "searched": row.steps,
        "notes": row.notes,
        "not_searched": list(NOT_SEARCHED),
    }


def signed(report: Mapping[str, Any], signer: Signer) -> str:
    """The document, as a file's text."""
    document = {"report": report, "public_key": signer.public_key, "signature": signer.sign_document(report)}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def checked(text: str, folder: Path | None) -> Checked:
    """Look at a report's text. `folder` is a data folder, to tell whether its key has signed it. Raises ValueError for a text
    that is no report."""
    try:
        document = json.loads(text)
        report, key, signature = document["report"], document["public_key"], document["signature"]
        if report["kind"] != KIND:
            raise ValueError("not an erasure report")
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("not an erasure report") from error
    own = None
    if folder is not None and (signer := load(folder)) is not None:
        own = signer.public_key == key
    return Checked(document_signature_holds(str(key), str(signature), report), own, report)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds")
