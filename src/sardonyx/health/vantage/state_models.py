"""State table: vantage points."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class StoredVantage(Base):
    """An agent that asked for its monitors: under which key, first and last. Only that key may speak for it."""

    __tablename__ = "vantage_points"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(64))
    key_name: Mapped[str] = mapped_column(String(300))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
