"""The state table of the service catalogue."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base

MAX_SERVICE = 200


class ServiceSlotRow(Base):
    """The colour slot a service got when it was first seen; it keeps it for good."""

    __tablename__ = "service_slots"

    service: Mapped[str] = mapped_column(String(MAX_SERVICE), primary_key=True)
    slot: Mapped[int]
    first_seen_at: Mapped[datetime]
