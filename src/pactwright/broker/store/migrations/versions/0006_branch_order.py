"""The first version of a branch is found at once, also among a hundred thousand."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_branch_versions_branch_id_id",
        "branch_versions",
        ["branch_id", "id"],
        if_not_exists=True,
    )
