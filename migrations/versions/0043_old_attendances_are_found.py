"""old attendances are found, and go without a look at every row of what hangs on them."""

from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

INDEXED = (
    ('attendances', 'created_at'),
    ('likenesses', 'other_id'),
    ('reviews', 'settlement_id'),
    ('disputes', 'settlement_id'),
    ('disputes', 'review_id'),
)


def upgrade() -> None:
    for table, column in INDEXED:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def downgrade() -> None:
    for table, column in INDEXED:
        op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
