"""an audit that ends after years."""

from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries {when}"
    "BEGIN SELECT RAISE(ABORT, 'audit entries are only added'); END"
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN {door}RAISE EXCEPTION 'audit entries are only added'; END $$"
)


def replace(when: str, door: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER audit_entries_no_delete')
        op.execute(SQLITE.format(when=when))
    else:
        op.execute(POSTGRESQL.format(door=door))


def upgrade() -> None:
    replace(
        "WHEN OLD.at >= strftime('%Y-%m-%d %H:%M:%S', 'now', '-3 years') ",
        "IF TG_OP = 'DELETE' THEN IF OLD.at < now() - interval '3 years' THEN RETURN OLD; "
        "END IF; END IF; ",
    )


def downgrade() -> None:
    replace('', '')
