"""what is kept of an age when no real name is."""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'age_words',
        sa.Column('id', KEY, nullable=False),
        sa.Column('user_id', KEY, nullable=False),
        sa.Column('source', sa.String(length=16), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=True),
        sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_age_words_user_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_age_words')),
        sa.UniqueConstraint('user_id', name=op.f('uq_age_words_user_id')),
    )
    # Who ever had a guardian and has no number is a minor until their age is known.
    op.execute(
        """
        INSERT INTO age_words (user_id, source, noted_at)
        SELECT ward_id, 'ward', max(confirmed_at) FROM guardianships
        WHERE ward_id NOT IN (SELECT user_id FROM identity_verifications)
        GROUP BY ward_id
        """
    )


def downgrade() -> None:
    op.drop_table('age_words')
