"""A minor stays one, whether the real name is withdrawn or the guardianship ends."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.accounts import age_words, ages, consents, joining, wards
from app.accounts.jobs import delete_ages
from app.accounts.models import AgeSource, AgeWord, GuardianPurpose, Purpose
from app.core.audit import AuditEntry
from app.core.db import session
from app.personal import parts
from tests.app.conftest import START, agree
from tests.app.families.conftest import NOON, bind, number_of, verified
from tests.app.families.test_guardians import SIXTEEN, TWELVE, leave


def known(app, person) -> ages.Standing:
    with app.app_context():
        return wards.standing(person.id, ages.today())


def kept(app) -> list[AgeWord]:
    with app.app_context():
        return list(session().scalars(sa.select(AgeWord)))


def give_up(person) -> None:
    """Take the consent to the real name back."""
    assert person.delete("/me/consents/real_name")[0] == 204


def test_a_child_that_takes_the_real_name_back_and_ends_the_guardianship_is_still_one(
    app, county, child, guardian
):
    bond = bind(child, guardian, "service", "real_name")
    verified(child, TWELVE)
    give_up(child)
    assert child.get("/me/identity-verification")[0] == 404
    assert child.delete(f"/me/guardianships/{bond['id']}")[0] == 204
    assert leave(app, child) == "guardian_needed"
    assert leave(app, child, danger=True) == "danger_of_age"
    activity = county.open()
    refused = child.post(f"/activities/{activity['id']}/signups", {})
    assert (refused[0], refused[1]["code"]) == (403, "guardian_needed")


def test_the_guardians_withdrawal_leaves_the_same(app, child, guardian):
    bond = bind(child, guardian, "service", "real_name")
    verified(child, TWELVE)
    path = f"/me/guardianships/{bond['id']}"
    assert guardian.delete(f"{path}/consents/real_name")[0] == 204
    assert leave(app, child) == "given"
    assert guardian.delete(path)[0] == 204
    assert leave(app, child) == "guardian_needed"


def test_what_is_kept_is_one_sealed_day_and_the_audit_does_not_say_it(app, child):
    verified(child, SIXTEEN)
    give_up(child)
    (row,) = kept(app)
    assert not any(year in row.sealed for year in (b"2028", b"2010"))
    assert known(app, child) == (AgeSource.NUMBER, True, 16, date(2028, 1, 1))
    with app.app_context():
        noted = session().scalars(sa.select(AuditEntry).where(AuditEntry.deed == "age.keep")).one()
        assert (noted.on_behalf_of, noted.after) == (child.id, {"source": "number"})


def test_of_the_grown_nothing_is_kept(app, login, clock):
    clock.freeze(NOON)
    person = verified(login(), "19800101")
    give_up(person)
    assert kept(app) == []
    assert known(app, person) == ages.Standing()


def test_the_day_is_right_for_who_was_born_on_29_february(app, child, clock):
    verified(child, "20120229")
    give_up(child)
    for day, age in [((2026, 2, 28), 13), ((2026, 3, 1), 14), ((2030, 2, 28), 17)]:
        with app.app_context():
            assert ages.age_of(child.id, date(*day)) == age
            assert ages.standing(child.id, date(2030, 3, 1)).minor is False


def test_the_person_reads_it_in_their_copy(app, child):
    verified(child, SIXTEEN)
    give_up(child)
    with app.app_context():
        found = parts.collect(child.id)["age"]
    assert (found["source"], found["minor"], found["minor_until"]) == ("number", True, "2028-01-01")


@pytest.mark.parametrize("purpose", [Purpose.LOCATION_TRACK, Purpose.PUBLICATION])
def test_a_guardians_say_outlives_the_real_name(app, child, guardian, purpose):
    bind(child, guardian)
    verified(child, SIXTEEN)
    agree(child, purpose.value)
    give_up(child)
    with app.app_context():
        assert not consents.agrees(child.id, purpose)
        assert wards.who_lack([child.id], GuardianPurpose(purpose.value)) == {child.id}
        assert purpose is not Purpose.LOCATION_TRACK or not consents.may_track(child.id)


def test_who_had_a_guardian_is_a_minor_until_they_verify(app, child, guardian):
    bond = bind(child, guardian)
    assert guardian.delete(f"/me/guardianships/{bond['id']}")[0] == 204
    assert leave(app, child) == "guardian_pending"
    verified(child, "20000101", 3)
    assert leave(app, child) == "given"
    assert kept(app) == []


def test_verifying_anew_takes_the_place_of_what_was_kept(app, child):
    verified(child, SIXTEEN)
    give_up(child)
    verified(child, SIXTEEN)
    assert kept(app) == []
    give_up(child)
    assert len(kept(app)) == 1


def test_a_number_that_would_make_a_known_minor_grown_is_refused(app, child):
    verified(child, SIXTEEN)
    give_up(child)
    agree(child, "real_name")
    body = {"name": "杨小娟", "number": number_of("19800101", 7)}
    status, problem = child.put("/me/identity-verification", body)
    assert (status, problem["code"]) == (409, "age_contradicts")
    assert known(app, child).minor
    runner = app.test_cli_runner()
    wrong = runner.invoke(args=["forget-age", str(child.id), "--reason", "号码填错，已核对证件"])
    assert wrong.exit_code == 0, wrong.output
    assert runner.invoke(args=["forget-age", str(child.id), "--reason", "再来"]).exit_code == 1
    assert child.put("/me/identity-verification", body)[0] == 200
    with app.app_context():
        (noted,) = session().scalars(sa.select(AuditEntry).where(AuditEntry.deed == "age.correct"))
        assert (noted.on_behalf_of, noted.reason) == (child.id, "号码填错，已核对证件")


def test_on_the_day_of_coming_of_age_it_goes(app, child, clock, login):
    verified(child, "20080502")
    give_up(child)
    with app.app_context():
        delete_ages()
    assert len(kept(app)) == 1
    clock.freeze(datetime(2026, 5, 1, 16, tzinfo=UTC))  # midnight, 2 May
    assert not known(app, child).minor
    with app.app_context():
        delete_ages()
        delete_ages()
    assert kept(app) == []


def test_a_ward_of_whom_nobody_ever_learned_the_age_is_forgotten_after_eighteen_years(
    app, child, guardian, clock
):
    bind(child, guardian)
    clock.freeze(NOON.replace(year=2044))
    with app.app_context():
        delete_ages()
    assert len(kept(app)) == 1
    clock.freeze(NOON.replace(year=2044, month=6))
    with app.app_context():
        delete_ages()
    assert kept(app) == []


def test_an_erased_account_keeps_nothing_of_it(app, work, child):
    verified(child, SIXTEEN)
    with work():
        parts.erase(child.id)
    assert kept(app) == []


def test_of_two_accounts_that_are_joined_the_minor_stays_one(app, work, login, clock):
    clock.freeze(START)
    listed, own = login(), login()
    with work():
        age_words.keep(listed.id, AgeSource.PAPER, date(2030, 1, 1))
        age_words.write(own.id, AgeSource.SAID, None)
        age_words.pass_on(listed.id, own.id)
    assert known(app, own) == (AgeSource.PAPER, True, 14, date(2030, 1, 1))


def test_a_number_that_comes_with_a_joined_account_takes_the_place_of_a_word(
    app, work, login, clock
):
    clock.freeze(NOON)
    listed, own = verified(login(), "19800101", 4), login()
    own.say_age(2012)
    with work():
        joining.join(listed.id, own.id)
    assert (known(app, own).source, kept(app)) == (AgeSource.VERIFIED, [])


def test_a_row_moved_to_another_account_does_not_open(app, child, login, work):
    verified(child, SIXTEEN)
    give_up(child)
    other = login()
    with work() as s:
        s.execute(sa.update(AgeWord).values(user_id=other.id))
    with app.app_context(), pytest.raises(ValueError, match="do not fit"):
        ages.standing(other.id, ages.today())
    with app.app_context():
        delete_ages()  # and stops at no such row
