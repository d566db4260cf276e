"""why something is called off, addresses, rooms and places of trainings: looked at like other words.

What stands there already was shown until now and goes on to be; what is written from here on waits.
Activities say whether all may see them: one that was called off before anybody approved it is for
its own organisation alone.
"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
CHECKED = (
    ('activities', 'reason_check_id'),
    ('slots', 'reason_check_id'),
    ('venues', 'address_check_id'),
    ('function_rooms', 'name_check_id'),
    ('course_sessions', 'place_check_id'),
    ('course_sessions', 'reason_check_id'),
)
PUBLIC = """
UPDATE activities SET open_to_all = :yes
WHERE state IN ('approved', 'suspended')
   OR (state = 'cancelled' AND (
        EXISTS (SELECT 1 FROM sign_ups WHERE sign_ups.activity_id = activities.id)
     OR EXISTS (SELECT 1 FROM audit_entries a
                WHERE a.kind = 'activities' AND a.row_id = activities.id
                  AND a.deed = 'activity.approve'
                  AND NOT EXISTS (SELECT 1 FROM audit_entries b
                                  WHERE b.kind = 'activities' AND b.row_id = activities.id
                                    AND b.deed = 'activity.unpublish' AND b.id > a.id))))
"""


def upgrade() -> None:
    for table, column in CHECKED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, ID, nullable=True))
            batch_op.create_foreign_key(
                f'fk_{table}_{column}', 'content_checks', [column], ['id']
            )
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('cancel_reason', sa.String(length=500), nullable=False, server_default='')
        )
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('open_to_all', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.get_bind().execute(sa.text(PUBLIC), {'yes': True})


def downgrade() -> None:
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_column('open_to_all')
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.drop_column('cancel_reason')
    for table, column in reversed(CHECKED):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(f'fk_{table}_{column}', type_='foreignkey')
            batch_op.drop_column(column)
