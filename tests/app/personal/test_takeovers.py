"""Who has a phone by now takes over, by a code from the leader, the account made for them."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.core.audit import AuditEntry
from app.families import takeovers
from app.families.models import HouseholdMember, PaperCard, TakeoverCode
from tests.app.families.conftest import add
from tests.app.personal.test_claiming import record_for


@pytest.fixture
def member(leader, household) -> int:
    member = add(leader, household)
    assert leader.post(f"/households/{household['id']}/members/{member}/card")[0] == 201
    return member


@pytest.fixture
def code(leader, household, member) -> str:
    path = f"/households/{household['id']}/members/{member}/takeover-code"
    status, made = leader.post(path)
    assert status == 201, made
    return made["code"]


def take(person, code: str):
    return person.post("/me/takeovers", {"code": code})


def test_the_account_becomes_the_persons_and_nobody_acts_for_it_any_more(
    leader, member, code, login, work
):
    with work() as session:
        record_for(session, member)
    person = login("volunteer", "杨奶奶的手机")
    status, found = take(person, code.lower().replace("-", " "))
    assert (status, found["user_id"]) == (200, person.id)
    assert person.get("/me/hours")[1]["manual_seconds"] == 3600
    with work() as session:
        assert session.get(User, member).joined_into == person.id
        (place,) = session.scalars(sa.select(HouseholdMember))
        (card,) = session.scalars(sa.select(PaperCard))
        assert (place.user_id, card.holder_id) == (person.id, person.id)
        assert place.left_at is not None
        assert card.revoked_at is not None
        deeds = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "takeover.use"))
        (deed,) = deeds
        assert (deed.actor_id, deed.on_behalf_of) == (person.id, member)
        assert deed.after == {"issued_by": leader.id}
    assert [each["kind"] for each in person.get("/me/notices")[1]["items"]] == ["account_merged"]
    assert "request_decided" in [each["kind"] for each in leader.get("/me/notices")[1]["items"]]


def test_a_code_is_good_once_and_not_for_who_issued_it(leader, member, code, login, work):
    status, refused = take(leader, code)
    assert (status, refused["code"]) == (403, "own_takeover_code")
    assert take(login("volunteer", "本人"), code)[0] == 200
    status, refused = take(login("volunteer", "别人"), code)
    assert (status, refused["code"]) == (422, "takeover_code_invalid")


def test_a_code_runs_out_and_another_one_makes_it_void(
    leader, household, member, code, login, clock
):
    person = login("volunteer", "本人")
    again = leader.post(f"/households/{household['id']}/members/{member}/takeover-code")[1]["code"]
    assert take(person, code)[1]["code"] == "takeover_code_invalid"
    clock.advance(hours=25)
    person = login("volunteer", "本人")
    assert take(person, again)[1]["code"] == "takeover_code_invalid"


def test_guessing_is_counted(member, code, login):
    person = login("volunteer", "猜的人")
    for _ in range(takeovers.TRIES.tries):
        assert take(person, "2222-2222")[1]["code"] == "takeover_code_invalid"
    assert take(person, code)[0] == 429


def test_nothing_of_a_code_is_kept_in_the_open(member, code, work):
    with work() as session:
        row = session.scalars(sa.select(TakeoverCode)).one()
        assert code.replace("-", "") not in str(
            {c.name: getattr(row, c.name) for c in row.__table__.c}
        )


def test_only_who_acts_for_somebody_makes_a_code(stranger, household, member):
    path = f"/households/{household['id']}/members/{member}/takeover-code"
    assert stranger.post(path)[0] == 404


def test_two_accounts_with_hours_are_for_two_people_to_merge(member, code, login, work):
    person = login("volunteer", "本人")
    with work() as session:
        record_for(session, member)
        record_for(session, person.id)
    status, refused = take(person, code)
    assert (status, refused["code"]) == (409, "takeover_two_records")
    with work() as session:
        assert session.scalars(sa.select(TakeoverCode)).one().used_at is None


def test_the_sheet_prints_a_code_beside_each_card(app, leader, village, member, login):
    answer = app.test_client().post(
        "/api/v1/card-sheet",
        json={"organisation_id": village[0]},
        headers={"Authorization": f"Bearer {leader.token}"},
    )
    (printed,) = re.findall(r"<b>([2-9A-Z]{4}-[2-9A-Z]{4})</b>", answer.get_data(as_text=True))
    assert answer.headers["Cache-Control"] == "no-store"
    assert take(login("volunteer", "本人"), printed)[0] == 200
    again = app.test_client().get(
        "/api/v1/card-sheet",
        query_string={"organisation_id": village[0]},
        headers={"Authorization": f"Bearer {leader.token}"},
    )
    assert "<b>" not in again.get_data(as_text=True)
