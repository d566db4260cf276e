"""Closing an activity: who was served, who says so, who accepts it, who is reminded."""

from tests.app.conftest import HOUR, START

REPORT = {
    "summary": "走访慰问",
    "groups": [{"group": "独居老人", "count": 12}, {"group": "留守儿童", "count": 3}],
}


def over(county) -> str:
    """The path of the report of an activity that is over."""
    activity = county.open()
    county.clock.freeze(START + 5 * HOUR)
    return f"/activities/{activity['id']}/closing-report"


def test_an_activity_is_closed_by_a_second_person(county):
    path = over(county)
    status, report = county.coordinator.put(path, REPORT)
    assert (status, report["beneficiaries"], report["accepted_at"]) == (200, 15, None)
    assert county.coordinator.post(f"{path}/accept")[1]["code"] == "role_required"
    assert county.volunteer().get(path)[0] == 404
    status, report = county.administrator.post(f"{path}/accept")
    assert (status, report["accepted_at"]) == (200, "2026-05-04T06:00:00Z")
    assert county.volunteer().get(path)[1]["groups"] == REPORT["groups"]
    assert county.coordinator.put(path, REPORT)[1]["code"] == "activity_closed"


def test_what_is_written_waits_for_an_administrator_who_did_not_write_it(county):
    waiting = lambda person: [  # noqa: E731 - said three times
        each["title"] for each in person.get("/closing-reports/waiting")[1]["items"]
    ]
    path = over(county)
    assert waiting(county.administrator) == []
    county.coordinator.put(path, REPORT)
    assert waiting(county.administrator) == ["清理河道"]
    assert waiting(county.coordinator) == waiting(county.volunteer()) == []
    county.administrator.post(f"{path}/accept")
    assert waiting(county.administrator) == []


def test_nobody_accepts_their_own_report(county):
    path = over(county)
    county.administrator.put(path, REPORT)
    assert county.administrator.post(f"{path}/accept")[1]["code"] == "own_report"


def test_before_the_end_there_is_nothing_to_report(county):
    path = f"/activities/{county.open()['id']}/closing-report"
    assert county.coordinator.put(path, REPORT)[1]["code"] == "activity_not_over"
    assert county.coordinator.put(path, REPORT | {"groups": []})[0] == 422


def test_who_made_it_is_reminded_once(county, app):
    from app.campaigns.jobs import remind_of_reports  # noqa: PLC0415

    path = over(county)
    for hours in (6, 80, 81, 200):
        county.clock.freeze(START + hours * HOUR)
        with app.app_context():
            remind_of_reports()
    notices = [n["kind"] for n in county.coordinator.get("/me/notices")[1]["items"]]
    assert notices.count("report_missing") == 1
    (missing,) = county.coordinator.get("/closing-reports/missing")[1]["items"]
    assert missing["title"] == "清理河道"
    county.coordinator.put(path, REPORT)
    assert county.coordinator.get("/closing-reports/missing")[1]["items"] == []
    assert county.volunteer().get("/closing-reports/missing")[1]["items"] == []
