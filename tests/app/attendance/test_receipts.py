"""Receipts signed without network: merged once, whatever the order; what is odd is looked at."""

import hashlib
import hmac
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.attendance.models import EvidenceRow, Receipt
from tests.app.attendance.test_settling import view
from tests.app.conftest import HOUR, START, Person, slot

MINUTE = timedelta(minutes=1)


class Phone:
    """A leader's phone in the mountains: its own clock, a key, and a counter."""

    def __init__(self, leader, activity, slow: timedelta = timedelta()):
        status, key = leader.post(
            f"/activities/{activity['id']}/receipt-keys", {"device": "redmi-9"}
        )
        assert status == 201, key
        self.leader, self.activity, self.slow = leader, activity, slow
        self.key, self.secret, self.counter = key["id"], bytes.fromhex(key["secret"]), 0
        self.slot_id = activity["slots"][0]["id"]

    def sign(self, person_id, at, event="arrive", counter=None, **more) -> dict:
        self.counter = counter or self.counter + 1
        values = {
            "counter": self.counter,
            "at_ms": int((at - self.slow).timestamp() * 1000),
            "event": event,
            "slot_id": self.slot_id,
            "volunteer_id": person_id,
        } | more
        subject = values.get("card") or values["volunteer_id"]
        parts = ("WGR1", self.key, values["counter"], values["at_ms"], values["event"])
        text = "\n".join(map(str, (*parts, values["slot_id"], subject)))
        mac = hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()
        return values | {"mac": mac}

    def send(self, at, *receipts) -> dict:
        body = {
            "sent_at_ms": int((at - self.slow).timestamp() * 1000),
            "receipts": list(receipts),
        }
        status, found = self.leader.post(f"/receipt-keys/{self.key}/receipts", body)
        assert status == 200, found
        return found


@pytest.fixture
def activity(county):
    return county.open(presence_policy={"kind": "endpoints"})


@pytest.fixture
def phone(county, activity):
    """Give a phone that got its key in the morning, with network."""
    county.clock.freeze(START - HOUR)
    return Phone(county.coordinator, activity)


def outcomes(found) -> list[str]:
    return [each.get("code") or each["outcome"] for each in found["outcomes"]]


def signals(person, attendance) -> set[str]:
    return {each["code"] for each in view(person, attendance)["settlement"]["signals"]}


def test_a_day_without_network_becomes_hours_in_the_evening(county, activity, phone, settle):
    person = county.volunteer(activity)
    signed = [phone.sign(person.id, START), phone.sign(person.id, START + 2 * HOUR, "leave")]
    county.clock.freeze(START + 9 * HOUR)
    found = phone.send(START + 9 * HOUR, *signed)
    assert outcomes(found) == ["merged", "merged"]
    assert (found["missing"], found["clock_offset_seconds"]) == ([], 0.0)
    settle()
    attendance = found["outcomes"][0]["attendance_id"]
    shown = view(person, attendance)
    assert shown["checked_out_at"] == "2026-05-04T03:00:00Z"
    assert shown["settlement"]["computed_seconds"] == pytest.approx(7200, abs=5)
    assert "RECEIPT_DOUBTFUL" not in signals(person, attendance)


def test_sent_again_and_in_any_order_it_is_merged_once(county, activity, phone, work):
    people = [county.volunteer(activity) for _ in range(3)]
    signed = [phone.sign(each.id, START + MINUTE) for each in people]
    signed += [phone.sign(each.id, START + HOUR, "leave") for each in people]
    county.clock.freeze(START + 5 * HOUR)
    assert set(outcomes(phone.send(START + 5 * HOUR, *reversed(signed)))) == {"merged"}
    assert set(outcomes(phone.send(START + 5 * HOUR, *signed))) == {"duplicate"}
    with work() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(EvidenceRow))
        assert count == len(signed)


def test_two_requests_at_once_merge_once(county, activity, phone, together, work):
    person = county.volunteer(activity)
    signed = phone.sign(person.id, START)
    county.clock.freeze(START + HOUR)
    phone.leader.get("/me")
    found = together(*[lambda: phone.send(START + HOUR, signed)] * 3)
    assert sorted(outcomes(each)[0] for each in found) == ["duplicate", "duplicate", "merged"]
    with work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"at_ms": int(START.timestamp() * 1000) - 60_000},
        {"event": "leave"},
        {"counter": 2},
        {"mac": "0" * 64},
    ],
)
def test_what_was_changed_after_signing_is_refused(county, activity, phone, change):
    person = county.volunteer(activity)
    signed = phone.sign(person.id, START) | change
    county.clock.freeze(START + HOUR)
    assert outcomes(phone.send(START + HOUR, signed)) == ["receipt_forged"]


