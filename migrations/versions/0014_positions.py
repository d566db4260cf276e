"""positions, skills, and what must be said before anybody is asked to come."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('positions',
    sa.Column('id', ID, nullable=False),
    sa.Column('activity_id', ID, nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('min_age', sa.Integer(), nullable=True),
    sa.Column('max_age', sa.Integer(), nullable=True),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('course_id', sa.BigInteger(), nullable=True),
    sa.Column('team_id', ID, nullable=True),
    sa.Column('team_quotas', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_positions_activity_id')),
    sa.ForeignKeyConstraint(['team_id'], ['organisations.id'], name=op.f('fk_positions_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_positions'))
    )
    with op.batch_alter_table('positions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_positions_activity_id'), ['activity_id'], unique=False)
    op.create_table('volunteer_skills',
    sa.Column('volunteer_id', ID, nullable=False),
    sa.Column('skill', sa.String(length=32), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['users.id'], name=op.f('fk_volunteer_skills_volunteer_id')),
    sa.PrimaryKeyConstraint('volunteer_id', 'skill', name=op.f('pk_volunteer_skills'))
    )
    with op.batch_alter_table('activities', schema=None) as batch_op:
        for name in ('risk_notice', 'way', 'conditions', 'safety'):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('dangerous', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('insurance_policy', sa.String(length=64), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('minors_allowed', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('review_due_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('position_id', ID, nullable=True))
        batch_op.add_column(sa.Column('team_id', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_sign_ups_position_id'), 'positions', ['position_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_sign_ups_team_id'), 'organisations', ['team_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sign_ups_team_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_sign_ups_position_id'), type_='foreignkey')
        batch_op.drop_column('team_id')
        batch_op.drop_column('position_id')
    with op.batch_alter_table('activities', schema=None) as batch_op:
        for name in (
            'review_due_at', 'submitted_at', 'version', 'minors_allowed', 'insurance_policy',
            'dangerous', 'safety', 'conditions', 'way', 'risk_notice',
        ):
            batch_op.drop_column(name)
    op.drop_table('volunteer_skills')
    with op.batch_alter_table('positions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_positions_activity_id'))
    op.drop_table('positions')
