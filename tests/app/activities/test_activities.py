"""An activity from draft to approval, and how it is found."""

import pytest

from tests.app.conftest import HOUR, LAT, LON, START, circle, east, slot


def test_a_draft_becomes_an_open_activity(county):
    activity = county.open()
    assert activity["state"] == "approved"
    assert activity["sites"][0]["feature"]["geometry"]["type"] == "Point"
    assert activity["presence_policy"] == {"kind": "continuous"}
    assert activity["rules"]["version"]


def test_volunteers_cannot_make_activities(county):
    body = {
        "organisation_id": county.organisation_id,
        "title": "x",
        "slots": [slot(START, START + HOUR)],
    }
    status, problem = county.volunteer().post("/activities", body)
    assert (status, problem["code"]) == (403, "role_required")


def test_a_coordinator_cannot_approve(county):
    activity = county.draft()
    county.coordinator.put(f"/activities/{activity['id']}/sites", circle())
    county.coordinator.post(f"/activities/{activity['id']}/submit")
    status, problem = county.coordinator.post(f"/activities/{activity['id']}/approve")
    assert (status, problem["code"]) == (403, "role_required")


def test_an_activity_without_sites_is_not_submitted(county):
    activity = county.draft()
    status, problem = county.coordinator.post(f"/activities/{activity['id']}/submit")
    assert (status, problem["code"]) == (422, "activity_incomplete")
    assert "sites" in problem["fields"]


def test_the_fence_of_an_open_activity_stands(county):
    activity = county.open()
    status, problem = county.coordinator.put(f"/activities/{activity['id']}/sites", circle(500))
    assert (status, problem["code"]) == (409, "review_needed")


def test_a_rejected_activity_can_be_mended_and_sent_again(county):
    activity = county.draft()
    path = f"/activities/{activity['id']}"
    county.coordinator.put(f"{path}/sites", circle())
    county.coordinator.post(f"{path}/submit")
    status, found = county.administrator.post(f"{path}/reject", {"reason": "缺少风险告知"})
    assert (status, found["state"], found["state_reason"]) == (200, "rejected", "缺少风险告知")
    assert county.coordinator.post(f"{path}/submit")[1]["state"] == "submitted"


def test_drafts_are_hidden_from_volunteers(county):
    activity = county.draft()
    volunteer = county.volunteer()
    assert volunteer.get(f"/activities/{activity['id']}")[0] == 404
    assert volunteer.get("/activities", state="draft")[1]["items"] == []
    assert len(county.coordinator.get("/activities", state="draft")[1]["items"]) == 1


@pytest.mark.parametrize(
    ("begin", "end", "code"),
    [
        (START, START, "slot_invalid"),
        (START, START + 25 * HOUR, "slot_invalid"),
        (START - 48 * HOUR, START - 47 * HOUR, "slot_past"),
    ],
)
def test_impossible_slots_are_refused(county, begin, end, code):
    body = {"organisation_id": county.organisation_id, "title": "x", "slots": [slot(begin, end)]}
    status, problem = county.coordinator.post("/activities", body)
    assert (status, problem["code"]) == (422, code)


@pytest.mark.parametrize("title", ["", "   ", "\u3000\u3000"])
def test_a_title_of_blanks_is_refused(county, title):
    body = {"organisation_id": county.organisation_id, "title": title}
    assert county.coordinator.post("/activities", body)[0] == 422
    activity = county.open()
    patch = {"title": title, "version": activity["version"]}
    assert county.coordinator.patch(f"/activities/{activity['id']}", patch)[0] == 422


FAULTS = {
    "crosses": ([[0, 0], [100, 100], [100, 0], [0, 100], [0, 0]], "fence_crossing"),
    "unclosed": ([[0, 0], [100, 0], [100, 100], [0, 100]], "fence_unclosed"),
    "too wide": ([[0, 0], [80_000, 0], [80_000, 100], [0, 100], [0, 0]], "fence_too_large"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_fence_is_refused_and_nothing_is_stored(county, fault):
    ring, code = FAULTS[fault]
    degrees = [[east(x), LAT + y / 110_850.0] for x, y in ring]
    document = circle()
    document["features"] = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [degrees]},
        }
    ]
    activity = county.draft()
    path = f"/activities/{activity['id']}"
    county.coordinator.put(f"{path}/sites", circle())
    status, problem = county.coordinator.put(f"{path}/sites", document)
    assert (status, problem["code"]) == (422, code)
    assert problem["detail"]
    assert problem["detail_en"]
    kept = county.coordinator.get(path)[1]["sites"]
    assert [site["feature"]["geometry"]["type"] for site in kept] == ["Point"]


@pytest.mark.parametrize("properties", [{}, {"datum": "gps"}, {"datum": None}])
def test_sites_must_name_their_datum(county, properties):
    activity = county.draft()
    document = circle() | {"properties": properties}
    status, problem = county.coordinator.put(f"/activities/{activity['id']}/sites", document)
    assert (status, problem["code"]) == (422, "datum_unknown")


def test_a_fence_drawn_in_gcj02_lies_where_it_was_drawn(county):
    from geofence.datum import convert  # noqa: PLC0415

    lon, lat = convert(LON, LAT, "wgs84", "gcj02")
    document = circle(lon=lon, lat=lat) | {"properties": {"datum": "gcj02"}}
    site = county.open(document)["sites"][0]
    assert (site["longitude"], site["latitude"]) == pytest.approx((LON, LAT), abs=1e-7)


def test_the_nearest_comes_first_and_pages_do_not_repeat(county):
    places = {metres: county.open(circle(lon=east(metres)))["id"] for metres in (3000, 10, 900)}
    volunteer = county.volunteer()
    seen, cursor = [], None
    while True:
        query = {"near": f"{LON},{LAT}", "radius_m": 5000, "limit": 1}
        found = volunteer.get("/activities", **query, **({"cursor": cursor} if cursor else {}))[1]
        seen += [(item["id"], item["distance_m"]) for item in found["items"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
    assert [each[0] for each in seen] == [places[10], places[900], places[3000]]
    assert [each[1] for each in seen] == pytest.approx([10, 900, 3000], rel=0.01)
    near = volunteer.get("/activities", near=f"{LON},{LAT}", radius_m=1000)[1]["items"]
    assert len(near) == 2


def test_found_by_word_and_time(county):
    county.open(title="义诊进社区")
    county.open(title="清理河道", slots=[slot(START + 48 * HOUR, START + 50 * HOUR)])
    volunteer = county.volunteer()
    titles = [a["title"] for a in volunteer.get("/activities", q="义诊")[1]["items"]]
    assert titles == ["义诊进社区"]
    late = (START + 24 * HOUR).isoformat()
    titles = [a["title"] for a in volunteer.get("/activities", **{"from": late})[1]["items"]]
    assert titles == ["清理河道"]
    assert volunteer.get("/activities", q="100%")[1]["items"] == []


def test_a_place_that_is_none_is_refused(county):
    volunteer = county.volunteer()
    assert volunteer.get("/activities", near="here")[1]["code"] == "request_invalid"
    assert volunteer.get("/activities", near="28.5,108.5")[1]["code"] == "coordinate_invalid"


def test_the_id_of_a_site_is_kept_whole_or_refused(county):
    activity = county.draft()
    path = f"/activities/{activity['id']}/sites"
    named = circle()
    named["features"][0]["id"] = "x" * 64
    assert county.coordinator.put(path, named)[0] == 200
    named["features"][0]["id"] = "x" * 65
    status, problem = county.coordinator.put(path, named)
    assert (status, problem["code"], problem["limit"]) == (422, "site_id_too_long", 64)
