"""sessions of courses that are called off."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

TABLE = 'course_sessions'


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column(TABLE, sa.Column('cancelled_at', instant, nullable=True))
    op.add_column(TABLE, sa.Column('cancelled_by', sa.BigInteger(), nullable=True))
    op.add_column(
        TABLE,
        sa.Column('cancel_reason', sa.String(length=500), nullable=False, server_default=''),
    )
    op.add_column(TABLE, sa.Column('told_at', instant, nullable=True))


def downgrade() -> None:
    for column in ('told_at', 'cancel_reason', 'cancelled_by', 'cancelled_at'):
        op.drop_column(TABLE, column)