def test_a_number_used_twice_is_refused_and_noted(county, activity, phone, work):
    from app.core.audit import AuditEntry  # noqa: PLC0415

    one, other = county.volunteer(activity), county.volunteer(activity)
    signed = [phone.sign(one.id, START), phone.sign(other.id, START, counter=1)]
    county.clock.freeze(START + HOUR)
    assert outcomes(phone.send(START + HOUR, signed[0])) == ["merged"]
    assert outcomes(phone.send(START + HOUR, signed[1])) == ["counter_reused"]
    with work() as session:
        deeds = session.scalars(sa.select(AuditEntry.deed)).all()
    assert deeds.count("receipt.counter_reused") == 1


def test_behind_a_gap_somebody_looks_until_it_is_filled(county, activity, phone, settle):
    one, other = county.volunteer(activity), county.volunteer(activity)
    early = [phone.sign(other.id, START), phone.sign(other.id, START + HOUR, "leave")]
    late = [phone.sign(one.id, START + HOUR), phone.sign(one.id, START + 2 * HOUR, "leave")]
    county.clock.freeze(START + 5 * HOUR)
    found = phone.send(START + 5 * HOUR, *late)
    assert found["missing"] == [1, 2]
    settle()
    attendance = found["outcomes"][0]["attendance_id"]
    assert "RECEIPT_DOUBTFUL" in signals(one, attendance)
    assert view(one, attendance)["state"] == "org_review"
    assert phone.send(START + 5 * HOUR, *early)["missing"] == []
    settle()
    assert "RECEIPT_DOUBTFUL" not in signals(one, attendance)


def test_a_slow_clock_is_corrected(county, activity, settle):
    county.clock.freeze(START - HOUR)
    phone = Phone(county.coordinator, activity, slow=7 * MINUTE)
    person = county.volunteer(activity)
    signed = phone.sign(person.id, START + HOUR)
    county.clock.freeze(START + 3 * HOUR)
    found = phone.send(START + 3 * HOUR, signed)
    assert found["clock_offset_seconds"] == 420
    shown = view(person, found["outcomes"][0]["attendance_id"])
    assert shown["checked_in_at"] == "2026-05-04T02:00:00Z"


def test_a_clock_that_went_back_is_looked_at(county, activity, phone, settle):
    one, other = county.volunteer(activity), county.volunteer(activity)
    county.clock.freeze(START + 2 * HOUR)
    phone.send(START + 2 * HOUR, phone.sign(one.id, START + 2 * HOUR))
    county.clock.freeze(START + 3 * HOUR)
    backdated = [phone.sign(other.id, START), phone.sign(other.id, START + 3 * HOUR, "leave")]
    found = phone.send(START + 3 * HOUR, *backdated)
    assert outcomes(found) == ["merged", "merged"]
    settle()
    assert "RECEIPT_DOUBTFUL" in signals(other, found["outcomes"][0]["attendance_id"])


def test_a_clock_that_went_back_in_one_batch_is_looked_at(county, activity, phone, settle):
    one, other = county.volunteer(activity), county.volunteer(activity)
    signed = [phone.sign(one.id, START + HOUR), phone.sign(other.id, START)]
    signed += [phone.sign(each.id, START + 2 * HOUR, "leave") for each in (one, other)]
    county.clock.freeze(START + 3 * HOUR)
    found = phone.send(START + 3 * HOUR, *signed)
    settle()
    first, second = (each["attendance_id"] for each in found["outcomes"][:2])
    assert "RECEIPT_DOUBTFUL" not in signals(one, first)
    assert "RECEIPT_DOUBTFUL" in signals(other, second)


def test_a_gap_that_is_filled_with_a_later_time_makes_what_is_behind_doubtful(
    county, activity, phone, settle
):
    one, other = county.volunteer(activity), county.volunteer(activity)
    behind = [phone.sign(one.id, START + each * HOUR, event, counter=number)
              for each, event, number in ((0, "arrive", 2), (2, "leave", 3))]  # fmt: skip
    county.clock.freeze(START + 3 * HOUR)
    attendance = phone.send(START + 3 * HOUR, *behind)["outcomes"][0]["attendance_id"]
    settle()
    filled = phone.sign(other.id, START + HOUR, counter=1)
    assert phone.send(START + 3 * HOUR, filled)["missing"] == []
    settle()
    assert "RECEIPT_DOUBTFUL" in signals(one, attendance)


