"""Checks of content: asked of WeChat, answered at once or by a push, left to people at last.

Nothing that people write is shown before its check says ``pass``. Where WeChat cannot be asked,
or its verdict does not come within half an hour, the content waits for a person.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import current_app

from app.core import clock, queue, retention
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.wechat.contract import Media, Scene, Suggestion, Text, Verdict, WeChat
from app.wechat.errors import WeChatError
from app.wechat.models import FOR_PEOPLE, SEVERITY, ContentCheck, ContentState
from app.wechat.push import MediaAnswer

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=30)  # WeChat promises no more for a push
KEPT = timedelta(days=180)  # words that nobody was shown, should somebody ask why
LEASE = timedelta(minutes=1)  # before somebody else asks about words
PIECE, OVERLAP = 2_500, 50  # characters in one question; no word falls between two
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose content it is, in the asker's words; the id may follow once there is one."""

    kind: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A file about which WeChat is to be asked, and the check that has begun about it."""

    check_id: int
    media: Media


def hand_in(
    subject: Subject,
    words: str,
    *,
    scene: Scene,
    author_id: int,
    organisation_id: int | None = None,
    machine: bool,
) -> ContentCheck:
    """Note that words are to be looked at, by the machine or by people; earlier ones count no more.

    Pictures of the same row are another subject.
    """
    drop_words(subject)
    check = _begin(subject, ContentState.MACHINE_CHECK if machine else ContentState.HUMAN_REVIEW)
    check.words, check.scene, check.author_id = words, int(scene), author_id
    check.organisation_id = organisation_id
    return add(check)


def drop_words(subject: Subject) -> None:
    """Look no more at the words about a subject: whoever wrote them has taken them back."""
    mine = _about(subject) & ContentCheck.superseded_at.is_(None)
    session().execute(sa.update(ContentCheck).where(mine).values(superseded_at=clock.now()))


def ask(wechat: WeChat, text: Text) -> Verdict | None:
    """Ask what WeChat makes of words of any length; None if it gives no answer."""
    return _ask(lambda: _worst(wechat.check_text(piece) for piece in _pieces(text)))


def answer(check_id: int, verdict: Verdict | None) -> ContentCheck | None:
    """Store what WeChat made of words; without an answer a person looks. None: it was settled."""
    check = session().get(ContentCheck, check_id, with_for_update=True, populate_existing=True)
    if check is None or check.state is not ContentState.MACHINE_CHECK:
        return None
    check.state = ContentState.HUMAN_REVIEW
    if verdict is not None:
        check.state, check.trace_id = ContentState(verdict.suggestion.value), verdict.trace_id
        check.suggestion, check.label = verdict.suggestion, verdict.label
        check.answered_at = clock.now()
    session().flush()
    return check


def unasked(limit: int) -> Sequence[int]:
    """Return words about which WeChat was not asked, though it should have been by now."""
    late = clock.now() - (LEASE if queue.exists() else timedelta())
    waiting = sa.select(ContentCheck.id).where(
        ContentCheck.state == ContentState.MACHINE_CHECK,
        ContentCheck.scene.is_not(None),  # of a file the verdict is pushed
        ContentCheck.superseded_at.is_(None),
        ContentCheck.asked_at <= late,
    )
    return session().scalars(waiting.order_by(ContentCheck.id).limit(limit)).all()


def latest_words(subject: Subject) -> ContentCheck | None:
    """Return the check of the words about a subject that count."""
    mine = _about(subject) & ContentCheck.superseded_at.is_(None)
    return session().scalar(sa.select(ContentCheck).where(mine).order_by(ContentCheck.id.desc()))


def begin_media(
    subject: Subject,
    *,
    author_id: int | None = None,
    organisation_id: int | None = None,
    machine: bool,
) -> ContentCheck:
    """Note that a file is to be looked at; WeChat is asked when it can fetch it."""
    check = _begin(subject, ContentState.MACHINE_CHECK if machine else ContentState.HUMAN_REVIEW)
    check.author_id, check.organisation_id = author_id, organisation_id
    return add(check)


def ask_about_file(question: FileQuestion) -> str | None:
    """Ask for a check of a file; None if WeChat takes it not. No transaction is open."""
    wechat: WeChat = current_app.extensions["wechat"]
    return _ask(lambda: wechat.check_media(question.media))


def note_file(question: FileQuestion, trace_id: str | None) -> None:
    """Write down that a verdict will come; where none will, a person looks."""
    asked = {"trace_id": trace_id} if trace_id else {"state": ContentState.HUMAN_REVIEW}
    begun = ContentCheck.state == ContentState.MACHINE_CHECK
    mine = ContentCheck.id == question.check_id
    session().execute(sa.update(ContentCheck).where(mine, begun).values(asked))


def receive(answer: MediaAnswer) -> None:
    """Store a verdict that WeChat pushed; the first counts, however often it comes.

    A check that was handed to people in the meantime stays with them; they see the verdict.
    """
    first = (
        sa.update(ContentCheck)
        .where(ContentCheck.trace_id == answer.trace_id, ContentCheck.answered_at.is_(None))
        .values(
            state=sa.case(
                (ContentCheck.state == ContentState.MACHINE_CHECK, _literal(answer.state)),
                else_=ContentCheck.state,
            ),
            suggestion=answer.suggestion,
            label=answer.label,
            answered_at=clock.now(),
        )
    )
    if _count(first) or session().scalar(
        sa.select(ContentCheck.id).where(ContentCheck.trace_id == answer.trace_id)
    ):
        return
    # Perhaps asked a moment ago and not committed yet: refused, WeChat sends it again.
    raise NotFoundError("内容检查", "content check")


def hand_over_overdue() -> int:
    """Leave to people what WeChat has not answered in time; return how many."""
    overdue = (
        sa.update(ContentCheck)
        .where(
            ContentCheck.state == ContentState.MACHINE_CHECK,
            ContentCheck.asked_at <= clock.now() - PATIENCE,
        )
        .values(state=ContentState.HUMAN_REVIEW)
    )
    count = _count(overdue)
    if count:
        log.warning("no verdict from WeChat within %s: %s checks for people", PATIENCE, count)
    return count


def forget_words() -> int:
    """Forget words that were not let pass, or not any more, when they are old; return how many."""
    old = (
        sa.update(ContentCheck)
        .where(
            ContentCheck.words.is_not(None),
            ContentCheck.asked_at < clock.now() - KEPT,
            ContentCheck.superseded_at.is_not(None) | (ContentCheck.state == ContentState.RISKY),
        )
        .values(words=None)
    )
    return _count(old)


def delete_old(years: int) -> int:
    """Delete some checks that hide nothing any more, so many years after they were asked for."""
    hides_nothing = sa.or_(
        ContentCheck.superseded_at.is_not(None), ContentCheck.state == ContentState.PASS
    )
    old = ContentCheck.asked_at < retention.older_than(years)
    free = retention.unreferenced(ContentCheck)
    return retention.delete_some(ContentCheck.id, old, hides_nothing, free)


def decide(check_id: int, user_id: int, *, shown: bool) -> ContentCheck:
    """Let a person decide what WeChat left to people; who may is for the asker to say."""
    decision = (
        sa.update(ContentCheck)
        .where(
            ContentCheck.id == check_id,
            ContentCheck.state.in_(FOR_PEOPLE),
            ContentCheck.superseded_at.is_(None),
        )
        .values(
            state=ContentState.PASS if shown else ContentState.RISKY,
            decided_by=user_id,
            decided_at=clock.now(),
        )
    )
    decided = _count(decision)
    check = session().get(ContentCheck, check_id, populate_existing=True)
    if check is None:
        raise NotFoundError("内容检查", "content check")
    if not decided:
        raise ConflictError(
            "content_not_for_people",
            "该内容无需人工审核或已有人审核，请刷新。",
            "This content waits for nobody, or somebody has decided. Refresh.",
        )
    return check


def state_of(subject: Subject) -> ContentState | None:
    """Return the gravest state of a subject's checks; None if nothing was ever checked."""
    states = session().scalars(
        sa.select(ContentCheck.state).where(_about(subject), ContentCheck.superseded_at.is_(None))
    )
    return max(states, key=SEVERITY.index, default=None)


