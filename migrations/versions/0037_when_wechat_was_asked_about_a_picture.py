"""when WeChat was asked about a venue's picture: it is asked once, and between two transactions.

What waits for WeChat's verdict was asked about before.
"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('venue_photos', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE venue_photos SET asked_at = added_at WHERE check_id IN "
        "(SELECT id FROM content_checks WHERE trace_id IS NOT NULL)"
    )


def downgrade() -> None:
    with op.batch_alter_table('venue_photos', schema=None) as batch_op:
        batch_op.drop_column('asked_at')
