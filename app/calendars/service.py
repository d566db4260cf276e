"""What a calendar is subscribed to: one's own sign-ups by a secret address, an organisation's."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.activities.models import LIVE, Activity, ActivityState, SignUp, SignUpState, Slot
from app.calendars.ics import Event, Status, calendar
from app.calendars.models import CalendarFeed
from app.core import audit, clock, crypto
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import NotFoundError
from app.orgs import service as orgs

PAST = timedelta(days=90)  # that is still shown
MOST = 500  # events of one calendar
_SURE = frozenset({SignUpState.CONFIRMED, SignUpState.ATTENDED})


def renew_feed(actor: Actor) -> str:
    """Return the token of a new feed of one's own; an earlier one is worth nothing from now on."""
    drop_feed(actor)
    token = secrets.token_urlsafe(32)
    digest = crypto.digest(token.encode())
    row = add(CalendarFeed(user_id=actor.user_id, digest=digest, created_at=clock.now()))
    audit.record(actor, "calendar.renew", row, before={}, after={})
    return token


def drop_feed(actor: Actor) -> None:
    """Take the feed back, if there is one."""
    for row in session().scalars(sa.select(CalendarFeed).filter_by(user_id=actor.user_id)).all():
        audit.record(actor, "calendar.drop", row, before={}, after={})
        session().delete(row)
    session().flush()


def own_calendar(token: str) -> str:
    """Return the sign-ups of whoever made this token."""
    digest = crypto.digest(token.encode("utf-8", "replace"))
    feed = session().scalar(sa.select(CalendarFeed).where(CalendarFeed.digest == digest))
    if feed is None:
        raise NotFoundError("日历", "calendar")
    rows = session().scalars(
        sa.select(SignUp)
        .join(SignUp.slot)
        .options(
            contains_eager(SignUp.slot),
            selectinload(SignUp.activity).selectinload(Activity.sites),
        )
        .where(SignUp.volunteer_id == feed.user_id, Slot.ends_at > clock.now() - PAST)
        .order_by(Slot.starts_at.desc())
        .limit(MOST)
    )
    return calendar("我的志愿服务", map(_mine, rows), clock.now())


def organisation_calendar(organisation_id: int) -> str:
    """Return the public activities of an organisation and of those below it."""
    organisation = orgs.get_organisation(organisation_id)
    rows = session().execute(
        sa.select(Slot, Activity)
        .join(Activity, Activity.id == Slot.activity_id)
        .options(selectinload(Activity.sites))
        .where(
            Activity.organisation_id.in_(orgs.ids_below([organisation_id])),
            Activity.open_to_all,
            Slot.ends_at > clock.now() - PAST,
        )
        .order_by(Slot.starts_at.desc(), Slot.id)
        .limit(MOST)
    )
    return calendar(organisation.name, _offered(rows), clock.now())


def _offered(rows: Iterable[Any]) -> Iterable[Event]:
    for slot, activity in rows:
        yield _event(activity, slot, f"slot-{slot.id}", _stands(activity, slot))


def _mine(sign_up: SignUp) -> Event:
    state, activity = sign_up.present_state, sign_up.activity
    status = _stands(activity, sign_up.slot)
    if state not in LIVE:
        status = Status.CANCELLED
    elif state not in _SURE and status is Status.CONFIRMED:
        status = Status.TENTATIVE
    return _event(activity, sign_up.slot, f"sign-up-{sign_up.id}", status, sign_up.changed_at)


def _stands(activity: Activity, slot: Slot) -> Status:
    """Return whether a slot takes place: what is suspended may yet go on (RFC 5545 §3.8.1.11)."""
    if activity.state is ActivityState.CANCELLED or slot.cancelled_at is not None:
        return Status.CANCELLED
    suspended = activity.state is ActivityState.SUSPENDED
    return Status.TENTATIVE if suspended else Status.CONFIRMED


def _event(
    activity: Activity, slot: Slot, name: str, status: Status, since: datetime | None = None
) -> Event:
    sites = activity.sites
    known = (activity.created_at, activity.state_since, slot.cancelled_at, since)
    changed_at = max(filter(None, known))
    return Event(
        # Two installations may both have a first slot; hardly one made in the same second.
        uid=f"{name}-{activity.created_at:%Y%m%d%H%M%S}@weiguang",
        begin=slot.starts_at,
        end=slot.ends_at,
        title=activity.title,
        status=status,
        changed_at=changed_at,
        sequence=_sequence(activity, changed_at) + (status is Status.CANCELLED),
        description=activity.description,
        place="、".join(dict.fromkeys(site.name for site in sites if site.name)),
        position=(sites[0].lat, sites[0].lon) if sites else None,
    )


def _sequence(activity: Activity, changed_at: datetime) -> int:
    """Return a number that grows with every change: the seconds since the activity was made."""
    return int((changed_at - activity.created_at).total_seconds())