def _ask(ask: Callable[[], Answer]) -> Answer | None:
    """Return WeChat's answer, or None where it gives none: then a person looks."""
    try:
        return ask()
    except WeChatError as error:
        log.warning("content was not checked (%s, errcode %s)", error.code, error.errcode)
        return None


def _about(subject: Subject) -> sa.ColumnElement[bool]:
    return (ContentCheck.subject_kind == subject.kind) & (ContentCheck.subject_id == subject.id)


def _begin(subject: Subject, state: ContentState, trace_id: str | None = None) -> ContentCheck:
    return ContentCheck(
        subject_kind=subject.kind,
        subject_id=subject.id,
        trace_id=trace_id,
        state=state,
        asked_at=clock.now(),
    )


def _pieces(text: Text) -> Iterable[Text]:
    last = max(len(text.content) - OVERLAP, 1)
    for begin in range(0, last, PIECE - OVERLAP):
        yield replace(text, content=text.content[begin : begin + PIECE])


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    order = list(Suggestion)  # pass, review, risky
    return max(verdicts, key=lambda verdict: order.index(verdict.suggestion))


def _literal(state: ContentState) -> sa.ColumnElement[ContentState]:
    return sa.literal(state, ContentCheck.state.type)


def _count(statement: sa.Update) -> int:
    return session().execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]
