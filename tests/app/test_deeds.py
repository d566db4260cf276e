"""Who did what, and when: asked of every route that writes, and of a volunteer's own deeds."""

import pytest
import sqlalchemy as sa

from app.core import audit
from app.core.audit import AuditEntry
from app.core.db import session
from tests import deeds


def test_every_route_that_writes_leads_to_the_audit(app):
    routes = deeds.writing_routes(app)
    silent = {
        endpoint for endpoint, view in routes.items() if not deeds.leads_to(view, deeds.RECORD)
    }
    assert silent - deeds.OWN_STORE.keys() - deeds.STORE_NOTHING == set()


def test_the_exceptions_are_routes_that_there_are(app):
    routes = deeds.writing_routes(app)
    assert deeds.OWN_STORE.keys() | deeds.STORE_NOTHING <= routes.keys()
    assert not deeds.OWN_STORE.keys() & deeds.STORE_NOTHING


@pytest.fixture
def noted(app):
    """``noted(person)``: what the audit says that somebody did, in order."""

    def noted(person) -> list[AuditEntry]:
        with app.app_context():
            mine = sa.select(AuditEntry).where(AuditEntry.actor_id == person.id)
            return list(session().scalars(mine.order_by(AuditEntry.id)))

    return noted


def of_sign_ups(found: list[AuditEntry]) -> list[AuditEntry]:
    return [each for each in found if each.kind == "sign_ups"]


def test_what_a_volunteer_does_with_a_place_is_noted_with_the_state_before(county, noted):
    activity = county.open()
    person = county.volunteer(activity)
    [made] = of_sign_ups(noted(person))
    assert (made.deed, made.before, made.after) == ("sign_up.create", {}, {"state": "confirmed"})
    assert made.organisation_id is not None
    path = f"/activities/{activity['id']}/signups"
    assert person.post(f"{path}/{made.row_id}/leave", {"reason": "感冒发烧"})[0] == 200
    assert person.delete(f"{path}/{made.row_id}")[0] == 200
    assert person.delete(f"{path}/{made.row_id}")[0] == 200  # twice is once
    [_, asked, gone] = of_sign_ups(noted(person))
    assert (asked.deed, gone.deed) == ("sign_up.ask_leave", "sign_up.cancel")
    assert "感冒" not in f"{asked.reason}{asked.before}{asked.after}{gone.reason}"
    assert gone.before == {"state": "confirmed"}
    assert gone.after["state"] in {"cancelled", "late_cancelled"}


def test_a_new_name_is_noted_without_either_name(login, noted):
    person = login(name="老名字")
    assert person.patch("/me", {"nickname": "新名字"})[0] == 200
    [renamed] = noted(person)
    assert (renamed.deed, renamed.kind, renamed.row_id) == ("user.rename", "users", person.id)
    assert renamed.before == renamed.after == {"nickname": audit.MASK}


def test_skills_calendar_and_sessions_are_noted(login, noted):
    person = login()
    assert person.put("/me/skills", {"skills": ["first_aid"]})[0] == 200
    assert person.post("/me/calendar")[0] in {200, 201}
    assert person.delete("/me/calendar")[0] == 204
    [mine] = person.get("/me/sessions")[1]["items"]
    assert person.delete(f"/me/sessions/{mine['id']}")[0] == 204
    found = noted(person)
    told = ["user.skills", "calendar.renew", "calendar.drop", "session.end"]
    assert [each.deed for each in found] == told
    assert (found[0].before, found[0].after) == ({"skills": []}, {"skills": ["first_aid"]})


def test_why_somebody_stays_away_is_not_in_the_audit_when_a_leader_excuses_them(county, noted):
    activity = county.open()
    person = county.volunteer(activity)
    [made] = of_sign_ups(noted(person))
    path = f"/activities/{activity['id']}/signups/{made.row_id}"
    person.post(f"{path}/leave", {"reason": "住院手术"})
    assert county.coordinator.post(f"{path}/leave/grant")[0] == 200
    found = [each for each in noted(county.coordinator) if each.deed == "sign_up.grant_leave"]
    assert [(each.after, each.reason) for each in found] == [({"state": "excused"}, "")]
