"""Sign-ups whose years are over go once nothing rests on them: no attendance, no agreement."""

import sqlalchemy as sa

from app.activities.models import SignUp, Slot
from app.core import retention


def delete_sign_ups(years: int) -> int:
    """Delete some sign-ups for what ended so many years ago; return how many."""
    limit = retention.older_than(years)
    ended = sa.exists().where(Slot.id == SignUp.slot_id, Slot.ends_at < limit)
    free = retention.unreferenced(SignUp)
    return retention.delete_some(SignUp.id, SignUp.changed_at < limit, ended, free)
