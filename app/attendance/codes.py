"""The rotating code: six digits to say, and a QR text to scan, new every 30 seconds."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp

from app.activities.models import SignUp, Slot
from app.attendance.models import Method
from app.core import clock, crypto
from app.core.db import session
from app.core.errors import InvalidError, TooManyError

PERIOD = timedelta(seconds=30)
ALLOWED_STEPS = 1  # a code that has just changed is still good for the slow
TRIES = 5  # wrong codes before a pause
PAUSE = timedelta(minutes=10)


def show_code(slot: Slot) -> dict[str, Any]:
    """Return the slot's present code, its QR text, and until when they are shown."""
    step = _step(clock.now())
    return {
        "slot_id": slot.id,
        "code": _digits(slot.id, step),
        "qr": _qr(slot.id, step),
        "valid_until": datetime.fromtimestamp((step + 1) * PERIOD.seconds, UTC),
    }


def check_code(sign_up: SignUp, method: Method, code: str) -> None:
    """Raise unless the code is the present one of the sign-up's slot; wrong ones are counted."""
    now = clock.now()
    _require_tries(sign_up, now)
    step = _step(now)
    make = _qr if method is Method.QR else _digits
    good = {make(sign_up.slot_id, step - back) for back in range(ALLOWED_STEPS + 1)}
    if code in good:
        sign_up.code_failures = 0
        return
    _count_failure(sign_up, now)
    raise InvalidError(
        "code_invalid",
        "签到码不对或已过期；签到码每 30 秒更换，请向负责人要当前的签到码。",
        "This code is wrong or out of date. It changes every 30 seconds; ask the leader for it.",
        fields={"code": ["wrong or out of date"]},
        commits=True,  # or the count would be rolled back with the refusal
    )


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


def _qr(slot_id: int, step: int) -> str:
    # Bound to slot and moment; longer than digits can be, for a camera reads it.
    return f"WG1.{slot_id}.{step}.{crypto.sign(f'{slot_id}.{step}', 'slot-qr')[:20]}"
