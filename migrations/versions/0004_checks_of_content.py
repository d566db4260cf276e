"""checks of content."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('content_checks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject_kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=True),
    sa.Column('trace_id', sa.String(length=64), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('suggestion', sa.String(length=16), nullable=True),
    sa.Column('label', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content_checks')),
    sa.UniqueConstraint('trace_id', name=op.f('uq_content_checks_trace_id'))
    )
    with op.batch_alter_table('content_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_content_checks_state_asked_at'), ['state', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_content_checks_subject_kind_subject_id'), ['subject_kind', 'subject_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('content_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_content_checks_subject_kind_subject_id'))
        batch_op.drop_index(batch_op.f('ix_content_checks_state_asked_at'))

    op.drop_table('content_checks')
