"""What time does to sign-ups, written down: offers run out, waitlists end, no-shows are noted."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.activities import admission, waitlist
from app.activities.models import LAPSES, SignUp, Slot
from app.core import clock
from app.core.db import session

SWEPT_AT_ONCE = 100  # slots
SIGN_UPS_AT_ONCE = 500


def write_down() -> int:
    """Move every sign-up whose time is over, and offer what becomes free; return how many."""
    return sum(_write_down(slot_id) for slot_id in _slots_behind())


def _slots_behind() -> Sequence[int]:
    """Return slots, in the order in which all lock them, with sign-ups that time has overtaken."""
    late = sa.select(SignUp.slot_id).join(SignUp.slot).where(_overdue())
    found = sa.select(Slot.id).where(Slot.id.in_(late)).order_by(Slot.id).limit(SWEPT_AT_ONCE)
    return session().scalars(found).all()


def _write_down(slot_id: int) -> int:
    slot = admission.lock_slot(slot_id)
    late = session().scalars(
        sa.select(SignUp)
        .join(SignUp.slot)
        .where(SignUp.slot_id == slot_id, _overdue())
        .order_by(SignUp.arrival)
        .limit(SIGN_UPS_AT_ONCE)
        .with_for_update(of=SignUp)
        .execution_options(populate_existing=True)
    )
    moved = [admission.move(each, slot, each.present_state) for each in late]
    waitlist.offer_free(slot)
    return len(moved)


def _overdue() -> sa.ColumnElement[bool]:
    now = clock.now()
    return sa.or_(
        *(
            (SignUp.state == state) & (each.column <= now - each.grace)
            for state, each in LAPSES.items()
        )
    )
