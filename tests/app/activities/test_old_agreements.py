"""Agreements are kept for ten years; a text as long as one who agreed to it is."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.activities.agreements import Agreement, AgreementText
from app.activities.jobs import delete_old_agreements
from app.activities.models import SignUp
from app.core.db import add

YEARS = timedelta(days=4_000)


@pytest.fixture
def agreed(county, work):
    """Two old texts, of which one has a young agreement too, and what a sign-up of today made."""
    county.volunteer(county.open())
    now = datetime.now(UTC)
    with work() as session:
        sign_up = session.scalars(sa.select(SignUp.id)).one()
        for digest in ("a", "b"):
            add(AgreementText(digest=digest, document={}, created_at=now - YEARS))
            add(Agreement(sign_up_id=sign_up, digest=digest, agreed_at=now - YEARS))
        add(Agreement(sign_up_id=sign_up, digest="b", agreed_at=now))


def test_the_old_go_and_texts_with_the_last_of_them(app, agreed, work):
    for _ in range(2):
        with app.app_context():
            delete_old_agreements()
        with work() as session:
            texts = session.scalars(sa.select(AgreementText.digest)).all()
            assert len(texts) == 2
            assert set(session.scalars(sa.select(Agreement.digest))) == set(texts)
            assert "a" not in texts


def test_the_database_refuses_what_is_younger_and_any_change(agreed, work):
    for statement in (
        sa.delete(Agreement).where(Agreement.digest != "a"),
        sa.update(Agreement).values(sign_up_id=Agreement.sign_up_id),
        sa.update(AgreementText).values(document={}),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
            session.execute(statement)
