"""what the law keeps has an end."""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

# Since when a row is kept, and for how many years at least, by the database's own clock.
KEPT = {
    'service_records': ('created_at', 10),
    'manual_records': ('created_at', 10),
    'learning_records': ('created_at', 10),
    'agreements': ('agreed_at', 10),
    'agreement_texts': ('created_at', 10),
    'consents': ('at', 3),
    'guardian_consents': ('at', 3),
    'minor_looks': ('at', 3),
}
AGREED = ('agreement_texts', 'agreements')
INDEXED = {
    'service_records': ('created_at',),
    'manual_records': ('created_at',),
    'learning_records': ('created_at',),
    'agreements': ('agreed_at', 'digest'),
}
FUNCTION = (
    'CREATE FUNCTION refuse_early_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
    'IF CAST(to_jsonb(OLD) ->> TG_ARGV[0] AS timestamptz) < now() - CAST(TG_ARGV[1] AS interval) '
    "THEN RETURN OLD; END IF; RAISE EXCEPTION 'kept for years, and only added'; END $$"
)


def upgrade() -> None:
    op.create_table(
        'chain_checkpoints',
        sa.Column('volunteer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('ledger', sa.String(length=32), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seal', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ['volunteer_id'], ['users.id'], name=op.f('fk_chain_checkpoints_volunteer_id')
        ),
        sa.PrimaryKeyConstraint('volunteer_id', 'ledger', name=op.f('pk_chain_checkpoints')),
    )
    op.create_table(
        'learning_balances',
        sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=False),
        sa.Column('records', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['user_id'], ['users.id'], name=op.f('fk_learning_balances_user_id')
        ),
        sa.PrimaryKeyConstraint('user_id', name=op.f('pk_learning_balances')),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(op.f(f'ix_{table}_{column}'), table, [column])
    _let_agreements_end()
    if op.get_bind().dialect.name != 'sqlite':
        op.execute(FUNCTION)
    for table, (column, years) in KEPT.items():
        _keep(table, column, years)


def downgrade() -> None:
    for table in KEPT:
        _drop_trigger(f'{table}_no_delete', table)
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION refuse_early_deletion()')
    _keep_agreements_for_ever()
    for table, columns in INDEXED.items():
        for column in columns:
            op.drop_index(op.f(f'ix_{table}_{column}'), table_name=table)
    op.drop_table('learning_balances')
    op.drop_table('chain_checkpoints')


def _keep(table: str, column: str, years: int) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        # Batch mode copies a table and leaves its triggers behind: who alters one of these by it
        # must make them again.
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN OLD.{column} >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-{years} years') "
            "BEGIN SELECT RAISE(ABORT, 'kept for years, and only added'); END"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_early_deletion('{column}', '{years} years')"
    )


def _let_agreements_end() -> None:
    for table in AGREED:
        if op.get_bind().dialect.name == 'sqlite':
            _drop_trigger(f'{table}_no_delete', table)
        else:
            _drop_trigger(f'{table}_no_change', table)
            _refuse(table, 'UPDATE')


def _keep_agreements_for_ever() -> None:
    for table in AGREED:
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'agreements are only added'); END"
            )
        else:
            _drop_trigger(f'{table}_no_change', table)
            _refuse(table, 'UPDATE OR DELETE')


def _refuse(table: str, deeds: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE {deeds} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreement()"
    )


def _drop_trigger(name: str, table: str) -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.execute(f'DROP TRIGGER {name}' if sqlite else f'DROP TRIGGER {name} ON {table}')
