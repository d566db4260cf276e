"""Consents: separate for each purpose, to one version of a text, and taken back at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from app.accounts.models import Consent, Purpose, User
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
        audit.record(actor, "consent.give", _note(actor, purpose, version, given=True))
    return _standing(purpose, history(actor.user_id))


def withdraw_consent(actor: Actor, purpose: Purpose) -> None:
    """Note that the actor does not agree any more; what follows from it follows at once."""
    last = _locked(actor, purpose).last
    if last is not None and last.given:
        withdrawn = _note(actor, purpose, last.version, given=False)
        audit.record(actor, "consent.withdraw", withdrawn)


def agrees(user_id: int, purpose: Purpose) -> bool:
    """Say whether a person agrees to the present text of a purpose."""
    return _standing(purpose, history(user_id)).in_force


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
        sa.select(Consent.given)
        .where(Consent.user_id == user_id, Consent.purpose == Purpose.LOCATION_TRACK)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return bool(found and found[0][0])


_tracked = Brief(_last_word, REMEMBERED_S)


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


def _note(actor: Actor, purpose: Purpose, version: int, *, given: bool) -> Consent:
    row = Consent(user_id=actor.user_id, purpose=purpose, version=version, given=given)
    row.at = clock.now()
    after_commit(lambda: _tracked.forget(actor.user_id))
    return add(row)
