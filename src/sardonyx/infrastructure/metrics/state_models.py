"""The state table of what uses which metric."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base

MAX_METRIC, MAX_KIND, MAX_USER = 300, 20, 300


class MetricUseRow(Base):
    """A metric was named by a query (`used_by` empty), or by a rule, dashboard, … of that name."""

    __tablename__ = "metric_uses"

    metric: Mapped[str] = mapped_column(String(MAX_METRIC), primary_key=True)
    kind: Mapped[str] = mapped_column(String(MAX_KIND), primary_key=True)
    used_by: Mapped[str] = mapped_column(String(MAX_USER), primary_key=True)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
