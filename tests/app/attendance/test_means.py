"""Means beyond GPS: codes that count for one account, second means, cards, acting for others."""

import pytest
import sqlalchemy as sa

from app.accounts.policy import AGE_TEXT
from app.attendance.models import EvidenceRow
from app.cli import SYSTEM
from app.core.audit import AuditEntry
from app.families import cards
from app.families.models import PaperCard
from app.orgs import service as orgs
from app.orgs.models import OrganisationKind
from tests.app.attendance.test_settling import view
from tests.app.conftest import HOUR, START, Person, gps, ping

MINUTE = HOUR / 60


def path(activity, tail="check-in") -> str:
    return f"/activities/{activity['id']}/{tail}"


def code(county, activity) -> dict:
    return county.coordinator.get(path(activity, "code"))[1]


def evidence(work, **where) -> list[EvidenceRow]:
    with work() as session:
        rows = session.scalars(sa.select(EvidenceRow).filter_by(**where).order_by(EvidenceRow.id))
        found = rows.all()
        session.expunge_all()
        return list(found)


def require(county, activity, allowed, **second):
    body = {"allowed": allowed, "second": second}
    answer = county.administrator.put(path(activity, "check-in-policy"), body)
    assert answer[0] == 200, answer
    return answer[1]


class TestCodes:
    """A code counts for the account that sends it, once, and never for whoever can see it."""

    def test_a_forwarded_picture_is_worth_nothing_after_its_window(self, county):
        activity = county.open()
        near, far = county.volunteer(activity), county.volunteer(activity)
        county.clock.freeze(START)
        picture = code(county, activity)["qr"]
        body = {"method": "qr", "code": picture}
        assert near.post(path(activity), body)[0] == 200
        county.clock.advance(seconds=61)
        assert far.post(path(activity), body)[1]["code"] == "code_invalid"

    def test_the_evidence_names_the_leader_whose_phone_showed_it(self, county, work):
        activity = county.open()
        person = county.volunteer(activity)
        county.clock.freeze(START)
        person.post(path(activity), {"method": "qr", "code": code(county, activity)["qr"]})
        (row,) = evidence(work)
        assert row.detail == {"shown_by": county.coordinator.id}

    def test_another_leaders_name_cannot_be_put_into_it(self, county):
        activity = county.open()
        person = county.volunteer(activity)
        county.clock.freeze(START)
        parts = code(county, activity)["qr"].split(".")
        for leader in (str(person.id), "", "x", "9" * 19):
            forged = ".".join([*parts[:3], leader, parts[4]])
            answer = person.post(path(activity), {"method": "qr", "code": forged})
            assert answer[1]["code"] == "code_invalid"

    def test_one_use_for_each_account(self, county):
        activity = county.open()
        one, other = county.volunteer(activity), county.volunteer(activity)
        county.clock.freeze(START)
        shown = code(county, activity)
        body = {"method": "code", "code": shown["code"]}
        found = [person.post(path(activity), body) for person in (one, other)]
        assert [answer[0] for answer in found] == [200, 200]
        leave = f"/attendances/{found[0][1]['id']}/check-out"
        for used in (shown["code"], shown["qr"]):
            assert one.post(leave, {"code": used})[1]["code"] == "code_used"
        county.clock.advance(seconds=30)
        status, left = one.post(leave, {"code": code(county, activity)["code"]})
        assert (status, left["state"]) == (200, "checked_out")

    def test_leaders_do_not_use_the_code_that_they_see(self, county):
        activity = county.open()
        county.coordinator.post(path(activity, "signups"), {})
        county.clock.freeze(START)
        body = {"method": "code", "code": code(county, activity)["code"]}
        refused = county.coordinator.post(path(activity), body)
        assert (refused[0], refused[1]["code"]) == (403, "own_code")

    def test_codes_at_both_ends_are_a_stay(self, county, settle):
        activity = county.open(presence_policy={"kind": "endpoints"})
        person = county.volunteer(activity)
        county.clock.freeze(START)
        body = {"method": "code", "code": code(county, activity)["code"]}
        attendance = person.post(path(activity), body)[1]["id"]
        county.clock.freeze(START + 2 * HOUR)
        shown = code(county, activity)["qr"]
        assert person.post(f"/attendances/{attendance}/check-out", {"code": shown})[0] == 200
        settle()
        settlement = view(person, attendance)["settlement"]
        assert settlement["computed_seconds"] == pytest.approx(7200, abs=5)

    def test_used_codes_are_forgotten(self, county, app):
        from app.attendance import service  # noqa: PLC0415
        from app.core.db import transaction  # noqa: PLC0415

        activity = county.open()
        person = county.volunteer(activity)
        county.clock.freeze(START)
        person.post(path(activity), {"method": "code", "code": code(county, activity)["code"]})
        counts = []
        for _ in range(2):
            with app.app_context(), transaction():
                counts.append(service.forget_codes())
            county.clock.advance(hours=2)
        assert counts == [0, 1]


