"""accounts that ended in others are found by the one that goes on, however many there were.

Before, one that had ended in an account which ended later led to that one and not on.
"""

from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_users_joined_into'), ['joined_into'])
    op.execute(
        """
        UPDATE users SET joined_into = (
            SELECT later.joined_into FROM users AS later WHERE later.id = users.joined_into
        ) WHERE joined_into IN (SELECT id FROM users WHERE joined_into IS NOT NULL)
        """
    )


def downgrade() -> None:
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_users_joined_into'))
