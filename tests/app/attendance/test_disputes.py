"""Reviewers set hours, and volunteers object: everything with a reason, nothing rewritten."""

from datetime import timedelta

import pytest

from tests.app.attendance.test_settling import hours, serve, view
from tests.app.conftest import HOUR, START, batch, stay

MINUTE = timedelta(minutes=1)
REASON = {"reason": "我十点才离开，手机没电了"}


def span(first: float, last: float) -> dict[str, str]:
    return {
        "start": (START + first * HOUR).isoformat(),
        "end": (START + last * HOUR).isoformat(),
    }


def settled(county, settle, **more):
    """Somebody who was there for an hour; (person, attendance)."""
    served = serve(county, county.open(**more), stay(START, START + HOUR), START + HOUR)
    settle()
    return served


def decide(by, attendance, number=1, **more):
    body = {"decision": "amend", "settlement_number": number, "reason": "查看了照片"}
    return by.post(f"/attendances/{attendance}/review", body | more)


def another(county, role="coordinator"):
    return county.login(role, f"另一位{role}", county.organisation_id)


def object_to(person, attendance, **more):
    status, found = person.post(f"/attendances/{attendance}/disputes", REASON | more)
    assert status == 201, found
    return found


# --- hours that a reviewer sets -----------------------------------------------------------------


def test_a_reviewer_sets_what_counts_and_the_ledger_keeps_both(county, settle):
    person, attendance = settled(county, settle)
    before = hours(person)["seconds"]
    assert decide(county.coordinator, attendance, credit=[span(0, 2), span(1, 2.5)])[0] == 200
    settle()
    found = view(person, attendance)["settlement"]
    assert (found["number"], found["credited_seconds"]) == (2, 9000), "a second counts once"
    assert len(found["amended"]) == 1
    assert len(found["intervals"]) == 1, "what was seen is still told"
    entries = [each["entry"] for each in person.get("/me/records")[1]["items"]]
    assert entries == ["credit", "reversal", "credit"]
    assert hours(person)["seconds"] == 9000 != before


def test_what_counts_instead_lies_within_the_slot(county, settle):
    _, attendance = settled(county, settle)
    by = county.coordinator
    assert decide(by, attendance, credit=[span(-0.1, 2)])[1]["code"] == "span_outside_slot"
    assert decide(by, attendance, credit=[span(3, 4.1)])[1]["code"] == "span_outside_slot"
    found = decide(by, attendance, credit=[span(0, 2)], decision="accept")
    assert found[1]["code"] == "accept_needs_amend"
    both = decide(by, attendance, credit=[span(0, 2)], accept=[span(1, 1.5)])
    assert both[0] == 422


def test_later_pings_bring_set_hours_back_to_the_queue(county, settle):
    person, attendance = settled(county, settle)
    assert decide(county.coordinator, attendance, credit=[span(0, 2.5)])[0] == 200
    settle()
    county.clock.advance(hours=3)
    county.send(person, attendance, batch("late", stay(START + 10 * MINUTE, START + HOUR, 900)))
    settle()
    found = view(person, attendance)["settlement"]
    assert (found["number"], found["amended"]) == (3, None)
    assert found["credited_seconds"] < 3600


# --- objections ---------------------------------------------------------------------------------


def test_an_objection_is_heard_by_somebody_else_and_granted_by_a_review(county, settle):
    person, attendance = settled(county, settle)
    refused = decide(county.coordinator, attendance, decision="refuse", reason="本人不在现场")
    assert refused[0] == 200
    settle()
    assert view(person, attendance)["state"] == "refused"
    dispute = object_to(person, attendance, **span(0, 2))
    assert (dispute["state"], dispute["decided_at"]) == ("open", None)
    other = another(county)
    [item] = other.get("/reviews", why="disputed")[1]["items"]
    assert (item["id"], item["priority"], item["dispute"]["reason"]) == (
        attendance,
        1,
        REASON["reason"],
    )
    path = f"/disputes/{dispute['id']}/decide"
    body = {"granted": True, "settlement_number": 2, "reason": "已向带队人核实"}
    amended = body | {"decision": "amend", "credit": [span(0, 2)]}
    assert county.coordinator.post(path, amended)[1]["code"] == "decided_before"
    assert person.post(path, amended)[1]["code"] == "own_attendance"
    assert decide(other, attendance, 2)[1]["code"] == "dispute_waits"
    assert other.post(path, body)[1]["code"] == "decision_needed"
    status, found = other.post(path, amended)
    assert (status, found["state"]) == (200, "granted"), found
    settle()
    seen = view(person, attendance)
    assert (seen["state"], seen["to_review"]) == ("credited", None)
    assert seen["settlement"]["credited_seconds"] == 7200
    assert seen["disputes"][0]["outcome"] == "已向带队人核实"
    assert other.post(path, amended)[1]["code"] == "dispute_closed"


def test_a_denied_objection_changes_no_hours_and_says_why(county, settle):
    person, attendance = settled(county, settle)
    before = hours(person)
    dispute = object_to(person, attendance)
    path = f"/disputes/{dispute['id']}/decide"
    body = {"granted": False, "settlement_number": 1, "reason": "轨迹显示十点已离开"}
    assert another(county).post(path, body | {"settlement_number": 7})[1]["code"] == (
        "settlement_changed"
    )
    status, found = another(county).post(path, body)
    assert (status, found["state"]) == (200, "denied"), found
    settle()
    assert hours(person) == before
    assert view(person, attendance)["settlement"]["number"] == 1
    assert county.coordinator.get("/reviews")[1]["items"] == []
    told = [each["kind"] for each in person.get("/me/notices")[1]["items"]]
    assert "dispute_decided" in told


