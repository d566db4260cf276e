"""What is kept of an age when no real name is: whether somebody is a minor, and until when.

The law asks it of whoever lets people serve (条例 15, PIPL 31), so it stays when the real name is
taken back; it is one sealed day, and goes on that day.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts import ages, idnumber
from app.accounts.ages import WORD_SEALED_FOR
from app.accounts.models import AgeSource, AgeWord
from app.core import audit, clock, crypto, rotation
from app.core.db import add, session
from app.core.errors import NotFoundError

READ_AT_ONCE = 500


def keep(user_id: int, source: AgeSource, until: date | None) -> None:
    """Keep until when somebody is a minor, in place of what was kept before; not for the grown."""
    if until is not None and until <= ages.today():
        return
    row = write(user_id, source, until)
    audit.record(None, "age.keep", row, before={}, after={"source": source}, on_behalf_of=user_id)


def keep_of_number(user_id: int) -> None:
    """Keep of a real name, which is about to go, until when it makes the person a minor."""
    known = ages.standing(user_id, ages.today())
    if known.source is AgeSource.VERIFIED and known.until is not None:
        keep(user_id, AgeSource.NUMBER, known.until)


def keep_of_ward(user_id: int) -> None:
    """Keep that somebody has a guardian, if nothing else makes them a minor."""
    if ages.find_row(user_id) is None and ages.standing(user_id, ages.today()).minor is not True:
        keep(user_id, AgeSource.WARD, None)


def keep_of_paper(user_id: int, until: date) -> None:
    """Keep what a guardian signed and two people looked at, where no number says better."""
    if ages.standing(user_id, ages.today()).source not in {AgeSource.VERIFIED, AgeSource.NUMBER}:
        keep(user_id, AgeSource.PAPER, until)


def write(user_id: int, source: AgeSource, until: date | None) -> AgeWord:
    """Fill a person's row; the person must be locked, or two could begin one at once."""
    row = ages.find_word(user_id) or AgeWord(user_id=user_id)
    row.source, row.noted_at = source, clock.now()
    row.sealed = None if until is None else _seal(until, user_id)
    return add(row)


def forget(user_id: int) -> None:
    """Delete what is kept: the number says it now."""
    session().execute(sa.delete(AgeWord).where(AgeWord.user_id == user_id))


def correct(user_id: int, reason: str) -> None:
    """Delete what is kept and was wrong; for whoever runs the installation, who saw the papers."""
    row = ages.find_word(user_id)
    if row is None:
        raise NotFoundError("年龄信息", "word about an age")
    kept = {"source": row.source}
    audit.record(
        None, "age.correct", row, before=kept, after={}, reason=reason, on_behalf_of=user_id
    )
    forget(user_id)


def forget_ward(user_id: int) -> None:
    """Delete that somebody has a guardian: a paper says that they are of age."""
    ward = AgeWord.user_id == user_id, AgeWord.source == AgeSource.WARD
    session().execute(sa.delete(AgeWord).where(*ward))


def pass_on(source: int, target: int) -> None:
    """Let what is kept of an account that ends be kept of the one that goes on.

    Of two the one that makes a minor stays.
    """
    word, today = ages.find_word(source), ages.today()
    if ages.find_row(target) is not None:  # a number, which may have come just now
        forget(target)
        return
    if word is None:
        return
    known = ages.by_word(word.source, word.sealed, source, today)
    if known.minor or ages.find_word(target) is None:
        write(target, word.source, known.until)


def delete_due() -> int:
    """Delete what is kept of people who are of age by now; return how many rows went."""
    after, gone = 0, 0
    while found := _following(after):
        after = found[-1].id
        over = [each.id for each in found if _is_over(each)]
        session().execute(sa.delete(AgeWord).where(AgeWord.id.in_(over)))
        gone += len(over)
    return gone


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next days under the present key; None when there are no more."""
    return rotation.walk(AgeWord, _reseal, after, limit)


def _following(after: int) -> list[AgeWord]:
    # Sealed, so that nobody reads a birthday off the table: all are opened, some at a time.
    rows = sa.select(AgeWord).where(AgeWord.id > after, _made_minor()).order_by(AgeWord.id)
    return list(session().scalars(rows.limit(READ_AT_ONCE)))


def _made_minor() -> sa.ColumnElement[bool]:
    return sa.or_(AgeWord.sealed.is_not(None), AgeWord.source == AgeSource.WARD)


def _is_over(row: AgeWord) -> bool:
    if row.sealed is None:  # a ward, born before they had a guardian here
        return row.noted_at < clock.now() - timedelta(days=366 * idnumber.OF_AGE)
    try:
        return ages.word_until(row.sealed, row.user_id) <= ages.today()
    except ValueError:
        return False  # what cannot be opened keeps no other row from going


def _seal(until: date, user_id: int) -> bytes:
    return crypto.seal(until.isoformat().encode(), WORD_SEALED_FOR, str(user_id))


def _reseal(row: AgeWord) -> bool:
    sealed = row.sealed and crypto.reseal(row.sealed, WORD_SEALED_FOR, str(row.user_id))
    row.sealed = sealed or row.sealed
    return sealed is not None
