"""Consents: separate for each purpose, to one version of a text, and taken back at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts import ages, wards
from app.accounts.models import (
    AgeWord,
    Consent,
    GuardianPurpose,
    Guardianship,
    IdentityVerification,
    Purpose,
    User,
)
from app.accounts.policy import TEXTS, Text
from app.core import audit, clock
from app.core.alone import execute_alone
from app.core.auth import Actor
from app.core.cache import Brief
from app.core.db import add, after_commit, session
from app.core.errors import ConflictError, ForbiddenError

REMEMBERED_S = 30.0  # that another process may go on to store tracks after a withdrawal
# What else a person can do who does not agree.
_OTHERWISE = {
    Purpose.LOCATION_TRACK: (
        "也可以不定位：用签到码、二维码签到，或请负责人点名",
        "You need not be located: use the code, the QR code or ask the leader for a roll-call",
        ["code", "qr", "roll_call"],
    ),
    Purpose.REAL_NAME: (
        "不实名也可以报名和服务",
        "You can sign up and serve without it",
        [],
    ),
    Purpose.PUBLICATION: ("不同意则不公开展示", "Without it nothing is shown in public", []),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to one purpose: the present text, and what they last said."""

    purpose: Purpose
    text: Text
    last: Consent | None
    given_at: datetime | None  # when the latest consent was given, withdrawn or not

    @property
    def in_force(self) -> bool:
        """Whether the person agrees to the present text."""
        return self.last is not None and self.last.given and self.last.version == self.text.version

    @property
    def version(self) -> int | None:
        """Version that the person last agreed to."""
        return self.last.version if self.last else None

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the consent was taken back, if it is."""
        return None if self.last is None or self.last.given else self.last.at


def list_consents(actor: Actor) -> list[Standing]:
    """Return how the actor stands to each purpose."""
    rows = history(actor.user_id)
    return [_standing(purpose, rows) for purpose in Purpose]


def give_consent(
    actor: Actor,
    purpose: Purpose,
    version: int,
    *,
    by: Actor | None = None,
    organisation_id: int | None = None,
) -> Standing:
    """Note that the actor agrees to this version of the text; agreeing twice is one consent.

    ``by``: who wrote it down from paper, if not the actor, and for which organisation.
    """
    if version != TEXTS[purpose].version:
        raise text_changed(TEXTS[purpose])
    if not _locked(actor, purpose).in_force:
        audit.record(
            by or actor, "consent.give", _note(actor, purpose, version, given=True),
            on_behalf_of=actor.user_id if by else None, organisation_id=organisation_id,
        )  # fmt: skip
    return _standing(purpose, history(actor.user_id))


def withdraw_consent(actor: Actor, purpose: Purpose) -> None:
    """Note that the actor does not agree any more; what follows from it follows at once."""
    last = _locked(actor, purpose).last
    if last is not None and last.given:
        withdrawn = _note(actor, purpose, last.version, given=False)
        audit.record(actor, "consent.withdraw", withdrawn)


def agrees(user_id: int, purpose: Purpose) -> bool:
    """Say whether a person agrees to the present text of a purpose; a minor's guardian as well.

    A real name is another matter: below 14 it needs the guardian's consent, see ``verification``.
    """
    if not _standing(purpose, history(user_id)).in_force:
        return False
    return purpose is Purpose.REAL_NAME or not wards.guardian_lacks(user_id, _GUARDIANS[purpose])


def require_agrees(user_id: int, purpose: Purpose) -> None:
    """Raise ``ForbiddenError`` unless a person, and a minor's guardian, agrees to a purpose."""
    if not _standing(purpose, history(user_id)).in_force:
        raise consent_needed(purpose)
    if wards.guardian_lacks(user_id, _GUARDIANS[purpose]):
        raise wards.guardian_consent_needed(_GUARDIANS[purpose])


def may_locate(user_id: int) -> bool:
    """Say whether a position may be used now: the person agrees to the present text."""
    return not _insists() or agrees(user_id, Purpose.LOCATION_TRACK)


def may_track(user_id: int) -> bool:
    """Say whether tracks may be kept: the person agreed, to whichever text, and still does."""
    return not _insists() or bool(_tracked(user_id))


def _insists() -> bool:
    insists: bool = current_app.config["SETTINGS"].insists_on_consent
    return insists


