"""The state table of saved searches."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class SavedSearchRow(Base):
    """One saved search. `owner` is `kind:id` of the principal who made it."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "signal", "name"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str] = mapped_column(String(340))
    owner_name: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(200))
    signal: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(Text)
    columns: Mapped[list[str]]
    shared: Mapped[bool] = mapped_column(index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
