"""The state tables of erasures and of the search for leaks. No value of anybody's is kept:
an erasure's terms only while it runs."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class ErasureRow(Base):
    """One erasure, or a dry run of one. `terms` (what to look for, encrypted) is null once it has ended; `person` is a keyed hash
    of the identity; `owner` the process that runs it; `steps` what was found and erased so far; `report` the signed document."""

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    dry_run: Mapped[bool]
    logs_action: Mapped[str] = mapped_column(String(10))
    person: Mapped[str] = mapped_column(String(64), index=True)
    kinds: Mapped[list[str]]
    terms: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    requested_by: Mapped[str] = mapped_column(String(300))
    actor: Mapped[dict[str, Any]]
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    steps: Mapped[dict[str, Any]]
    notes: Mapped[list[str]]
    error: Mapped[str | None] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text)


class MaskingFindingRow(Base):
    """Something a rule would have masked, found where it is stored: where, how often in a sample, never what."""

    __tablename__ = "masking_findings"
    __table_args__ = (UniqueConstraint("rule", "table_name", "field", "service"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    table_name: Mapped[str] = mapped_column(String(64))
    field: Mapped[str] = mapped_column(String(300))
    service: Mapped[str] = mapped_column(String(300))
    count: Mapped[int] = mapped_column(BigInteger)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), index=True)
    changed_by: Mapped[str | None] = mapped_column(String(300))
    changed_at: Mapped[datetime | None]


class MaskingScanRow(Base):
    """One search for leaks. `id` is the day of a nightly one: of several processes one gets it."""

    __tablename__ = "masking_scans"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    rows_read: Mapped[int] = mapped_column(BigInteger)
    findings: Mapped[int]
    notices: Mapped[list[str]]
    error: Mapped[str | None] = mapped_column(Text)
