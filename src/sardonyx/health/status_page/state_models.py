"""State tables: status pages, posts and their updates, subscribers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sardonyx.state import Base


class PageRow(Base):
    """One status page. `spec` is a `PageSpec` without its logo, which is a data URL or empty; `secret` (sealed) opens a page that
    isn't public."""

    __tablename__ = "status_pages"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    domain: Mapped[str | None] = mapped_column(String(253), unique=True)
    spec: Mapped[dict[str, Any]]
    logo: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(300))
    updated_at: Mapped[datetime]


class PostRow(Base):
    """One post. `kind` incident or maintenance; `state` as of its newest update; `ends_at`: planned, or when it was over."""

    __tablename__ = "status_posts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    page_id: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    draft: Mapped[bool]
    made_by_itself: Mapped[bool]
    components: Mapped[list[str]]
    incident_id: Mapped[str | None] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class UpdateRow(Base):
    """One update of a post."""

    __tablename__ = "status_post_updates"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    post_id: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(300))


class SubscriberRow(Base):
    """Who wants to hear of a page's posts, by e-mail or webhook; `secret` (sealed) signs webhooks."""

    __tablename__ = "status_subscribers"
    __table_args__ = (UniqueConstraint("page_id", "outlet", "address"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    page_id: Mapped[str] = mapped_column(String(40))
    outlet: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
