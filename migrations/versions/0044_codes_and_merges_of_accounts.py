"""codes with which people take their account over, and merges of two accounts of one person.

What ended in an account that ended later led to that one and not on; now it leads on.
"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


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
    op.create_table(
        'takeover_codes',
        sa.Column('id', KEY, nullable=False),
        sa.Column('member_id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('lookup', sa.String(length=64), nullable=False),
        sa.Column('issued_by', KEY, nullable=False),
        sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['member_id'], ['users.id'], name=op.f('fk_takeover_codes_member_id')
        ),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'],
            name=op.f('fk_takeover_codes_organisation_id'),
        ),
        sa.ForeignKeyConstraint(
            ['issued_by'], ['users.id'], name=op.f('fk_takeover_codes_issued_by')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_takeover_codes')),
        sa.UniqueConstraint('lookup', name=op.f('uq_takeover_codes_lookup')),
    )
    with op.batch_alter_table('takeover_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_takeover_codes_member_id'), ['member_id'])
        batch_op.create_index(batch_op.f('ix_takeover_codes_expires_at'), ['expires_at'])
    op.create_table(
        'account_merges',
        sa.Column('id', KEY, nullable=False),
        sa.Column('source_id', KEY, nullable=False),
        sa.Column('target_id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('asked_by', KEY, nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by', KEY, nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decision', sa.String(length=500), nullable=False),
        *(
            sa.ForeignKeyConstraint([each], ['users.id'], name=op.f(f'fk_account_merges_{each}'))
            for each in ('source_id', 'target_id', 'asked_by', 'decided_by')
        ),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisations.id'],
            name=op.f('fk_account_merges_organisation_id'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_account_merges')),
    )
    with op.batch_alter_table('account_merges', schema=None) as batch_op:
        batch_op.create_index(
            'uq_account_merges_asked', ['source_id'], unique=True,
            sqlite_where=sa.text("state = 'asked'"), postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.create_index(batch_op.f('ix_account_merges_target_id'), ['target_id'])
        batch_op.create_index(
            batch_op.f('ix_account_merges_organisation_id_state_id'),
            ['organisation_id', 'state', 'id'],
        )


def downgrade() -> None:
    op.drop_table('account_merges')
    op.drop_table('takeover_codes')
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_users_joined_into'))