def _last_word(user_id: int) -> bool:
    # Alone, so that a batch of pings does not hold a connection while it waits for another one.
    found = execute_alone(
        sa.select(
            sa.select(Consent.given)
            .where(Consent.user_id == user_id, Consent.purpose == Purpose.LOCATION_TRACK)
            .order_by(Consent.id.desc())
            .limit(1)
            .scalar_subquery(),
            wards.last_word(user_id, GuardianPurpose.LOCATION_TRACK).scalar_subquery(),
            sa.select(IdentityVerification.sealed)
            .where(IdentityVerification.user_id == user_id)
            .scalar_subquery(),
            sa.exists().where(Guardianship.ward_id == user_id, Guardianship.ended_at.is_(None)),
            _word_asked(user_id, AgeWord.source),
            _word_asked(user_id, AgeWord.sealed),
        )
    )
    own, guardians, number, ward, source, until = tuple(found[0])
    if not own or guardians:
        return bool(own)
    if number is not None:
        return not ages.by_number(number, user_id, ages.today()).minor
    known = ages.Standing()
    if source is not None:
        known = ages.by_word(source, until, user_id, ages.today())
    return not (known.minor or (ward and not known.is_certain))


def _word_asked(user_id: int, column: Any) -> sa.ScalarSelect[Any]:
    return sa.select(column).where(AgeWord.user_id == user_id).scalar_subquery()


_tracked = Brief(_last_word, REMEMBERED_S)


def forget_word(user_id: int) -> None:
    """Ask again, after the commit, whether a person's tracks may be kept."""
    after_commit(lambda: _tracked.forget(user_id))


def text_changed(text: Text) -> ConflictError:
    """Return the refusal of a consent to words that are not the present ones."""
    return ConflictError(
        "consent_text_changed",
        "说明文字已更新，请重新阅读后再同意。",
        "The text has changed since. Read it again, then agree.",
        version=text.version,
    )


def public_name(user: User) -> str:
    """Return what strangers may see of a person's name: all of it only by consent (PIPL 25)."""
    if agrees(user.id, Purpose.PUBLICATION):
        return user.nickname
    return masked_name(user.nickname)


def masked_name(nickname: str) -> str:
    """Return the outline of a name."""
    return nickname[:1] + "*" * (len(nickname) - 1)


def public_names(users: Sequence[User]) -> dict[int, str]:
    """Return what strangers may see of several people: a nickname by consent, else a number."""
    agreed = _who_publish([user.id for user in users])
    return {
        user.id: user.nickname if user.id in agreed else _masked_number(user.volunteer_no or "")
        for user in users
    }


def _masked_number(number: str) -> str:
    return f"{number[:6]}*****{number[-4:]}"


def _who_publish(user_ids: Sequence[int]) -> set[int]:
    """Return which of these people ``agrees`` to publication, in as many statements for all."""
    latest = sa.select(sa.func.max(Consent.id)).where(
        Consent.user_id.in_(user_ids), Consent.purpose == Purpose.PUBLICATION
    )
    said = session().scalars(
        sa.select(Consent.user_id).where(
            Consent.id.in_(latest.group_by(Consent.user_id)),
            Consent.given,
            Consent.version == TEXTS[Purpose.PUBLICATION].version,
        )
    )
    found = set(said)
    return found - wards.who_lack(found, GuardianPurpose.PUBLICATION)


def consent_needed(purpose: Purpose) -> ForbiddenError:
    """Return the refusal of what needs a consent, with what else would do."""
    zh, en, alternatives = _OTHERWISE[purpose]
    return ForbiddenError(
        "consent_needed",
        f"需要您先阅读并单独同意（{_NAMES_ZH[purpose]}）。{zh}。",
        f"This needs your separate consent ({purpose.value}) first. {en}.",
        purpose=purpose.value,
        version=TEXTS[purpose].version,
        alternatives=alternatives,
    )


def history(user_id: int) -> Sequence[Consent]:
    """Return all that a person ever said, in order."""
    mine = sa.select(Consent).where(Consent.user_id == user_id).order_by(Consent.id)
    return session().scalars(mine).all()


_GUARDIANS = {
    Purpose.LOCATION_TRACK: GuardianPurpose.LOCATION_TRACK,
    Purpose.REAL_NAME: GuardianPurpose.REAL_NAME,
    Purpose.PUBLICATION: GuardianPurpose.PUBLICATION,
}
_NAMES_ZH = {
    Purpose.LOCATION_TRACK: "行踪轨迹",
    Purpose.REAL_NAME: "实名认证",
    Purpose.PUBLICATION: "公开展示",
}


def _standing(purpose: Purpose, rows: Sequence[Consent]) -> Standing:
    mine = [row for row in rows if row.purpose is purpose]
    given = [row.at for row in mine if row.given]
    return Standing(purpose, TEXTS[purpose], mine[-1] if mine else None, max(given, default=None))


def _locked(actor: Actor, purpose: Purpose) -> Standing:
    # One word of a person at a time, or two at once could both be the last.
    session().execute(
        sa.select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True)
    )
    return _standing(purpose, history(actor.user_id))


def _note(actor: Actor, purpose: Purpose, version: int, *, given: bool) -> Consent:
    row = Consent(user_id=actor.user_id, purpose=purpose, version=version, given=given)
    row.at = clock.now()
    forget_word(actor.user_id)
    return add(row)
