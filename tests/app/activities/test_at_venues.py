"""What goes on today at the venues near a place."""

from datetime import datetime, timedelta

from app.activities.at_venues import SHOWN
from tests.app.conftest import HOUR, LAT, LON, START, circle, north, slot

WEEK = [{"weekday": day, "opens": "08:30", "closes": "17:30"} for day in range(1, 8)]
NEAR = {"near": f"{LON},{LAT}"}


def a_venue(county, name="站", metres=0.0, weekly=WEEK) -> int:
    body = {"name": name, "kind": "station", "parent_id": county.organisation_id}
    status, place = county.administrator.post("/organisations", body)
    assert status == 201, place
    about = {"longitude": LON, "latitude": north(metres), "datum": "wgs84", "weekly": weekly}
    status, found = county.administrator.put(f"/venues/{place['id']}", about | {"radius_m": 200})
    assert status == 200, found
    return place["id"]


def today(anyone, **more):
    status, found = anyone.get("/venues/today", **(NEAR | more))
    assert status == 200, found
    return found["items"]


def test_the_map_shows_what_goes_on_until_midnight(county, anyone):
    venue = a_venue(county)
    evening, tomorrow = START + 9 * HOUR, START + 24 * HOUR
    county.open(circle(), slots=[slot(START, START + 2 * HOUR, quota=3)], title="上午")
    county.open(circle(), slots=[slot(evening, evening + HOUR)], title="晚上")
    county.open(circle(), slots=[slot(tomorrow, tomorrow + HOUR)], title="明天")
    county.open(circle(lat=north(3000)), title="别处")
    county.draft(title="草稿")
    county.clock.freeze(START + HOUR)
    [found] = today(anyone)
    assert found["organisation_id"] == venue
    assert [each["title"] for each in found["today"]] == ["上午", "晚上"]
    assert found["today"][0]["places_left"] == 3
    county.clock.freeze(START + 3 * HOUR)
    assert [each["title"] for each in today(anyone)[0]["today"]] == ["晚上"]


def test_what_the_venues_own_people_do_is_there_wherever_the_site(county, anyone):
    venue = a_venue(county)
    county.open(circle(lat=north(3000)), organisation_id=venue, title="上门理发")
    county.clock.freeze(START - HOUR)
    assert [each["title"] for each in today(anyone)[0]["today"]] == ["上门理发"]


def test_of_one_venue_a_few_are_listed_and_the_rest_counted(county, anyone):
    a_venue(county)
    for number in range(SHOWN + 2):
        county.open(circle(), title=f"第{number}个")
    county.clock.freeze(START - HOUR)
    [found] = today(anyone)
    assert (len(found["today"]), found["more"]) == (SHOWN, 2)


def test_venues_come_nearest_first_with_when_they_open_and_close(county, anyone):
    far = a_venue(county, "远", 900.0, [])
    near = a_venue(county, "近", 100.0)

    def times(at: datetime):
        county.clock.freeze(at)
        first, second = today(anyone)
        assert (first["organisation_id"], second["organisation_id"]) == (near, far)
        assert second["closes_at"] is second["opens_at"] is None
        return first["open_now"], first["closes_at"], first["opens_at"]

    day = START - HOUR  # eight o'clock in China
    assert times(day) == (False, None, "2026-05-04T00:30:00Z")
    assert times(day + HOUR) == (True, "2026-05-04T09:30:00Z", None)
    assert times(day + timedelta(hours=9, minutes=30)) == (False, None, None)


def test_midnight_closes_nothing_that_opens_then(county, anyone):
    night = [{"weekday": d, "opens": "00:00", "closes": "24:00"} for d in (1, 2)]
    night += [{"weekday": 3, "opens": "00:00", "closes": "02:00"}]
    a_venue(county, weekly=night)
    county.clock.freeze(START)  # a Monday
    assert today(anyone)[0]["closes_at"] == "2026-05-05T18:00:00Z", "two o'clock on Wednesday"


def test_a_slot_that_was_called_off_is_not_shown(county, anyone):
    a_venue(county)
    later = START + 6 * HOUR
    slots = [slot(START, START + HOUR), slot(later, later + HOUR)]
    activity = county.open(circle(), slots=slots)
    path = f"/activities/{activity['id']}/slots/{activity['slots'][1]['id']}/cancel"
    status, found = county.coordinator.post(path, {"reason": "下雨"})
    assert status == 200, found
    county.clock.freeze(START - HOUR)
    [venue] = today(anyone)
    assert len(venue["today"]) == 1


def test_a_place_is_needed_and_is_on_earth(anyone):
    assert anyone.get("/venues/today")[0] == 422
    for wrong in ("x", "nan,1", "200,1", "1,95"):
        assert anyone.get("/venues/today", near=wrong)[0] == 422, wrong
