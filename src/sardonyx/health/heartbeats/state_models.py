"""State tables: check-ins, and what is known of each job."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class CheckInRow(Base):
    """A job told something. `sender` is the address it came from; `output` is masked and cut."""

    __tablename__ = "check_ins"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    monitor_id: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(10))
    run_id: Mapped[str] = mapped_column(String(64))
    duration_seconds: Mapped[float | None]
    exit_status: Mapped[int | None]
    output: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(String(100))


class HeartbeatRow(Base):
    """What is known of a job: `health.heartbeats.beat.Beat.stored`."""

    __tablename__ = "heartbeats"

    monitor_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    memory: Mapped[dict[str, Any]]
