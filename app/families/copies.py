"""What is told to those who look after somebody: guardians, and leaders who act for a member.

A notice that matters is marked when it is given; the job finds it and tells each of them once, be
they guardian, leader or both.
"""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from app.accounts import wards
from app.accounts.holders import holders_near
from app.accounts.models import Guardianship, User
from app.core.auth import RoleName
from app.core.db import session
from app.families.models import Household, HouseholdMember
from app.notices import service as notices
from app.notices.kinds import Kind
from app.notices.models import Notice
from app.orgs import service as orgs

AT_ONCE = 500
LEADERS = 3  # of a member whose own leader has left the post


def copy_notices() -> int:
    """Tell those who look after somebody what that person was told; return how many copies."""
    marked = sa.select(Notice).where(Notice.to_copy).order_by(Notice.id).limit(AT_ONCE)
    found = session().scalars(marked.with_for_update(skip_locked=True)).all()
    companions = _companions({notice.user_id for notice in found})
    count = 0
    for notice in found:
        notice.to_copy = False
        for user_id in sorted(companions.get(notice.user_id, set()) - {notice.user_id}):
            said = (notice.text, notice.text_en)
            activity_id = notice.values.get("activity_id", "")  # of what is about none, it is empty
            _tell(user_id, notice.user_id, said, activity_id, f"copy:{notice.id}")
            count += 1
    session().flush()
    return count


def tell_guardians(ward_id: int, said: tuple[str, str], activity_id: int, key: str) -> None:
    """Tell the guardians of a person, if there are any, what that person has done."""
    for user_id in sorted(wards.guardians_of(ward_id)):
        _tell(user_id, ward_id, said, str(activity_id), key)


def _tell(user_id: int, about_id: int, said: tuple[str, str], activity_id: str, key: str) -> None:
    who = session().get_one(User, about_id).nickname
    values = {"who": who, "said_zh": said[0], "said": said[1], "activity_id": activity_id}
    notices.notify(user_id, Kind.COPY, values, key=key)


def _companions(user_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return who looks after each of these people."""
    found: dict[int, set[int]] = defaultdict(set)
    guardians = sa.select(Guardianship).where(
        Guardianship.ward_id.in_(user_ids), Guardianship.ended_at.is_(None)
    )
    for each in session().scalars(guardians):
        found[each.ward_id].add(each.guardian_id)
    members = (
        sa.select(HouseholdMember, Household)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.user_id.in_(user_ids), HouseholdMember.left_at.is_(None))
    )
    for member, household in session().execute(members):
        found[member.user_id].update(_leaders(member, household))
    return found


def _leaders(member: HouseholdMember, household: Household) -> list[int]:
    """Return who acts for a member: whoever added them and still may, else those who may now."""
    able = holders_near(RoleName.COORDINATOR, orgs.path_of(household.organisation_id))
    own = [each for each in (member.added_by, household.created_by) if each in able]
    return own[:1] or able[:LEADERS]
