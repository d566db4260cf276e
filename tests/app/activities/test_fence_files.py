"""Fences from files: a preview that can be stored as it is."""

from tests.app.conftest import LAT, LON

GPX = f"""<gpx version="1.1"><rte><name>巡河路线</name>
<rtept lon="{LON}" lat="{LAT}"/><rtept lon="{LON + 0.01}" lat="{LAT}"/></rte></gpx>"""


def test_a_route_becomes_a_corridor_that_an_activity_takes(county):
    status, found = county.coordinator.post("/fences/import", {"text": GPX, "half_width_m": 25})
    assert status == 200, found
    assert found["features"][0]["properties"] == {"name": "巡河路线", "half_width_m": 25.0}
    draft = county.draft()
    status, activity = county.coordinator.put(f"/activities/{draft['id']}/sites", found)
    assert status == 200, activity
    assert activity["sites"][0]["feature"]["geometry"]["type"] == "LineString"


def test_what_is_wrong_is_named_with_its_line(county):
    text = GPX.replace(f'lon="{LON}"', 'lon="东经"')
    status, problem = county.coordinator.post("/fences/import", {"text": text})
    assert (status, problem["code"]) == (422, "fence_invalid")
    assert list(problem["fields"]) == ["line 2"]
    assert "第 2 行" in problem["detail"]
    assert "line" not in problem["detail"]
    assert "line 2" in problem["detail_en"]


def test_only_coordinators_import(county):
    status, problem = county.volunteer().post("/fences/import", {"text": GPX})
    assert (status, problem["code"]) == (403, "role_required")


def checked(person, *sizes_m):
    point = {"type": "Point", "coordinates": [LON, LAT]}
    features = [
        {"type": "Feature", "id": str(size), "geometry": point, "properties": {"radius_m": size}}
        for size in sizes_m
    ]
    properties = {"datum": "gcj02"}
    body = {"type": "FeatureCollection", "features": features, "properties": properties}
    return person.post("/fences/check", body)


def test_a_fence_that_is_small_for_phones_indoors_is_told_so(county):
    status, found = checked(county.coordinator, 12, 120)
    assert status == 200, found
    small, large = found["items"]
    assert (small["site_id"], large["site_id"]) == ("12", "120")
    assert 23 < small["width_m"] < 25
    assert 440 < small["area_m2"] < 460
    (warning,) = small["warnings"]
    assert warning["code"] == "small_indoors"
    assert warning["probability"] < 0.5
    assert "24 米" in warning["zh"]
    assert "24 m" in warning["en"]
    assert large["warnings"] == []


def test_a_check_refuses_what_a_save_refuses(county):
    status, problem = checked(county.coordinator, -5)
    assert (status, problem["code"]) == (422, "fence_invalid")
    assert checked(county.volunteer(), 12)[0] == 403
