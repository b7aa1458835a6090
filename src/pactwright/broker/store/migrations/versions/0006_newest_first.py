"""The first version of a branch and the newest result of a content are found at once."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INDEXES = (("branch_versions", "branch_id"), ("verifications", "pact_id"))


def upgrade() -> None:
    """Make the indexes."""
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}_id", table, [column, "id"])
