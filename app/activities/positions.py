"""Positions: what they take of a volunteer, and how many places each of them has in a slot."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts import ages
from app.activities import skills
from app.activities.models import HOLDS_PLACE, Position, SignUp, SignUpState, Slot
from app.core import clock
from app.core.db import session
from app.core.errors import ForbiddenError, InvalidError, NotFoundError
from app.orgs import service as orgs
from app.orgs import teams
from app.orgs.models import Organisation
from app.trainings import service as trainings


def new(values: dict[str, Any]) -> Position:
    """Return a position as it was described; raise on one that nobody could fill."""
    quotas = {str(each["team_id"]): each["quota"] for each in values["quotas_of_teams"]}
    plain = {name: value for name, value in values.items() if name != "quotas_of_teams"}
    position = Position(**plain, team_quotas=quotas)
    for team_id in [position.team_id, *map(int, quotas)]:
        if team_id is not None:
            orgs.path_of(team_id)
    if position.course_id is not None:
        trainings.get_course(position.course_id)
    if (position.min_age or 0) > (position.max_age or 200):
        raise InvalidError(
            "ages_crossed",
            "岗位的最小年龄大于最大年龄，请修改。",
            "The lowest age of this position is above its highest. Correct one of them.",
            fields={"positions": ["min_age"]},
        )
    return position


def choose(activity_id: int, position_id: int | None) -> Position | None:
    """Return the position that is meant; None where an activity has none."""
    mine = sa.select(Position).where(Position.activity_id == activity_id)
    if position_id is not None:
        mine = mine.where(Position.id == position_id)
    found = session().scalars(mine.limit(2)).all()
    if position_id is not None and not found:
        raise NotFoundError("岗位", "position")
    if len(found) > 1:
        raise InvalidError(
            "position_required",
            "该活动有多个岗位，请选择一个（position_id）。",
            "This activity has several positions. Say which one in position_id.",
            fields={"position_id": ["missing"]},
        )
    return found[0] if found else None


def require_fit(position: Position, volunteer_id: int, slot: Slot, team_id: int | None) -> None:
    """Raise unless the volunteer may take the position, saying what is lacking (条例 15, 16)."""
    _require_age(position, volunteer_id, slot)
    _require_skills(position, volunteer_id)
    _require_trained(position, volunteer_id, slot.starts_at)
    if position.team_id is not None and team_id is None:
        require_member(volunteer_id, position.team_id)


def require_member(volunteer_id: int, team_id: int) -> None:
    """Raise unless the volunteer belongs to the team or to one below it."""
    if not teams.belongs(volunteer_id, [team_id]):
        raise ForbiddenError(
            "team_only",
            f"该岗位只面向“{orgs.get_organisation(team_id).name}”的成员，请先加入或选择其他岗位。",
            "This position is for members of a team only. Join it, or choose another position.",
            team_id=team_id,
        )


def team_counted(position: Position, volunteer_id: int, team_id: int | None) -> int | None:
    """Return the team whose places they take, whether they name it, one below it, or none."""
    quotas = sorted(map(int, position.team_quotas))
    if team_id in quotas:
        return team_id
    for each in quotas:
        if _is_below(team_id, each) if team_id else teams.belongs(volunteer_id, [each]):
            return each
    return team_id or position.team_id


def _is_below(team_id: int, above: int) -> bool:
    mine = orgs.ids_below([above]).where(Organisation.id == team_id)
    return session().scalar(mine.limit(1)) is not None


def require_still_trained(sign_up: SignUp, at: datetime) -> None:
    """Raise if the certificate that the position needs does not hold when its holder arrives."""
    position = session().get(Position, sign_up.position_id) if sign_up.position_id else None
    if position is not None:
        _require_trained(position, sign_up.volunteer_id, at)


def _require_trained(position: Position, volunteer_id: int, at: datetime) -> None:
    course_id = position.course_id
    if course_id is not None and not trainings.holds(volunteer_id, course_id, at):
        raise ForbiddenError(
            "training_required",
            "该岗位需持有指定课程的有效证书，请先完成培训（course_id）。",
            "This position needs a valid certificate of a course. Take the course first.",
            course_id=course_id,
        )


class Room:
    """How many places of each position, and of each team in it, are left in a locked slot."""

    def __init__(self, slot: Slot) -> None:
        """Count what is held now."""
        self._positions = {each.id: each for each in of_activity(slot.activity_id)}
        self._held: Counter[tuple[int | None, int | None]] = Counter()
        for position_id, team_id, count in session().execute(_held_in(slot)):
            self._held[position_id, None] += count
            if team_id is not None:
                self._held[position_id, team_id] += count

    def is_there(self, sign_up: SignUp) -> bool:
        """Say whether this one's position, and their team in it, has a place left."""
        if sign_up.position_id is None:
            return True
        position = self._positions[sign_up.position_id]
        bound = position.team_quotas.get(str(sign_up.team_id), position.quota)
        held = self._held
        return (
            held[position.id, None] < position.quota and held[position.id, sign_up.team_id] < bound
        )

    def fill(self, waiting: Sequence[SignUp], places: int) -> Iterator[SignUp]:
        """Yield, in order, those who get one of so many places."""
        for sign_up in waiting:
            if places <= 0:
                return
            if self.is_there(sign_up):
                places -= 1
                for team_id in {None, sign_up.team_id}:
                    self._held[sign_up.position_id, team_id] += 1
                yield sign_up


