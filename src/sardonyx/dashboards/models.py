"""The state tables of dashboards: what stands now, every version there was, and who marked which with a star."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class DashboardRow(Base):
    """One dashboard as it stands. `version` is that of its newest row among the versions."""

    __tablename__ = "dashboards"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    folder: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(300))


class DashboardVersionRow(Base):
    """What was saved once, by whom and why."""

    __tablename__ = "dashboard_versions"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    message: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(300))


class DashboardStarRow(Base):
    """A person's star. `owner` is `kind:id` of the principal; the dashboard may be a shipped one or a file."""

    __tablename__ = "dashboard_stars"
    __table_args__ = (Index(None, "uid"),)

    owner: Mapped[str] = mapped_column(String(340), primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
