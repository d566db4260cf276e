"""The waitlist: a place that becomes free is offered to who has waited longest, for a while."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from app.accounts import service as accounts
from app.activities import admission, clashes, positions, service
from app.activities.models import SignUp, SignUpState, Slot
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError


def offer_free(slot: Slot) -> None:
    """Offer what is free in a slot, whose lock is held, to those who wait, in order of arrival."""
    now = clock.now()
    if slot.open and slot.waiting and now < slot.starts_at:
        lasts = timedelta(minutes=current_app.config["SETTINGS"].offer_minutes)
        for sign_up in _next(slot, slot.quota - slot.taken):
            sign_up.offer_expires_at = min(now + lasts, slot.starts_at)
            admission.move(sign_up, slot, SignUpState.OFFERED)
    _see_when_due(slot)


def turn_over(slot: Slot) -> None:
    """Let offers of a locked slot that have run out go to the next, whether or not a job has."""
    now = clock.now()
    if slot.offer_due_at is None or slot.offer_due_at > now:
        return
    for sign_up in _offers(slot, SignUp.offer_expires_at <= now):
        admission.move(sign_up, slot, SignUpState.EXPIRED)
    offer_free(slot)


def accept(actor: Actor, activity_id: int, sign_up_id: int) -> SignUp:
    """Take the place that is offered; taking it twice is once."""
    sign_up = admission.get_sign_up(activity_id, sign_up_id)
    if sign_up.volunteer_id != actor.user_id:
        raise NotFoundError("报名", "sign-up")
    accounts.lock_user(actor.user_id)
    slot = admission.lock(sign_up)
    turn_over(slot)
    state = sign_up.present_state
    if state is SignUpState.CONFIRMED:
        return sign_up
    if state is SignUpState.EXPIRED:
        raise _offer_over()
    if state is not SignUpState.OFFERED:
        raise admission.wrong_state(sign_up)
    clashes.require_none(actor.user_id, slot)
    admission.move(sign_up, slot, SignUpState.CONFIRMED)
    _see_when_due(slot)
    activity = service.get_activity(activity_id, bare=True)
    return admission.noted(actor, "sign_up.accept", activity, sign_up, state)


def ahead_of(sign_ups: Sequence[SignUp]) -> dict[int, int]:
    """Say how many wait before each of these that wait, in one question."""
    waiting = [each.id for each in sign_ups if each.present_state is SignUpState.WAITLISTED]
    if not waiting:
        return {}
    before = aliased(SignUp)
    counted = (
        sa.select(SignUp.id, sa.func.count(before.id))
        .outerjoin(
            before,
            (before.slot_id == SignUp.slot_id)
            & (before.state == SignUpState.WAITLISTED)
            & (before.arrival < SignUp.arrival),
        )
        .where(SignUp.id.in_(waiting))
        .group_by(SignUp.id)
    )
    return {row[0]: row[1] for row in session().execute(counted)}


def _next(slot: Slot, places: int) -> Sequence[SignUp]:
    if places <= 0:
        return ()
    waiting = (
        sa.select(SignUp)
        .where(SignUp.slot_id == slot.id, SignUp.state == SignUpState.WAITLISTED)
        .order_by(SignUp.arrival)
    )
    if not positions.of_activity(slot.activity_id):
        return session().scalars(waiting.limit(places)).all()
    # The first in line may want a position that is full: then the next one whose is not.
    return list(positions.Room(slot).fill(session().scalars(waiting).all(), places))


def _offers(slot: Slot, *tests: sa.ColumnElement[bool]) -> Sequence[SignUp]:
    open_offers = sa.select(SignUp).where(
        SignUp.slot_id == slot.id, SignUp.state == SignUpState.OFFERED, *tests
    )
    return session().scalars(open_offers.order_by(SignUp.arrival)).all()


def _see_when_due(slot: Slot) -> None:
    slot.offer_due_at = session().scalar(
        sa.select(sa.func.min(SignUp.offer_expires_at)).where(
            SignUp.slot_id == slot.id, SignUp.state == SignUpState.OFFERED
        )
    )
    session().flush()


def _offer_over() -> ConflictError:
    return ConflictError(
        "offer_expired",
        "确认时间已过，名额已顺延给下一位；可重新报名候补。",
        "The time to take this place is over and it went to the next. Sign up again to wait.",
    )