def has_room(slot: Slot, sign_up: SignUp) -> bool:
    """Say whether a locked slot has a place left for this one."""
    return slot.taken < slot.quota and (sign_up.position_id is None or Room(slot).is_there(sign_up))


def of_activity(activity_id: int) -> Sequence[Position]:
    """Return an activity's positions."""
    mine = sa.select(Position).where(Position.activity_id == activity_id)
    return session().scalars(mine.order_by(Position.id)).all()


def are_taken(activity_id: int) -> bool:
    """Say whether anybody has ever signed up for a position of the activity."""
    taken = sa.exists().where(SignUp.activity_id == activity_id, SignUp.position_id.is_not(None))
    return bool(session().scalar(sa.select(taken)))


def count(activity_id: int) -> list[dict[str, Any]]:
    """Return how many places are held and waited for, by slot and position, in one question."""
    held = sa.func.sum(sa.case((SignUp.state.in_(HOLDS_PLACE), 1), else_=0))
    waiting = sa.func.sum(sa.case((SignUp.state == SignUpState.WAITLISTED, 1), else_=0))
    found = session().execute(
        sa.select(SignUp.slot_id, SignUp.position_id, held.label("taken"), waiting.label("waiting"))
        .where(SignUp.activity_id == activity_id)
        .group_by(SignUp.slot_id, SignUp.position_id)
        .order_by(SignUp.slot_id, SignUp.position_id)
    )
    return [dict(row._mapping) for row in found]


def _held_in(slot: Slot) -> sa.Select[int | None, int | None, int]:
    return (
        sa.select(SignUp.position_id, SignUp.team_id, sa.func.count())
        .where(SignUp.slot_id == slot.id, SignUp.state.in_(HOLDS_PLACE))
        .group_by(SignUp.position_id, SignUp.team_id)
    )


def _require_age(position: Position, volunteer_id: int, slot: Slot) -> None:
    if position.min_age is None and position.max_age is None:
        return
    age = ages.age_of(volunteer_id, clock.day_of(slot.starts_at))
    if age is None:
        raise ForbiddenError(
            "age_unknown",
            "该岗位有年龄要求，请先在“我的”中完成实名认证。",
            "This position asks for an age. Verify your identity first.",
        )
    if not (position.min_age or 0) <= age <= (position.max_age or 200):
        raise ForbiddenError(
            "age_out_of_range",
            f"该岗位要求年龄 {_range(position)}，请选择其他岗位。",
            f"This position is for the ages {_range(position)}. Choose another one.",
            min_age=position.min_age,
            max_age=position.max_age,
        )


def _range(position: Position) -> str:
    return f"{position.min_age or 0}–{position.max_age or ''}"


def _require_skills(position: Position, volunteer_id: int) -> None:
    if not position.skills:
        return
    missing = set(map(skills.Skill, position.skills)) - set(skills.skills_of(volunteer_id))
    if missing:
        raise ForbiddenError(
            "skill_needed",
            f"该岗位需要技能：{'、'.join(skills.SKILLS_ZH[each] for each in sorted(missing))}；"
            "如您具备，请先在“我的技能”中登记。",
            f"This position needs {', '.join(sorted(missing))}. If that is among your skills, "
            "add it there first.",
            skills=sorted(missing),
        )
