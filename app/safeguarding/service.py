"""Use cases of safeguarding: ask, decide, look, and list what was looked at.

After 未成年人网络保护条例, articles 36 and 37: staff see a minor's personal information only as far
as their work needs it, with an approval, and every look is recorded; once a year it is audited.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import disclosure
from app.accounts.disclosure import PersonalField
from app.accounts.holders import holders_near
from app.accounts.models import RoleGrant
from app.activities.models import Activity, SignUp
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.core.paging import page
from app.families import contacts
from app.families.models import Household, HouseholdMember
from app.notices import service as notices
from app.orgs import service as orgs
from app.orgs.models import Membership
from app.safeguarding import policy
from app.safeguarding.models import AccessState, MinorAccess, MinorLook

ENDED_AT_ONCE = 500


def show_masked(actor: Actor, organisation_id: int, user_id: int) -> dict[str, Any]:
    """Return what is known of a person, masked; for the staff of an organisation that has them."""
    policy.require_staff(actor, organisation_id)
    require_known(actor, user_id, organisation_id)
    minor = disclosure.is_minor(user_id)
    return {"user_id": user_id, "minor": minor} | disclosure.masked(user_id)


def ask(actor: Actor, values: dict[str, Any]) -> MinorAccess:
    """Ask to see some fields of a minor in the open: why, and for how long."""
    policy.require_staff(actor, values["organisation_id"])
    require_known(actor, values["minor_id"], values["organisation_id"])
    if not disclosure.is_minor(values["minor_id"]):
        raise ConflictError(
            "not_a_minor",
            "该志愿者不是未成年人（或未实名），其个人信息一律隐去，不能申请查阅。",
            "They are no minor, or not verified: their fields stay masked, whoever asks.",
        )
    now = clock.now()
    fields = sorted(set(values["fields"]))
    row = MinorAccess(**values | {"fields": fields}, asked_by=actor.user_id, asked_at=now)
    row.state, row.ends_at = AccessState.ASKED, now + MinorAccess.WAITS
    audit.record(actor, "minor_access.ask", row, reason=row.why)
    near = holders_near(RoleName.ADMINISTRATOR, orgs.path_of(row.organisation_id))
    able = [each for each in near if each not in {row.asked_by, row.minor_id}]
    notices.tell_filed(able, _request(row), key=f"minor_access:{row.id}")
    return row


def approve(actor: Actor, access_id: int) -> MinorAccess:
    """Let the asker see the fields for the hours asked for, from now on."""
    row = _undecided(actor, access_id)
    row.state, row.decided_by, row.decided_at = AccessState.APPROVED, actor.user_id, clock.now()
    row.ends_at = row.decided_at + timedelta(hours=row.hours)
    audit.record(actor, "minor_access.approve", row)
    return _told(row, ("已批准", "approved"))


def refuse(actor: Actor, access_id: int, reason: str) -> MinorAccess:
    """Refuse, saying why."""
    row = _undecided(actor, access_id)
    row.state, row.decided_by, row.decided_at = AccessState.REFUSED, actor.user_id, clock.now()
    row.decision = reason
    audit.record(actor, "minor_access.refuse", row, reason=reason)
    return _told(row, ("未批准", "refused"))


def end(actor: Actor, access_id: int) -> MinorAccess:
    """End an access before its time."""
    row = _locked(actor, access_id)
    if row.present_state is AccessState.APPROVED:
        row.state, row.ends_at = AccessState.ENDED, clock.now()
        audit.record(actor, "minor_access.end", row)
    return row


def look(actor: Actor, access_id: int) -> dict[str, Any]:
    """Return the fields in the open, and note that they were looked at."""
    row = _locked(actor, access_id)
    policy.require_asked(actor, row)
    # Whoever left the post since does not look any more.
    policy.require_staff(actor, row.organisation_id)
    if row.present_state is not AccessState.APPROVED:
        raise ForbiddenError(
            "access_not_open",
            "查阅尚未批准或已到期，如仍需要请重新申请。",
            "This access is not approved, or its time is over. Ask again if you still need it.",
            state=row.present_state.value,
        )
    add(MinorLook(access_id=row.id, actor_id=actor.user_id, fields=row.fields, at=clock.now()))
    fields = [PersonalField(each) for each in row.fields]
    opened = disclosure.opened(row.minor_id, fields)
    if PersonalField.GUARDIANS in fields:
        opened[PersonalField.GUARDIANS] = contacts.with_names(opened[PersonalField.GUARDIANS])
    return {"user_id": row.minor_id, "ends_at": row.ends_at} | opened


def list_accesses(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an organisation's requests and of those below it, with their looks.

    All of them to its administrators, for the yearly audit; to others those that they made.
    """
    policy.require_staff(actor, query["organisation_id"])
    rows = sa.select(MinorAccess).where(
        MinorAccess.organisation_id.in_(orgs.ids_below([query["organisation_id"]]))
    )
    if not actor.holds(RoleName.ADMINISTRATOR, orgs.path_of(query["organisation_id"])):
        rows = rows.where(MinorAccess.asked_by == actor.user_id)
    if query.get("from_"):
        rows = rows.where(MinorAccess.asked_at >= query["from_"])
    if query.get("to"):
        rows = rows.where(MinorAccess.asked_at < query["to"])
    found = page(rows, [MinorAccess.id], query)
    looks = _counts([each.id for each in found["items"]])
    return found | {
        "items": [{"access": each, "looks": looks.get(each.id, 0)} for each in found["items"]]
    }


