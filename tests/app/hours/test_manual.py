"""Manual hours: evidence, two people, a quota, and a sum of their own."""

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.audit import AuditEntry
from app.hours import chains
from app.hours.models import ManualRecord
from tests.app.attendance.test_receipts import Phone
from tests.app.attendance.test_settling import serve
from tests.app.conftest import HOUR, START, Person, stay


def claim(county, person, begin=START - 24 * HOUR, hours=2.0, **more):
    body = {
        "organisation_id": county.organisation_id,
        "starts_at": begin.isoformat(),
        "ends_at": (begin + hours * HOUR).isoformat(),
        "description": "山里没有信号，清理步道",
        "evidence": ["王站长在场", "签到表第 3 页"],
    }
    return person.post("/manual-claims", body | more)


@pytest.fixture
def person(county):
    county.clock.freeze(START)
    return county.volunteer()


@pytest.fixture
def second(county, login):
    """Give another administrator of the county."""
    return Person(login, "administrator", "周主任", county.organisation_id)


def agree(claim_id, leader, organiser):
    first = leader.post(f"/manual-claims/{claim_id}/leader-ok")
    return first, organiser.post(f"/manual-claims/{claim_id}/organiser-ok")


def credited(county, person, **more) -> int:
    status, made = claim(county, person, **more)
    assert status == 201, made
    answers = agree(made["id"], county.coordinator, county.administrator)
    assert [answer[0] for answer in answers] == [200, 200], answers
    return made["id"]


@pytest.fixture
def quota(app, monkeypatch):
    """``quota(3)``: so many hours a month."""

    def quota(hours):
        changed = dataclasses.replace(app.config["SETTINGS"], manual_hours_a_month=hours)
        monkeypatch.setitem(app.config, "SETTINGS", changed)

    return quota


def test_two_people_agree_and_the_hours_stand_apart(county, person):
    status, made = claim(county, person)
    assert (status, made["state"], made["seconds"]) == (201, "claim", 7200)
    assert made["nickname"] == person.name
    first, second = agree(made["id"], county.coordinator, county.administrator)
    assert (first[1]["state"], second[1]["state"]) == ("leader_ok", "credited")
    assert (second[1]["leader_id"], second[1]["organiser_id"]) == (
        county.coordinator.id,
        county.administrator.id,
    )
    balance = person.get("/me/hours")[1]
    assert (balance["seconds"], balance["verified_hours"], balance["hours"]) == (0, 0, 0)
    assert (balance["manual_seconds"], balance["manual_hours"]) == (7200, 2.0)
    assert person.get("/me/records")[1]["items"] == []
    (record,) = person.get("/me/manual-records")[1]["items"]
    assert (record["entry"], record["seconds"], record["number"]) == ("credit", 7200, 1)
    told, earlier = person.get("/me/notices")[1]["items"]
    assert told["text"] == "您的补录时长申请“2026-05-03”：已核定。"
    assert "负责人已认可" in earlier["text"]


def test_verified_hours_are_not_in_the_manual_sum(county, settle):
    activity = county.open()
    person, _ = serve(county, activity, stay(START, START + HOUR), START + HOUR)
    settle()
    county.clock.freeze(START + 5 * HOUR)
    credited(county, person)
    balance = person.get("/me/hours")[1]
    assert balance["verified_hours"] == pytest.approx(1.0, abs=0.1)
    assert balance["manual_hours"] == 2.0


def test_nobody_agrees_twice_or_to_their_own(county, person, second):
    own = claim(county, county.coordinator)[1]["id"]
    assert county.coordinator.post(f"/manual-claims/{own}/leader-ok")[1]["code"] == "own_claim"
    made = claim(county, person)[1]["id"]
    first, again = agree(made, county.administrator, county.administrator)
    assert (first[0], again[0], again[1]["code"]) == (200, 403, "same_person_twice")
    assert county.coordinator.post(f"/manual-claims/{made}/organiser-ok")[1]["code"] == (
        "role_required"
    )
    assert person.post(f"/manual-claims/{made}/organiser-ok")[0] == 403
    assert second.post(f"/manual-claims/{made}/organiser-ok")[0] == 200


