"""The walk of an attendance as reviewers see it, and the try-out of fences on a walk."""

from datetime import timedelta

import pytest

from tests.app.attendance.test_settling import serve
from tests.app.conftest import HOUR, LAT, LON, START, batch, circle, north, ping, slot, stay

MINUTE = timedelta(minutes=1)


def there_and_gone(count: int = 60):
    inside = stay(START, START + HOUR, every=3600 // count)
    return inside + stay(START + 65 * MINUTE, START + 90 * MINUTE, 900)


def walk_of(person, attendance, **_):
    status, found = person.get(f"/attendances/{attendance}/walk")
    assert status == 200, found
    return found


def looks(county):
    entries = county.administrator.get("/audit-entries", limit=100)[1]["items"]
    return [each for each in entries if each["deed"] == "attendance.look_at_track"]


# --- the walk of an attendance ------------------------------------------------------------------


def test_a_walk_tells_what_the_hours_rest_on(county, settle):
    activity = county.open()
    person, attendance = serve(county, activity, there_and_gone(), START + 90 * MINUTE)
    settle()
    found = walk_of(county.coordinator, attendance)
    settlement = person.get(f"/attendances/{attendance}")[1]["settlement"]
    for name in ("intervals", "unverified", "cuts", "present_seconds", "computed_seconds"):
        assert found[name] == settlement[name], name
    assert found["settlement_number"] == 1
    assert found["total"] == len(found["pings"]) > 80
    first, last = found["pings"][0], found["pings"][-1]
    assert first["probability"] > 0.9
    assert last["probability"] < 0.1
    assert first["distance_m"] < 0 < last["distance_m"]
    assert (first["longitude"], first["latitude"]) == pytest.approx((108.5036, 28.5639))
    [site] = found["sites"]["features"]
    assert site["properties"]["radius_m"] == 100
    codes = {code for each in found["intervals"] for code in each["reasons"]}
    assert codes <= set(found["phrases"])
    assert all(said["zh"] and said["en"] for said in found["phrases"].values())


def test_looks_of_others_are_noted_and_ones_own_are_not(county, settle):
    person, attendance = serve(county, county.open(), there_and_gone(), START + 90 * MINUTE)
    settle()
    walk_of(person, attendance)
    assert looks(county) == []
    walk_of(county.coordinator, attendance)
    [look] = looks(county)
    assert (look["actor_id"], look["row_id"]) == (county.coordinator.id, attendance)
    assert county.volunteer().get(f"/attendances/{attendance}/walk")[0] == 404
    assert len(looks(county)) == 1


def test_a_walk_that_goes_on_is_shown_so_far(county):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + 30 * MINUTE)
    county.send(person, attendance, batch(0, stay(START, START + 30 * MINUTE)))
    found = walk_of(county.coordinator, attendance)
    assert (found["settlement_number"], found["computed_seconds"]) == (None, None)
    assert len(found["intervals"]) == 1
    assert found["pings"][-1]["probability"] > 0.9


def test_a_long_walk_is_thinned_and_says_so(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + 3 * HOUR)
    pings = stay(START, START + 2.5 * HOUR, every=3)
    pings[1500] = ping(START + timedelta(seconds=4500), 700)
    for number, first in enumerate(range(0, len(pings), 500)):
        county.send(person, attendance, batch(number, pings[first : first + 500]))
    county.leave(person, attendance, START + 3 * HOUR)
    settle()
    found = walk_of(person, attendance)
    assert found["total"] == 3001
    assert 500 < len(found["pings"]) <= 2000
    assert max(each["distance_m"] for each in found["pings"]) > 500, "the extreme is kept"
    assert [p["t"] for p in found["pings"]] == sorted(p["t"] for p in found["pings"])


def test_of_a_deleted_track_the_verdict_is_left(county, settle, work):
    from app.attendance import service  # noqa: PLC0415

    person, attendance = serve(county, county.open(), there_and_gone(), START + 90 * MINUTE)
    settle()
    before = walk_of(person, attendance)
    county.clock.freeze(START + timedelta(days=31))
    with work():
        assert service.delete_old_tracks() == 1
    found = walk_of(person, attendance)
    assert found["pings"] == []
    assert found["deleted_at"] is not None
    assert "保留" in found["deleted"]["zh"]
    assert found["intervals"] == before["intervals"]
    assert len(found["sites"]["features"]) == 1