def test_who_does_not_lead_any_more_sends_nothing(county, activity, login, work):
    leader = Person(login, "volunteer", "前协调员")
    ask = {"role": "coordinator", "organisation_id": county.organisation_id}
    grant = county.administrator.post(f"/users/{leader.id}/roles", ask)[1]["id"]
    leader.post("/auth/logout", {})
    leader = Person(login, "volunteer", "前协调员")
    county.clock.freeze(START - HOUR)
    phone, person = Phone(leader, activity), county.volunteer(activity)
    county.administrator.delete(f"/users/{leader.id}/roles/{grant}")
    leader = phone.leader = Person(login, "volunteer", "前协调员")
    county.clock.freeze(START + 3 * HOUR)
    body = {"sent_at_ms": int((START + 3 * HOUR).timestamp() * 1000)}
    body["receipts"] = [phone.sign(person.id, START)]
    status, problem = leader.post(f"/receipt-keys/{phone.key}/receipts", body)
    assert (status, problem["code"]) == (403, "role_required")


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (START - 2 * HOUR, "receipt_time_impossible"),
        (START + 6 * HOUR, "receipt_time_impossible"),
        (START - HOUR - MINUTE, "check_in_too_early"),
        (START + 4 * HOUR, "check_in_too_late"),
    ],
)
def test_a_receipt_has_its_time(county, activity, phone, at, code):
    person = county.volunteer(activity)
    signed = phone.sign(person.id, at)
    county.clock.freeze(START + 5 * HOUR)
    assert outcomes(phone.send(START + 5 * HOUR, signed)) == [code]


def test_what_could_not_be_merged_yet_is_merged_when_it_can(county, activity, phone):
    person = county.volunteer()
    leave = phone.sign(person.id, START + HOUR, "leave", counter=2)
    arrive = phone.sign(person.id, START, counter=1)
    county.clock.freeze(START + HOUR)
    assert outcomes(phone.send(START + HOUR, leave)) == ["not_on_site"]
    assert outcomes(phone.send(START + HOUR, arrive)) == ["not_signed_up"]
    person.post(f"/activities/{activity['id']}/signups", {})
    assert outcomes(phone.send(START + HOUR, leave, arrive)) == ["merged", "merged"]


def test_a_receipt_for_another_slot_is_refused(county):
    slots = [slot(START, START + HOUR), slot(START + HOUR, START + 2 * HOUR)]
    activity = county.open(slots=slots)
    county.clock.freeze(START - HOUR)
    phone = Phone(county.coordinator, activity)
    person = county.volunteer()
    second = activity["slots"][1]["id"]
    person.post(f"/activities/{activity['id']}/signups", {"slot_id": second})
    signed = phone.sign(person.id, START + HOUR)
    county.clock.freeze(START + HOUR)
    assert outcomes(phone.send(START + HOUR, signed)) == ["slot_differs"]


def test_a_lost_phone_and_a_strangers_send_nothing(county, activity, phone, login):
    person = county.volunteer(activity)
    signed = phone.sign(person.id, START)
    county.clock.freeze(START)
    body = {"sent_at_ms": int(START.timestamp() * 1000), "receipts": [signed]}
    path = f"/receipt-keys/{phone.key}"
    assert county.administrator.post(f"{path}/receipts", body)[0] == 404
    assert county.volunteer().delete(path)[0] == 404
    assert (
        county.volunteer().post(f"/activities/{activity['id']}/receipt-keys", {"device": "x"})[0]
        == 403
    )
    assert county.administrator.delete(path)[0] == 204
    refused = county.coordinator.post(f"{path}/receipts", body)
    assert (refused[0], refused[1]["code"]) == (409, "receipt_key_revoked")


def test_three_days_after_the_end_of_the_key_it_is_too_late(county, activity, phone):
    person = county.volunteer(activity)
    signed = phone.sign(person.id, START)
    late = START + 4 * HOUR + 12 * HOUR + timedelta(hours=72, seconds=1)
    county.clock.freeze(late)
    body = {"sent_at_ms": int(late.timestamp() * 1000), "receipts": [signed]}
    status, problem = county.coordinator.post(f"/receipt-keys/{phone.key}/receipts", body)
    assert (status, problem["code"]) == (409, "receipts_too_late")


def test_nobody_vouches_for_themselves_offline_either(county, activity, phone):
    county.coordinator.post(f"/activities/{activity['id']}/signups", {})
    signed = phone.sign(county.coordinator.id, START)
    county.clock.freeze(START)
    assert outcomes(phone.send(START, signed)) == ["own_attendance"]
