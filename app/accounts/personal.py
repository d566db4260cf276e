"""What accounts hold about a person: in their copy, and at their erasure."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts import ages, guardians, joining, phones, tokens, verification
from app.accounts.models import (
    AgeWord,
    Consent,
    GuardianConsent,
    GuardianInvitation,
    Guardianship,
    Identity,
    IdentityVerification,
    Login,
    Phone,
    RiskCheck,
    RoleGrant,
    User,
)
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.personal import PROOF, Fate, Holding, Joined, Part, Twins, plain

NAMELESS = "已注销用户"
_BOND = (Guardianship.id, Guardianship.ward_id)
_BY_GUARDIAN = (Guardianship.id, Guardianship.guardian_id)


def _more(user_id: int) -> dict[str, Any]:
    user = session().get_one(User, user_id)
    account = {
        "id": user.id,
        "nickname": user.nickname,
        "volunteer_no": user.volunteer_no,
        "created_at": plain(user.created_at),
    }
    # Masked here as everywhere: whoever has the person's phone in hand shall not have these too.
    return {
        "account": account,
        "age": _age(user_id),
        "real_name": _masked(verification.show, user_id),
        "phone": _masked(phones.show, user_id),
    }


def _masked(show: Any, user_id: int) -> dict[str, Any] | None:
    try:
        found = show(Actor(user_id))
    except NotFoundError:
        return None
    return {name: plain(getattr(found, name)) for name in found.__slots__}


def _age(user_id: int) -> dict[str, Any] | None:
    """Return what is kept without a number, in the open: it is sealed where it lies."""
    word = ages.find_word(user_id)
    if word is None:
        return None
    known = ages.by_word(word.source, word.sealed, user_id, ages.today())
    said = {"source": word.source, "noted_at": word.noted_at, "minor_until": known.until}
    return {name: plain(value) for name, value in said.items()} | {"minor": known.minor}


def _let_go(user_id: int) -> None:
    """End what the person is logged in with and bound to, and take the account's name."""
    tokens.end_all(user_id)
    # Their rows go when no access token of theirs is good any more.
    lifetime = timedelta(minutes=current_app.config["SETTINGS"].access_minutes)
    session().execute(
        sa.update(Login).where(Login.user_id == user_id).values(expires_at=clock.now() + lifetime)
    )
    for bond in session().scalars(_bonds(user_id)).all():
        guardians.end(Actor(user_id), bond)
    user = session().get_one(User, user_id)
    user.nickname, user.erased_at = NAMELESS, clock.now()
    session().flush()


def _bonds(user_id: int) -> sa.Select[int]:
    mine = sa.or_(Guardianship.ward_id == user_id, Guardianship.guardian_id == user_id)
    return sa.select(Guardianship.id).where(mine, Guardianship.ended_at.is_(None))


PART = Part(
    (
        Holding(Identity.user_id, Fate.DELETED, "identities"),
        # A right is nobody's by a phone number: an administrator grants it anew.
        Holding(
            RoleGrant.user_id,
            Fate.DELETED,
            "roles",
            joined=Joined.REFUSED,
            merged=Joined.STAYS,  # that of a volunteer; with another one nothing is merged
        ),
        Holding(RoleGrant.granted_by, Fate.OF_OTHERS),
        Holding(
            Login.user_id,
            Fate.NAMELESS,
            "sessions",
            blank={"device": ""},
            joined=Joined.STAYS,
        ),
        Holding(Consent.user_id, Fate.KEPT, "consents", PROOF),
        Holding(
            IdentityVerification.user_id,
            Fate.DELETED,
            joined=Joined.REFUSED,
            merged=Joined.MOVED,  # see verification.pass_on
        ),
        Holding(AgeWord.user_id, Fate.DELETED, joined=Joined.STAYS),  # see age_words.pass_on
        Holding(Phone.user_id, Fate.DELETED, joined=Joined.STAYS),  # see phones.pass_on
        Holding(
            RiskCheck.user_id,
            Fate.DELETED,
            "risk_checks",
            twins=Twins.DROPPED,
            strength=lambda row: (row["decision"] is None, row["rank"]),
        ),
        Holding(GuardianInvitation.ward_id, Fate.DELETED, "guardian_invitations"),
        Holding(
            Guardianship.ward_id,
            Fate.KEPT,
            "guardians",
            PROOF,
            joined=Joined.MOVED,
            twins=Twins.LEFT,
        ),
        Holding(
            Guardianship.guardian_id,
            Fate.KEPT,
            "wards",
            PROOF,
            joined=Joined.MOVED,
            twins=Twins.LEFT,
        ),
        Holding(
            GuardianConsent.guardianship_id, Fate.KEPT, "guardians_consents", PROOF, through=_BOND
        ),
        Holding(
            GuardianConsent.guardianship_id,
            Fate.KEPT,
            "consents_as_guardian",
            PROOF,
            through=_BY_GUARDIAN,
        ),
    ),
    more=_more,
    let_go=_let_go,
    join=joining.join,
)
