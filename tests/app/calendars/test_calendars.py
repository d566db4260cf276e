"""Calendar feeds, read back by another library."""

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.conftest import HOUR, START, slot


def fetch(api, path: str):
    """The events of a feed, and its text; nobody is logged in."""
    answer = api.application.test_client().get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.content_type.startswith("text/calendar")
    text = answer.get_data(as_text=True)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")
    found = icalendar.Calendar.from_ical(text)
    return {str(event["UID"]): event for event in found.walk("VEVENT")}


def subscribe(person) -> str:
    status, found = person.post("/me/calendar")
    assert status == 201, found
    return found["path"]


def test_my_sign_ups_are_events_that_stay_the_same(county, anyone):
    activity = county.open(title="清理河道；带手套, 穿雨靴\\防滑", description="集合\n出发" * 60)
    person = county.volunteer(activity)
    path = subscribe(person)
    ((uid, event),) = fetch(anyone, path).items()
    assert str(event["SUMMARY"]) == "清理河道；带手套, 穿雨靴\\防滑"
    assert str(event["DESCRIPTION"]) == "集合\n出发" * 60
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (START, START + 4 * HOUR)
    assert str(event["DTSTART"].to_ical().decode()) == "20260504T010000Z"
    assert (str(event["STATUS"]), str(event["LOCATION"])) == ("CONFIRMED", "河滨公园")
    sign_up = person.get("/me/signups")[1]["items"][0]["sign_up"]["id"]
    assert person.delete(f"/activities/{activity['id']}/signups/{sign_up}")[0] == 200
    (later,) = fetch(anyone, path).items()
    assert (later[0], str(later[1]["STATUS"]), later[1]["SEQUENCE"]) == (uid, "CANCELLED", 1)


def test_what_waits_is_tentative_and_what_is_called_off_is_cancelled(county, anyone):
    full = county.open(slots=[slot(START, START + HOUR, quota=1)])
    county.volunteer(full)
    person = county.volunteer(full)
    path = subscribe(person)
    (event,) = fetch(anyone, path).values()
    assert str(event["STATUS"]) == "TENTATIVE"
    county.coordinator.post(f"/activities/{full['id']}/cancel", {"reason": "暴雨"})
    (event,) = fetch(anyone, path).values()
    assert str(event["STATUS"]) == "CANCELLED"


def test_what_is_suspended_may_yet_go_on(county, anyone):
    activity = county.open()
    mine = subscribe(county.volunteer(activity))
    public = f"/api/v1/organisations/{county.organisation_id}/calendar.ics"
    seen = []
    for deed, body in (("suspend", {"reason": "山洪预警"}), ("resume", None)):
        county.clock.freeze(county.clock.now() + HOUR)
        assert county.coordinator.post(f"/activities/{activity['id']}/{deed}", body)[0] == 200
        for path in (mine, public):
            (event,) = fetch(anyone, path).values()
            seen.append((path, str(event["STATUS"]), event["SEQUENCE"]))
    assert seen == [
        (mine, "TENTATIVE", 3600),
        (public, "TENTATIVE", 3600),
        (mine, "CONFIRMED", 7200),
        (public, "CONFIRMED", 7200),
    ]


def test_a_slot_that_was_called_off_alone_is_cancelled_in_both(county, anyone):
    spans = [slot(START, START + HOUR), slot(START + 2 * HOUR, START + 3 * HOUR)]
    activity = county.open(slots=spans)
    path = f"/activities/{activity['id']}/slots/{activity['slots'][0]['id']}/cancel"
    assert county.coordinator.post(path, {"reason": "场地占用"})[0] == 200
    public = f"/api/v1/organisations/{county.organisation_id}/calendar.ics"
    found = {event["DTSTART"].dt: str(event["STATUS"]) for event in fetch(anyone, public).values()}
    assert found == {START: "CANCELLED", START + 2 * HOUR: "CONFIRMED"}


def test_a_new_address_ends_the_old_one_and_an_ended_one_leads_nowhere(county, anyone):
    person = county.volunteer(county.open())
    old, client = subscribe(person), anyone.application.test_client()
    new = subscribe(person)
    assert client.get(old).status_code == 404
    assert len(fetch(anyone, new)) == 1
    assert person.delete("/me/calendar")[0] == 204
    assert client.get(new).status_code == 404
    assert client.get(new.replace(".ics", "x.ics")).get_json()["code"] == "not_found"


def test_only_a_digest_of_the_address_is_kept(county, work):
    from app.calendars.models import CalendarFeed  # noqa: PLC0415

    path = subscribe(county.volunteer())
    with work() as session:
        (feed,) = session.query(CalendarFeed)
        assert feed.digest not in path
        assert len(feed.digest) == 64


def test_an_organisation_shows_what_is_public(county, anyone):
    county.open(title="公开")
    county.draft(title="草稿")
    path = f"/api/v1/organisations/{county.organisation_id}/calendar.ics"
    assert [str(event["SUMMARY"]) for event in fetch(anyone, path).values()] == ["公开"]
    nowhere = anyone.application.test_client().get("/api/v1/organisations/9999/calendar.ics")
    assert nowhere.status_code == 404


@given(st.text(max_size=200))
@pytest.mark.filterwarnings("ignore")
def test_any_text_comes_back(text):
    from app.calendars.ics import Event, Status, calendar  # noqa: PLC0415

    event = Event("x", START, START + HOUR, text, Status.CONFIRMED, START, 0)
    written = calendar("名", [event], START)
    assert all(len(line.encode("utf-8", "replace")) <= 75 for line in written.split("\r\n"))
    (found,) = icalendar.Calendar.from_ical(written.encode("utf-8", "replace")).walk("VEVENT")
    expected = "\n".join(text.splitlines())
    expected = "".join(c for c in expected if c == "\n" or c.isprintable())
    assert str(found["SUMMARY"]).strip() == expected.encode("utf-8", "replace").decode().strip()
