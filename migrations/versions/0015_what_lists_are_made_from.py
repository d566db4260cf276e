"""what lists are made from."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    # They start empty: the job activities.relist_stale fills them from what is not over yet.
    op.create_table(
        'listings',
        sa.Column('activity_id', KEY, autoincrement=False, nullable=False),
        sa.Column('text', sa.String(length=120), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sites_version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['activity_id'],
            ['activities.id'],
            name=op.f('fk_listings_activity_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_listings')),
    )
    op.create_index('ix_listings_time', 'listings', ['ends_at', 'starts_at', 'activity_id'])
    op.create_table(
        'listed_places',
        sa.Column('id', KEY, nullable=False),
        sa.Column('activity_id', KEY, nullable=False),
        sa.Column('lat', sa.Double(), nullable=False),
        sa.Column('lon', sa.Double(), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['activity_id'],
            ['activities.id'],
            name=op.f('fk_listed_places_activity_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_listed_places')),
    )
    op.create_index(op.f('ix_listed_places_activity_id'), 'listed_places', ['activity_id'])
    op.create_index(
        'ix_listed_places_near',
        'listed_places',
        ['lat', 'lon', 'ends_at', 'starts_at', 'activity_id'],
    )
    collation = 'C' if op.get_bind().dialect.name == 'postgresql' else None
    op.create_table(
        'listed_words',
        sa.Column('word', sa.String(length=20, collation=collation), nullable=False),
        sa.Column('activity_id', KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ['activity_id'],
            ['activities.id'],
            name=op.f('fk_listed_words_activity_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('word', 'activity_id', name=op.f('pk_listed_words')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_listed_words_activity_id'), 'listed_words', ['activity_id'])


def downgrade() -> None:
    op.drop_table('listed_words')
    op.drop_table('listed_places')
    op.drop_table('listings')
