"""What a ward has agreed to and what counts with a guardian's consent alone: she is told of it."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts import ages, idnumber, wards
from app.accounts.models import Consent, GuardianPurpose, Guardianship, Purpose
from app.core import clock
from app.core.db import session
from app.notices import service as notices
from app.notices.kinds import Kind

LOOKED_BACK = timedelta(days=1)  # for what was agreed to, or for a guardian who is new
READ_AT_ONCE = 200
_NAMES = {
    Purpose.LOCATION_TRACK: ("服务期间的定位", "to be located while serving"),
    Purpose.REAL_NAME: ("实名认证", "to a verified identity"),
    Purpose.PUBLICATION: ("公开展示昵称、时长和照片", "to be shown in public"),
}


def tell_guardians() -> int:
    """Tell guardians of what waits for their consent, each once for each word of the ward."""
    return sum(_tell(*each) for each in _recent())


def _recent() -> Iterator[tuple[Consent, Guardianship]]:
    """Yield the last words of wards, with each guardian, where either is new; some at a time."""
    since, later = clock.now() - LOOKED_BACK, aliased(Consent)
    replaced = sa.exists().where(
        later.user_id == Consent.user_id, later.purpose == Consent.purpose, later.id > Consent.id
    )
    order = sa.tuple_(Consent.id, Guardianship.id)
    recent = (
        sa.select(Consent, Guardianship)
        .join(Guardianship, Guardianship.ward_id == Consent.user_id)
        .where(Consent.given, ~replaced, Guardianship.ended_at.is_(None))
        .where(sa.or_(Consent.at > since, Guardianship.confirmed_at > since))
        .order_by(Consent.id, Guardianship.id)
        .limit(READ_AT_ONCE)
    )
    found = session().execute(recent).all()
    while found:
        yield from found
        last = sa.tuple_(*(sa.literal(each.id) for each in found[-1]))
        found = session().execute(recent.where(order > last)).all()


def _tell(said: Consent, bond: Guardianship) -> bool:
    purpose = GuardianPurpose(said.purpose.value)
    if not _counts_with_her_alone(bond.ward_id, said.purpose):
        return False
    if wards.guardian_agrees(bond.ward_id, purpose):
        return False
    zh, en = _NAMES[said.purpose]
    values = {
        "guardianship_id": str(bond.id),
        "who": bond.ward.nickname,
        "what_zh": zh,
        "what": en,
    }
    key = f"consent_asked:{said.id}"
    return notices.notify(bond.guardian_id, Kind.WARD_CONSENT_ASKED, values, key=key) is not None


def _counts_with_her_alone(ward_id: int, purpose: Purpose) -> bool:
    known = wards.standing(ward_id, ages.today())
    if purpose is Purpose.REAL_NAME:
        return known.age is not None and known.age < idnumber.WITHOUT_GUARDIAN
    return known.minor is True
