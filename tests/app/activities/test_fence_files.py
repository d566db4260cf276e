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
