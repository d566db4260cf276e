"""Who was imported under a phone number is found by whoever binds it: one account goes on."""

import pytest
import sqlalchemy as sa

from app.accounts import phones
from app.accounts.models import Phone, RoleGrant, User
from app.core.audit import AuditEntry
from app.core.auth import Actor, Grant, RoleName
from app.core.clock import now
from app.imports import writing
from app.imports.models import Import, ImportedPerson, ImportState
from app.orgs.models import Membership, Organisation, OrganisationKind
from app.personal import claiming
from app.wechat.console import ConsoleWeChat
from tests.app.conftest import START, circle, slot
from tests.conftest import Api
from tests.factories import make_organisation

CODE = "the button"


@pytest.fixture
def listed(work, clock):
    """Import somebody into a team, under the number that the button will give."""
    clock.freeze(START)
    with work() as session:
        centre = make_organisation(None, "沿河县", OrganisationKind.CENTRE)
        root = session.get(User, make_user(session, "管理员"))
        actor = Actor(root.id, (Grant(RoleName.ADMINISTRATOR, None),))
        made = Import(organisation_id=centre.id, state=ImportState.DONE, total=2, counts={})
        made.created_by, made.created_at = root.id, now()
        session.add(made)
        session.flush()
        team = {"name": "东队", "kind": "squad", "parent": "", "place": ""}
        person = {"name": "杨一", "phone": number(), "team": "东队"}
        other = person | {"name": "杨二", "phone": "+8613900000002"}
        steps = [("tree", team), ("person", person), ("person", other)]
        writing.write(actor, centre, steps, made.id)
        found = writing.person_under(number())
        return {"id": found, "import": made.id, "centre": centre.id}


def make_user(session, name: str) -> int:
    user = User(nickname=name, created_at=now())
    session.add(user)
    session.flush()
    return user.id


def number() -> str:
    given = ConsoleWeChat().phone_number(CODE)
    return f"+{given.country_code}{given.number}"


@pytest.fixture
def arrive(app, client):
    """``arrive()``: log in by WeChat, for the first time or again."""

    def arrive(code: str = "new phone") -> Api:
        found = client.post("/api/v1/auth/wechat", json={"code": code}).get_json()
        return Api(app, found["access_token"], found["user"], found["refresh_token"])

    return arrive


def bind(person) -> None:
    assert person.put("/me/phone", {"code": CODE})[0] == 200


def told(person) -> list[str]:
    return [each["kind"] for each in person.get("/me/notices")[1]["items"]]


def test_the_account_of_the_list_becomes_the_persons_own(listed, arrive, run_jobs, work, login):
    person = arrive()
    with work() as s:
        given = s.get(User, listed["id"]).volunteer_no
    bind(person)
    run_jobs()
    run_jobs()
    me = person.get("/me")[1]
    assert (me["id"], me["volunteer_no"], me["roles"]) == (person.id, given, [])
    with work() as s:
        gone = s.get(User, listed["id"])
        assert (gone.joined_into, gone.nickname) == (person.id, "已合并账号")
        assert s.scalars(sa.select(Membership.user_id)).all().count(person.id) == 1
        assert gone.id not in s.scalars(sa.select(ImportedPerson.user_id)).all()
        deeds = s.scalars(sa.select(AuditEntry.deed).where(AuditEntry.on_behalf_of == person.id))
        assert "account.join" in deeds.all()
        freed = gone.volunteer_no
    assert told(person) == ["account_joined"]
    leader = login("coordinator", "站长", listed["centre"])
    for each in (given, freed):  # both numbers lead to the one person
        found = leader.post("/volunteers/look-up", {"volunteer_no": each})[1]
        assert (found["id"], found["volunteer_no"]) == (person.id, given)


def test_who_has_claimed_their_account_is_seen_by_person_and_by_import(
    listed, arrive, run_jobs, login
):
    root = login("administrator", "县", listed["centre"])

    def seen() -> tuple:
        people = root.get(f"/organisations/{listed['centre']}/people")[1]["items"]
        claimed = sorted(each["claimed"] for each in people if each["nickname"] != "县")
        one = root.get(f"/imports/{listed['import']}")[1]["unclaimed"]
        rows = root.get("/imports", organisation_id=listed["centre"])[1]["items"]
        return claimed, one, [each["unclaimed"] for each in rows]

    assert seen() == ([False, False], 2, [2])
    bind(arrive())
    run_jobs()
    assert seen() == ([False, True], 1, [1])


