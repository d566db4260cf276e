"""The second factor: codes of an authenticator (TOTP, RFC 6238), and recovery codes beside them."""

import base64
import re
import secrets

import pyotp
import sqlalchemy as sa

from app.core import clock, crypto, rotation
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError
from app.credentials.models import RecoveryCode, SecondFactor

PURPOSE = "second factor"
ISSUER = "Weiguang"
PERIOD_S = 30
ALLOWED_STEPS = 1  # that a clock may go wrong, to either side
RECOVERY_CODES = 8
_RECOVERY_BYTES = 10  # 80 bits: nobody finds them by trying, so a plain digest keeps them


def find(user_id: int) -> SecondFactor | None:
    """Return a person's second factor, locked: of two who bring one code, the second finds out."""
    wanted = sa.select(SecondFactor).where(SecondFactor.user_id == user_id).with_for_update()
    return session().scalar(wanted.execution_options(populate_existing=True))


def in_force(factor: SecondFactor | None) -> bool:
    """Say whether it was confirmed, so that it is asked for."""
    return factor is not None and factor.sealed is not None


def offer(user_id: int, label: str) -> str:
    """Make a secret and return its otpauth URI, once; it counts when a first code confirms it."""
    secret = pyotp.random_base32()
    factor = find(user_id) or SecondFactor(user_id=user_id, last_step=0)
    factor.pending = _seal(secret, user_id)
    add(factor)
    return pyotp.TOTP(secret).provisioning_uri(name=label, issuer_name=ISSUER)


def confirm(user_id: int, code: str) -> list[str]:
    """Put the offered secret in force with a first code; return fresh recovery codes, once."""
    factor = find(user_id)
    if factor is None or factor.pending is None:
        raise ConflictError(
            "second_factor_not_offered",
            "没有待确认的动态口令，请先获取二维码。",
            "No authenticator waits for its first code. Ask for a secret first.",
        )
    step = _step_of(factor.pending, user_id, code)
    if step is None:
        raise wrong_code()
    return _put_in_force(factor, step)


def enforce(user_id: int) -> list[str]:
    """Put the offered secret in force without a code: for whoever stands at the server itself."""
    factor = find(user_id)
    if factor is None:
        raise LookupError(user_id)
    return _put_in_force(factor, 0)


def accept(factor: SecondFactor, code: str) -> bool:
    """Use up a code of the authenticator, or a recovery code; say whether it was good."""
    if factor.sealed is None:
        return False
    if not re.fullmatch("[0-9]{6}", code):
        return _use_recovery_code(factor.user_id, code)
    step = _step_of(factor.sealed, factor.user_id, code)
    if step is None or step <= factor.last_step:
        return False
    factor.last_step = step
    session().flush()
    return True


def codes_left(user_id: int) -> int:
    """Return how many recovery codes are unused."""
    mine = sa.select(sa.func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return session().scalar(mine) or 0


def forget(user_id: int) -> None:
    """Delete a person's second factor and recovery codes."""
    for table in (SecondFactor, RecoveryCode):
        session().execute(sa.delete(table).where(table.user_id == user_id))


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next secrets under the present key; None when there are no more."""
    return rotation.walk(SecondFactor, _reseal, after, limit)


def wrong_code() -> InvalidError:
    """Return the refusal of a code."""
    return InvalidError(
        "second_factor_wrong",
        "动态口令不对或已用过，请等待下一个口令再试；也可使用恢复码。",
        "This code is wrong or was used. Wait for the next one, or use a recovery code.",
        fields={"code": ["wrong or used"]},
        commits=True,  # or the try would not be counted
    )


def _put_in_force(factor: SecondFactor, step: int) -> list[str]:
    factor.sealed, factor.pending = factor.pending, None
    factor.confirmed_at, factor.last_step = clock.now(), step
    session().flush()
    return _new_recovery_codes(factor.user_id)


def _new_recovery_codes(user_id: int) -> list[str]:
    session().execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [secrets.token_bytes(_RECOVERY_BYTES) for _ in range(RECOVERY_CODES)]
    shown = [base64.b32encode(each).decode() for each in codes]
    session().add_all(
        RecoveryCode(user_id=user_id, digest=_digest(user_id, each)) for each in shown
    )
    session().flush()
    return ["-".join(re.findall("....", each)) for each in shown]


def _use_recovery_code(user_id: int, code: str) -> bool:
    plain = re.sub(r"[\s-]", "", code).upper()
    used = session().execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.digest == _digest(user_id, plain),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _step_of(sealed: bytes, user_id: int, code: str) -> int | None:
    """Return the step of the clock, about now, that the code belongs to."""
    totp = pyotp.TOTP(crypto.unseal(sealed, PURPOSE, str(user_id)).decode())
    present = int(clock.now().timestamp()) // PERIOD_S
    steps = range(present - ALLOWED_STEPS, present + ALLOWED_STEPS + 1)
    given = code.encode()
    good = [s for s in steps if secrets.compare_digest(totp.generate_otp(s).encode(), given)]
    return good[-1] if good else None


def _seal(secret: str, user_id: int) -> bytes:
    return crypto.seal(secret.encode(), PURPOSE, str(user_id))


def _digest(user_id: int, code: str) -> str:
    return crypto.digest(f"{user_id} {code}".encode())


def _reseal(row: SecondFactor) -> bool:
    changed = False
    for name in ("sealed", "pending"):
        old = getattr(row, name)
        new = crypto.reseal(old, PURPOSE, str(row.user_id)) if old is not None else None
        if new is not None:
            setattr(row, name, new)
            changed = True
    return changed