def test_the_second_step_needs_the_first(county, person):
    made = claim(county, person)[1]["id"]
    refused = county.administrator.post(f"/manual-claims/{made}/organiser-ok")
    assert (refused[0], refused[1]["code"]) == (409, "claim_not_there")


def test_a_leader_who_claims_for_a_member_does_not_agree(county, person, second):
    leader = county.coordinator
    body = {"organisation_id": county.organisation_id, "name": "三组杨家"}
    home = leader.post("/households", body)[1]["id"]
    member = leader.post(f"/households/{home}/members", {"nickname": "杨奶奶"})[1]["user_id"]
    status, made = claim(county, leader, volunteer_id=member)
    assert (status, made["volunteer_id"], made["claimed_by"]) == (201, member, leader.id)
    assert leader.post(f"/manual-claims/{made['id']}/leader-ok")[1]["code"] == "own_claim"
    assert claim(county, person, volunteer_id=member)[0] == 404
    answers = agree(made["id"], county.administrator, second)
    assert [answer[0] for answer in answers] == [200, 200]


def test_the_county_sees_the_claims_of_its_stations(county, person, second):
    status, station = county.administrator.post(
        "/organisations",
        {"name": "河东站", "kind": "station", "parent_id": county.organisation_id},
    )
    assert status == 201, station
    made = claim(county, person, organisation_id=station["id"])[1]["id"]
    for where in (county.organisation_id, station["id"]):
        listed = second.get("/manual-claims", organisation_id=where)[1]["items"]
        assert [each["id"] for each in listed] == [made]


def test_strangers_find_no_claim(county, person, login):
    made = claim(county, person)[1]["id"]
    for stranger in (county.volunteer(), Person(login, "administrator", "外县", None)):
        found = stranger.get(f"/manual-claims/{made}")[0]
        assert found == (200 if stranger.name == "外县" else 404)
    assert county.volunteer().post(f"/manual-claims/{made}/leader-ok")[0] == 404
    query = {"organisation_id": county.organisation_id}
    assert person.get("/manual-claims", **query)[0] == 403
    assert [c["id"] for c in county.coordinator.get("/manual-claims", **query)[1]["items"]] == [
        made
    ]
    assert person.get("/me/manual-claims")[1]["items"][0]["id"] == made


@pytest.mark.parametrize(
    ("begin", "hours", "code"),
    [
        (START - HOUR, 2, "claim_implausible"),
        (START - 9 * HOUR, 8.1, "claim_implausible"),
        (START - 9 * HOUR, 0.2, "claim_implausible"),
        (START - timedelta(days=31), 2, "claim_too_late"),
        (START - 24 * HOUR, 2, None),
    ],
)
def test_a_claim_has_its_bounds(county, person, begin, hours, code):
    assert claim(county, person, begin, hours)[1].get("code") == code


def test_nothing_is_claimed_from_what_is_closed(county, person):
    county.administrator.post(f"/organisations/{county.organisation_id}/close", {"reason": "撤并"})
    assert claim(county, person)[1]["code"] == "organisation_closed"


def test_evidence_is_asked_for(county, person):
    assert claim(county, person, evidence=[])[0] == 422
    assert claim(county, person, evidence=["x"] * 11)[0] == 422
    assert claim(county, person, organisation_id=10**9)[0] == 404


def test_the_same_time_is_claimed_once_and_a_day_holds_eight_hours(county, person):
    begin = START - 24 * HOUR  # nine in the morning in China
    assert claim(county, person, begin, 5)[0] == 201
    assert claim(county, person, begin + HOUR, 2)[1]["code"] == "claimed_already"
    assert claim(county, person, begin + 6 * HOUR, 4)[1]["code"] == "claim_over_day"
    made = claim(county, person, begin + 6 * HOUR, 3)[1]["id"]
    assert person.post(f"/manual-claims/{made}/withdraw")[1]["state"] == "withdrawn"
    assert claim(county, person, begin + 6 * HOUR, 2)[0] == 201


def test_claims_at_once_for_one_time_are_one(county, person, together):
    person.get("/me")
    answers = together(*[lambda: claim(county, person)] * 4)
    assert sorted(answer[0] for answer in answers) == [201, 409, 409, 409]


