"""Households: people without a phone, whom the leaders of their organisation act for."""

import sqlalchemy as sa

from app.core.audit import AuditEntry
from tests.app.families.conftest import add


def test_a_leader_keeps_the_households_of_her_village(leader, household, village):
    member = add(leader, household)
    shown = leader.get(f"/households/{household['id']}")[1]
    assert [m["user_id"] for m in shown["members"]] == [member]
    assert shown["members"][0]["nickname"] == "杨奶奶"
    listed = leader.get("/households", organisation_id=village[0])[1]
    assert listed == {"items": [shown], "next_cursor": None}


def test_nobody_else_sees_them(household, stranger, login, village):
    path = f"/households/{household['id']}"
    for person in (stranger, login()):
        assert person.get(path)[0] == 404
        assert person.post(f"{path}/members", {"nickname": "某人"})[0] == 404
        assert person.get("/households", organisation_id=village[0])[0] == 403
        assert person.get("/card-sheet", organisation_id=village[0])[0] == 403
        body = {"organisation_id": village[0], "name": "假的"}
        assert person.post("/households", body)[1]["code"] == "role_required"


def test_who_leaves_belongs_nowhere_and_others_do_not_see_it(leader, household):
    member = add(leader, household)
    path = f"/households/{household['id']}/members/{member}"
    assert leader.delete(path)[0] == 204
    assert leader.delete(path)[0] == 404
    assert leader.get(f"/households/{household['id']}")[1]["members"] == []


def test_a_household_has_its_limit(leader, household, monkeypatch):
    from app.families import service  # noqa: PLC0415

    monkeypatch.setattr(service, "MOST", 1)
    add(leader, household)
    path = f"/households/{household['id']}/members"
    assert leader.post(path, {"nickname": "再一个"})[1]["code"] == "household_full"


def test_both_names_stand_in_the_audit_and_no_nickname(work, leader, household):
    member = add(leader, household, paper_consents=[{"purpose": "publication", "version": 1}])
    with work() as session:
        (entry,) = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.deed == "household.add")
        ).all()
        assert (entry.actor_id, entry.on_behalf_of) == (leader.id, member)
        assert entry.after == {"paper": ["publication"]}
        given = sa.select(AuditEntry).where(AuditEntry.deed == "consent.give")
        consents = session.scalars(given.where(AuditEntry.on_behalf_of == member)).all()
        assert [(e.actor_id, e.organisation_id) for e in consents] == [
            (leader.id, entry.organisation_id)
        ]
        assert "杨奶奶" not in str([vars(e) for e in session.scalars(sa.select(AuditEntry))])


def test_what_was_agreed_on_paper_counts(app, leader, household):
    from app.accounts import consents  # noqa: PLC0415
    from app.accounts.models import Purpose  # noqa: PLC0415

    member = add(leader, household, paper_consents=[{"purpose": "publication", "version": 1}])
    with app.app_context():
        assert consents.agrees(member, Purpose.PUBLICATION)
        assert not consents.agrees(member, Purpose.REAL_NAME)
    path = f"/households/{household['id']}/members"
    old = {"nickname": "周爷爷", "paper_consents": [{"purpose": "publication", "version": 7}]}
    assert leader.post(path, old)[1]["code"] == "consent_text_changed"


def test_a_member_has_a_volunteer_number_at_once(work, leader, household):
    from app.accounts.models import User  # noqa: PLC0415

    member = add(leader, household)
    with work() as session:
        assert session.get(User, member).volunteer_no
