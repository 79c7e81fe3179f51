"""Saved searches."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of saved searches."""
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(340), nullable=False),
        sa.Column("owner_name", sa.String(300), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("signal", sa.String(20), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_searches"),
        sa.UniqueConstraint("owner", "signal", "name", name="uq_saved_searches_owner_signal_name"),
    )
    op.create_index("ix_saved_searches_shared", "saved_searches", ["shared"])
