"""The state tables of search rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class SearchRuleRow(Base):
    """One rule. `services` and `environments` are the scope of who changed it last: None is all."""

    __tablename__ = "search_rules"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    signal: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(Text)
    op: Mapped[str] = mapped_column(String(20))
    threshold: Mapped[int] = mapped_column(BigInteger)
    window_seconds: Mapped[int]
    group_by: Mapped[str] = mapped_column(String(300))
    for_seconds: Mapped[int]
    severity: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(Text)
    enabled: Mapped[bool]
    services: Mapped[list[str] | None] = mapped_column(JSON)
    environments: Mapped[list[str] | None] = mapped_column(JSON)
    changed_by: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class SearchRuleStateRow(Base):
    """The alerts of one rule at its last evaluation that is remembered."""

    __tablename__ = "search_rule_states"

    rule_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    evaluated_at: Mapped[datetime]
    alerts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
