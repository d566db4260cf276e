"""What a calendar is subscribed to: one's own sign-ups by a secret address, an organisation's."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from app.activities import policy
from app.activities.models import LIVE, Activity, ActivityState, SignUp, SignUpState, Slot
from app.calendars.ics import Event, Status, calendar
from app.calendars.models import CalendarFeed
from app.core import clock, crypto
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
    add(CalendarFeed(user_id=actor.user_id, digest=digest, created_at=clock.now()))
    return token


def drop_feed(actor: Actor) -> None:
    """Take the feed back, if there is one."""
    session().execute(sa.delete(CalendarFeed).where(CalendarFeed.user_id == actor.user_id))


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
            Activity.state.in_(policy.OPEN_TO_ALL),
            Slot.ends_at > clock.now() - PAST,
        )
        .order_by(Slot.starts_at.desc(), Slot.id)
        .limit(MOST)
    )
    return calendar(organisation.name, _offered(rows), clock.now())


def _offered(rows: Iterable[Any]) -> Iterable[Event]:
    for slot, activity in rows:
        off = activity.state is ActivityState.CANCELLED
        status = Status.CANCELLED if off else Status.CONFIRMED
        yield _event(activity, slot, f"slot-{slot.id}", status)


def _mine(sign_up: SignUp) -> Event:
    state, activity = sign_up.present_state, sign_up.activity
    status = Status.CONFIRMED if state in _SURE else Status.TENTATIVE
    if state not in LIVE or activity.state is ActivityState.CANCELLED:
        status = Status.CANCELLED
    return _event(activity, sign_up.slot, f"sign-up-{sign_up.id}", status)


def _event(activity: Activity, slot: Slot, name: str, status: Status) -> Event:
    sites = activity.sites
    return Event(
        # Two installations may both have a first slot; hardly one made in the same second.
        uid=f"{name}-{activity.created_at:%Y%m%d%H%M%S}@weiguang",
        begin=slot.starts_at,
        end=slot.ends_at,
        title=activity.title,
        status=status,
        changed_at=activity.created_at,
        description=activity.description,
        place="、".join(dict.fromkeys(site.name for site in sites if site.name)),
        position=(sites[0].lat, sites[0].lon) if sites else None,
    )
