"""pictures of venues that we keep ourselves.

Rows until now are addresses of files elsewhere, which no screen may load and which may be another
picture by now: they go, and their checks wait for nobody. Venues send their pictures again. What
closing reports named as photos were keys to nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OURS = (
    ('key', sa.String(length=32)),
    ('mimetype', sa.String(length=16)),
    ('digest', sa.String(length=64)),
    ('content', sa.LargeBinary()),
)
THEIRS = (('url', sa.String(length=500)),)


def upgrade() -> None:
    op.execute(
        "UPDATE content_checks SET superseded_at = CURRENT_TIMESTAMP, words = NULL "
        "WHERE subject_kind = 'venue_photo'"
    )
    op.drop_table('venue_photos')
    _create(OURS, sa.UniqueConstraint('key', name=op.f('uq_venue_photos_key')))
    with op.batch_alter_table('closing_reports', schema=None) as batch_op:
        batch_op.drop_column('photos')


def downgrade() -> None:
    with op.batch_alter_table('closing_reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('photos', sa.JSON(), nullable=False, server_default='[]'))
    op.drop_table('venue_photos')
    _create(THEIRS)


def _create(columns: tuple, *constraints: sa.Constraint) -> None:
    op.create_table(
        'venue_photos',
        sa.Column('id', KEY, nullable=False),
        sa.Column('venue_id', KEY, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in columns),
        sa.Column('check_id', KEY, nullable=False),
        sa.Column('added_by', sa.BigInteger(), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name='fk_venue_photos_venue_id'),
        sa.ForeignKeyConstraint(
            ['check_id'], ['content_checks.id'], name='fk_venue_photos_check_id'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_venue_photos'),
        *constraints,
    )
    op.create_index('ix_venue_photos_venue_id', 'venue_photos', ['venue_id'])
