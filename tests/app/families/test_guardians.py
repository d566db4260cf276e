"""Guardians: invited by a code, confirmed from their own account, heard for each purpose."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import ages, consents, minors
from app.accounts.models import GuardianConsent, Purpose
from app.core.errors import ForbiddenError
from tests.app.conftest import START, agree, batch, gps, stay
from tests.app.families.conftest import NOON, bind, number_of, verified, words

TWELVE, SIXTEEN = "20140101", "20100101"


def leave(app, person, at=NOON, **more):
    """Whether the person may serve, or the code of the refusal."""
    with app.app_context():
        try:
            return minors.leave_to_serve(person.id, at, **more).value
        except ForbiddenError as error:
            return error.code


@pytest.fixture
def setting(app, monkeypatch):
    """``setting(youngest_age=10)`` until the test ends."""
    import dataclasses  # noqa: PLC0415

    def setting(**values):
        changed = dataclasses.replace(app.config["SETTINGS"], **values)
        monkeypatch.setitem(app.config, "SETTINGS", changed)

    return setting


def test_a_guardian_confirms_from_her_own_account(child, guardian):
    bond = bind(child, guardian, "service")
    assert (bond["ward"]["id"], bond["guardian"]["id"]) == (child.id, guardian.id)
    said = {each["purpose"]: each["in_force"] for each in bond["consents"]}
    assert said == {
        "service": True,
        "location_track": False,
        "real_name": False,
        "publication": False,
    }
    assert child.get("/me/guardians") == (200, [bond])
    assert guardian.get("/me/wards") == (200, [bond])
    assert guardian.get("/me/guardians") == (200, [])


def test_a_code_is_good_once_for_two_days_and_not_for_oneself(child, guardian, login, clock):
    code = child.post("/me/guardian-invitations")[1]["code"]
    assert len(code) == 12
    shown = f"{code[:4]}-{code[4:8].lower()}-{code[8:]}"
    assert guardian.post("/me/wards", {"code": shown})[0] == 201
    other = verified(login(), "19820101", 2)
    for wrong in (code, "", "2222-2222-2222"):
        assert other.post("/me/wards", {"code": wrong})[0] == 422
    replaced = child.post("/me/guardian-invitations")[1]["code"]
    late = child.post("/me/guardian-invitations")[1]["code"]
    assert other.post("/me/wards", {"code": replaced})[1]["code"] == "invitation_invalid"
    clock.freeze(NOON + timedelta(hours=48))
    other = login("volunteer", other.user["nickname"])
    assert other.post("/me/wards", {"code": late})[1]["code"] == "invitation_invalid"


def test_of_two_who_send_a_code_at_once_one_becomes_guardian(child, guardian, login, together):
    other = verified(login(), "19820101", 2)
    code = child.post("/me/guardian-invitations")[1]["code"]
    answers = together(
        *(lambda p=p: p.post("/me/wards", {"code": code}) for p in (guardian, other))
    )
    assert sorted(answer[0] for answer in answers) == [201, 422]
    assert len(child.get("/me/guardians")[1]) == 1


def test_only_who_is_known_to_be_of_age_is_a_guardian(child, login, clock):
    clock.freeze(NOON)
    code = child.post("/me/guardian-invitations")[1]["code"]
    youth = login()
    assert youth.post("/me/wards", {"code": code})[1]["code"] == "guardian_not_verified"
    verified(youth, SIXTEEN)
    assert youth.post("/me/wards", {"code": code})[1]["code"] == "guardian_not_verified"
    grown = verified(login(), "19900101", 2)
    assert grown.post("/me/guardian-invitations")[1]["code"] == "guardian_not_needed"
    own = child.post("/me/guardian-invitations")[1]["code"]
    verified(child, "20000101", 3)
    assert child.post("/me/wards", {"code": own})[1]["code"] == "invitation_invalid"


def test_below_fourteen_the_name_needs_the_guardians_consent_and_goes_with_it(app, child, guardian):
    agree(child, "real_name")
    body = {"name": "小杨", "number": number_of(TWELVE)}
    assert child.put("/me/identity-verification", body)[1]["code"] == "guardian_needed"
    bond = bind(child, guardian, "service", "real_name")
    assert child.put("/me/identity-verification", body)[0] == 200
    assert leave(app, child) == "given"
    path = f"/me/guardianships/{bond['id']}/consents"
    assert guardian.delete(f"{path}/real_name")[0] == 204
    assert child.get("/me/identity-verification")[0] == 404
    assert guardian.post(path, words("real_name")[0])[0] == 200
    assert child.put("/me/identity-verification", body)[0] == 200


@pytest.mark.parametrize(
    ("born", "agreed", "expected"),
    [
        ("19990101", (), "given"),
        (SIXTEEN, (), "guardian_pending"),
        (SIXTEEN, ("service",), "given"),
        (SIXTEEN, ("location_track",), "guardian_pending"),
        (TWELVE, ("real_name",), "guardian_needed"),
        (TWELVE, ("real_name", "service"), "given"),
    ],
)
def test_who_may_serve_follows_from_age_and_consent(app, child, guardian, born, agreed, expected):
    if agreed:
        bind(child, guardian, *agreed)
    verified(child, born, 5)
    assert leave(app, child) == expected


def test_dangerous_work_is_for_those_known_to_be_of_age(app, child, guardian, login):
    assert leave(app, child, danger=True) == "danger_of_age"
    bind(child, guardian, "service")
    verified(child, SIXTEEN, 2)
    assert leave(app, child, danger=True) == "danger_of_age"
    assert leave(app, guardian, danger=True) == "given"
    grown_up = NOON + timedelta(days=366 * 2)
    assert leave(app, child, grown_up, danger=True) == "given"


def test_provinces_differ(app, child, guardian, login, setting):
    assert leave(app, login()) == "age_needed"
    setting(real_name_to_serve=True, youngest_age=15, minors_accompanied=True)
    assert leave(app, login()) == "real_name_needed"
    bind(child, guardian)
    verified(child, SIXTEEN, 2)
    assert leave(app, child) == "guardian_pending"
    assert leave(app, child, companions={guardian.id}) == "given"
    setting(youngest_age=17)
    assert leave(app, child) == "too_young"


def test_a_ward_of_unknown_age_is_taken_for_a_minor(app, child, guardian):
    assert leave(app, child) == "age_needed"
    bond = bind(child, guardian)
    assert leave(app, child) == "guardian_pending"
    with app.app_context(), pytest.raises(ForbiddenError) as refused:
        minors.require_may_serve(child.id, NOON)
    assert refused.value.code == "guardian_consent_needed"
    assert child.delete(f"/me/guardianships/{bond['id']}")[0] == 204
    assert leave(app, child) == "guardian_pending"
    assert guardian.get("/me/wards") == (200, [])


def test_the_last_word_of_several_guardians_counts(app, child, guardian, login):
    father = verified(login(), "19790101", 2)
    bind(child, guardian, "service")
    bond = bind(child, father, "service")
    assert leave(app, child) == "given"
    path = f"/me/guardianships/{bond['id']}/consents"
    assert father.delete(f"{path}/service")[0] == 204
    assert leave(app, child) == "guardian_pending"
    assert father.delete(f"/me/guardianships/{bond['id']}")[0] == 204
    assert leave(app, child) == "given"


def test_a_guardianship_that_begins_again_brings_no_old_consent_back(app, child, guardian):
    bond = bind(child, guardian, "service")
    assert guardian.delete(f"/me/guardianships/{bond['id']}")[0] == 204
    again = bind(child, guardian)
    assert again["id"] == bond["id"]
    assert not any(each["in_force"] for each in again["consents"])
    assert leave(app, child) == "guardian_pending"


def test_consents_are_added_never_changed_and_to_the_present_text(work, child, guardian):
    bond = bind(child, guardian, "publication")
    path = f"/me/guardianships/{bond['id']}/consents"
    assert guardian.post(path, words("publication")[0])[0] == 200
    assert guardian.delete(f"{path}/publication")[0] == 204
    assert guardian.delete(f"{path}/publication")[0] == 204
    old = guardian.post(path, {"purpose": "service", "version": 9})
    assert (old[0], old[1]["code"]) == (409, "consent_text_changed")
    assert guardian.delete(f"{path}/anything")[0] == 404
    with work() as session:
        said = session.scalars(sa.select(GuardianConsent.given).order_by(GuardianConsent.id)).all()
    assert said == [True, False]


def test_strangers_find_no_guardianship(child, guardian, login):
    bond = bind(child, guardian, "service")
    path = f"/me/guardianships/{bond['id']}"
    for stranger in (login(), child):
        assert stranger.post(f"{path}/consents", words("service")[0])[0] == 404
        assert stranger.delete(f"{path}/consents/service")[0] == 404
    assert login().delete(path)[0] == 404


def test_a_minors_publication_needs_both(app, child, guardian):
    bind(child, guardian, "publication")
    verified(child, SIXTEEN, 2)
    with app.app_context():
        assert not consents.agrees(child.id, Purpose.PUBLICATION)
    agree(child, "publication")
    with app.app_context():
        assert consents.agrees(child.id, Purpose.PUBLICATION)


def test_a_minor_is_located_only_while_the_guardian_agrees(county, child, guardian):
    verified(child, SIXTEEN, 2)
    agree(child)
    bond = bind(child, guardian, "service")
    activity = county.open()
    child.post(f"/activities/{activity['id']}/signups", {})
    county.clock.freeze(START)
    child, guardian = (county.login("volunteer", name) for name in ("小杨", "杨妈妈"))
    path = f"/activities/{activity['id']}/check-in"
    refused = child.post(path, gps(START))
    assert (refused[0], refused[1]["code"]) == (403, "guardian_consent_needed")
    consent = f"/me/guardianships/{bond['id']}/consents"
    assert guardian.post(consent, words("location_track")[0])[0] == 200
    status, found = child.post(path, gps(START))
    assert status == 200, found
    pings = f"/attendances/{found['id']}/pings"
    assert child.post(pings, batch(1, stay(START, START)))[0] == 200
    assert guardian.delete(f"{consent}/location_track")[0] == 204
    refused = child.post(pings, batch(2, stay(START, START)))
    assert (refused[0], refused[1]["code"]) == (403, "consent_needed")


def test_at_eighteen_nobody_else_is_asked(app, child, guardian, clock):
    bind(child, guardian)
    verified(child, "20080502", 2)
    agree(child)
    with app.app_context():
        assert ages.is_minor(child.id)
        assert not consents.agrees(child.id, Purpose.LOCATION_TRACK)
        assert not consents.may_track(child.id)
    clock.advance(hours=12)
    with app.app_context():
        assert consents.agrees(child.id, Purpose.LOCATION_TRACK)
        assert consents.may_track(child.id)
