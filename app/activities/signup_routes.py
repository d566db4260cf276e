"""The API of sign-ups."""

from typing import Any

from app.activities import agreements, decisions, signups, skills, waitlist
from app.activities.schemas import ReasonSchema
from app.activities.signup_schemas import (
    AgreementQuery,
    AgreementSchema,
    MySignUpQuery,
    MySignUpSchema,
    PlacesSchema,
    SignUpForLeaderSchema,
    SignUpInSchema,
    SignUpQuery,
    SignUpSchema,
    SkillSchema,
    SkillsSchema,
)
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import page_of

blueprint = Blueprint("sign-ups", __name__, description="报名、候补、请假 · Sign-ups")
ONE = "/activities/<int:activity_id>/signups/<int:sign_up_id>"


@blueprint.post("/activities/<int:activity_id>/signups")
@requires
@blueprint.arguments(SignUpInSchema)
@blueprint.response(201, SignUpSchema)
def sign_up(values: dict[str, Any], activity_id: int) -> Any:
    """报名一个场次。Ask for a place in a slot.

    ``state`` says what came of it: ``confirmed``, or ``waitlisted`` when there is no place left,
    or ``applied`` where the organiser chooses. Asking twice is one sign-up.
    """
    return signups.sign_up(actor(), activity_id, values)


@blueprint.get("/activities/<int:activity_id>/signups")
@requires
@blueprint.arguments(SignUpQuery, location="query")
@blueprint.response(200, page_of(SignUpForLeaderSchema))
def list_sign_ups(query: dict[str, Any], activity_id: int) -> Any:
    """报名名单，按先后顺序（协调员）。Who signed up, in order of arrival; for coordinators."""
    return signups.list_sign_ups(actor(), activity_id, query)


@blueprint.get("/me/signups")
@requires
@blueprint.arguments(MySignUpQuery, location="query")
@blueprint.response(200, page_of(MySignUpSchema))
def list_my_sign_ups(query: dict[str, Any]) -> Any:
    """我的报名。One's own sign-ups, the newest first."""
    return signups.list_my_sign_ups(actor(), query)


@blueprint.get("/activities/<int:activity_id>/places")
@requires
@blueprint.response(200, PlacesSchema(many=True))
def list_places(activity_id: int) -> Any:
    """各场次各岗位的占用情况。How many places of each position are held in each slot."""
    return signups.count_places(actor(), activity_id)


@blueprint.get("/activities/<int:activity_id>/agreement")
@requires
@blueprint.arguments(AgreementQuery, location="query")
@blueprint.response(200, AgreementSchema)
def preview_agreement(query: dict[str, Any], activity_id: int) -> Any:
    """报名前阅读：内容、方式、时间、地点、条件、安全保障。What one agrees to by signing up."""
    return signups.preview(actor(), activity_id, query)


@blueprint.get(f"{ONE}/agreement")
@requires
@blueprint.response(200, AgreementSchema)
def show_agreement(activity_id: int, sign_up_id: int) -> Any:
    """报名时约定的内容（不可更改）。What was agreed to with a sign-up, as it stood then."""
    return agreements.show(actor(), activity_id, sign_up_id)


@blueprint.get("/skills")
@requires
@blueprint.response(200, SkillSchema(many=True))
def list_skills() -> Any:
    """技能清单。The skills that there are."""
    return [{"skill": skill, "zh": zh} for skill, zh in skills.SKILLS_ZH.items()]


@blueprint.get("/me/skills")
@requires
@blueprint.response(200, SkillsSchema)
def show_my_skills() -> Any:
    """我的技能。What one says that one can do."""
    return {"skills": skills.show_mine(actor())}


@blueprint.put("/me/skills")
@requires
@blueprint.arguments(SkillsSchema)
@blueprint.response(200, SkillsSchema)
def replace_my_skills(values: dict[str, Any]) -> Any:
    """登记我的技能（整份替换）。Say what one can do; replaces what was said before."""
    return {"skills": skills.replace_mine(actor(), values["skills"])}


@blueprint.delete(ONE)
@requires
@blueprint.response(200, SignUpSchema)
def cancel_sign_up(activity_id: int, sign_up_id: int) -> Any:
    """取消报名（开始前）；临近开始算临期取消。Give the place back, before the slot starts."""
    return signups.cancel_sign_up(actor(), activity_id, sign_up_id)


@blueprint.post(f"{ONE}/accept")
@requires
@blueprint.response(200, SignUpSchema)
def accept_offer(activity_id: int, sign_up_id: int) -> Any:
    """候补确认：在时限内接受空出的名额。Take the place that is offered, before time is up."""
    return waitlist.accept(actor(), activity_id, sign_up_id)


@blueprint.post(f"{ONE}/leave")
@requires
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SignUpSchema)
def ask_leave(values: dict[str, str], activity_id: int, sign_up_id: int) -> Any:
    """请假。Ask to be excused; until it is granted the place stays yours."""
    return signups.ask_leave(actor(), activity_id, sign_up_id, values["reason"])


@blueprint.post(f"{ONE}/leave/grant")
@requires
@blueprint.response(200, SignUpForLeaderSchema)
def grant_leave(activity_id: int, sign_up_id: int) -> Any:
    """准假（协调员）。Excuse one who asked for it; for coordinators."""
    return decisions.grant_leave(actor(), activity_id, sign_up_id)


@blueprint.post(f"{ONE}/leave/refuse")
@requires
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SignUpForLeaderSchema)
def refuse_leave(values: dict[str, str], activity_id: int, sign_up_id: int) -> Any:
    """不准假并说明原因（协调员）。Refuse to excuse somebody, with a reason; for coordinators."""
    return decisions.refuse_leave(actor(), activity_id, sign_up_id, values["reason"])


@blueprint.post(f"{ONE}/confirm")
@requires
@blueprint.response(200, SignUpForLeaderSchema)
def confirm_sign_up(activity_id: int, sign_up_id: int) -> Any:
    """录取；名额已满则转候补（协调员）。Take one who applied; for coordinators.

    When the slot is full they wait in order of arrival.
    """
    return decisions.confirm(actor(), activity_id, sign_up_id)


@blueprint.post(f"{ONE}/reject")
@requires
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SignUpForLeaderSchema)
def reject_sign_up(values: dict[str, str], activity_id: int, sign_up_id: int) -> Any:
    """不录取并说明原因（协调员）。Turn one down who applied, with a reason; for coordinators."""
    return decisions.reject(actor(), activity_id, sign_up_id, values["reason"])


@blueprint.post(f"{ONE}/remove")
@requires
@blueprint.arguments(ReasonSchema)
@blueprint.response(200, SignUpForLeaderSchema)
def remove_sign_up(values: dict[str, str], activity_id: int, sign_up_id: int) -> Any:
    """移出并说明原因（协调员）。Take somebody's place away, with a reason; for coordinators."""
    return decisions.remove(actor(), activity_id, sign_up_id, values["reason"])