class TestPolicy:
    """An activity says which means it takes, and which need a second one."""

    def test_without_one_everything_counts(self, county):
        activity = county.open()
        found = county.volunteer().get(path(activity, "check-in-policy"))
        assert found == (
            200,
            {"allowed": ["gps", "code", "qr", "roll_call", "photo", "card"], "second": {}},
        )

    def test_what_is_not_taken_is_refused_with_what_is(self, county):
        activity = county.open()
        require(county, activity, ["code", "roll_call"])
        person = county.volunteer(activity)
        county.clock.freeze(START)
        status, problem = person.post(path(activity), gps(START))
        assert (status, problem["code"]) == (409, "means_not_allowed")
        assert problem["alternatives"] == ["code", "roll_call"]
        scan = county.coordinator.post(path(activity, "card-scan"), {"cards": ["WGC1.A.B"]})
        assert scan[1]["code"] == "means_not_allowed"

    def test_a_code_with_a_position_stops_the_picture_that_was_sent_home(self, county, work):
        activity = county.open()
        require(county, activity, ["gps", "code", "qr"], code=["gps"], qr=["gps"])
        home, there = county.volunteer(activity), county.volunteer(activity)
        county.clock.freeze(START)
        body = {"method": "qr", "code": code(county, activity)["qr"]}
        assert home.post(path(activity), body)[1]["code"] == "second_means_needed"
        far = body | {"ping": ping(START, 900, datum="wgs84")}
        refused = home.post(path(activity), far)
        assert (refused[1]["code"], refused[1]["distance_m"]) == ("outside_site", 800)
        near = body | {"ping": ping(START, 20, datum="wgs84")}
        assert there.post(path(activity), near)[0] == 200
        assert [row.detail["second"] for row in evidence(work)] == ["gps"]

    def test_a_position_with_a_code(self, county):
        activity = county.open()
        require(county, activity, ["gps", "code"], gps=["code"])
        person = county.volunteer(activity)
        county.clock.freeze(START)
        assert person.post(path(activity), gps(START))[1]["code"] == "second_means_needed"
        wrong = gps(START) | {"code": "000000"}
        shown = code(county, activity)["code"]
        assert person.post(path(activity), wrong)[1]["code"] == "code_invalid"
        assert person.post(path(activity), gps(START) | {"code": shown})[0] == 200

    @pytest.mark.parametrize("called", [True, False])
    def test_a_second_means_that_never_came_is_looked_at(self, county, settle, called):
        activity = county.open(presence_policy={"kind": "endpoints"})
        require(county, activity, ["gps", "code", "roll_call"], code=["roll_call", "gps"])
        person = county.volunteer(activity)
        county.clock.freeze(START)
        body = {"method": "code", "code": code(county, activity)["code"]}
        attendance = person.post(path(activity), body)[1]["id"]
        if called:
            call = {"volunteer_ids": [person.id]}
            assert county.coordinator.post(path(activity, "roll-call"), call)[1]["called"] == 1
        county.clock.freeze(START + HOUR)
        person.post(
            f"/attendances/{attendance}/check-out", {"code": code(county, activity)["code"]}
        )
        settle()
        signals = {s["code"] for s in view(person, attendance)["settlement"]["signals"]}
        assert ("SECOND_MISSING" in signals) is not called

    def test_a_later_policy_does_not_reach_back(self, county, settle):
        activity = county.open()
        person = county.volunteer(activity)
        attendance = county.arrive(person, activity)
        county.clock.advance(minutes=1)
        require(county, activity, ["gps", "roll_call"], gps=["roll_call"])
        county.leave(person, attendance, START + HOUR)
        settle()
        assert "SECOND_MISSING" not in str(view(person, attendance)["settlement"]["signals"])

    @pytest.mark.parametrize(
        ("allowed", "second"),
        [
            (["gps"], {"code": ["gps"]}),
            (["gps", "code"], {"code": ["code"]}),
            (["gps", "code"], {"code": ["roll_call"]}),
            ([], {}),
            (["gps"], {"gps": []}),
            (["face"], {}),
            (["roll_call", "gps"], {"roll_call": ["gps"]}),
        ],
    )
    def test_an_impossible_one_is_refused(self, county, allowed, second):
        activity = county.draft()
        body = {"allowed": allowed, "second": second}
        assert county.coordinator.put(path(activity, "check-in-policy"), body)[0] == 422

    def test_what_was_reviewed_only_a_reviewer_changes(self, county, work):
        draft, opened = county.draft(), county.open()
        body = {"allowed": ["gps"]}
        put = county.coordinator.put
        assert put(path(draft, "check-in-policy"), body)[0] == 200
        assert put(path(opened, "check-in-policy"), body)[1]["code"] == "role_required"
        assert county.volunteer().put(path(draft, "check-in-policy"), body)[0] == 403
        with work() as session:
            deeds = session.scalars(
                sa.select(AuditEntry.deed).where(AuditEntry.deed == "activity.set_means")
            ).all()
        assert len(deeds) == 1


