"""copies and erasures."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('erasures',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('kept', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_erasures_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasures'))
    )
    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.create_index('ix_erasures_state_due_at', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_erasures_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_erasures_waiting', ['user_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('personal_copies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_personal_copies_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_copies'))
    )
    with op.batch_alter_table('personal_copies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_personal_copies_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_personal_copies_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('erased_at')

    with op.batch_alter_table('personal_copies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_personal_copies_user_id'))
        batch_op.drop_index(batch_op.f('ix_personal_copies_expires_at'))

    op.drop_table('personal_copies')
    with op.batch_alter_table('erasures', schema=None) as batch_op:
        batch_op.drop_index('uq_erasures_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_erasures_user_id'))
        batch_op.drop_index('ix_erasures_state_due_at')

    op.drop_table('erasures')
