"""State table: notifications, from the decision to tell somebody until it is done or given up."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class NotificationRow(Base):
    """One notification. `state`: waiting, sent, failed (given up); `due_at`: not tried before; `ended_at`: sent or given up.

    Rows of one outlet and address are sent in the order of their ids.
    """

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(300), unique=True)
    outlet: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(2000))
    content: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20), index=True)
    attempts: Mapped[int]
    decided_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text)
