"""The end of an activity: hours settled, shown, objected to; and manual hours likewise."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from tests.app.campaigns.test_reports import REPORT
from tests.app.conftest import HOUR, START, agree, batch, slot, stay

DAY = timedelta(days=1)
# The eighth of May in China, for the notice began on the fourth: seven whole days after it.
OVER = datetime(2026, 5, 11, 16, 0, tzinfo=UTC)


@pytest.fixture
def advance(app):
    """Do what the worker does of its own accord about activities."""

    def run() -> None:
        from app.activities.jobs import advance as phases  # noqa: PLC0415
        from app.publicity.jobs import advance as closing  # noqa: PLC0415

        with app.app_context():
            phases()
            closing()

    return run


def phase_of(county, activity: dict) -> str:
    return county.coordinator.get(f"/activities/{activity['id']}")[1]["phase"]


def served(county, settle, *, leave: bool = True):
    """An activity that is over, and a volunteer who was there for an hour."""
    activity = county.open(slots=[slot(START, START + HOUR)])
    person = county.volunteer(activity, "杨光")
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    if leave:
        county.leave(person, attendance, START + HOUR)
        settle()
        looked_at(county, settle, attendance)
    return activity, person, attendance


def looked_at(county, settle, attendance: int) -> None:
    """A phone that never moves is a signal: somebody looks at it."""
    number = county.coordinator.get(f"/attendances/{attendance}")[1]["settlement"]["number"]
    said = {"decision": "accept", "settlement_number": number, "reason": "看到本人"}
    assert county.coordinator.post(f"/attendances/{attendance}/review", said)[0] == 200
    settle()


def reported(county, activity: dict) -> None:
    path = f"/activities/{activity['id']}/closing-report"
    assert county.coordinator.put(path, REPORT)[0] == 200
    assert county.administrator.post(f"{path}/accept")[0] == 200


def shown(county, settle, advance):
    """An activity whose hours are shown."""
    activity, person, attendance = served(county, settle)
    county.clock.freeze(START + 3 * HOUR)
    reported(county, activity)
    advance()
    assert phase_of(county, activity) == "publicity"
    return activity, person, attendance


def test_an_activity_ends_step_by_step(county, settle, advance):
    activity, _, _ = served(county, settle)
    seen = []
    for hours in (1, 1.5, 2):
        county.clock.freeze(START + hours * HOUR)
        advance()
        seen.append(phase_of(county, activity))
    reported(county, activity)
    advance()
    seen.append(phase_of(county, activity))
    for moment in (OVER - timedelta(seconds=1), OVER):
        county.clock.freeze(moment)
        advance()
        seen.append(phase_of(county, activity))
    assert seen == ["ended", "ended", "settling", "publicity", "publicity", "settled"]


def test_who_forgot_to_check_out_and_who_disputes_are_waited_for(county, settle, advance, app):
    from app.attendance.jobs import close_forgotten  # noqa: PLC0415

    activity, person, attendance = served(county, settle, leave=False)
    county.clock.freeze(START + 3 * HOUR)
    reported(county, activity)
    advance()
    assert phase_of(county, activity) == "settling"
    with app.app_context():
        close_forgotten()
    advance()
    assert phase_of(county, activity) == "settling"
    settle()
    advance()
    assert phase_of(county, activity) == "settling"  # for a person has to look
    looked_at(county, settle, attendance)
    status, dispute = person.post(
        f"/attendances/{attendance}/disputes", {"reason": "我到中午才走的"}
    )
    assert status == 201, dispute
    advance()
    assert phase_of(county, activity) == "settling"
    assert person.post(f"/disputes/{dispute['id']}/withdraw")[0] == 200
    settle()
    advance()
    assert phase_of(county, activity) == "publicity"


def test_hours_are_shown_by_number_and_by_name_only_with_consent(county, settle, advance):
    activity, person, _ = shown(county, settle, advance)
    stranger, path = county.volunteer(), f"/activities/{activity['id']}/publicity"
    (listed,) = stranger.get("/publicity/activities")[1]["items"]
    assert (listed["title"], listed["until"]) == ("清理河道", "2026-05-11T16:00:00Z")
    (line,) = stranger.get(path)[1]["items"]
    number = person.get("/me")[1]["volunteer_no"]
    assert line == {"name": f"{number[:6]}*****{number[-4:]}", "seconds": 3600}
    agree(person, "publication")
    assert stranger.get(path)[1]["items"][0]["name"] == "杨光"
    county.clock.freeze(OVER)
    advance()
    assert stranger.get("/publicity/activities")[1]["items"] == []
    assert stranger.get(path)[0] == 404


def test_an_objection_is_answered_before_anything_is_settled(county, settle, advance):
    activity, _, _ = shown(county, settle, advance)
    stranger, path = county.volunteer(), f"/activities/{activity['id']}/objections"
    status, objection = stranger.post(path, {"text": "那天没见过这个人"})
    assert (status, objection["state"], objection["title"]) == (201, "open", "清理河道")
    assert stranger.post(path, {"text": "再说一次"})[1]["code"] == "objected_already"
    (notice,) = [
        each
        for each in county.administrator.get("/me/notices")[1]["items"]
        if each["kind"] == "request_filed"
    ]
    assert "清理河道" in notice["text"]
    county.clock.freeze(OVER)
    advance()
    assert phase_of(county, activity) == "publicity"
    where = {"organisation_id": county.organisation_id, "state": "open"}
    assert county.coordinator.get("/objections", **where)[1]["code"] == "role_required"
    (waiting,) = county.administrator.get("/objections", **where)[1]["items"]
    said = {"state": "dismissed", "answer": "有签到与轨迹为证"}
    answered = f"/objections/{waiting['id']}/answer"
    assert stranger.post(answered, said)[1]["code"] == "role_required"
    assert county.volunteer().post(answered, said)[0] == 404
    assert county.administrator.post(answered, said)[0] == 200
    assert county.administrator.post(answered, said)[1]["code"] == "objection_answered"
    (mine,) = stranger.get("/me/objections")[1]["items"]
    assert (mine["state"], mine["answer"]) == ("dismissed", "有签到与轨迹为证")
    assert "request_decided" in {n["kind"] for n in stranger.get("/me/notices")[1]["items"]}
    advance()
    assert phase_of(county, activity) == "settled"
    assert county.volunteer().post(path, {"text": "晚了"})[1]["code"] == "not_public_now"


def test_what_is_shown_or_settled_changes_by_amendments_only(county, settle, advance):
    activity, person, attendance = shown(county, settle, advance)
    path = f"/activities/{activity['id']}"
    version = county.coordinator.get(path)[1]["version"]
    refused = [
        county.coordinator.post(f"{path}/cancel", {"reason": "不想要了"}),
        county.coordinator.post(f"{path}/suspend", {"reason": "不想要了"}),
        county.coordinator.patch(path, {"version": version, "cancel_hours": 1}),
        county.coordinator.put(f"{path}/sites", {"type": "FeatureCollection", "features": []}),
    ]
    assert {answer[1]["code"] for answer in refused[:3]} == {"activity_settled"}
    assert refused[3][0] in {409, 422}
    county.clock.freeze(OVER)
    advance()
    number = person.get(f"/attendances/{attendance}")[1]["settlement"]["number"]
    said = {"decision": "refuse", "settlement_number": number, "reason": "替人签到"}
    assert county.administrator.post(f"/attendances/{attendance}/review", said)[0] == 200
    settle()
    entries = [each["entry"] for each in person.get("/me/records")[1]["items"]]
    assert entries == ["reversal", "credit"]
    assert phase_of(county, activity) == "settled"


def test_hours_do_not_wait_for_a_report_and_administrators_hear_that_it_is_late(
    county, settle, advance, app
):
    from app.campaigns.jobs import remind_of_reports  # noqa: PLC0415

    _, person, _ = served(county, settle)
    assert person.get("/me/hours")[1]["verified_hours"] == 1.0
    told = []
    for days in (4, 13, 15, 16):
        county.clock.freeze(START + days * DAY)
        with app.app_context():
            remind_of_reports()
        found = county.administrator.get("/me/notices")[1]["items"]
        told.append([each["kind"] for each in found].count("report_late"))
    assert told == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("days", "working", "end"),
    [(7, False, "05-11"), (0, False, "05-04"), (5, True, "05-11"), (4, True, "05-08")],
)
def test_whole_days_are_counted(days, working, end):
    from app.publicity.days import ending  # noqa: PLC0415

    # The fourth of May 2026 is a Monday; the day ends at 16:00 UTC.
    assert f"{ending(START, days, working=working) - timedelta(seconds=1):%m-%d}" == end


def test_manual_hours_are_shown_and_objected_to_in_the_same_way(county):
    claim, person = credited(county)
    stranger = county.volunteer()
    shown_at = f"/organisations/{county.organisation_id}/manual-publicity"
    (line,) = stranger.get(shown_at)[1]["items"]
    number = person.get("/me")[1]["volunteer_no"]
    assert (line["name"], line["seconds"]) == (f"{number[:6]}*****{number[-4:]}", 7200)
    path = f"/manual-claims/{claim}/objections"
    status, objection = stranger.post(path, {"text": "当天没有这个活动"})
    assert status == 201, objection
    said = {"state": "upheld", "answer": "查无此事"}
    answer = f"/objections/{objection['id']}/answer"
    assert county.administrator.post(answer, said)[1]["code"] == "own_objection"
    other = county.login("administrator", "另一位管理员", county.organisation_id)
    assert other.post(answer, said)[1]["state"] == "upheld"
    assert other.post(f"/manual-claims/{claim}/reverse", {"reason": "查无此事"})[0] == 200
    assert stranger.get(shown_at)[1]["items"][0]["reversed"] is True
    county.clock.freeze(county.clock.now() + 8 * DAY)
    later = county.volunteer()
    assert later.get(shown_at)[1]["items"] == []
    assert later.post(path, {"text": "晚了"})[1]["code"] == "not_public_now"


def credited(county):
    """A claim of two hours that two people agreed to, and whose it is."""
    person, end = county.volunteer(), county.clock.now() - HOUR
    body = {
        "organisation_id": county.organisation_id,
        "starts_at": (end - 2 * HOUR).isoformat(),
        "ends_at": end.isoformat(),
        "description": "扫雪",
        "evidence": ["有照片"],
    }
    claim = person.post("/manual-claims", body)[1]["id"]
    assert county.coordinator.post(f"/manual-claims/{claim}/leader-ok")[0] == 200
    assert county.administrator.post(f"/manual-claims/{claim}/organiser-ok")[0] == 200
    return claim, person


@pytest.mark.parametrize("working", [False, True])
@pytest.mark.parametrize("days", [0, 1, 7])
def test_what_is_listed_is_what_may_be_objected_to(app, monkeypatch, days, working):
    from app.publicity import days as counted  # noqa: PLC0415

    changed = {"publicity_days": days, "publicity_working_days": working}
    settings = dataclasses.replace(app.config["SETTINGS"], **changed)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with app.app_context():
        for hours in range(0, 14 * 24, 5):
            now = START + hours * HOUR
            first = counted.shown_since(now)
            assert counted.until(first) > now
            assert counted.until(first - timedelta(seconds=1)) <= now
