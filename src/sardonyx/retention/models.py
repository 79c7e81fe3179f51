"""The state table of legal holds."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class LegalHoldRow(Base):
    """One hold; a released one stays, for those who ask later. No services: all."""

    __tablename__ = "legal_holds"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    services: Mapped[list[str]]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    released_by: Mapped[str | None] = mapped_column(String(300))
    released_at: Mapped[datetime | None]
