"""logins that can be told apart."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('logins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('began_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('device', sa.String(length=160), nullable=False, server_default=''))

    # When they began is not known any more; they were there at their last renewal.
    op.execute('UPDATE logins SET began_at = renewed_at')
    with op.batch_alter_table('logins', schema=None) as batch_op:
        batch_op.alter_column('began_at', existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('logins', schema=None) as batch_op:
        batch_op.drop_column('device')
        batch_op.drop_column('began_at')
