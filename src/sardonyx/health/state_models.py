"""State tables: monitors, their states and transitions, maintenance windows, and when nobody was watching."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class StoredMonitor(Base):
    """One monitor. `spec` is a `config.monitors.Monitor` with its secrets sealed (`health.monitors.sealing`).

    `source`: ui, file, found, external. `hidden`: found, and deleted by somebody; it doesn't come back.
    """

    __tablename__ = "monitors"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    source: Mapped[str] = mapped_column(String(20))
    spec: Mapped[dict[str, Any]]
    paused: Mapped[bool]
    hidden: Mapped[bool]
    created_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(300))
    updated_at: Mapped[datetime]


class StoredState(Base):
    """A monitor's state, as it goes on after a restart. `memory` is what the state machine remembers."""

    __tablename__ = "monitor_states"

    monitor_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    suppressed_by: Mapped[str | None] = mapped_column(String(40))
    memory: Mapped[dict[str, Any]]


class StoredTransition(Base):
    """A monitor was in `state` from `at` on. `counts_as`: up, degraded, down, maintenance or unknown, for availability."""

    __tablename__ = "monitor_transitions"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    monitor_id: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(20))
    counts_as: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    suppressed_by: Mapped[str | None] = mapped_column(String(40))


class StoredWindow(Base):
    """One maintenance window; `spec` is a `config.monitors.MaintenanceWindow`, `source` ui or file."""

    __tablename__ = "maintenance_windows"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(20))
    spec: Mapped[dict[str, Any]]
    created_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class StoredGap(Base):
    """From `start_at` to `end_at` Sardonyx itself did not run: what monitors were then is not known."""

    __tablename__ = "watch_gaps"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    start_at: Mapped[datetime]
    end_at: Mapped[datetime] = mapped_column(index=True)