def test_what_was_attended_is_not_claimed(county):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.leave(person, attendance, START + HOUR)
    county.clock.freeze(START + 6 * HOUR)
    status, problem = claim(county, person, START + HOUR, 2)
    assert (status, problem["code"], problem["attendance_id"]) == (
        409,
        "attended_then",
        attendance,
    )


def test_what_was_attended_after_all_is_not_agreed_to(county, activity_without_network):
    person, arrive = activity_without_network
    status, made = claim(county, person, START, 3)
    assert status == 201
    attendance = arrive()
    first = county.coordinator.post(f"/manual-claims/{made['id']}/leader-ok")
    assert (first[0], first[1]["code"], first[1]["attendance_id"]) == (
        409,
        "attended_then",
        attendance,
    )


def test_what_was_attended_between_the_two_is_not_credited(county, activity_without_network):
    person, arrive = activity_without_network
    made = claim(county, person, START, 3)[1]
    county.coordinator.post(f"/manual-claims/{made['id']}/leader-ok")
    arrive()
    second = county.administrator.post(f"/manual-claims/{made['id']}/organiser-ok")
    assert (second[0], second[1]["code"]) == (409, "attended_then")
    assert person.get("/me/hours")[1]["manual_seconds"] == 0


def test_manual_hours_give_way_when_the_attendance_is_credited(
    county, activity_without_network, settle
):
    person, arrive = activity_without_network
    claim_id = credited(county, person, begin=START, hours=3)
    attendance = arrive()
    settle()
    body = {"decision": "accept", "reason": "名单相符", "settlement_number": 1}
    reviewed = county.administrator.post(f"/attendances/{attendance}/review", body)
    assert reviewed[0] == 200, reviewed
    settle()
    found = person.get("/me/hours")[1]
    assert (found["seconds"], found["manual_seconds"]) == (3 * 3600, 0)
    assert person.get(f"/manual-claims/{claim_id}")[1]["state"] == "reversed"
    told = [each["text"] for each in person.get("/me/notices")[1]["items"]]
    assert any("已撤销" in each and "签到" in each for each in told)
    [entry] = county.administrator.get("/audit-entries", deed="claim.reverse")[1]["items"]
    assert entry["actor_id"] == 0


@pytest.fixture
def activity_without_network(county):
    """A volunteer who served, and ``arrive()``: the leader's receipts of that come in now."""
    activity = county.open(presence_policy={"kind": "endpoints"})
    person = county.volunteer(activity)
    county.clock.freeze(START - HOUR)
    phone = Phone(county.coordinator, activity)
    signed = phone.sign(person.id, START), phone.sign(person.id, START + 3 * HOUR, "leave")
    county.clock.freeze(START + 6 * HOUR)

    def arrive() -> int:
        found = phone.send(START + 6 * HOUR, *signed)
        return found["outcomes"][0]["attendance_id"]

    return person, arrive


def test_the_quota_of_a_month_holds_and_begins_anew(county, person, quota):
    quota(3)
    credited(county, person)
    other = claim(county, county.volunteer())[1]["id"]
    _, refused = agree(other, county.coordinator, county.administrator)
    assert (refused[0], refused[1]["code"]) == (409, "manual_quota_spent")
    path = f"/organisations/{county.organisation_id}/manual-quota"
    assert county.coordinator.get(path)[1] == {
        "month": "2026-05",
        "quota_seconds": 10800,
        "spent_seconds": 7200,
    }
    county.clock.freeze(START + timedelta(days=27, hours=15))  # 1 June in China
    assert county.administrator.post(f"/manual-claims/{other}/organiser-ok")[0] == 200


def test_two_who_agree_at_once_do_not_pass_the_quota(county, quota, together, second):
    county.clock.freeze(START)
    quota(3)
    ids = [claim(county, county.volunteer())[1]["id"] for _ in range(2)]
    for each in ids:
        county.coordinator.post(f"/manual-claims/{each}/leader-ok")
    people = (county.administrator, second)
    for each in people:
        each.get("/me")
    answers = together(
        *(
            lambda w=who, i=i: w.post(f"/manual-claims/{i}/organiser-ok")
            for who, i in zip(people, ids, strict=True)
        )
    )
    assert sorted(answer[0] for answer in answers) == [200, 409]


