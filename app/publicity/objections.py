"""Objections: raised by anyone who is logged in, answered by an administrator, once each."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, lazyload

from app.accounts.claims import theirs
from app.accounts.holders import holders_near
from app.activities import service as activities
from app.activities.models import Activity
from app.core import audit, clock, retention
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.hours.models import ClaimState, ManualClaim
from app.notices import service as notices
from app.orgs import service as orgs
from app.publicity import days, policy, service
from app.publicity.models import Objection, ObjectionState

_SAID = {
    ObjectionState.UPHELD: ("异议成立", "it is right"),
    ObjectionState.DISMISSED: ("异议不成立", "it stays as it was"),
}


def object_to_activity(actor: Actor, activity_id: int, text: str) -> Objection:
    """Object to the hours of an activity while they are shown."""
    activities.show_activity(actor, activity_id)
    # Whoever moves it on holds this lock: an objection is there before, or comes too late.
    activity = activities.get_activity(activity_id, lock=True)
    service.require_shown(activity)
    about = {"organisation_id": activity.organisation_id, "activity_id": activity_id}
    return _raise(actor, about, text, activity.title)


def object_to_claim(actor: Actor, claim_id: int, text: str) -> Objection:
    """Object to manual hours while they are shown."""
    claim = session().get(ManualClaim, claim_id)
    if claim is None or claim.state not in {ClaimState.CREDITED, ClaimState.REVERSED}:
        raise NotFoundError("补录公示", "manual hours on public notice")
    if claim.organiser_at is None or days.until(claim.organiser_at) <= clock.now():
        raise service.not_shown()
    about = {"organisation_id": claim.organisation_id, "claim_id": claim_id}
    day = f"{claim.starts_at.astimezone(clock.CHINA):%Y-%m-%d}"
    return _raise(actor, about, text, f"{day} 补录")


def list_objections(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of objections at an organisation and below, oldest first."""
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(query["organisation_id"]))
    below = orgs.ids_below([query["organisation_id"]])
    rows = _titled().where(Objection.organisation_id.in_(below))
    if query.get("state"):
        rows = rows.where(Objection.state == query["state"])
    return page(rows, [Objection.id], query)


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's objections, newest first."""
    mine = _titled().where(theirs(Objection.raised_by, actor.user_id))
    return page(mine, [Objection.id], query, newest=True)


def answer(actor: Actor, objection_id: int, values: dict[str, Any]) -> Objection:
    """Say whether an objection is right, and why; who raised it is told."""
    locked = {"of": Objection}
    row = session().get(Objection, objection_id, with_for_update=locked)
    row = policy.require_answers(actor, row)
    if row.state is not ObjectionState.OPEN:
        raise ConflictError(
            "objection_answered",
            "该异议已处理，请刷新查看。",
            "This objection is answered. Refresh and look.",
            state=row.state.value,
        )
    row.state, row.answer = ObjectionState(values["state"]), values["answer"]
    row.answered_by, row.answered_at = actor.user_id, clock.now()
    audit.record(actor, "objection.answer", row, reason=row.answer)
    about = notices.Request("异议", "objection", row.text[:20], row.id)
    key = f"objection_answered:{row.id}"
    notices.tell_decided(row.raised_by, about, _SAID[row.state], row.answer, key=key)
    return row


def delete_old(years: int) -> int:
    """Delete some objections that were answered so many years ago; return how many."""
    return retention.delete_some(Objection.id, Objection.answered_at < retention.older_than(years))


def _titled() -> sa.Select[Any]:
    """Return the query for objections with the rows of their activities: titles, and no more."""
    parts = (Activity.slots, Activity.sites, Activity.positions)
    activity = joinedload(Objection.activity).options(*(lazyload(part) for part in parts))
    return sa.select(Objection).options(activity)


def _raise(actor: Actor, about: dict[str, Any], text: str, subject: str) -> Objection:
    row = Objection(**about, raised_by=actor.user_id, text=text, created_at=clock.now())
    try:
        with session().begin_nested():
            add(row)
    except IntegrityError as error:
        raise ConflictError(
            "objected_already",
            "您已对此提出过异议，请在“我的异议”中查看处理结果。",
            "You have objected to this already. Look for the answer among your objections.",
        ) from error
    audit.record(actor, "objection.raise", row)
    request = notices.Request("公示异议", "objection", subject, row.id)
    path, but = orgs.path_of(row.organisation_id), policy.interested(row)
    able = holders_near(RoleName.ADMINISTRATOR, path)
    told = [each for each in able if each not in but]
    notices.tell_filed(told, request, key=f"objection:{row.id}")
    return row
