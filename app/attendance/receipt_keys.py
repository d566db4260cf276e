"""Keys with which a leader's phone signs receipts where there is no network."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.activities import service as activities
from app.activities.models import Slot
from app.attendance import check_in
from app.attendance.models import ReceiptKey
from app.core import audit, clock, crypto
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError

VERSION = "WGR1"
LONGEST = timedelta(days=14)  # that a key signs
AFTER_SLOTS = timedelta(hours=12)
PURPOSE = "receipt key"


def issue(actor: Actor, activity_id: int, device: str) -> dict[str, Any]:
    """Give a leader's phone a key for one activity; the secret is shown this once."""
    activity = check_in.open_activity(activity_id)
    activities.require_leader(actor, activity)
    now = clock.now()
    row = ReceiptKey(activity_id=activity.id, leader_id=actor.user_id, device=device)
    row.salt, row.issued_at = secrets.token_hex(16), now
    row.expires_at = min(now + LONGEST, _last_end(activity.id) + AFTER_SLOTS)
    if row.expires_at <= now:
        raise ConflictError(
            "activity_over",
            "活动已全部结束，不再需要离线点名。",
            "Every slot of this activity is over. There is nobody to call.",
        )
    after = {"device": device, "expires_at": row.expires_at}
    session().add(row)
    session().flush()
    audit.record(
        actor, "receipt_key.issue", row, before={}, after=after,
        organisation_id=activity.organisation_id,
    )  # fmt: skip
    return {"row": row, "secret": _secrets(row)[0], "now": now}


def revoke(actor: Actor, key_id: int) -> None:
    """Make a key void, as when the phone is lost; nothing that it signed is merged after that."""
    row = lock(key_id)
    activity = activities.get_activity(row.activity_id, bare=True)
    if not activities.is_leader(actor, activity):
        raise _no_key()
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        audit.record(actor, "receipt_key.revoke", row, organisation_id=activity.organisation_id)


def usable(actor: Actor, key_id: int) -> ReceiptKey:
    """Return, locked, a key whose receipts the actor may send; it is their own."""
    row = lock(key_id)
    if row.leader_id != actor.user_id:
        raise _no_key()
    if row.revoked_at is not None:
        raise ConflictError(
            "receipt_key_revoked",
            "该手机的离线密钥已停用，请联系管理员；现场情况请走补录。",
            "This phone's key was revoked. Ask an administrator; hours can be claimed by hand.",
        )
    lateness = current_app.config["SETTINGS"].ping_lateness
    if clock.now() > row.expires_at + lateness:
        raise ConflictError(
            "receipts_too_late",
            "离线记录上传太晚，不能再合并；现场情况请走补录。",
            "These receipts come too late to be merged. The hours can be claimed by hand.",
        )
    return row


def lock(key_id: int) -> ReceiptKey:
    """Return a key, locked: its receipts are merged by one request at a time."""
    row = session().get(ReceiptKey, key_id, with_for_update={"of": ReceiptKey})
    if row is None:
        raise _no_key()
    return row


def signed_text(key_id: int, values: dict[str, Any]) -> str:
    """Return what a phone signs: version, key, counter, its clock, event, slot and person."""
    subject = values.get("card") or values.get("volunteer_id")
    parts = (
        VERSION, key_id, values["counter"], values["at_ms"], values["event"],
        values["slot_id"], subject,
    )  # fmt: skip
    return "\n".join(map(str, parts))


def is_signed(key: ReceiptKey, values: dict[str, Any]) -> bool:
    """Say whether the phone that has the key signed this."""
    content = signed_text(key.id, values).encode()
    good = (hmac.digest(bytes.fromhex(each), content, "sha256").hex() for each in _secrets(key))
    return any(hmac.compare_digest(each, values["mac"]) for each in good)


def _secrets(row: ReceiptKey) -> list[str]:
    return crypto.signatures(f"{row.id}.{row.leader_id}.{row.activity_id}.{row.salt}", PURPOSE)


def _last_end(activity_id: int) -> Any:
    return session().scalar(
        sa.select(Slot.ends_at)
        .where(Slot.activity_id == activity_id)
        .order_by(Slot.ends_at.desc())
        .limit(1)
    )


def _no_key() -> NotFoundError:
    return NotFoundError("离线密钥", "receipt key")
