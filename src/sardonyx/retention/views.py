"""Rows of the state database as answers."""

from sardonyx.retention.models import LegalHoldRow
from sardonyx.retention.schemas import LegalHold


def hold_view(row: LegalHoldRow) -> LegalHold:
    """A hold."""
    return LegalHold(
        id=row.id,
        name=row.name,
        reason=row.reason,
        services=row.services,
        start=row.start_at,
        end=row.end_at,
        by=row.created_by,
        created=row.created_at,
        released=row.released_at,
        released_by=row.released_by,
    )
