"""One person signed up for a slot with two accounts, of which one ends: the stronger goes on."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.activities import admission, waitlist
from app.activities.models import LIVE, SignUp, SignUpState, Slot
from app.core import clock
from app.core.db import session

S = SignUpState
# What stands for nothing here, as a place given back, is the person's last word while there is
# time; afterwards only that they came is stronger.
STRENGTH = {S.WAITLISTED: 1, S.GUARDIAN_PENDING: 2, S.APPLIED: 2, S.OFFERED: 3, S.CONFIRMED: 4}
CAME = 5
EXCHANGED = (
    "state", "reason", "position_id", "team_id", "offer_expires_at", "leave", "leave_reason",
    "code_failures", "code_failed_at", "created_at", "changed_at",
)  # fmt: skip


def join(source: int, target: int) -> None:
    """Let the stronger of two sign-ups for a slot go on, and give up the place of the other.

    Nobody withdrew, so it is never late; who waits moves up. Rows stay where they are, for what
    was agreed to hangs on them: what they say is exchanged.
    """
    for mine, theirs in _twins(source, target):
        slot = admission.lock(mine)
        session().refresh(theirs)
        ahead = slot.starts_at > clock.now()
        if ahead:
            waitlist.turn_over(slot)
        if _is_stronger(mine, theirs, ahead=ahead):
            _exchange(mine, theirs)
        needless = ahead or theirs.state is S.ATTENDED
        if needless and mine.state in LIVE - {S.ATTENDED}:
            admission.move(mine, slot, S.CANCELLED)
            waitlist.offer_free(slot)


def _twins(source: int, target: int) -> list[tuple[SignUp, SignUp]]:
    other = aliased(SignUp)
    rows = (
        sa.select(SignUp, other)
        .join(Slot, Slot.id == SignUp.slot_id)
        .join(other, sa.and_(other.slot_id == SignUp.slot_id, other.volunteer_id == target))
        .where(SignUp.volunteer_id == source)
        .order_by(SignUp.slot_id)
    )
    return [(mine, theirs) for mine, theirs in session().execute(rows).all()]


def _is_stronger(mine: SignUp, theirs: SignUp, *, ahead: bool) -> bool:
    here, there = mine.present_state, theirs.present_state
    if ahead and there not in LIVE:
        return False  # given back by the person, or refused to them
    return _strength(here) > _strength(there)


def _strength(state: SignUpState) -> int:
    return CAME if state is S.ATTENDED else STRENGTH.get(state, 0)


def _exchange(one: SignUp, other: SignUp) -> None:
    for name in EXCHANGED:
        mine, theirs = getattr(one, name), getattr(other, name)
        setattr(one, name, theirs)
        setattr(other, name, mine)
    session().flush()
