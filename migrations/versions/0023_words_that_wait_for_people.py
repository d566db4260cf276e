"""words that wait for people."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('content_checks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('author_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('organisation_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('scene', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_content_checks_organisation_id'), ['organisation_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('content_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_content_checks_organisation_id'))
        batch_op.drop_column('superseded_at')
        batch_op.drop_column('words')
        batch_op.drop_column('scene')
        batch_op.drop_column('organisation_id')
        batch_op.drop_column('author_id')

