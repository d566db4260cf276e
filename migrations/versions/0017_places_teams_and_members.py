"""places, teams and members."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
TEAMS = ('corps', 'detachment', 'squad')


def upgrade() -> None:
    with op.batch_alter_table('organisations') as batch_op:
        batch_op.drop_index('uq_organisations_root_name')
        batch_op.add_column(sa.Column('place_id', KEY, nullable=True))
        batch_op.add_column(sa.Column('place_path', sa.String(length=220), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key('fk_organisations_place_id', 'organisations', ['place_id'], ['id'])
        batch_op.create_index('ix_organisations_place_id', ['place_id'])
        batch_op.create_index('ix_organisations_place_path', ['place_path'])
    _part_the_trees()
    rootless = sa.text('parent_id IS NULL AND place_id IS NULL')
    op.create_index(
        'uq_organisations_root_name', 'organisations', ['name'], unique=True,
        sqlite_where=rootless, postgresql_where=rootless,
    )
    parentless = sa.text('parent_id IS NULL')
    op.create_index(
        'uq_organisations_place_name', 'organisations', ['place_id', 'name'], unique=True,
        sqlite_where=parentless, postgresql_where=parentless,
    )
    op.create_table(
        'memberships',
        sa.Column('id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('user_id', KEY, nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('leads', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by', sa.BigInteger(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name='fk_memberships_organisation_id'),
        sa.ForeignKeyConstraint(['user_id'], ['users.id'], name='fk_memberships_user_id'),
        sa.PrimaryKeyConstraint('id', name='pk_memberships'),
        sa.UniqueConstraint('organisation_id', 'user_id', name='uq_memberships_organisation_id_user_id'),
    )
    op.create_index('ix_memberships_user_id', 'memberships', ['user_id'])
    op.create_index(
        'uq_memberships_leader', 'memberships', ['organisation_id'], unique=True,
        sqlite_where=sa.text('leads'), postgresql_where=sa.text('leads'),
    )


def _part_the_trees() -> None:
    """Let teams that stood below a place begin a tree of their own, linked to that place."""
    organisations = sa.table(
        'organisations',
        *map(sa.column, ('id', 'parent_id', 'place_id', 'kind', 'path', 'place_path')),
    )
    bind = op.get_bind()
    columns = organisations.c
    rows = bind.execute(sa.select(organisations).order_by(sa.func.length(columns.path), columns.id)).all()
    kinds = {row.id: row.kind for row in rows}
    paths = {row.id: (row.path, row.place_id, row.place_path) for row in rows}
    for row in rows:
        if row.kind not in TEAMS or row.parent_id is None:
            continue
        path, place_id, place_path = paths[row.parent_id]
        stays = kinds[row.parent_id] in TEAMS
        new = {
            'parent_id': row.parent_id if stays else None,
            'path': f'{path}{row.id}/' if stays else f'/{row.id}/',
            'place_id': place_id if stays else row.parent_id,
            'place_path': place_path if stays else path,
        }
        paths[row.id] = (new['path'], new['place_id'], new['place_path'])
        bind.execute(sa.update(organisations).where(columns.id == row.id).values(new))


def downgrade() -> None:
    op.drop_table('memberships')
    op.drop_index('uq_organisations_place_name', 'organisations')
    op.drop_index('uq_organisations_root_name', 'organisations')
    with op.batch_alter_table('organisations') as batch_op:
        batch_op.drop_constraint('fk_organisations_place_id', type_='foreignkey')
        for name in ('place_id', 'place_path'):
            batch_op.drop_index(f'ix_organisations_{name}')
        for name in ('place_id', 'place_path', 'closed_at'):
            batch_op.drop_column(name)
    rootless = sa.text('parent_id IS NULL')
    op.create_index(
        'uq_organisations_root_name', 'organisations', ['name'], unique=True,
        sqlite_where=rootless, postgresql_where=rootless,
    )
