"""Receipts that a leader's phone signed without network, merged into the same attendances.

Each is merged once, in whatever order and however often they are sent. A counter that is used
twice for different things is refused; a gap in it, or a clock that went back, asks for a look.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities import service as activities
from app.activities.models import Activity
from app.attendance import check_in, means, receipt_keys, roll_call
from app.attendance.models import OPEN, Attendance, Method, Receipt, ReceiptKey
from app.attendance.settling import settle_soon
from app.core import audit, clock, crypto
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import AppError, ConflictError, InvalidError
from app.families import service as families

MERGED, DUPLICATE = "merged", "duplicate"
OFFSET_IGNORED = timedelta(seconds=5)
OFFSET_TRUSTED = timedelta(minutes=10)  # a clock further off is corrected, and looked at
AHEAD = timedelta(minutes=2)  # of our clock, after the correction
MISSING_SHOWN = 100


class Merging(NamedTuple):
    """One request: whose, of which phone, and by how much its clock is behind ours."""

    actor: Actor
    key: ReceiptKey
    activity: Activity
    offset: timedelta


class Outcome(NamedTuple):
    """What became of one receipt."""

    counter: int
    outcome: str
    attendance_id: int | None = None
    error: AppError | None = None


def merge(actor: Actor, key_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Merge what a phone signed; every receipt has its own answer."""
    key = receipt_keys.usable(actor, key_id)
    activity = check_in.open_activity(key.activity_id)
    activities.require_leader(actor, activity)  # who is no leader any more vouches for nobody
    sent_at = _instant(values["sent_at_ms"])
    merging = Merging(actor, key, activity, _correction(clock.now() - sent_at))
    highest = _highest(key.id)
    # In order of the counter, so that who arrives does so before leaving.
    in_order = sorted(values["receipts"], key=lambda each: each["counter"])
    outcomes = [_merge(merging, each) for each in in_order]
    _look_again(key, [o.counter for o in outcomes if o.outcome == MERGED and o.counter < highest])
    key.last_sent_at, key.last_counter = sent_at, max(highest, _highest(key.id))
    session().flush()
    return {
        "outcomes": outcomes,
        "missing": _missing(key.id)[:MISSING_SHOWN],
        "clock_offset_seconds": merging.offset.total_seconds(),
    }


def _merge(merging: Merging, values: dict[str, Any]) -> Outcome:
    counter = values["counter"]
    if not receipt_keys.is_signed(merging.key, values):
        return _refused(counter, _forged())
    digest = crypto.digest(receipt_keys.signed_text(merging.key.id, values).encode())
    row = session().scalar(
        sa.select(Receipt).where(Receipt.key_id == merging.key.id, Receipt.counter == counter)
    )
    if row is not None and row.digest != digest:
        audit.record(
            merging.actor, "receipt.counter_reused", row, before={}, after={"counter": counter},
            organisation_id=merging.activity.organisation_id,
        )  # fmt: skip
        return _refused(counter, _counter_reused())
    if row is not None and row.outcome == MERGED:
        return Outcome(counter, DUPLICATE, row.attendance_id)
    if row is None:
        row = Receipt(key_id=merging.key.id, counter=counter, digest=digest, outcome="new")
        row.signed_at, row.received_at = _instant(values["at_ms"]), clock.now()
        add(row)
    return _apply(merging, values, row)


def _apply(merging: Merging, values: dict[str, Any], row: Receipt) -> Outcome:
    """Do what the receipt says; one that cannot be done now may be sent again."""
    try:
        with session().begin_nested():
            attendance = roll_call.vouch(_called(merging, values), values["event"])
            if values["slot_id"] != attendance.slot_id:
                raise _slot_differs()
    except AppError as error:
        row.outcome = error.code
        return _refused(row.counter, error)
    row.outcome, row.attendance_id = MERGED, attendance.id
    return Outcome(row.counter, MERGED, attendance.id)


