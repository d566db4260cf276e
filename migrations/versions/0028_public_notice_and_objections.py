"""what comes after the end of an activity: settling, public notice with objections, settled."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closing', sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f('ix_activities_closing'), ['closing'], unique=False)
    op.create_table('publicities',
    sa.Column('activity_id', ID, autoincrement=False, nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_publicities_activity_id')),
    sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_publicities'))
    )
    with op.batch_alter_table('publicities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publicities_until'), ['until'], unique=False)
    op.create_table('objections',
    sa.Column('id', ID, nullable=False),
    sa.Column('organisation_id', ID, nullable=False),
    sa.Column('activity_id', ID, nullable=True),
    sa.Column('claim_id', ID, nullable=True),
    sa.Column('raised_by', ID, nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('answered_by', ID, nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(activity_id IS NULL) <> (claim_id IS NULL)', name=op.f('ck_objections_about_one_thing')),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_objections_activity_id')),
    sa.ForeignKeyConstraint(['answered_by'], ['users.id'], name=op.f('fk_objections_answered_by')),
    sa.ForeignKeyConstraint(['claim_id'], ['manual_claims.id'], name=op.f('fk_objections_claim_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_objections_organisation_id')),
    sa.ForeignKeyConstraint(['raised_by'], ['users.id'], name=op.f('fk_objections_raised_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections')),
    sa.UniqueConstraint('activity_id', 'raised_by', name=op.f('uq_objections_activity_id_raised_by')),
    sa.UniqueConstraint('claim_id', 'raised_by', name=op.f('uq_objections_claim_id_raised_by'))
    )
    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objections_organisation_id_state_id'), ['organisation_id', 'state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_objections_raised_by'), ['raised_by'], unique=False)
    with op.batch_alter_table('report_reminders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_manual_records_organisation_id_id', 'manual_records', ['organisation_id', 'id'])


def downgrade() -> None:
    op.drop_index('ix_manual_records_organisation_id_id', 'manual_records')
    with op.batch_alter_table('report_reminders', schema=None) as batch_op:
        batch_op.drop_column('told_at')
    op.drop_table('objections')
    op.drop_table('publicities')
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_closing'))
        batch_op.drop_column('closing')