def test_reviewers_are_told_except_who_decided_before(county, settle):
    person, attendance = settled(county, settle)
    other = another(county)
    assert decide(county.coordinator, attendance, decision="refuse")[0] == 200
    settle()
    object_to(person, attendance)

    def told(who):
        return [each["kind"] for each in who.get("/me/notices")[1]["items"]]

    assert "dispute_filed" in told(other)
    assert "dispute_filed" in told(county.administrator)
    assert "dispute_filed" not in told(county.coordinator)
    words = [each for each in other.get("/me/notices")[1]["items"] if "异议" in each["title"]]
    assert REASON["reason"] not in str(words)


def test_one_objection_at_a_time_three_in_all(county, settle, together):
    person, attendance = settled(county, settle)
    path = f"/attendances/{attendance}/disputes"
    send = [lambda: person.post(path, REASON)] * 3
    answers = together(*send)
    assert sorted(each[0] for each in answers) == [201, 409, 409]
    assert {a[1].get("code") for a in answers if a[0] == 409} == {"dispute_open"}
    [filed] = person.get("/me/disputes")[1]["items"]
    assert filed["activity"]["title"] == "清理河道"
    assert person.post(f"/disputes/{filed['id']}/withdraw")[1]["state"] == "withdrawn"
    assert person.post(f"/disputes/{filed['id']}/withdraw")[0] == 200
    settle()
    for _ in range(2):
        found = object_to(person, attendance)
        person.post(f"/disputes/{found['id']}/withdraw")
        settle()
    assert person.post(path, REASON)[1]["code"] == "disputes_used_up"
    assert view(person, attendance)["disputable_until"] is None


def test_there_is_a_time_for_objections(county, settle):
    person, attendance = settled(county, settle)
    until = view(person, attendance)["disputable_until"]
    assert until == (START + HOUR + timedelta(days=15)).isoformat().replace("+00:00", "Z")
    county.clock.freeze(START + timedelta(days=16))
    found = person.post(f"/attendances/{attendance}/disputes", REASON)
    assert found[1]["code"] == "dispute_too_late"


def test_nobody_objects_to_what_is_not_settled_or_not_theirs(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    path = f"/attendances/{attendance}/disputes"
    assert person.post(path, REASON)[1]["code"] == "not_disputable"
    assert county.volunteer().post(path, REASON)[0] == 404
    assert county.coordinator.post(path, REASON)[0] == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": (START + HOUR).isoformat()},
        span(2, 1),
        span(-3, 1),
        {"reason": ""},
        {"reason": "长" * 501},
    ],
)
def test_an_objection_is_bounded(county, settle, wrong):
    person, attendance = settled(county, settle)
    status, found = person.post(f"/attendances/{attendance}/disputes", REASON | wrong)
    assert status == 422, found


def test_an_objection_stays_open_through_a_new_settlement(county, settle):
    person, attendance = settled(county, settle)
    object_to(person, attendance)
    county.clock.advance(hours=3)
    county.send(person, attendance, batch("late", stay(START + 10 * MINUTE, START + HOUR, 900)))
    settle()
    assert view(person, attendance)["to_review"] == "disputed"


def test_who_is_forgotten_leaves_no_objection_open(county, settle, work):
    from app.attendance.personal import PART  # noqa: PLC0415

    person, attendance = settled(county, settle)
    object_to(person, attendance)
    with work():
        PART.let_go(person.id)
    assert county.coordinator.get("/reviews")[1]["items"] == []


def test_an_objection_is_in_the_audit(county, settle):
    person, attendance = settled(county, settle)
    dispute = object_to(person, attendance)
    body = {"granted": False, "settlement_number": 1, "reason": "轨迹显示已离开"}
    another(county).post(f"/disputes/{dispute['id']}/decide", body)
    entries = county.administrator.get("/audit-entries", limit=100)[1]["items"]
    deeds = {each["deed"] for each in entries}
    assert {"attendance.dispute", "attendance.dispute.decide"} <= deeds


# --- the queue ----------------------------------------------------------------------------------


def test_the_queue_says_why_how_sure_and_since_when(county, settle):
    activity = county.open()
    silent = stay(START, START + 20 * MINUTE) + stay(START + 110 * MINUTE, START + 130 * MINUTE)
    person, unverified = serve(county, activity, silent, START + 130 * MINUTE)
    settle()
    other, disputed = settled(county, settle)
    object_to(other, disputed)
    items = county.coordinator.get("/reviews")[1]["items"]
    assert [each["id"] for each in items] == [disputed, unverified]
    last = items[-1]
    assert last["why"]["code"] == "unverified"
    assert last["volunteer"] == person.name[:1] + "*" * (len(person.name) - 1)
    assert last["activity"]["title"] == "清理河道"
    assert 0 < last["confidence"] <= 1
    assert last["waits_since"] == (START + 130 * MINUTE).isoformat().replace("+00:00", "Z")
    first = county.coordinator.get("/reviews", limit=1)[1]
    rest = county.coordinator.get("/reviews", limit=1, cursor=first["next_cursor"])[1]
    assert [each["id"] for page in (first, rest) for each in page["items"]] == [
        disputed,
        unverified,
    ]
    only = county.coordinator.get("/reviews", activity_id=activity["id"])[1]["items"]
    assert [each["id"] for each in only] == [unverified]
