"""Notifications that were decided and sent; status pages, what is said on them, and who wants to hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of notifications and those of status pages."""
    op.create_table(
        "notifications",
        sa.Column("id", _COUNTER, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("outlet", sa.String(40), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("key", name="uq_notifications_key"),
    )
    op.create_index("ix_notifications_state", "notifications", ["state"])
    op.create_table(
        "status_pages",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("domain", sa.String(253), nullable=True),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("logo", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_by", sa.String(300), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_status_pages"),
        sa.UniqueConstraint("slug", name="uq_status_pages_slug"),
        sa.UniqueConstraint("domain", name="uq_status_pages_domain"),
    )
    op.create_table(
        "status_posts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("page_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("made_by_itself", sa.Boolean(), nullable=False),
        sa.Column("components", sa.JSON(), nullable=False),
        sa.Column("incident_id", sa.String(40), nullable=True),
        sa.Column("starts_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=True),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_status_posts"),
    )
    for column in ("page_id", "starts_at"):
        op.create_index(f"ix_status_posts_{column}", "status_posts", [column])
    op.create_table(
        "status_post_updates",
        sa.Column("id", _COUNTER, autoincrement=True, nullable=False),
        sa.Column("post_id", sa.String(40), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_status_post_updates"),
    )
    op.create_index("ix_status_post_updates_post_id", "status_post_updates", ["post_id"])
    op.create_table(
        "status_subscribers",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("page_id", sa.String(40), nullable=False),
        sa.Column("outlet", sa.String(40), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_status_subscribers"),
        sa.UniqueConstraint("page_id", "outlet", "address", name="uq_status_subscribers_page_id_outlet_address"),
    )
