"""phones, volunteer numbers and risk ranks."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('phones',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('lookup', sa.String(length=64), nullable=False),
    sa.Column('bound_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_phones_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phones')),
    sa.UniqueConstraint('lookup', name=op.f('uq_phones_lookup')),
    sa.UniqueConstraint('user_id', name=op.f('uq_phones_user_id'))
    )
    op.create_table('risk_checks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decision', sa.String(length=16), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_risk_checks_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_risk_checks')),
    sa.UniqueConstraint('user_id', name=op.f('uq_risk_checks_user_id'))
    )
    with op.batch_alter_table('risk_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_risk_checks_decided_at'), ['decided_at'], unique=False)

    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('volunteer_no', sa.String(length=24), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_users_volunteer_no'), ['volunteer_no'])



def downgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_users_volunteer_no'), type_='unique')
        batch_op.drop_column('volunteer_no')

    with op.batch_alter_table('risk_checks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_risk_checks_decided_at'))

    op.drop_table('risk_checks')
    op.drop_table('phones')
