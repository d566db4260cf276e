"""The rotating code: six digits to say, and a QR text to scan, new every 30 seconds."""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pyotp
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.activities.models import SignUp, Slot
from app.attendance.models import CodeUse, Method
from app.core import clock, crypto
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, TooManyError

PERIOD = timedelta(seconds=30)
ALLOWED_STEPS = 1  # a code that has just changed is still good for the slow
TRIES = 5  # wrong codes before a pause
PAUSE = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(hours=1)


def show_code(slot: Slot, leader_id: int) -> dict[str, Any]:
    """Return the slot's present code, its QR text, and until when they are shown.

    The QR text names the leader whose phone shows it, and so will the evidence.
    """
    step = _step(clock.now())
    return {
        "slot_id": slot.id,
        "code": _digits(slot.id, step),
        "qr": _qr(slot.id, step, leader_id),
        "valid_until": datetime.fromtimestamp((step + 1) * PERIOD.seconds, UTC),
    }


def check_code(sign_up: SignUp, method: Method, code: str) -> dict[str, Any]:
    """Use a code up and return what it shows; raise unless it is the slot's present one.

    It counts for the account that sends it, once; wrong ones are counted.
    """
    now = clock.now()
    _require_tries(sign_up, now)
    found = _match(sign_up.slot_id, method, code, _step(now))
    if found is None:
        _count_failure(sign_up, now)
        raise InvalidError(
            "code_invalid",
            "签到码不对或已过期；签到码每 30 秒更换，请向负责人要当前的签到码。",
            "This code is wrong or out of date. It changes every 30 seconds; ask for the new one.",
            fields={"code": ["wrong or out of date"]},
            commits=True,  # or the count would be rolled back with the refusal
        )
    _use_up(sign_up, found.step, now)
    sign_up.code_failures = 0
    return {"shown_by": found.leader_id} if found.leader_id else {}


def forget_uses() -> int:
    """Forget which codes were used, when none of them can come back; return how many."""
    old = sa.delete(CodeUse).where(CodeUse.used_at < clock.now() - FORGOTTEN_AFTER)
    return session().execute(old).rowcount  # type: ignore[attr-defined,no-any-return]


class Match(NamedTuple):
    """Which half minute a code is of, and whose phone showed it, if it says so."""

    step: int
    leader_id: int | None


def _match(slot_id: int, method: Method, code: str, now: int) -> Match | None:
    for step in range(now, now - ALLOWED_STEPS - 1, -1):
        if method is Method.CODE and _same(code, _digits(slot_id, step)):
            return Match(step, None)
        if method is Method.QR:
            leader = code.split(".")[3] if code.count(".") == 4 else ""
            if (
                leader.isdecimal()
                and len(leader) < 20
                and _same(code, _qr(slot_id, step, int(leader)))
            ):
                return Match(step, int(leader))
    return None


def _use_up(sign_up: SignUp, step: int, now: datetime) -> None:
    try:
        with session().begin_nested():
            add(
                CodeUse(
                    slot_id=sign_up.slot_id,
                    volunteer_id=sign_up.volunteer_id,
                    step=step,
                    used_at=now,
                )
            )
    except IntegrityError as error:
        raise ConflictError(
            "code_used",
            "这个签到码您已用过，请等下一个（每 30 秒更换）。",
            "You have used this code already. Wait for the next one; it changes every 30 seconds.",
        ) from error


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _count_failure(sign_up: SignUp, now: datetime) -> None:
    recent = sign_up.code_failed_at is not None and now - sign_up.code_failed_at < PAUSE
    sign_up.code_failures = sign_up.code_failures + 1 if recent else 1
    sign_up.code_failed_at = now
    session().flush()


def _require_tries(sign_up: SignUp, now: datetime) -> None:
    if sign_up.code_failures < TRIES or sign_up.code_failed_at is None:
        return
    if now - sign_up.code_failed_at < PAUSE:
        raise TooManyError(
            "code_locked",
            "签到码多次输错，请 10 分钟后再试，或请负责人点名签到。",
            "Too many wrong codes. Try again in 10 minutes, or ask the leader for a roll-call.",
        )


def _step(now: datetime) -> int:
    return int(now.timestamp()) // PERIOD.seconds


def _digits(slot_id: int, step: int) -> str:
    secret = crypto.sign(str(slot_id), "slot-code")[:40]
    return pyotp.HOTP(_base32(secret)).at(step)


def _base32(secret: str) -> str:
    return base64.b32encode(bytes.fromhex(secret)).decode()


def _qr(slot_id: int, step: int, leader_id: int) -> str:
    # Bound to slot, moment and shower; longer than digits can be, for a camera reads it.
    content = f"{slot_id}.{step}.{leader_id}"
    return f"WG2.{content}.{crypto.sign(content, 'slot-qr')[:20]}"
