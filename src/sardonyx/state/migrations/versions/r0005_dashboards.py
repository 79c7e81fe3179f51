"""Dashboards, their versions, and stars."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "dashboards",
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("folder", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("uid", name="pk_dashboards"),
    )
    op.create_table(
        "dashboard_versions",
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("uid", "version", name="pk_dashboard_versions"),
    )
    op.create_table(
        "dashboard_stars",
        sa.Column("owner", sa.String(340), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("owner", "uid", name="pk_dashboard_stars"),
    )
    op.create_index("ix_dashboard_stars_uid", "dashboard_stars", ["uid"])
