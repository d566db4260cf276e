"""What somebody has seen: 304 if it is as it was, 412 if somebody else has changed it since."""

import pytest

from tests.app.conftest import circle

WHERE = {"longitude": 108.5, "latitude": 28.5, "datum": "wgs84", "address": "河东路 1 号"}


@pytest.fixture
def call(app):
    """Ask with headers of one's own; the answer itself."""

    def ask(api, method: str, path: str, body: object = None, **headers: str):
        said = {"Authorization": f"Bearer {api.token}"} | headers
        client = app.test_client()
        return client.open(f"/api/v1{path}", method=method, json=body, headers=said)

    return ask


def things(county) -> dict[str, tuple]:
    """Each kind of thing: its path, and two ways to change it."""
    admin, where = county.administrator, county.organisation_id
    activity = county.draft()
    version = {"version": activity["version"]}
    project = admin.post(f"/activities/{activity['id']}/project", {})[1]
    course = {"kind": "article", "title": "急救", "seconds": 60, "organisation_id": where}
    course = admin.post("/courses", course)[1]
    asked = {"questions": [{"text": "几人？", "choices": ["一", "二"], "right": [0]}]}
    assert admin.put(f"/venues/{where}", WHERE)[0] == 200
    path = f"/activities/{activity['id']}"
    return {
        "activity": (path, ("PATCH", path, version | {"title": "甲"})),
        "sites": (path, ("PUT", f"{path}/sites", circle())),
        "venue": (f"/venues/{where}", ("PUT", f"/venues/{where}", WHERE | {"address": "乙"})),
        "organisation": (
            f"/organisations/{where}",
            ("PATCH", f"/organisations/{where}", {"name": "丙"}),
        ),
        "project": (
            f"/projects/{project['id']}",
            ("PATCH", f"/projects/{project['id']}", {"version": project["version"], "title": "丁"}),
        ),
        "course": (
            f"/courses/{course['id']}",
            ("PUT", f"/courses/{course['id']}/questions", asked),
        ),
    }


@pytest.mark.parametrize(
    "name", ["activity", "sites", "venue", "organisation", "project", "course"]
)
def test_a_change_is_refused_when_somebody_else_was_quicker(county, call, name):
    path, change = things(county)[name]
    api = county.administrator
    seen = call(api, "GET", path)
    tag = seen.headers["ETag"]
    assert tag.startswith('"')  # strong
    assert call(api, "GET", path, **{"If-None-Match": tag}).status_code == 304
    done = call(api, *change, **{"If-Match": tag})
    assert done.status_code == 200, done.get_json()
    assert done.headers["ETag"] != tag
    fresh = call(api, "GET", path, **{"If-None-Match": tag})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != tag
    late = call(api, *change, **{"If-Match": tag})
    problem = late.get_json()
    assert (late.status_code, problem["code"]) == (412, "version_stale")
    assert problem["detail"]
    assert problem["detail_en"]


def test_without_a_tag_it_is_as_before_and_a_star_matches_whatever_is_there(county, call):
    _, change = things(county)["organisation"]
    api = county.administrator
    assert call(api, *change).status_code == 200
    assert call(api, *change, **{"If-Match": "*"}).status_code == 200
    nowhere = call(api, "PATCH", "/organisations/9999", {"name": "x"}, **{"If-Match": '"1-0"'})
    assert nowhere.status_code == 412


def test_a_place_that_is_taken_makes_another_answer_but_no_other_version(county, call):
    activity = county.open()
    path, api = f"/activities/{activity['id']}", county.administrator
    tag = call(api, "GET", path).headers["ETag"]
    county.volunteer(activity)
    assert call(api, "GET", path, **{"If-None-Match": tag}).status_code == 200
    body = {"version": call(api, "GET", path).get_json()["version"], "closes_minutes": 30}
    assert call(api, "PATCH", path, body, **{"If-Match": tag}).status_code == 200


def test_who_may_not_change_it_is_told_that(county, call):
    path, change = things(county)["organisation"]
    person = county.volunteer()
    tag = call(person, "GET", path).headers["ETag"]
    assert call(person, *change, **{"If-Match": tag}).status_code == 403


def test_of_two_at_once_who_have_seen_the_same_one_is_refused(county, call, together):
    path, (method, where, _) = things(county)["organisation"]
    api = county.administrator
    tag = call(api, "GET", path).headers["ETag"]

    class Asker:
        """Whoever holds this token, in any thread."""

        token = api.token

    def rename(number: int) -> int:
        body = {"name": f"名{number}"}
        return call(Asker, method, where, body, **{"If-Match": tag}).status_code

    answers = together(*[lambda n=n: rename(n) for n in range(4)])
    assert sorted(answers) == [200, 412, 412, 412]
