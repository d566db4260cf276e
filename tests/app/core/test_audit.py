"""The audit: what changed from what to what, by whom, and that nobody changes it afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind, User
from app.core import audit, clock
from app.core.audit import AuditEntry
from app.core.auth import Actor
from app.core.db import add
from app.orgs.models import Organisation
from config import Settings
from tests.factories import make_organisation, make_user

SOMEBODY = Actor(7)


def entries(work, deed=None) -> list[AuditEntry]:
    with work() as session:
        found = sa.select(AuditEntry).order_by(AuditEntry.id)
        rows = session.scalars(found if deed is None else found.where(AuditEntry.deed == deed))
        return [row for row in rows.all() if session.expunge(row) is None]


def test_an_entry_says_from_which_value_to_which(work):
    with work() as session:
        place = make_organisation(name="东村")
        place.name = "新东村"
        audit.record(
            SOMEBODY, "organisation.rename", place, reason="合并", organisation_id=place.id
        )
        session.expire_all()
        number = place.id
        assert session.get(Organisation, number).name == "新东村"
    entry = entries(work, "organisation.rename")[0]
    assert (entry.before, entry.after) == ({"name": "东村"}, {"name": "新东村"})
    assert (entry.actor_id, entry.kind, entry.row_id) == (7, "organisations", number)
    assert (entry.reason, entry.on_behalf_of) == ("合并", None)


def test_something_new_is_noted_as_it_stands(work):
    with work():
        audit.record(None, "user.create", User(nickname="小杨", created_at=clock.now()))
    entry = entries(work)[0]
    assert entry.before == {}
    assert entry.after["id"] == entry.row_id
    assert entry.actor_id == audit.INSTALLATION


def test_what_is_secret_or_personal_is_masked(work):
    with work():
        user = make_user("小杨")
        row = Identity(user_id=user.id, kind=IdentityKind.WECHAT, subject="openid of somebody")
        row.created_at = clock.now()
        audit.record(None, "identity.create", add(row))
        user.nickname = "大杨"
        audit.record(None, "user.rename", user)
    made, renamed = entries(work)
    assert (made.after["subject"], made.after["kind"]) == (audit.MASK, "wechat")
    assert (renamed.before, renamed.after) == ({"nickname": "***"}, {"nickname": "***"})


def test_who_acts_for_another_names_them(work):
    with work():
        audit.record(SOMEBODY, "user.create", make_user(), on_behalf_of=12)
    assert entries(work)[0].on_behalf_of == 12


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entries SET reason = 'x'", "DELETE FROM audit_entries"],
)
def test_the_database_refuses_to_change_an_entry(work, change):
    with work():
        audit.record(SOMEBODY, "user.create", make_user())
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
        session.execute(sa.text(change))
    assert len(entries(work)) == 1


def test_what_is_rolled_back_was_never_done(work):
    def fail() -> None:
        with work():
            audit.record(SOMEBODY, "user.create", make_user())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert entries(work) == []


def test_every_deed_in_an_activitys_life_is_noted(county, work):
    activity = county.open()
    reason = {"reason": "大雨"}
    assert county.coordinator.post(f"/activities/{activity['id']}/cancel", reason)[0] == 200
    mine = [e for e in entries(work) if e.kind == "activities"]
    assert [e.deed for e in mine] == [
        "activity.create",
        "activity.sites",
        "activity.submit",
        "activity.approve",
        "activity.cancel",
    ]
    assert mine[-1].before == {"state": "approved", "state_reason": ""}
    assert mine[-1].after == {"state": "cancelled", "state_reason": "大雨"}
    assert (mine[-1].actor_id, mine[-1].reason) == (county.coordinator.id, "大雨")
    assert {e.organisation_id for e in mine} == {county.organisation_id}
    assert mine[1].before == {"sites": []}


def test_roles_given_and_taken_are_noted_administrators_too(county, login, work):
    someone = login()
    path = f"/users/{someone.id}/roles"
    given = {"role": "coordinator", "organisation_id": county.organisation_id}
    _, grant = county.administrator.post(path, given)
    county.administrator.delete(f"{path}/{grant['id']}")
    by_them = [e for e in entries(work) if e.actor_id == county.administrator.id]
    assert [e.deed for e in by_them] == ["role.grant", "role.revoke"]
    assert by_them[1].before["role"] == "coordinator"
    assert by_them[1].after == {}


def test_consents_and_real_names_are_noted_without_their_values(county, work):
    person = county.volunteer()
    texts = {each["purpose"]: each["text"] for each in person.get("/me/consents")[1]}
    said = {"purpose": "real_name", "version": texts["real_name"]["version"]}
    assert person.post("/me/consents", said)[0] == 200
    named = {"name": "王小明", "number": "11010519491231002X"}
    assert person.put("/me/identity-verification", named)[0] == 200
    person.delete("/me/consents/real_name")
    mine = [e for e in entries(work) if e.actor_id == person.id]
    assert [e.deed for e in mine] == [
        "consent.give",
        "consent.give",
        "identity.verify",
        "consent.withdraw",
    ]
    assert "王" not in str([e.after for e in mine])
    assert "1949" not in str([e.after for e in mine])


def noted_ago(work, *ages_in_days: int) -> list[int]:
    """Note a deed so many days ago, each; return the ids."""
    found = []
    for days in ages_in_days:
        with clock.simulated(datetime.now(UTC) - timedelta(days=days)), work() as session:
            person = session.scalars(sa.select(User).limit(1)).one()
            found.append(audit.record(None, "old.deed", person, before={}, after={}).id)
    return found


def old_ones(work) -> list[int]:
    with work() as session:
        mine = sa.select(audit.AuditEntry.id).where(audit.AuditEntry.deed == "old.deed")
        return list(session.scalars(mine.order_by(audit.AuditEntry.id)))


def test_what_is_past_its_years_goes_some_at_a_time_and_nothing_else(login, work, monkeypatch):
    login()
    ids = noted_ago(work, 3_700, 3_680, 3_661, 3_650, 1)
    monkeypatch.setattr(audit, "DELETED_AT_ONCE", 2)
    for left in (ids[2:], ids[3:], ids[3:]):
        with work():
            audit.delete_old(10)
        assert old_ones(work) == left


@pytest.mark.parametrize("days", [1, 1_090])
def test_nobody_deletes_what_is_younger_than_three_years(login, work, days):
    login()
    ids = noted_ago(work, days, 1_100)
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work():
        audit.delete_old(0)  # whatever a setting says
    assert old_ones(work) == ids
    with work():
        audit.delete_old(3)
    assert old_ones(work) == ids[:1]


def test_a_setting_below_the_law_is_refused():
    with pytest.raises(ValueError, match="AUDIT_YEARS"):
        Settings(development=True, audit_years=2)
