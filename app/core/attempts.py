"""How often something may be tried: counted in the database, for every process alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, crypto
from app.core.alone import execute_alone
from app.core.db import Base, add, session
from app.core.errors import TooManyError


class Attempts(Base):
    """How often somebody tried something since their count began."""

    __tablename__ = "attempts"

    # HMAC of what is tried and by whom: the row names nobody.
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)  # when the count begins anew


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one thing within so long."""

    name: str
    tries: int
    window: timedelta

    def require(self, subject: str) -> None:
        """Raise if no try is left; counts nothing, and holds nothing while others count."""
        row = sa.select(Attempts.count.label("spent"), Attempts.until).where(
            Attempts.key == self._key(subject), Attempts.until > clock.now()
        )
        for counted in execute_alone(row):
            if counted.spent >= self.tries:
                raise _too_many(counted.until)

    def spend(self, subject: str) -> None:
        """Count one try; raise, with the count kept, if none was left.

        Of many at the same moment just as many get through as there are tries.
        """
        key, now = self._key(subject), clock.now()
        counted = self._count(key, now)
        if counted is None:
            try:
                with session().begin_nested():
                    add(Attempts(key=key, count=1, until=now + self.window))
            except IntegrityError:
                counted = self._count(key, now)
        if counted is not None and counted[0] > self.tries:
            raise _too_many(counted[1])

    def give_back(self, subject: str) -> None:
        """Take back one try that was no guess."""
        mine = Attempts.key == self._key(subject)
        session().execute(
            sa.update(Attempts)
            .where(mine, Attempts.count > 0)
            .values(count=Attempts.count - 1)
            .execution_options(synchronize_session=False)
        )

    def forget(self, subject: str) -> None:
        """Begin the count anew."""
        session().execute(
            sa.delete(Attempts)
            .where(Attempts.key == self._key(subject))
            .execution_options(synchronize_session=False)
        )

    def _count(self, key: str, now: datetime) -> tuple[int, datetime] | None:
        over = sa.or_(Attempts.until <= now, Attempts.count == 0)
        found = session().execute(
            sa.update(Attempts)
            .where(Attempts.key == key)
            .values(
                count=sa.case((over, 1), else_=Attempts.count + 1),
                until=sa.case(
                    (over, sa.literal(now + self.window, Attempts.until.type)),
                    else_=Attempts.until,
                ),
            )
            .returning(Attempts.count, Attempts.until)
            .execution_options(synchronize_session=False)
        )
        row = found.one_or_none()
        return None if row is None else (row[0], row[1])

    def _key(self, subject: str) -> str:
        return crypto.sign(f"{self.name} {subject}", "attempts")


def purge() -> int:
    """Forget counts that are over; return how many."""
    old = sa.delete(Attempts).where(Attempts.until < clock.now())
    return session().execute(old).rowcount  # type: ignore[attr-defined,no-any-return]


def _too_many(until: datetime) -> TooManyError:
    seconds = max(int((until - clock.now()).total_seconds()), 1)
    minutes = -(-seconds // 60)
    return TooManyError(
        "too_many_tries",
        f"尝试次数过多，请 {minutes} 分钟后再试。",
        f"Tried too often. Wait {minutes} minutes, then try again.",
        commits=True,  # or the count would be rolled back with the refusal
        retry_after_seconds=seconds,
    )
