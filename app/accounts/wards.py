"""What guardians say about their wards: read here by whoever needs a minor's consent."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from app.accounts import ages
from app.accounts.ages import Standing
from app.accounts.models import (
    AgeWord,
    GuardianConsent,
    GuardianPurpose,
    Guardianship,
    IdentityVerification,
)
from app.accounts.policy import GUARDIAN_TEXTS
from app.core.db import session
from app.core.errors import ForbiddenError


def guardian_agrees(ward_id: int, purpose: GuardianPurpose) -> bool:
    """Say whether the last word of a person's guardians is a yes to the present text."""
    words = last_word(ward_id, purpose).add_columns(GuardianConsent.version)
    said = session().execute(words).first()
    return said is not None and said.given and said.version == GUARDIAN_TEXTS[purpose].version


def last_word(ward_id: int, purpose: GuardianPurpose) -> sa.Select[bool]:
    """Return the query for what was said last by those who are a person's guardians now."""
    return (
        sa.select(GuardianConsent.given)
        .join(Guardianship, Guardianship.id == GuardianConsent.guardianship_id)
        .where(
            Guardianship.ward_id == ward_id,
            Guardianship.ended_at.is_(None),
            GuardianConsent.purpose == purpose,
        )
        .order_by(GuardianConsent.id.desc())
        .limit(1)
    )


def guardians_of(ward_id: int) -> set[int]:
    """Return the ids of a person's guardians."""
    return set(session().scalars(_of(ward_id)))


def standing(user_id: int, day: date) -> Standing:
    """Return what is known of somebody's age on a day.

    A ward whose age is not known for certain is taken for a minor on the guardian's word.
    """
    known = ages.standing(user_id, day)
    if known.is_certain or known.minor or not guardians_of(user_id):
        return known
    return known._replace(minor=True)


def needs_guardian(user_id: int) -> bool:
    """Say whether somebody is a minor today, as far as we know, so that a guardian has a say."""
    return standing(user_id, ages.today()).minor is True


def guardian_lacks(user_id: int, purpose: GuardianPurpose) -> bool:
    """Say whether a purpose needs a guardian's consent today that is not there."""
    return needs_guardian(user_id) and not guardian_agrees(user_id, purpose)


def who_lack(user_ids: Collection[int], purpose: GuardianPurpose) -> set[int]:
    """Return for whom of these people ``guardian_lacks``, in as many statements for all."""
    live = (Guardianship.ward_id.in_(user_ids), Guardianship.ended_at.is_(None))
    latest = (
        sa.select(sa.func.max(GuardianConsent.id))
        .join(Guardianship, Guardianship.id == GuardianConsent.guardianship_id)
        .where(*live, GuardianConsent.purpose == purpose)
        .group_by(Guardianship.ward_id)
    )
    agreed = session().scalars(
        sa.select(Guardianship.ward_id)
        .join(GuardianConsent, Guardianship.id == GuardianConsent.guardianship_id)
        .where(
            GuardianConsent.id.in_(latest),
            GuardianConsent.given,
            GuardianConsent.version == GUARDIAN_TEXTS[purpose].version,
        )
    )
    known = _standings(user_ids)
    wards = session().scalars(sa.select(Guardianship.ward_id).where(*live))
    on_their_word = {each for each in wards if each not in known or not known[each].is_certain}
    minors = {each for each, standing in known.items() if standing.minor} | on_their_word
    return minors - set(agreed)


def _standings(user_ids: Collection[int]) -> dict[int, Standing]:
    """Return what is kept of these people's ages, of those of whom anything is."""
    day, found = ages.today(), {}
    words = sa.select(AgeWord).where(AgeWord.user_id.in_(user_ids))
    for word in session().scalars(words):
        found[word.user_id] = ages.by_word(word.source, word.sealed, word.user_id, day)
    numbers = sa.select(IdentityVerification).where(IdentityVerification.user_id.in_(user_ids))
    for row in session().scalars(numbers):
        found[row.user_id] = ages.by_number(row.sealed, row.user_id, day)
    return found


def guardian_needed() -> ForbiddenError:
    """Return the refusal of what a child may do with a guardian's consent only."""
    return ForbiddenError(
        "guardian_needed",
        "未满 14 周岁须先由监护人同意：请监护人到服务站签纸质同意书，"
        "或生成邀请码由监护人在自己的账号确认。",
        "Below the age of 14 a guardian must consent first: on paper with the leader of the "
        "station, or by an invitation code that the guardian confirms in her own account.",
    )


def guardian_consent_needed(purpose: GuardianPurpose) -> ForbiddenError:
    """Return the refusal of what a minor may do with a guardian's consent."""
    return ForbiddenError(
        "guardian_consent_needed",
        f"未满 18 周岁须监护人同意（{_NAMES_ZH[purpose]}）：请监护人在自己的账号中确认同意。",
        f"Below the age of 18 this needs a guardian's consent ({purpose.value}). Let the guardian "
        "give it in her own account.",
        purpose=purpose.value,
    )


_NAMES_ZH = {
    GuardianPurpose.SERVICE: "参加志愿服务",
    GuardianPurpose.LOCATION_TRACK: "行踪轨迹",
    GuardianPurpose.REAL_NAME: "实名认证",
    GuardianPurpose.PUBLICATION: "公开展示",
}


def _of(ward_id: int) -> sa.Select[int]:
    return sa.select(Guardianship.guardian_id).where(
        Guardianship.ward_id == ward_id, Guardianship.ended_at.is_(None)
    )