def _called(merging: Merging, values: dict[str, Any]) -> roll_call.Called:
    key = merging.key
    signed_at = _instant(values["at_ms"])
    at = signed_at + merging.offset
    if not key.issued_at - AHEAD <= at <= min(key.expires_at, clock.now() + AHEAD):
        raise _time_impossible()
    detail: dict[str, Any] = {"receipt_key": key.id, "counter": values["counter"]}
    method, volunteer_id = Method.ROLL_CALL, values.get("volunteer_id")
    if values.get("card"):
        card = families.holder_of(values["card"])
        method, volunteer_id = Method.CARD, card.holder_id
        detail["card_id"] = card.id
    if volunteer_id is None:
        raise _nobody()
    means.in_force(merging.activity.id, at).require(method)
    doubts = _doubts(merging, values["counter"], signed_at)
    if doubts:
        detail["doubts"] = doubts
    return roll_call.Called(
        merging.actor, merging.activity, volunteer_id, method, min(at, clock.now()), detail,
        values["slot_id"],
    )  # fmt: skip


def _doubts(merging: Merging, counter: int, signed_at: datetime) -> list[str]:
    """Say what about a receipt's time does not fit what the phone said before."""
    key, found = merging.key, []
    if abs(merging.offset) > OFFSET_TRUSTED:
        found.append("clock_far_off")
    # What it had not signed when it last sent, it signed after that.
    sent = key.last_sent_at
    if sent is not None and counter > key.last_counter and signed_at < sent - AHEAD:
        found.append("clock_went_back")
    return found


def _look_again(key: ReceiptKey, filled: list[int]) -> None:
    """Owe settlements to what stood behind a gap that is filled now."""
    if not filled:
        return
    behind = sa.select(Receipt.attendance_id).where(
        Receipt.key_id == key.id, Receipt.counter > min(filled)
    )
    for attendance in session().scalars(
        sa.select(Attendance)
        .where(Attendance.id.in_(behind), Attendance.state != OPEN)
        .order_by(Attendance.id)
    ):
        settle_soon(attendance)


def _missing(key_id: int) -> list[int]:
    have = set(session().scalars(sa.select(Receipt.counter).where(Receipt.key_id == key_id)))
    return [number for number in range(1, max(have, default=0)) if number not in have]


def _highest(key_id: int) -> int:
    return (
        session().scalar(sa.select(sa.func.max(Receipt.counter)).where(Receipt.key_id == key_id))
        or 0
    )


def _correction(offset: timedelta) -> timedelta:
    return offset if abs(offset) > OFFSET_IGNORED else timedelta()


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _refused(counter: int, error: AppError) -> Outcome:
    return Outcome(counter, "refused", None, error)


def _forged() -> InvalidError:
    return InvalidError(
        "receipt_forged",
        "离线记录的签名不符，不能合并；请志愿者本人另行申请补录时长。",
        "The signature of this receipt does not fit; it is not merged. The volunteer can "
        "claim the hours by hand.",
    )


def _counter_reused() -> ConflictError:
    return ConflictError(
        "counter_reused",
        "同一序号已用于另一条离线记录，不能合并，已记录备查；请志愿者本人另行申请补录时长。",
        "This number was used for another receipt. It is not merged, and noted. The volunteer "
        "can claim the hours by hand.",
    )


def _time_impossible() -> InvalidError:
    return InvalidError(
        "receipt_time_impossible",
        "离线记录的时间不在密钥有效期内或晚于现在，请校准手机时钟。",
        "The time of this receipt is outside the key's life or in the future. Set the clock.",
    )


def _slot_differs() -> ConflictError:
    return ConflictError(
        "slot_differs",
        "离线记录的场次与该时刻的报名场次不符，请核对场次后重新提交。",
        "This receipt is for another slot than the sign-up at that time. Check the slot, then "
        "send it again.",
    )


def _nobody() -> InvalidError:
    return InvalidError(
        "receipt_of_nobody",
        "离线记录缺少志愿者编号或纸质卡，请补上其中一项后重新提交。",
        "This receipt names neither a volunteer nor a card. Add one of them, then send it again.",
    )
