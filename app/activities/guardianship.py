"""Sign-ups of minors that wait for a guardian: they go on as soon as one has agreed."""

from collections.abc import Iterator

import sqlalchemy as sa

from app.activities import admission, eligibility, service, waiting, waitlist
from app.activities.models import Activity, SignUp, SignUpState, Slot
from app.core import clock
from app.core.db import session
from app.core.errors import AppError

READ_AT_ONCE = 200


def look_again(activity: Activity, sign_up: SignUp) -> SignUp:
    """Go on with a sign-up that waited for a guardian, if one has agreed by now."""
    if sign_up.state is not SignUpState.GUARDIAN_PENDING:
        return sign_up
    if eligibility.guardian_needed(activity, sign_up.slot, sign_up.volunteer_id):
        return sign_up
    slot = admission.lock(sign_up)
    waitlist.turn_over(slot)
    if sign_up.present_state is not SignUpState.GUARDIAN_PENDING:
        return sign_up
    return admission.proceed(activity, slot, sign_up)


def let_in() -> int:
    """Go on with every sign-up whose guardian has agreed; return how many."""
    return sum(map(_let_in, _waiting()))


def _waiting() -> Iterator[SignUp]:
    """Yield all that wait, some at a time: many may wait for an answer that never comes."""
    order = sa.tuple_(SignUp.slot_id, SignUp.arrival, SignUp.id)
    waiting = (
        sa.select(SignUp)
        .join(SignUp.slot)
        .where(
            SignUp.state == SignUpState.GUARDIAN_PENDING,
            Slot.ends_at > clock.now(),
            Slot.open.is_(True),
        )
        .order_by(SignUp.slot_id, SignUp.arrival, SignUp.id)
        .limit(READ_AT_ONCE)
    )
    found = session().scalars(waiting).all()
    while found:
        last = found[-1]
        after = sa.tuple_(*map(sa.literal, (last.slot_id, last.arrival, last.id)))
        yield from found
        found = session().scalars(waiting.where(order > after)).all()


def _let_in(sign_up: SignUp) -> bool:
    try:
        look_again(service.get_activity(sign_up.activity_id, bare=True), sign_up)
    except AppError:
        return False  # no place any more, or nothing for their age: it lapses with the slot
    if sign_up.state is not SignUpState.GUARDIAN_PENDING:
        return True
    waiting.tell_guardians(sign_up)
    return False
