"""why a team is asked: told with the invitation, and added to what was told until now."""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

NOTICES = sa.table(
    'notices', sa.column('id'), sa.column('kind'), sa.column('values', sa.JSON())
)
INVITATIONS = sa.table('invitations', sa.column('id'), sa.column('reasons', sa.JSON()))
ADDED = ('why', 'why_zh')


def upgrade() -> None:
    reasons = {row.id: row.reasons for row in op.get_bind().execute(sa.select(INVITATIONS))}
    for notice_id, values in _told():
        lines = reasons.get(int(values['invitation_id']), [])
        _set(
            notice_id,
            {
                **values,
                'why': '; '.join(each['en'] for each in lines),
                'why_zh': '；'.join(each['zh'] for each in lines),
            },
        )


def downgrade() -> None:
    for notice_id, values in _told():
        _set(notice_id, {name: values[name] for name in values if name not in ADDED})


def _told() -> list[tuple[int, dict[str, str]]]:
    asked = sa.select(NOTICES.c.id, NOTICES.c['values']).where(NOTICES.c.kind == 'help_wanted')
    return [(row[0], row[1]) for row in op.get_bind().execute(asked).all()]


def _set(notice_id: int, values: dict[str, str]) -> None:
    one = sa.update(NOTICES).where(NOTICES.c.id == notice_id)
    op.get_bind().execute(one.values({'values': values}))
