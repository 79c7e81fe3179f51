"""The state table of what monitored things say of themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class MonitorFactRow(Base):
    """One fact. `subject` is `monitor:ID`, `vantage:ID:NAME` or `cluster:KEY`; `data` is what deciding it needs."""

    __tablename__ = "monitor_facts"

    subject: Mapped[str] = mapped_column(String(300), primary_key=True)
    fact: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    changes: Mapped[int]
    data: Mapped[dict[str, Any]]
