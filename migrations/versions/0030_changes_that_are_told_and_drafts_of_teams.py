"""what has changed of a public activity, the draft of an accepted invitation, copies of notices."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('activities', sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('activities', sa.Column('change', sa.String(length=500), nullable=False, server_default=''))
    op.add_column('notices', sa.Column('to_copy', sa.Boolean(), nullable=False, server_default=sa.false()))
    partly = sa.text('to_copy')
    op.create_index('ix_notices_to_copy', 'notices', ['id'], sqlite_where=partly, postgresql_where=partly)
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('activity_id', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_invitations_activity_id'), 'activities', ['activity_id'], ['id'])


def downgrade() -> None:
    op.drop_index('ix_notices_to_copy', 'notices')
    op.drop_column('notices', 'to_copy')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_invitations_activity_id'), type_='foreignkey')
        batch_op.drop_column('activity_id')
    op.drop_column('activities', 'change')
    op.drop_column('activities', 'changed_at')
