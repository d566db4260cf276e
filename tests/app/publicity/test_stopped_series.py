"""Hours of a series that is called off or stopped later are settled and shown like any others."""

from datetime import timedelta

import pytest

from app.notices.kinds import Kind
from tests.app.campaigns.test_reports import REPORT
from tests.app.conftest import HOUR, START, batch, slot, stay
from tests.app.matching.test_told import told
from tests.app.publicity.test_publicity import (
    advance,  # noqa: F401 - a fixture
    looked_at,
    phase_of,
    reported,
)

WEEK = timedelta(days=7)
STOPPED = {"cancel": "cancelled", "suspend": "suspended"}


def begun(county, settle):
    """A weekly series of three, and a volunteer who served in the first slot."""
    slots = [slot(START + week * WEEK, START + week * WEEK + HOUR) for week in range(3)]
    activity = county.open(slots=slots)
    person = county.volunteer()
    first = {"slot_id": activity["slots"][0]["id"]}
    assert person.post(f"/activities/{activity['id']}/signups", first)[0] == 201
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    county.leave(person, attendance, START + HOUR)
    settle()
    looked_at(county, settle, attendance)
    return activity, person


def stop(county, activity: dict, deed: str) -> None:
    path = f"/activities/{activity['id']}/{deed}"
    status, found = county.coordinator.post(path, {"reason": "场地停用"})
    assert (status, found["state"]) == (200, STOPPED[deed])


def ends(county, activity: dict, advance) -> list[str]:  # noqa: F811
    """The phases that it goes through from here on, as they are read."""
    seen = []
    for moment in (timedelta(), timedelta(), timedelta(days=9)):
        county.clock.freeze(county.clock.now() + moment)
        advance()
        seen.append(phase_of(county, activity))
        if seen == ["settling"]:
            reported(county, activity)
    return seen


def test_what_was_served_before_it_was_called_off_is_shown_and_settled(county, settle, advance):  # noqa: F811
    activity, person = begun(county, settle)
    county.clock.freeze(START + 2 * WEEK - HOUR)
    stop(county, activity, "cancel")
    assert ends(county, activity, advance) == ["settling", "publicity", "settled"]
    assert person.get("/me/hours")[1]["verified_hours"] == 1.0


def test_hours_of_a_cancelled_activity_are_read_and_objected_to_meanwhile(county, settle, advance):  # noqa: F811
    activity, _ = begun(county, settle)
    stop(county, activity, "cancel")
    advance()
    reported(county, activity)
    advance()
    stranger, path = county.volunteer(), f"/activities/{activity['id']}"
    assert [a["activity_id"] for a in stranger.get("/publicity/activities")[1]["items"]] == [
        activity["id"]
    ]
    assert [line["seconds"] for line in stranger.get(f"{path}/publicity")[1]["items"]] == [3600]
    assert stranger.post(f"{path}/objections", {"text": "那天没见过"})[0] == 201
    county.clock.freeze(START + 2 * WEEK)
    advance()
    assert phase_of(county, activity) == "publicity"


def test_one_that_is_stopped_waits_until_it_cannot_go_on_any_more(county, settle, advance):  # noqa: F811
    activity, _ = begun(county, settle)
    stop(county, activity, "suspend")
    county.clock.freeze(START + 2 * WEEK)
    advance()
    assert phase_of(county, activity) is None  # a slot is still to come, it may be resumed
    county.clock.freeze(START + 2 * WEEK + 2 * HOUR)
    assert ends(county, activity, advance) == ["settling", "publicity", "settled"]


def test_who_is_still_there_when_it_is_called_off_is_waited_for(county, settle, advance):  # noqa: F811
    activity = county.open(slots=[slot(START, START + 2 * HOUR)])
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    stop(county, activity, "cancel")
    advance()
    reported(county, activity)
    advance()
    assert phase_of(county, activity) == "settling"
    county.leave(person, attendance, START + HOUR)
    settle()
    looked_at(county, settle, attendance)
    advance()
    assert phase_of(county, activity) == "publicity"


def test_a_series_whose_last_slots_were_called_off_one_by_one_ends_with_the_last_kept(
    county, settle, advance  # noqa: F811
):  # fmt: skip
    activity, _ = begun(county, settle)
    for each in activity["slots"][1:]:
        path = f"/activities/{activity['id']}/slots/{each['id']}/cancel"
        assert county.coordinator.post(path, {"reason": "场地停用"})[0] == 200
    county.clock.freeze(START + 3 * HOUR)
    assert ends(county, activity, advance) == ["settling", "publicity", "settled"]


@pytest.mark.parametrize("deed", sorted(STOPPED))
def test_where_nobody_served_nothing_is_asked_for(county, settle, advance, app, deed):  # noqa: F811
    from app.campaigns.jobs import remind_of_reports  # noqa: PLC0415

    activity = county.open()
    stop(county, activity, deed)
    county.clock.freeze(START + 5 * timedelta(days=1))
    advance()
    with app.app_context():
        remind_of_reports()
    assert phase_of(county, activity) is None
    assert told(county.coordinator, Kind.REPORT_MISSING) == []
    path = f"/activities/{activity['id']}/closing-report"
    assert county.coordinator.put(path, REPORT)[1]["code"] == "activity_not_over"


def test_the_report_is_asked_for_three_days_after_it_was_called_off(county, settle, app):
    from app.campaigns.jobs import remind_of_reports  # noqa: PLC0415

    activity, _ = begun(county, settle)
    stop(county, activity, "cancel")
    for days, count in ((2, 0), (4, 1), (5, 1)):
        county.clock.freeze(START + timedelta(days=days))
        with app.app_context():
            remind_of_reports()
        assert len(told(county.coordinator, Kind.REPORT_MISSING)) == count
    (missing,) = county.coordinator.get("/closing-reports/missing")[1]["items"]
    assert missing["id"] == activity["id"]


def test_what_is_on_public_notice_cannot_be_resumed(county, settle, advance):  # noqa: F811
    activity, _ = begun(county, settle)
    stop(county, activity, "suspend")
    county.clock.freeze(START + 2 * WEEK + 2 * HOUR)
    assert ends(county, activity, advance)[-1] == "settled"
    answer = county.coordinator.post(f"/activities/{activity['id']}/resume")
    assert answer[1]["code"] == "activity_settled"
