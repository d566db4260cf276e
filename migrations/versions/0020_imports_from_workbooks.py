"""imports from workbooks."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'imports',
        sa.Column('id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.Column('counts', sa.JSON(), nullable=False),
        sa.Column('problem', sa.JSON(), nullable=True),
        sa.Column('created_by', KEY, nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('finished_at', INSTANT, nullable=True),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name='fk_imports_organisation_id'),
        sa.ForeignKeyConstraint(['created_by'], ['users.id'], name='fk_imports_created_by'),
        sa.PrimaryKeyConstraint('id', name='pk_imports'),
    )
    op.create_index('ix_imports_organisation_id', 'imports', ['organisation_id'])
    op.create_index('ix_imports_state', 'imports', ['state'])
    op.create_table(
        'import_chunks',
        sa.Column('id', KEY, nullable=False),
        sa.Column('import_id', KEY, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name='fk_import_chunks_import_id'),
        sa.PrimaryKeyConstraint('id', name='pk_import_chunks'),
        sa.UniqueConstraint('import_id', 'number', name='uq_import_chunks_import_id_number'),
    )
    op.create_table(
        'imported_people',
        sa.Column('id', KEY, nullable=False),
        sa.Column('user_id', KEY, nullable=False),
        sa.Column('lookup', sa.String(length=64), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('imported_at', INSTANT, nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_imported_people_user_id'),
        sa.PrimaryKeyConstraint('id', name='pk_imported_people'),
        sa.UniqueConstraint('user_id', name='uq_imported_people_user_id'),
        sa.UniqueConstraint('lookup', name='uq_imported_people_lookup'),
    )


def downgrade() -> None:
    for table in ('imported_people', 'import_chunks', 'imports'):
        op.drop_table(table)