def test_what_the_account_of_the_list_signed_up_for_moves(listed, arrive, run_jobs, work, county):
    activity = county.open(circle(), slots=[slot(START, START.replace(hour=5))])
    from app.activities.models import SignUp, SignUpState, Slot  # noqa: PLC0415

    with work() as s:
        where = s.scalar(sa.select(Slot).where(Slot.activity_id == activity["id"]))
        s.add(
            SignUp(
                activity_id=activity["id"], slot_id=where.id, volunteer_id=listed["id"],
                state=SignUpState.CONFIRMED, created_at=now(), changed_at=now(), arrival=1,
            )
        )  # fmt: skip
    person = arrive()
    bind(person)
    run_jobs()
    mine = person.get("/me/signups")[1]["items"]
    assert len(mine) == 1


@pytest.fixture
def twice(listed, work, county):
    """``twice(quota)``: a slot for so many, where the account of the list has a place."""
    from app.activities.models import SignUp, SignUpState, Slot  # noqa: PLC0415

    def twice(quota: int) -> str:
        later = START.replace(hour=START.hour + 1), START.replace(hour=START.hour + 3)
        activity = county.open(circle(), slots=[slot(*later, quota)])
        with work() as s:
            where = s.scalar(sa.select(Slot).where(Slot.activity_id == activity["id"]))
            s.add(
                SignUp(
                    activity_id=activity["id"], slot_id=where.id, volunteer_id=listed["id"],
                    state=SignUpState.CONFIRMED, created_at=now(), changed_at=now(), arrival=-1,
                )
            )  # fmt: skip
            where.taken = 1
        return f"/activities/{activity['id']}/signups"

    return twice


def states(api) -> list[str]:
    return [each["sign_up"]["state"] for each in api.get("/me/signups")[1]["items"]]


def test_a_place_held_twice_is_given_to_who_waits(listed, twice, arrive, run_jobs, work, login):
    from app.activities.models import SignUp, SignUpState, Slot  # noqa: PLC0415

    path, person, waits = twice(2), arrive(), login("volunteer", "候补的人")
    assert person.post(path, {})[1]["state"] == "confirmed"
    assert waits.post(path, {})[1]["state"] == "waitlisted"
    bind(person)
    run_jobs()
    assert (states(person), states(waits)) == (["confirmed"], ["offered"])
    with work() as s:
        ended = s.scalar(sa.select(SignUp).where(SignUp.volunteer_id == listed["id"]))
        assert ended.state is SignUpState.CANCELLED
        assert s.get(Slot, ended.slot_id).taken == 2


def test_of_a_place_and_a_wait_the_place_goes_on(listed, twice, arrive, run_jobs, work, login):
    from app.activities.models import SignUp, SignUpState, Slot  # noqa: PLC0415

    path, person, waits = twice(1), arrive(), login("volunteer", "候补的人")
    assert person.post(path, {})[1]["state"] == "waitlisted"
    assert waits.post(path, {})[1]["state"] == "waitlisted"
    bind(person)
    run_jobs()
    assert (states(person), states(waits)) == (["confirmed"], ["waitlisted"])
    with work() as s:
        ended = s.scalar(sa.select(SignUp).where(SignUp.volunteer_id == listed["id"]))
        assert ended.state is SignUpState.CANCELLED
        slot = s.get(Slot, ended.slot_id)
        assert (slot.taken, slot.waiting) == (1, 1)


def test_of_two_memberships_of_a_team_the_one_that_counts_goes_on(listed, arrive, run_jobs, work):
    from app.orgs.models import MembershipState  # noqa: PLC0415

    person = arrive()
    with work() as s:
        before = s.scalar(sa.select(Membership).where(Membership.user_id == listed["id"]))
        team = before.organisation_id
        applied = Membership(organisation_id=team, user_id=person.id, applied_at=now())
        applied.state = MembershipState.APPLIED
        s.add(applied)
    bind(person)
    run_jobs()
    with work() as s:
        mine = sa.select(Membership).where(Membership.user_id.in_((person.id, listed["id"])))
        (left,) = s.scalars(mine.where(Membership.organisation_id == team)).all()
        assert (left.user_id, left.state) == (person.id, MembershipState.MEMBER)


@pytest.mark.parametrize(
    ("said", "in_force"),
    [
        ([("list", True)], True),  # on paper
        ([("list", True), ("list", False)], False),
        ([("list", False), ("own", True)], True),  # asked anew since
        ([("own", True), ("list", False)], False),
        ([("own", False), ("list", True)], False),  # a no is taken back where it was said
    ],
)
def test_the_last_word_about_a_purpose_counts(listed, arrive, run_jobs, clock, said, in_force):
    from app.accounts import consents  # noqa: PLC0415
    from app.accounts.models import Purpose  # noqa: PLC0415
    from app.core.db import transaction  # noqa: PLC0415

    person = arrive()
    accounts = {"own": Actor(person.id), "list": Actor(listed["id"])}
    with person.application.app_context(), transaction():
        for who, given in said:
            clock.advance(minutes=1)
            consents.give_consent(accounts[who], Purpose.PUBLICATION, 1)
            if not given:
                clock.advance(minutes=1)
                consents.withdraw_consent(accounts[who], Purpose.PUBLICATION)
    bind(person)
    run_jobs()
    found = {each["purpose"]: each["in_force"] for each in person.get("/me/consents")[1]}
    assert found["publication"] is in_force


