"""Consents: separate for each purpose, to one version of a text, and taken back at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts.models import Consent, Purpose, User
from app.accounts.policy import TEXTS, Text
from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError

# The consent of `:volunteer_id` as it stands, for a statement that is a transaction by itself.
TRACKED = """(SELECT given FROM consents
    WHERE user_id = :volunteer_id AND purpose = 'location_track' ORDER BY id DESC LIMIT 1)"""
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


def give_consent(actor: Actor, purpose: Purpose, version: int) -> Standing:
    """Note that the actor agrees to this version of the text; agreeing twice is one consent."""
    if version != TEXTS[purpose].version:
        raise ConflictError(
            "consent_text_changed",
            "说明文字已更新，请重新阅读后再同意。",
            "The text has changed since. Read it again, then agree.",
            version=TEXTS[purpose].version,
        )
    if not _locked(actor, purpose).in_force:
        _note(actor, purpose, version, given=True)
    return _standing(purpose, history(actor.user_id))


def withdraw_consent(actor: Actor, purpose: Purpose) -> None:
    """Note that the actor does not agree any more; what follows from it follows at once."""
    last = _locked(actor, purpose).last
    if last is not None and last.given:
        _note(actor, purpose, last.version, given=False)


def agrees(user_id: int, purpose: Purpose) -> bool:
    """Say whether a person agrees to the present text of a purpose."""
    return _standing(purpose, history(user_id)).in_force


def is_withdrawn(user_id: int, purpose: Purpose) -> bool:
    """Say whether a person never agreed, or not any more; an older version of the text counts."""
    last = _standing(purpose, history(user_id)).last
    return last is None or not last.given


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
    session().execute(sa.select(User.id).where(User.id == actor.user_id).with_for_update())
    return _standing(purpose, history(actor.user_id))


def _note(actor: Actor, purpose: Purpose, version: int, *, given: bool) -> None:
    row = Consent(user_id=actor.user_id, purpose=purpose, version=version, given=given)
    row.at = clock.now()
    add(row)
