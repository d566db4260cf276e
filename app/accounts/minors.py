"""What minors may do: serve with a guardian's consent, and never where it is dangerous."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from flask import current_app

from app.accounts import idnumber, wards
from app.accounts.ages import Standing
from app.accounts.models import AgeSource, GuardianPurpose
from app.accounts.policy import AGE_TEXT
from app.core import clock
from app.core.errors import ForbiddenError


class Leave(StrEnum):
    """Whether somebody may serve now, or when a guardian has agreed."""

    GIVEN = "given"
    GUARDIAN_PENDING = "guardian_pending"


def leave_to_serve(
    user_id: int, at: datetime, *, danger: bool = False, companions: Collection[int] = ()
) -> Leave:
    """Say whether a person may serve at a time; raise ``ForbiddenError`` where waiting is no use.

    ``GUARDIAN_PENDING``: between 14 and 18, and the guardian has not agreed yet; a sign-up waits
    in the state of that name. ``companions`` are the people in the same slot: where the
    province's rule is consent or accompaniment, a guardian among them will do. Raised:
    ``danger_of_age`` (dangerous work, and not known to be of age), ``guardian_needed`` (under 14
    without consent), ``age_needed`` (nobody has said whether they are of age), ``too_young`` and
    ``real_name_needed`` (settings).
    """
    known = wards.standing(user_id, clock.day_of(at))
    leave = _leave(user_id, known, danger=danger, companions=companions)
    if known.minor is None:
        raise _age_needed()
    return leave


def _leave(user_id: int, known: Standing, *, danger: bool, companions: Collection[int]) -> Leave:
    settings = current_app.config["SETTINGS"]
    if danger and not _is_proved_grown(known):
        raise _danger_of_age()
    if known.source is not AgeSource.VERIFIED and settings.real_name_to_serve:
        raise _real_name_needed()
    if known.age is not None and known.age < settings.youngest_age:
        raise _too_young(settings.youngest_age)
    if not known.minor:
        return Leave.GIVEN
    if wards.guardian_agrees(user_id, GuardianPurpose.SERVICE):
        return Leave.GIVEN
    if known.age is not None and known.age < idnumber.WITHOUT_GUARDIAN:
        raise wards.guardian_needed()
    accompanied = settings.minors_accompanied and wards.guardians_of(user_id) & set(companions)
    return Leave.GIVEN if accompanied else Leave.GUARDIAN_PENDING


def _is_proved_grown(known: Standing) -> bool:
    return known.source is AgeSource.VERIFIED and not known.minor


def require_may_serve(
    user_id: int, at: datetime, *, danger: bool = False, companions: Collection[int] = ()
) -> None:
    """Raise ``ForbiddenError`` unless a person may serve at a time; as ``leave_to_serve``.

    At a check-in: a consent that was withdrawn since the sign-up is not there any more. Raises
    ``guardian_consent_needed`` where ``leave_to_serve`` would let a sign-up wait. Their age was
    asked before the sign-up; who signed up before anybody asked is not turned away at the site.
    """
    known = wards.standing(user_id, clock.day_of(at))
    leave = _leave(user_id, known, danger=danger, companions=companions)
    if leave is Leave.GUARDIAN_PENDING:
        raise wards.guardian_consent_needed(GuardianPurpose.SERVICE)


def _danger_of_age() -> ForbiddenError:
    return ForbiddenError(
        "danger_of_age",
        "该活动有人身危险，只有实名认证且年满 18 周岁者可以参加；请先实名认证，或选择其他活动。",
        "This is dangerous work, for people who are verified and of age. Verify your identity, or "
        "choose another activity.",
    )


def _age_needed() -> ForbiddenError:
    return ForbiddenError(
        "age_needed",
        "报名前请先声明是否已满 18 周岁（本人在报名页勾选；代办的由负责人在家庭成员中填写）。",
        "Say first whether you are 18 or older: on the page of the sign-up, or, for a member of a "
        "household, the leader in the household.",
        version=AGE_TEXT.version,
    )


def _real_name_needed() -> ForbiddenError:
    return ForbiddenError(
        "real_name_needed",
        "参加志愿服务须先完成实名认证，请先在“我的”中认证。",
        "Service needs a verified identity here. Verify yours first.",
    )


def _too_young(youngest: int) -> ForbiddenError:
    return ForbiddenError(
        "too_young",
        f"未满 {youngest} 周岁不能参加志愿服务，感谢您的热心。",
        f"Nobody below the age of {youngest} can serve here. Thank you all the same.",
        youngest=youngest,
    )
