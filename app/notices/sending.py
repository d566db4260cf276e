"""Notices through WeChat: claimed before they are sent, so that nothing is sent twice.

WeChat offers no key by which it would know a message again. So a message is claimed, durably, and
only then sent: whoever is killed in between leaves it claimed, and the sweep calls it lost. It was
sent at most once; the inbox has it in any case. What WeChat surely did not do is tried again.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app.accounts.identities import openid_asked
from app.core import clock, queue
from app.core.db import add, session
from app.notices import subscriptions
from app.notices.delivery import Installed, delivery
from app.notices.fitting import fit
from app.notices.kinds import field_texts
from app.notices.models import Message, MessageState, Notice
from app.wechat import (
    SubscribeMessage,
    WeChat,
    WeChatError,
    WeChatLimitError,
    WeChatSetupError,
    WeChatUnwantedError,
)

log = logging.getLogger(__name__)
SEND = "app.notices.jobs.send"  # by name, for the job stands above and calls us
LEASE = timedelta(minutes=2)  # how long the sweep waits before it asks for the same one again
GIVEN_UP = timedelta(minutes=10)  # after a claim: much longer than WeChat is waited for
USEFUL = timedelta(hours=24)
PAUSES = tuple(timedelta(minutes=m) for m in (5, 15, 60, 180))  # between tries; then it is enough
NEXT_HOUR = timedelta(hours=1)
SWEPT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this process, and no other, may send now."""

    message_id: int
    content: SubscribeMessage


def send_along(notice: Notice, until: datetime | None) -> None:
    """Send a notice through WeChat too, if its template is installed and the person wants it."""
    template = notice.words.template
    installed = delivery().templates.get(template) if template else None
    if installed is None:
        return
    now = clock.now()
    due_at = now if notice.words.urgent else delivery().quiet.after(now)
    expires_at = until or due_at + USEFUL
    if due_at < expires_at and subscriptions.take(notice.user_id, installed.id):
        message = Message(notice=notice, template_id=installed.id, state=MessageState.WAITING)
        message.due_at, message.expires_at = due_at, expires_at
        add(message)
        if due_at <= now:
            _ask_for(message)


def claim(message_id: int) -> Claim | None:
    """Take a message to send it; None if there is nothing to send."""
    now = clock.now()
    taken = session().execute(
        sa.update(Message)
        .where(
            Message.id == message_id,
            Message.state == MessageState.WAITING,
            # Asked for twice it is not tried again before its time.
            Message.due_at <= now + LEASE,
        )
        .values(state=MessageState.CLAIMED, claimed_at=now, tries=Message.tries + 1)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return None
    message = session().get_one(Message, message_id, populate_existing=True)
    content = _content(message)
    if message.expires_at <= now or content is None:
        _end(message, MessageState.EXPIRED if content else MessageState.FAILED, unspent=True)
        return None
    return Claim(message.id, content)


def deliver(claimed: Claim) -> str | WeChatError:
    """Send what was claimed; return WeChat's id of it, or why not. No transaction is open."""
    wechat: WeChat = current_app.extensions["wechat"]
    try:
        return wechat.send_message(claimed.content)
    except WeChatError as error:
        return error


def note(claimed: Claim, outcome: str | WeChatError) -> None:
    """Write down what came of it."""
    message = session().get(Message, claimed.message_id, with_for_update={"of": Message})
    if message is None:
        return  # its notice was deleted meanwhile
    if isinstance(outcome, str):
        message.wechat_id = outcome[:32]
        _end(message, MessageState.SENT)
    else:
        message.errcode = outcome.errcode
        _note_error(message, outcome)


def sweep() -> int:
    """Ask again for what is due, and give up what was claimed too long ago; return how many."""
    now = clock.now()
    lost = sa.update(Message).where(
        Message.state == MessageState.CLAIMED, Message.claimed_at <= now - GIVEN_UP
    )
    count = session().execute(lost.values(state=MessageState.LOST)).rowcount  # type: ignore[attr-defined]
    if count:
        log.warning("%s messages were claimed and never heard of again; not sent again", count)
    due = (
        sa.select(Message)
        .where(Message.state == MessageState.WAITING, Message.due_at <= now)
        .order_by(Message.due_at)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(of=Message, skip_locked=True)
    )
    found = session().scalars(due).all()
    for message in found:
        _ask_for(message)
    return len(found)


def _ask_for(message: Message) -> None:
    # With a queue the job is on its way: the sweep need not look before the lease is over.
    message.due_at = clock.now() + (LEASE if queue.exists() else timedelta())
    session().flush()
    queue.find_job(SEND).enqueue_after_commit(message.id)


def _content(message: Message) -> SubscribeMessage | None:
    """Return what WeChat is given; None if the person or the template is not there any more."""
    notice = message.notice
    openid = session().scalar(openid_asked(notice.user_id))
    found = [each for each in delivery().templates.values() if each.id == message.template_id]
    if openid is None or not found:
        return None
    page = delivery().page
    where = f"{page}?id={notice.id}" if page else ""
    return SubscribeMessage(openid, message.template_id, _fields(found[0], notice), where)


def _fields(installed: Installed, notice: Notice) -> dict[str, str]:
    texts = field_texts(notice.kind, notice.values)
    return {name: fit(name, text) for name, text in zip(installed.fields, texts, strict=True)}


def _note_error(message: Message, error: WeChatError) -> None:
    kind = message.notice.kind
    if not error.undone:
        log.warning("message %s: no answer from WeChat; not sent again", message.id)
        _end(message, MessageState.LOST)
    elif isinstance(error, WeChatUnwantedError):
        subscriptions.none_left(message.notice.user_id, message.template_id)
        _end(message, MessageState.REFUSED)
    elif error.again or isinstance(error, WeChatSetupError):
        _try_later(message, error)
    else:
        # Never the value itself: the log holds nothing about people.
        log.error("WeChat takes no %s message (errcode %s %s)", kind, error.errcode, error.field)
        _end(message, MessageState.FAILED, unspent=True)


def _try_later(message: Message, error: WeChatError) -> None:
    patient = isinstance(error, WeChatLimitError | WeChatSetupError)
    tried = min(message.tries, len(PAUSES)) - 1
    due_at = clock.now() + (NEXT_HOUR if patient else PAUSES[tried])
    if message.tries > len(PAUSES) or due_at >= message.expires_at:
        log.error("message %s is given up after %s tries", message.id, message.tries)
        _end(message, MessageState.FAILED, unspent=True)
    else:
        message.state, message.due_at = MessageState.WAITING, due_at


def _end(message: Message, state: MessageState, *, unspent: bool = False) -> None:
    message.state = state
    if unspent:
        subscriptions.give_back(message.notice.user_id, message.template_id)
    session().flush()
