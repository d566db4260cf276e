"""accounts that were imported are claimed."""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('users', sa.Column('joined_into', sa.BigInteger(), nullable=True))
    op.add_column('phones', sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_phones_looked_at', 'phones', ['looked_at'])
    with op.batch_alter_table('imported_people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('import_id', KEY, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_imported_people_import_id'), 'imports', ['import_id'], ['id']
        )
    op.create_index('ix_imported_people_import_id', 'imported_people', ['import_id'])


def downgrade() -> None:
    op.drop_index('ix_imported_people_import_id', 'imported_people')
    with op.batch_alter_table('imported_people', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_imported_people_import_id'), type_='foreignkey')
        batch_op.drop_column('import_id')
    op.drop_index('ix_phones_looked_at', 'phones')
    op.drop_column('phones', 'looked_at')
    op.drop_column('users', 'joined_into')
