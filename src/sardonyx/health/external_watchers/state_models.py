"""The state table of the keys of external watchers."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class WatcherKeyRow(Base):
    """A key with which another product tells its alerts; only its hash is kept."""

    __tablename__ = "watcher_keys"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    product: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    key_hash: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
