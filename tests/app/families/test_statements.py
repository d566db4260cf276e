"""Nobody is taken for grown who has not said so: asked once, before the first sign-up."""

import pytest
import sqlalchemy as sa

from app.accounts import ages, wards
from app.accounts.jobs import delete_ages
from app.accounts.models import AgeWord
from app.accounts.policy import AGE_TEXT
from app.core.audit import AuditEntry
from app.core.db import session
from tests.app.conftest import HOUR, START, agree, gps, slot
from tests.app.families.conftest import add, bind, verified
from tests.app.families.test_guardians import SIXTEEN, leave, setting
from tests.app.families.test_minority import give_up, known

__all__ = ["setting"]  # the fixture
LATER = START + 48 * HOUR


@pytest.fixture
def silent(login):
    """Somebody who has said nothing of their age yet."""
    return login("volunteer", "小杨", silent=True)


def sign_up(person, activity) -> str:
    """The state of the sign-up, or the code of the refusal."""
    status, found = person.post(f"/activities/{activity['id']}/signups", {})
    return found["state"] if status == 201 else found["code"]


def test_who_says_nothing_is_asked_and_who_is_of_age_says_it_once(app, county, silent):
    first, second = county.open(), county.open(slots=[slot(LATER, LATER + HOUR)])
    status, asked = silent.get("/me/age")
    assert (status, asked["asked"], asked["minor"], asked["source"]) == (200, True, None, None)
    assert asked["text"]["version"] == AGE_TEXT.version
    assert sign_up(silent, first) == "age_needed"
    status, said = silent.say_age()
    assert (status, said["asked"], said["minor"], said["source"]) == (200, False, False, "said")
    assert [sign_up(silent, each) for each in (first, second)] == ["confirmed"] * 2
    with app.app_context():
        assert ages.is_minor(silent.id) is None, "what one says of oneself proves nothing"
    assert leave(app, silent, danger=True) == "danger_of_age"


def test_from_fourteen_on_a_minor_waits_for_the_guardian(county, silent, guardian):
    activity = county.open()
    said = silent.say_age(2011)[1]
    assert (said["minor"], said["minor_until"], said["guardian_first"]) == (
        True,
        "2029-12-31",
        False,
    )
    assert sign_up(silent, activity) == "guardian_pending"
    bind(silent, guardian, "service")
    assert sign_up(silent, activity) == "confirmed"


@pytest.mark.parametrize("born_in", [2012, 2020])
def test_who_may_be_below_fourteen_needs_the_guardian_first(county, silent, guardian, born_in):
    activity = county.open()
    assert silent.say_age(born_in)[1]["guardian_first"]
    assert sign_up(silent, activity) == "guardian_needed"
    bind(silent, guardian, "service")
    assert sign_up(silent, activity) == "confirmed"


def test_an_activity_for_adults_takes_no_minor_by_their_own_word(county, silent):
    silent.say_age(2010)
    assert sign_up(silent, county.open(minors_allowed=False)) == "adults_only"


@pytest.mark.parametrize("born_in", [2007, 2027])
def test_a_year_that_is_no_minors_is_refused(silent, clock, born_in):
    clock.freeze(START)
    status, problem = silent.say_age(born_in)
    assert (status, problem["code"]) == (422, "born_in_invalid")


def test_a_minor_does_not_become_grown_by_saying_so(app, silent, clock, county):
    silent.say_age(2012)
    for again in (None, 2010):
        status, problem = silent.say_age(again)
        assert (status, problem["code"]) == (409, "said_minor")
    assert silent.say_age(2012)[0] == 200
    assert silent.say_age(2013)[1]["minor_until"] == "2031-12-31"


def test_who_ticked_by_mistake_says_that_they_are_a_minor(silent, clock):
    clock.freeze(START)
    silent.say_age()
    assert silent.post("/me/guardian-invitations")[1]["code"] == "guardian_not_needed"
    assert silent.say_age(2010)[1]["minor"] is True
    assert silent.post("/me/guardian-invitations")[0] == 201


def test_a_verified_person_is_not_asked_and_the_number_counts(app, silent, guardian):
    silent.say_age(2010)
    verified(silent, "20000101", 3)
    assert (known(app, silent).minor, kept(app)) == (False, 0)
    assert silent.say_age()[1]["code"] == "age_known"
    give_up(silent)
    assert silent.get("/me/age")[1]["asked"]


