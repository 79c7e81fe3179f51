"""State table: proposals that were put away."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class DismissedProposal(Base):
    """A proposal somebody does not want to see again."""

    __tablename__ = "monitor_proposals_dismissed"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    by: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
