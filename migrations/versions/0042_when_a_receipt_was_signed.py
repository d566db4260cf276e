"""when a phone says that it signed a receipt."""

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('receipts', sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('receipts', 'signed_at')