def test_a_known_minor_cannot_say_otherwise(app, silent, guardian):
    verified(silent, SIXTEEN)
    give_up(silent)
    assert silent.say_age()[1]["code"] == "said_minor"
    assert silent.say_age(2020)[1]["code"] == "said_minor"
    assert known(app, silent).age == 16


def test_a_ward_is_a_minor_whatever_was_said(app, silent, guardian):
    code = silent.post("/me/guardian-invitations")[1]["code"]
    silent.say_age()
    bond = guardian.post("/me/wards", {"code": code})[1]
    assert silent.say_age()[1]["code"] == "said_minor"
    guardian.delete(f"/me/guardianships/{bond['id']}")
    assert leave(app, silent) == "guardian_pending"


def test_where_real_names_are_needed_nothing_else_is_asked(app, silent, setting):
    setting(real_name_to_serve=True)
    assert not silent.get("/me/age")[1]["asked"]
    assert leave(app, silent) == "real_name_needed"


def test_who_signed_up_before_anybody_asked_is_not_turned_away_at_the_site(county, work):
    activity = county.open()
    person = county.volunteer(activity, "小杨")
    with work() as s:
        s.execute(sa.delete(AgeWord))
    county.clock.freeze(START)
    assert person.post(f"/activities/{activity['id']}/check-in", gps(START))[0] == 200


def test_the_word_is_in_the_audit_and_the_year_is_not(app, silent, clock):
    clock.freeze(START)
    silent.say_age(2010)
    silent.say_age(2010)
    with app.app_context():
        (noted,) = session().scalars(sa.select(AuditEntry).where(AuditEntry.deed == "age.say"))
        assert noted.after == {"of_age": False, "version": AGE_TEXT.version}
        row = session().scalars(sa.select(AgeWord)).one()
        assert b"20" + b"28" not in row.sealed


def test_another_text_is_read_first(silent):
    status, problem = silent.post("/me/age", {"version": AGE_TEXT.version + 1})
    assert (status, problem["code"]) == (409, "consent_text_changed")


def test_of_two_words_at_once_one_row_is_left(app, silent, together):
    answers = together(silent.say_age, silent.say_age, silent.say_age)
    assert [status for status, _ in answers] == [200] * 3
    assert kept(app) == 1


def test_coming_of_age_the_year_goes_and_they_are_asked_anew(app, silent, clock):
    clock.freeze(START)
    silent.say_age(2008)
    clock.freeze(START.replace(year=2026, month=12, day=31))
    assert not known(app, silent).minor
    with app.app_context():
        delete_ages()
    assert kept(app) == 0
    assert known(app, silent).minor is None


def test_a_leader_says_it_for_a_member_and_both_names_are_kept(
    app, county, leader, household, village
):
    activity = county.open()
    member = add(leader, household)
    body = {"volunteer_id": member}
    for_member = f"/activities/{activity['id']}/member-signups"
    assert leader.post(for_member, body)[1]["code"] == "age_needed"
    path = f"/households/{household['id']}/members/{member}/age"
    assert leader.post(path, {"version": AGE_TEXT.version})[0] == 204
    assert leader.post(for_member, body)[0] == 201
    child = add(leader, household, "小孙", age={"version": AGE_TEXT.version, "born_in": 2011})
    assert leader.post(for_member, {"volunteer_id": child})[1]["state"] == "guardian_pending"
    with app.app_context():
        rows = sa.select(AuditEntry).where(AuditEntry.deed == "age.say").order_by(AuditEntry.id)
        said = session().scalars(rows).all()
        assert [(each.actor_id, each.on_behalf_of) for each in said] == [
            (leader.id, member),
            (leader.id, child),
        ]
        assert {each.organisation_id for each in said} == {village[0]}


def test_tracks_and_names_of_who_says_minor_wait_for_the_guardian(app, silent, clock):
    clock.freeze(START)
    agree(silent)
    silent.say_age(2010)
    with app.app_context():
        assert wards.needs_guardian(silent.id)


def kept(app) -> int:
    """How many rows hold something of an age."""
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(AgeWord))
