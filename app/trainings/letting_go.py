"""Learning records and certificates whose ten years are over; of the records the sum stays."""

from collections import Counter

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.claims import theirs
from app.accounts.models import User
from app.core import audit, retention
from app.core.db import add, session
from app.trainings.models import LearningBalance, LearningRecord, TrainingCertificate


def let_go(years: int) -> int:
    """Let some go, in one transaction with the sums that they are added to; return how many."""
    limit = retention.older_than(years)
    old = session().scalars(
        sa.select(LearningRecord.id)
        .where(LearningRecord.created_at < limit)
        .order_by(LearningRecord.id)
        .limit(retention.DELETED_AT_ONCE)
    )
    # Who deletes a row adds it: of two workers at once only one gets it back.
    gone = session().execute(
        sa.delete(LearningRecord)
        .where(LearningRecord.id.in_(old.all()), LearningRecord.created_at < limit)
        .returning(LearningRecord.user_id, LearningRecord.seconds)
        .execution_options(synchronize_session=False)
    )
    rows = gone.all()
    if rows:
        audit.note_gone(LearningRecord.__tablename__, len(rows))
    seconds, records = Counter[int](), Counter[int]()
    for user_id, each in rows:
        seconds[user_id] += each
        records[user_id] += 1
    for user_id in sorted(records):
        _add(user_id, seconds[user_id], records[user_id])
    return len(rows)


def delete_certificates(years: int) -> int:
    """Delete some certificates that have held for nothing for so many years; return how many."""
    limit = retention.older_than(years)
    erased = sa.exists().where(User.id == TrainingCertificate.user_id, User.erased_at < limit)
    over = sa.or_(
        TrainingCertificate.expires_at < limit, TrainingCertificate.revoked_at < limit, erased
    )
    old = TrainingCertificate.issued_at < limit
    return retention.delete_some(TrainingCertificate.id, old, over)


def seconds_of(user_id: int) -> int:
    """Return the seconds of somebody's records that were let go."""
    mine = theirs(LearningBalance.user_id, user_id)
    return int(session().scalar(sa.select(sa.func.sum(LearningBalance.seconds)).where(mine)) or 0)


def _add(user_id: int, seconds: int, records: int) -> None:
    accounts.lock_user(user_id)
    row = session().get(LearningBalance, user_id, populate_existing=True)
    row = row or add(LearningBalance(user_id=user_id, seconds=0, records=0))
    row.seconds += seconds
    row.records += records
