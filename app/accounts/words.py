"""Words that people write: shown to nobody before a machine or a person has let them pass.

``hand_in`` is what every writer of words calls. Who may decide about such words, an administrator
of their place, need not wait: organisations' names are theirs. In a trial everything passes.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts.identities import openid_asked
from app.accounts.models import User
from app.core import queue
from app.core.auth import Actor
from app.core.db import session
from app.wechat import Scene, Text, Verdict
from app.wechat import service as wechat
from app.wechat.models import ContentCheck, ContentState
from app.wechat.service import Subject

ASK = "app.accounts.jobs.ask_about"  # by name, for the job stands above and calls us
NICKNAME = "nickname"  # the kind of a person's own; it is given to them when it passes
SWEPT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What was written about which row, and in whose subtree people look at it."""

    kind: str
    id: int
    text: str
    scene: Scene = Scene.PROFILE
    organisation_id: int | None = None  # None: for administrators of the whole installation


@dataclass(frozen=True, slots=True)
class Question:
    """Words about which WeChat is to be asked."""

    check_id: int
    text: Text


def hand_in(actor: Actor, words: Words) -> ContentCheck | None:
    """Have words looked at, in place of earlier ones about the same row; None: show them.

    Of the check only ``PASS`` lets them be shown. WeChat is asked after the commit, when no lock
    waits for it.
    """
    if not current_app.config["SETTINGS"].looks_at_words:
        return None
    check = wechat.hand_in(
        Subject(words.kind, words.id),
        words.text,
        scene=words.scene,
        author_id=actor.user_id,
        organisation_id=words.organisation_id,
        machine=_openid(actor.user_id) is not None,
    )
    if check.state is ContentState.MACHINE_CHECK:
        queue.find_job(ASK).enqueue_after_commit(check.id)
    return check


def take_back(kind: str, row_id: int) -> None:
    """Let nobody look at words about a row any more; they are handed in again before they show."""
    wechat.drop_words(Subject(kind, row_id))


def waiting(kind: str, row_id: int) -> ContentCheck | None:
    """Return the last words about a row, unless they passed."""
    check = wechat.latest_words(Subject(kind, row_id))
    return None if check is None or check.state is ContentState.PASS else check


def shows(check: ContentCheck | None) -> bool:
    """Say whether what was checked may be shown to anybody; nothing written needs no check."""
    return check is None or check.state is ContentState.PASS


def shown(kind: str, row_id: Any) -> sa.ColumnElement[bool]:
    """Say, for a query, that the words about a row have passed, or never had to."""
    waits = sa.exists().where(
        ContentCheck.subject_kind == kind,
        ContentCheck.subject_id == row_id,
        ContentCheck.superseded_at.is_(None),
        ContentCheck.state != ContentState.PASS,
    )
    return ~waits


def claim(check_id: int) -> Question | None:
    """Return what WeChat is to be asked; None if that is settled."""
    check = session().get(ContentCheck, check_id)
    if check is None or check.state is not ContentState.MACHINE_CHECK or check.superseded_at:
        return None
    openid = _openid(check.author_id or 0)
    if openid is None or check.words is None or check.scene is None:
        return None
    return Question(check.id, Text(openid, Scene(check.scene), check.words))


def ask(question: Question) -> Verdict | None:
    """Ask WeChat; None if it cannot say. No transaction is open."""
    return wechat.ask(current_app.extensions["wechat"], question.text)


def note(question: Question, verdict: Verdict | None) -> None:
    """Write down what WeChat said."""
    check = wechat.answer(question.check_id, verdict)
    if check is not None:
        _settle(check)


def decide(actor: Actor, check_id: int, *, shown: bool) -> ContentCheck:
    """Let a person decide about words; who may is for the asker to say."""
    return _settle(wechat.decide(check_id, actor.user_id, shown=shown))


def sweep() -> int:
    """Ask again for what nobody has asked WeChat about; return how many."""
    found = wechat.unasked(SWEPT_AT_ONCE)
    for check_id in found:
        queue.find_job(ASK).enqueue_after_commit(check_id)
    return len(found)


def _settle(check: ContentCheck) -> ContentCheck:
    """Do what follows from a state that is final; the words are kept no longer than that."""
    if check.state is ContentState.PASS:
        if check.subject_kind == NICKNAME and check.words and not check.superseded_at:
            user = session().get_one(User, check.subject_id)
            user.nickname = check.words
        check.words = None
        session().flush()
    return check


def _openid(user_id: int) -> str | None:
    return session().scalar(openid_asked(user_id))
