"""Proofs of consent: what counts stays, what ended to count goes after its years."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.jobs import delete_old_consents
from app.accounts.models import (
    Consent,
    GuardianConsent,
    GuardianPurpose,
    Guardianship,
    Purpose,
    User,
)
from app.core import retention
from app.core.db import add
from tests import factories

P = Purpose.PUBLICATION


def ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def said(work, *words: tuple[int, bool], erased: datetime | None = None) -> list[int]:
    """Note words of one person, so many days ago each; return the ids."""
    with work():
        user = factories.make_user()
        user.erased_at = erased
        rows = [
            add(Consent(user_id=user.id, purpose=P, version=1, given=given, at=ago(days)))
            for days, given in words
        ]
        return [each.id for each in rows]


def left(work, table=Consent) -> list[int]:
    with work() as session:
        return list(session.scalars(sa.select(table.id).order_by(table.id)))


def run(app) -> None:
    with app.app_context():
        delete_old_consents()


def test_what_was_replaced_three_years_ago_goes_and_the_last_word_stays(app, work):
    given, taken_back, again = said(work, (4_000, True), (1_200, False), (1_150, True))
    run(app)
    assert left(work) == [again]
    assert given < taken_back < again


def test_three_years_begin_when_a_word_ends_to_count(app, work):
    ids = said(work, (4_000, True), (1_000, False))
    run(app)
    assert left(work) == ids


def test_of_the_erased_the_last_word_goes_as_well(app, work):
    said(work, (2_000, True), erased=ago(1_200))
    kept = said(work, (2_000, True), erased=ago(1_000))
    run(app)
    assert left(work) == kept


def test_a_run_takes_some(app, work, monkeypatch):
    ids = said(work, (4_000, True), (3_900, False), (3_800, True), (3_700, True))
    monkeypatch.setattr(retention, "DELETED_AT_ONCE", 2)
    for expected in (ids[2:], ids[3:], ids[3:]):
        run(app)
        assert left(work) == expected


def test_guardians_words_go_with_the_guardianship_that_ended(app, work):
    with work():
        people = [factories.make_user().id for _ in range(3)]
        for ward, ended in ((people[1], ago(1_200)), (people[2], None)):
            bond = add(
                Guardianship(
                    ward_id=ward, guardian_id=people[0], confirmed_at=ago(4_000), ended_at=ended
                )
            )
            for days in (4_000, 3_000):
                word = GuardianConsent(guardianship_id=bond.id, purpose=GuardianPurpose.SERVICE)
                word.version, word.given, word.at = 1, True, ago(days)
                add(word)
    ids = left(work, GuardianConsent)
    run(app)
    assert left(work, GuardianConsent) == ids[3:]
    assert len(left(work, Guardianship)) == 1


def test_the_database_refuses_what_is_younger_than_three_years(work):
    said(work, (1_000, True))
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
        session.execute(sa.delete(Consent))
    with work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1
