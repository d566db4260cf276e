"""guardians' consent on paper."""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
PEOPLE = ('ward_id', 'guardian_id', 'recorded_by', 'looked_by', 'decided_by')


def instant(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        'guardian_papers',
        sa.Column('id', KEY, nullable=False),
        sa.Column('ward_id', KEY, nullable=False),
        sa.Column('organisation_id', KEY, nullable=False),
        sa.Column('guardian_id', KEY, nullable=True),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('purposes', sa.JSON(), nullable=False),
        sa.Column('key', sa.String(length=32), nullable=False),
        sa.Column('name_sealed', sa.LargeBinary(), nullable=False),
        sa.Column('mimetype', sa.String(length=16), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.Column('of_age_on', sa.Date(), nullable=False),
        sa.Column('recorded_by', KEY, nullable=False),
        instant('recorded_at', nullable=False),
        sa.Column('looked_by', KEY, nullable=True),
        instant('looked_at'),
        sa.Column('decided_by', KEY, nullable=True),
        instant('decided_at'),
        sa.Column('reason', sa.String(length=500), nullable=False),
        instant('ended_at'),
        sa.ForeignKeyConstraint(
            ['organisation_id'],
            ['organisations.id'],
            name=op.f('fk_guardian_papers_organisation_id'),
        ),
        *(
            sa.ForeignKeyConstraint([each], ['users.id'], name=op.f(f'fk_guardian_papers_{each}'))
            for each in PEOPLE
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian_papers')),
        sa.UniqueConstraint('key', name=op.f('uq_guardian_papers_key')),
    )
    op.create_index(op.f('ix_guardian_papers_ward_id'), 'guardian_papers', ['ward_id'])
    op.create_index(op.f('ix_guardian_papers_ended_at'), 'guardian_papers', ['ended_at'])
    op.create_index(
        op.f('ix_guardian_papers_organisation_id_state_id'),
        'guardian_papers',
        ['organisation_id', 'state', 'id'],
    )


def downgrade() -> None:
    op.drop_table('guardian_papers')