@pytest.fixture
def household(county):
    """Give a household of the county's own organisation with one member and a card."""
    leader = county.coordinator
    body = {"organisation_id": county.organisation_id, "name": "三组杨家"}
    home = leader.post("/households", body)[1]
    grown = {"nickname": "杨奶奶", "age": {"version": AGE_TEXT.version}}
    member = leader.post(f"/households/{home['id']}/members", grown)[1]
    leader.post(f"/households/{home['id']}/members/{member['user_id']}/card")
    return {"id": home["id"], "member": member["user_id"]}


def card_text(work) -> str:
    with work() as session:
        return cards.text_of(session.scalars(sa.select(PaperCard)).one())


class TestForMembers:
    """Who has no phone is signed up and checked in by a leader; both names are kept."""

    def sign_up(self, county, activity, household):
        body = {"volunteer_id": household["member"]}
        status, found = county.coordinator.post(path(activity, "member-signups"), body)
        assert status == 201, found
        return found

    def test_a_card_is_scanned_in_and_out(self, county, household, work, settle):
        activity = county.open(presence_policy={"kind": "endpoints"})
        self.sign_up(county, activity, household)
        scan = {"cards": [card_text(work)]}
        county.clock.freeze(START)
        (found,) = county.coordinator.post(path(activity, "card-scan"), scan)[1]["results"]
        attendance = found["attendance"]
        assert (attendance["volunteer_id"], attendance["method"]) == (household["member"], "card")
        county.clock.freeze(START + 2 * HOUR)
        leave = county.coordinator.post(path(activity, "card-scan"), scan | {"event": "leave"})
        assert leave[1]["results"][0]["attendance"]["state"] == "checked_out"
        settle()
        settlement = view(county.coordinator, attendance["id"])["settlement"]
        assert settlement["computed_seconds"] == pytest.approx(7200, abs=5)
        rows = evidence(work)
        assert {(row.method, row.actor_id) for row in rows} == {("card", county.coordinator.id)}
        assert all(row.detail.keys() == {"card_id"} for row in rows)

    @pytest.mark.usefixtures("household")
    def test_every_card_has_its_own_answer(self, county, work):
        activity = county.open()
        county.clock.freeze(START)
        scan = {"cards": ["nonsense", card_text(work)]}
        status, found = county.coordinator.post(path(activity, "card-scan"), scan)
        assert (status, found["called"], found["refused"]) == (200, 0, 2)
        assert [(r["card"], r["code"]) for r in found["results"]] == [
            (0, "card_invalid"),
            (1, "not_signed_up"),
        ]

    def test_a_card_alone_does_nothing(self, county, household, work):
        activity = county.open()
        self.sign_up(county, activity, household)
        county.clock.freeze(START)
        scan = {"cards": [card_text(work)]}
        assert county.volunteer().post(path(activity, "card-scan"), scan)[0] == 403
        body = {"method": "qr", "code": card_text(work)}
        person = county.volunteer(activity)
        assert person.post(path(activity), body)[1]["code"] == "code_invalid"

    def test_a_leader_from_elsewhere_brings_a_member_by_the_code_shown_there(
        self, county, household, work, login
    ):
        with work():
            root = orgs.ensure_root("中心")
            village = orgs.create_organisation(SYSTEM, "一村", OrganisationKind.STATION, root.id).id
        elsewhere = Person(login, "coordinator", "李站长", village)
        activity = county.open()
        county.clock.freeze(START)
        shown = code(county, activity)
        body = {"volunteer_id": household["member"], "method": "qr", "code": shown["qr"]}
        assert elsewhere.post(path(activity, "member-check-in"), body)[0] == 404
        self.sign_up(county, activity, household)
        assert (
            county.coordinator.post(path(activity, "member-check-in"), body)[1]["code"]
            == "own_code"
        )
        home = elsewhere.post("/households", {"organisation_id": village, "name": "李家"})[1]
        grown = {"nickname": "李爷爷", "age": {"version": AGE_TEXT.version}}
        member = elsewhere.post(f"/households/{home['id']}/members", grown)[1]
        elsewhere.post(path(activity, "member-signups"), {"volunteer_id": member["user_id"]})
        body |= {"volunteer_id": member["user_id"]}
        status, found = elsewhere.post(path(activity, "member-check-in"), body)
        assert (status, found["volunteer_id"]) == (200, member["user_id"])
        county.clock.freeze(START + HOUR)
        leave = {"volunteer_id": member["user_id"], "code": code(county, activity)["code"]}
        status, left = elsewhere.post(f"/attendances/{found['id']}/member-check-out", leave)
        assert (status, left["state"]) == (200, "checked_out")
        assert {row.actor_id for row in evidence(work)} == {elsewhere.id}

    def test_both_names_are_kept_and_strangers_act_for_nobody(self, county, household, work):
        activity = county.open()
        made = self.sign_up(county, activity, household)
        stranger = county.volunteer()
        body = {"volunteer_id": household["member"]}
        assert stranger.post(path(activity, "member-signups"), body)[0] == 404
        tail = f"member-signups/{made['id']}?volunteer_id={household['member']}"
        assert stranger.delete(path(activity, tail))[0] == 404
        status, found = county.coordinator.delete(path(activity, tail))
        assert (status, found["state"]) == (200, "cancelled")
        with work() as session:
            entries = session.scalars(
                sa.select(AuditEntry).where(AuditEntry.deed.like("sign_up.%member"))
            ).all()
            assert {(e.actor_id, e.on_behalf_of) for e in entries} == {
                (county.coordinator.id, household["member"])
            }
            assert len(entries) == 2
            assert {e.organisation_id for e in entries} == {county.organisation_id}