# --- fences tried out ---------------------------------------------------------------------------


def tried(county, **more):
    body = {"sites": circle(), "datum": "wgs84", "pings": there_and_gone()}
    return county.coordinator.post("/fences/try-out", body | more)


def test_a_try_out_says_what_the_walk_would_be_worth(county, settle):
    window = {"start": START.isoformat(), "end": (START + 4 * HOUR).isoformat()}
    status, found = tried(county, slot=window)
    assert status == 200, found
    activity = county.open(slots=[slot(START, START + 4 * HOUR)])
    person, attendance = serve(county, activity, there_and_gone(), START + 90 * MINUTE)
    settle()
    real = walk_of(person, attendance)
    assert found["computed_seconds"] == pytest.approx(real["computed_seconds"], abs=60)
    assert found["pings"][0]["probability"] > 0.9
    small = tried(county, sites=circle(10.0, lat=north(900)), slot=window)[1]
    assert small["computed_seconds"] < found["computed_seconds"]


def test_a_try_out_takes_csv_as_the_command_line_does(county):
    rows = [f"a,{p['t']},{p['longitude']},{p['latitude']},10" for p in there_and_gone()]
    text = "\n".join(["trace_id,t,lon,lat,accuracy_m", *rows])
    body = {"sites": circle(), "datum": "wgs84", "csv": text}
    status, found = county.coordinator.post("/fences/try-out", body)
    assert status == 200, found
    assert found["computed_seconds"] == tried(county)[1]["computed_seconds"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"csv": "t,lon,lat"}, "walk_needed"),
        ({"pings": None, "csv": "t,lon,lat"}, "csv_invalid"),
        ({"pings": None, "csv": "t,lon\n1,2"}, "csv_invalid"),
        ({"pings": None, "csv": "t,lon,lat,trace_id\n1,2,3,a\n2,2,3,b"}, "csv_invalid"),
        ({"pings": None, "csv": "t,lon,lat\n" + "1,2,3\n" * 5001}, "csv_invalid"),
        ({"pings": None, "csv": 't,lon,lat\n1,2,"3\x00'}, "csv_invalid"),
        ({"pings": []}, "request_invalid"),
        ({"sites": {"type": "FeatureCollection", "features": []}}, "request_invalid"),
    ],
)
def test_a_try_out_names_what_is_wrong(county, more, code):
    body = {"sites": circle(), "datum": "wgs84", "pings": there_and_gone()} | more
    body = {name: value for name, value in body.items() if value is not None}
    status, found = county.coordinator.post("/fences/try-out", body)
    assert (status, found["code"]) == (422, code), found


def test_a_try_out_that_would_take_long_is_refused(county):
    corners = [[LON + 0.001 * k, LAT] for k in range(1000)]
    corners += [[LON + 0.001 * k, LAT + 0.001] for k in reversed(range(1000))]
    ring = [[round(x / 2, 6) + LON / 2, y] for x, y in [*corners, corners[0]]]
    area = {"type": "Polygon", "coordinates": [[[LON + (x - LON) / 20, y] for x, y in ring]]}
    sites = circle()
    sites["features"] = [
        {"type": "Feature", "id": str(k), "properties": {}, "geometry": area} for k in range(4)
    ]
    walk = stay(START, START + timedelta(seconds=4999), every=1)
    status, found = tried(county, sites=sites, pings=walk)
    assert (status, found["code"]) == (422, "try_out_too_large"), found


def test_a_try_out_stores_nothing_and_is_for_coordinators(county, work):
    from app.activities.models import ActivitySite  # noqa: PLC0415
    from app.attendance.models import PingBatch  # noqa: PLC0415

    tried(county)
    with work() as session:
        assert session.query(ActivitySite).count() == session.query(PingBatch).count() == 0
    body = {"sites": circle(), "datum": "wgs84", "pings": there_and_gone()}
    assert county.volunteer().post("/fences/try-out", body)[0] == 403