def list_looks(actor: Actor, access_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the looks under one access."""
    row = policy.require_visible(actor, session().get(MinorAccess, access_id))
    looks = sa.select(MinorLook).where(MinorLook.access_id == row.id)
    return page(looks, [MinorLook.id], query)


def write_down_ends() -> int:
    """Write down what has ended by itself; return how many."""
    due = (
        session()
        .scalars(
            sa.select(MinorAccess)
            .where(
                MinorAccess.state.in_((AccessState.ASKED, AccessState.APPROVED)),
                MinorAccess.ends_at <= clock.now(),
            )
            .order_by(MinorAccess.id)
            .limit(ENDED_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        .all()
    )
    for row in due:
        row.state = row.present_state
        audit.record(None, "minor_access.end", row)
    return len(due)


def _told(row: MinorAccess, result: tuple[str, str]) -> MinorAccess:
    """Tell who asked what became of it; the notice does not say about whom."""
    key = f"minor_access:{row.id}:{row.state}"
    notices.tell_decided(row.asked_by, _request(row), result, row.decision, key=key)
    return row


def _request(row: MinorAccess) -> notices.Request:
    return notices.Request("未成年人信息查阅申请", "access to a minor's data", f"#{row.id}", row.id)


def _undecided(actor: Actor, access_id: int) -> MinorAccess:
    row = _locked(actor, access_id)
    policy.require_decides(actor, row)
    if row.present_state is not AccessState.ASKED:
        raise ConflictError(
            "request_decided",
            "该申请已处理或已过期，请刷新。",
            "This request is decided, or lapsed. Refresh.",
            state=row.present_state.value,
        )
    return row


def _locked(actor: Actor, access_id: int) -> MinorAccess:
    found = session().get(MinorAccess, access_id, with_for_update={"of": MinorAccess})
    return policy.require_visible(actor, found)


def require_known(actor: Actor, user_id: int, organisation_id: int) -> None:
    """Raise ``NotFoundError`` unless the organisation, or one below it, has to do with a person.

    A role that the actor gave them does not count: nobody makes a stranger their own.
    """
    below = orgs.ids_below([organisation_id])
    ways = (
        sa.select(SignUp.id)
        .join(Activity, Activity.id == SignUp.activity_id)
        .where(SignUp.volunteer_id == user_id, Activity.organisation_id.in_(below)),
        sa.select(HouseholdMember.id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(
            HouseholdMember.user_id == user_id,
            HouseholdMember.left_at.is_(None),
            Household.organisation_id.in_(below),
        ),
        sa.select(RoleGrant.id).where(
            RoleGrant.user_id == user_id,
            RoleGrant.organisation_id.in_(below),
            RoleGrant.granted_by != actor.user_id,
        ),
        sa.select(Membership.id).where(
            Membership.user_id == user_id, Membership.organisation_id.in_(below)
        ),
    )
    if not any(session().scalar(way.limit(1)) for way in ways):
        raise NotFoundError("志愿者", "volunteer of this organisation")


def _counts(access_ids: Collection[int]) -> dict[int, int]:
    rows = session().execute(
        sa.select(MinorLook.access_id, sa.func.count().label("looks"))
        .where(MinorLook.access_id.in_(access_ids))
        .group_by(MinorLook.access_id)
    )
    return {row.access_id: row.looks for row in rows}