def test_a_place_given_back_does_not_come_back(twice, arrive, run_jobs, login):
    path, person, waits = twice(1), arrive(), login("volunteer", "候补的人")
    mine = person.post(path, {})[1]
    assert person.delete(f"{path}/{mine['id']}")[0] in {200, 204}
    assert waits.post(path, {})[1]["state"] == "waitlisted"
    bind(person)
    run_jobs()
    assert (states(person), states(waits)) == (["cancelled"], ["offered"])


def test_a_role_is_never_passed_on(listed, arrive, run_jobs, work):
    with work() as s:
        role = RoleGrant(user_id=listed["id"], role=RoleName.ADMINISTRATOR, granted_by=0)
        role.organisation_id, role.created_at = listed["centre"], now()
        s.add(role)
    person = arrive()
    bind(person)
    run_jobs()
    assert person.get("/me")[1]["roles"] == []
    assert told(person) == ["account_not_joined"]
    with work() as s:
        assert s.get(User, listed["id"]).joined_into is None


def test_an_account_that_somebody_logs_in_to_is_not_taken(listed, arrive, run_jobs, work):
    from app.accounts.models import Identity, IdentityKind  # noqa: PLC0415

    with work() as s:
        s.add(
            Identity(user_id=listed["id"], kind=IdentityKind.WECHAT, subject="x", created_at=now())
        )
    person = arrive()
    bind(person)
    run_jobs()
    assert told(person) == []
    with work() as s:
        assert s.get(User, listed["id"]).joined_into is None


def record_for(session, user_id: int) -> None:
    """Put hours that somebody was given by hand into their chain."""
    from app.hours import chains  # noqa: PLC0415
    from app.hours.models import ClaimState, Entry, ManualClaim, ManualRecord  # noqa: PLC0415

    place = session.scalar(sa.select(Organisation.id).limit(1))
    claim = ManualClaim(
        volunteer_id=user_id, claimed_by=user_id, organisation_id=place, starts_at=START,
        ends_at=START.replace(hour=3), description="扫雪", evidence=[], created_at=now(),
        state=ClaimState.CREDITED,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    chains.append(
        ManualRecord(
            volunteer_id=user_id, claim_id=claim.id, organisation_id=place, leader_id=user_id,
            organiser_id=user_id, seconds=3600, served_at=START, entry=Entry.CREDIT,
        )
    )  # fmt: skip


def test_sealed_records_stay_where_they_are_and_the_login_comes_to_them(
    listed, arrive, run_jobs, work
):
    from app.hours import chains  # noqa: PLC0415
    from app.hours.models import ManualRecord  # noqa: PLC0415

    with work() as s:
        record_for(s, listed["id"])
    person = arrive()
    bind(person)
    run_jobs()
    assert person.get("/me")[0] == 401  # logged out of the account that has ended
    again = arrive()
    assert again.id == listed["id"]
    assert again.get("/me/phone")[0] == 200
    assert "account_joined" in told(again)
    with work():
        assert chains.broken_chains(ManualRecord) == {}


def test_of_two_with_records_neither_is_touched(listed, arrive, run_jobs, work):
    person = arrive()
    with work() as s:
        record_for(s, listed["id"])
        record_for(s, person.id)
    bind(person)
    run_jobs()
    run_jobs()
    assert told(person) == ["account_not_joined"]
    with work() as s:
        assert s.get(User, listed["id"]).joined_into is None
        assert s.get(User, person.id).joined_into is None


def test_every_holding_says_how_it_is_joined():
    from app.core.personal import Fate, Joined  # noqa: PLC0415
    from app.personal.parts import PARTS  # noqa: PLC0415

    found = {
        (each.table.name, each.column.key): each.joins for part in PARTS for each in part.holdings
    }
    assert found["service_records", "volunteer_id"] is Joined.REFUSED
    assert found["role_grants", "user_id"] is Joined.REFUSED
    assert found["memberships", "user_id"] is Joined.MOVED
    assert found["audit_entries", "actor_id"] is Joined.STAYS
    deeds_of_others = {
        each.joins for part in PARTS for each in part.holdings if each.fate is Fate.OF_OTHERS
    }
    assert deeds_of_others == {Joined.STAYS}


def test_who_cannot_be_joined_yet_lets_nobody_behind_them_wait(work, login, monkeypatch):
    monkeypatch.setattr(phones, "OWED_AT_ONCE", 2)
    people = [login().id for _ in range(5)]
    with work() as session:
        for each in people:
            session.add(Phone(user_id=each, bound_at=now(), sealed=b"", lookup=str(each)))
    with work():
        assert list(claiming.owed()) == people
