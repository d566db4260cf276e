"""a library of projects, agreements that only grow, and where activities stand in time."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
KEPT = ('agreements', 'agreement_texts')


def upgrade() -> None:
    op.create_table('projects',
    sa.Column('id', ID, nullable=False),
    sa.Column('organisation_id', ID, nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_projects_created_by')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_projects_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_projects'))
    )
    with op.batch_alter_table('projects', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_projects_organisation_id'), ['organisation_id'], unique=False)
    op.create_table('agreement_texts',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_agreement_texts'))
    )
    op.create_table('agreements',
    sa.Column('id', ID, nullable=False),
    sa.Column('sign_up_id', ID, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['digest'], ['agreement_texts.digest'], name=op.f('fk_agreements_digest')),
    sa.ForeignKeyConstraint(['sign_up_id'], ['sign_ups.id'], name=op.f('fk_agreements_sign_up_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements'))
    )
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreements_sign_up_id'), ['sign_up_id'], unique=False)
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('review_told_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('state_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('phase', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('phase_due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('project_id', ID, nullable=True))
        batch_op.add_column(sa.Column('project_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('copied_from_id', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_activities_project_id'), 'projects', ['project_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_activities_copied_from_id'), 'activities', ['copied_from_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_activities_review_due_at'), ['review_due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_phase_due_at'), ['phase_due_at'], unique=False)
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.add_column(sa.Column('site_ids', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('rule', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_slots_cancelled_at'), ['cancelled_at'], unique=False)
    # Whatever is open is looked at once by the job, which then knows when to look again.
    op.execute("UPDATE activities SET phase_due_at = created_at WHERE state = 'approved'")
    _only_added()


def downgrade() -> None:
    with op.batch_alter_table('slots', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slots_cancelled_at'))
        batch_op.drop_column('cancelled_at')
        batch_op.drop_column('rule')
        batch_op.drop_column('site_ids')
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activities_phase_due_at'))
        batch_op.drop_index(batch_op.f('ix_activities_review_due_at'))
        batch_op.drop_constraint(batch_op.f('fk_activities_copied_from_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_activities_project_id'), type_='foreignkey')
        for name in (
            'copied_from_id', 'project_version', 'project_id', 'phase_due_at', 'phase',
            'state_since', 'review_told_at',
        ):
            batch_op.drop_column(name)
    for table in KEPT:
        op.drop_table(table)
    op.drop_table('projects')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION refuse_change_of_agreement()')


def _only_added() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        # Batch mode copies a table and leaves its triggers behind: who alters one of these by it
        # must make them again.
        for table in KEPT:
            for deed in ('UPDATE', 'DELETE'):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'agreements are only added'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_agreement() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'agreements are only added'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreement()"
        )
