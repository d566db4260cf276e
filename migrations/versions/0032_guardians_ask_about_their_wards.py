"""guardians ask about their wards."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('personal_copies', sa.Column('asked_by', sa.BigInteger(), nullable=True))
    op.add_column('erasures', sa.Column('asked_by', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('erasures', 'asked_by')
    op.drop_column('personal_copies', 'asked_by')
