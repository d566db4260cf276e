"""an audit that only grows."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'audit_entries',
        sa.Column('id', KEY, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.BigInteger(), nullable=False),
        sa.Column('on_behalf_of', sa.BigInteger(), nullable=True),
        sa.Column('deed', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=64), nullable=False),
        sa.Column('row_id', sa.BigInteger(), nullable=True),
        sa.Column('organisation_id', sa.BigInteger(), nullable=True),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    )
    for name, columns in (
        ('at', ['at']),
        ('actor_id', ['actor_id']),
        ('on_behalf_of', ['on_behalf_of']),
        ('organisation_id_id', ['organisation_id', 'id']),
        ('kind_row_id', ['kind', 'row_id']),
    ):
        op.create_index(op.f(f'ix_audit_entries_{name}'), 'audit_entries', columns)
    if op.get_bind().dialect.name == 'sqlite':
        # Batch mode copies a table and leaves its triggers behind: who alters this one by it must
        # make them again.
        for deed in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER audit_entries_no_{deed.lower()} BEFORE {deed} ON audit_entries "
                "BEGIN SELECT RAISE(ABORT, 'audit entries are only added'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit entries are only added'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit()"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit()"
        )


def downgrade() -> None:
    op.drop_table('audit_entries')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION refuse_change_of_audit()')