def test_a_reversal_is_an_entry_of_its_own(county, person):
    made = credited(county, person)
    path = f"/manual-claims/{made}/reverse"
    assert county.coordinator.post(path, {"reason": "查无此事"})[0] == 403
    assert county.administrator.post(path, {"reason": "查无此事"})[1]["state"] == "reversed"
    assert county.administrator.post(path, {"reason": "再来"})[0] == 409
    assert person.get("/me/hours")[1]["manual_seconds"] == 0
    items = person.get("/me/manual-records")[1]["items"]
    assert [(r["entry"], r["seconds"]) for r in items] == [("reversal", -7200), ("credit", 7200)]
    assert items[0]["previous"] == items[1]["seal"]
    path = f"/organisations/{county.organisation_id}/manual-quota"
    assert county.coordinator.get(path)[1]["spent_seconds"] == 7200


def test_the_chain_shows_what_was_changed(app, county, person, work):
    credited(county, person)
    with app.app_context():
        assert chains.broken_chains(ManualRecord) == {}
    with work() as session:
        session.execute(sa.update(ManualRecord).values(seconds=99_999))
    with app.app_context():
        assert chains.broken_chains(ManualRecord) == {person.id: 1}


def test_a_refusal_says_why_and_every_step_is_in_the_audit(county, person, work):
    made = claim(county, person)[1]["id"]
    county.coordinator.post(f"/manual-claims/{made}/leader-ok")
    status, found = county.administrator.post(
        f"/manual-claims/{made}/refuse", {"reason": "无人在场"}
    )
    assert (status, found["state"], found["reason"]) == (200, "refused", "无人在场")
    with work() as session:
        entries = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.kind == "manual_claims").order_by(AuditEntry.id)
        ).all()
        assert [e.deed for e in entries] == ["claim.make", "claim.leader_ok", "claim.refuse"]
        assert entries[1].before["state"] == "claim"


def test_those_who_decide_and_who_asked_are_told_at_each_step(county):
    end = county.clock.now() - HOUR
    person = county.volunteer()
    body = {
        "organisation_id": county.organisation_id,
        "starts_at": (end - HOUR).isoformat(),
        "ends_at": end.isoformat(),
        "description": "扫雪",
        "evidence": ["有照片"],
    }
    claim = person.post("/manual-claims", body)[1]["id"]

    def told(someone) -> list[str]:
        return [each["kind"] for each in someone.get("/me/notices")[1]["items"]]

    assert told(county.coordinator) == ["request_filed"]
    assert told(person) == []
    assert county.coordinator.post(f"/manual-claims/{claim}/leader-ok")[0] == 200
    assert told(person) == ["request_decided"]
    assert told(county.administrator) == ["request_filed"] * 2  # she may do either
    assert county.administrator.post(f"/manual-claims/{claim}/organiser-ok")[0] == 200
    assert told(person) == ["request_decided"] * 2
    assert told(county.coordinator) == ["request_filed"]


def test_after_ten_years_a_credit_goes_and_its_sum_stays_and_can_be_taken_back(app, county, work):
    from app.hours.jobs import let_old_go  # noqa: PLC0415

    county.clock.freeze(START - timedelta(days=4_500))
    person = county.volunteer()
    made = credited(county, person, begin=START - timedelta(days=4_501))
    county.clock.freeze(START)
    before = person.get("/me/hours")[1]
    assert (before["manual_seconds"], before["manual_records"]) == (7_200, 1)
    with app.app_context():
        let_old_go()
    with work() as session:
        assert session.scalars(sa.select(ManualRecord)).all() == []
    assert person.get("/me/hours")[1] == before
    administrator = Person(county.login, "administrator", "管理员", county.organisation_id)
    answer = administrator.post(f"/manual-claims/{made}/reverse", {"reason": "重复"})
    assert answer[0] == 200, answer
    after = person.get("/me/hours")[1]
    assert (after["manual_seconds"], after["manual_records"]) == (0, 2)
    with work():
        assert chains.broken_chains(ManualRecord) == {}
