"""Staff's access to minors' fields: asked, approved by another, logged, and over by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core.audit import AuditEntry
from app.core.db import add
from app.safeguarding.jobs import delete_old_looks
from app.safeguarding.models import AccessState, MinorAccess, MinorLook
from tests.app.conftest import START, Person
from tests.app.families.conftest import bind, number_of, verified

HOUR = timedelta(hours=1)


@pytest.fixture
def minor(county, login):
    """Give a verified minor of 16 who has signed up, and her mother."""
    county.clock.freeze(START)
    child = verified(Person(login, "volunteer", "小杨"), "20100101")
    mother = verified(Person(login, "volunteer", "杨妈妈"), "19800101", 2)
    bind(child, mother, "service")
    activity = county.open()
    assert child.post(f"/activities/{activity['id']}/signups", {})[0] == 201
    return child


def ask(county, person, minor, fields=("real_name", "guardians"), **more):
    body = {
        "minor_id": minor.id,
        "organisation_id": county.organisation_id,
        "fields": list(fields),
        "why": "活动中受伤，联系监护人",
        "hours": 2,
    }
    return person.post("/minor-accesses", body | more)


def approved(county, minor, **more) -> str:
    status, made = ask(county, county.coordinator, minor, **more)
    assert status == 201, made
    path = f"/minor-accesses/{made['id']}"
    assert county.administrator.post(f"{path}/approve")[0] == 200
    return path


def test_until_then_everything_is_masked(county, minor):
    query = {"organisation_id": county.organisation_id}
    status, shown = county.coordinator.get(f"/users/{minor.id}/personal", **query)
    assert (status, shown["minor"], shown["guardians"]) == (200, True, 1)
    assert shown["real_name"] == "杨**"
    assert "2010" not in str(shown)
    assert minor.get(f"/users/{minor.id}/personal", **query)[0] == 403
    stranger = county.volunteer()
    assert county.coordinator.get(f"/users/{stranger.id}/personal", **query)[0] == 404


def test_asked_approved_looked_at_and_over_by_itself(county, minor):
    path = approved(county, minor)
    status, seen = county.coordinator.post(f"{path}/look")
    assert (status, seen["real_name"]) == (200, "杨小娟")
    assert seen["guardians"][0]["real_name"] == "杨小娟"
    assert "id_number" not in seen
    county.clock.advance(hours=2)
    status, problem = county.coordinator.post(f"{path}/look")
    assert (status, problem["code"], problem["state"]) == (403, "access_not_open", "ended")


def test_only_what_was_asked_for_is_opened(county, minor):
    path = approved(county, minor, fields=["id_number", "birth_date", "phone"])
    seen = county.coordinator.post(f"{path}/look")[1]
    assert seen.keys() == {"user_id", "ends_at", "id_number", "birth_date", "phone"}
    assert (seen["id_number"], seen["birth_date"]) == (number_of("20100101"), "2010-01-01")


def test_nobody_approves_their_own_and_coordinators_nobodys(county, minor):
    own = ask(county, county.administrator, minor)[1]["id"]
    refused = county.administrator.post(f"/minor-accesses/{own}/approve")
    assert (refused[0], refused[1]["code"]) == (403, "own_request")
    made = ask(county, county.coordinator, minor)[1]["id"]
    path = f"/minor-accesses/{made}"
    assert county.coordinator.post(f"{path}/approve")[0] == 403
    assert county.coordinator.post(f"{path}/look")[1]["code"] == "access_not_open"
    assert (
        county.administrator.post(f"{path}/refuse", {"reason": "已联系"})[1]["decision"] == "已联系"
    )
    assert county.administrator.post(f"{path}/approve")[1]["code"] == "request_decided"


def test_the_access_is_the_askers_alone(county, minor, login):
    path = approved(county, minor)
    colleague = Person(login, "coordinator", "李站长", county.organisation_id)
    for person in (colleague, county.volunteer()):
        assert person.post(f"{path}/look")[0] == 404
        assert person.post(f"{path}/approve")[0] == 404
        assert person.get(f"{path}/looks")[0] == 404
    assert county.administrator.post(f"{path}/look")[0] == 404


def test_an_access_may_be_ended_early(county, minor):
    path = approved(county, minor)
    assert county.administrator.post(f"{path}/end")[1]["state"] == "ended"
    assert county.coordinator.post(f"{path}/look")[0] == 403


@pytest.mark.parametrize(
    "change",
    [{"hours": 0}, {"hours": 73}, {"fields": []}, {"fields": ["nickname"]}, {"why": ""}],
)
def test_a_request_says_what_why_and_for_how_long(county, minor, change):
    assert ask(county, county.coordinator, minor, **change)[0] == 422


def test_adults_and_strangers_cannot_be_asked_about(county, minor):
    activity = county.open()
    adult, stranger = county.volunteer(activity), county.volunteer()
    assert ask(county, county.coordinator, adult)[1]["code"] == "not_a_minor"
    assert ask(county, county.coordinator, stranger)[0] == 404
    assert ask(county, county.volunteer(), minor)[0] == 403


def test_every_look_is_on_the_list_of_the_yearly_audit(county, minor):
    path = approved(county, minor)
    for _ in range(2):
        county.coordinator.post(f"{path}/look")
    ask(county, county.administrator, minor)
    query = {"organisation_id": county.organisation_id}
    items = county.administrator.get("/minor-accesses", **query)[1]["items"]
    assert [(each["access"]["state"], each["looks"]) for each in items] == [
        ("approved", 2),
        ("asked", 0),
    ]
    looks = county.administrator.get(f"{path}/looks")[1]["items"]
    assert [each["actor_id"] for each in looks] == [county.coordinator.id] * 2
    own = county.coordinator.get("/minor-accesses", **query)[1]["items"]
    assert len(own) == 1
    later = (START + HOUR).isoformat()
    assert county.administrator.get("/minor-accesses", **query, **{"from": later})[1]["items"] == []
    assert county.volunteer().get("/minor-accesses", **query)[0] == 403


def test_what_ended_is_written_down_once(app, county, minor, work):
    from app.safeguarding import service  # noqa: PLC0415

    approved(county, minor)
    ask(county, county.administrator, minor)
    county.clock.advance(hours=2)
    counts = []
    for days in (0, 7, 1):
        county.clock.advance(days=days)
        with work():
            counts.append(service.write_down_ends())
    assert counts == [1, 1, 0]
    with work() as session:
        states = session.scalars(sa.select(MinorAccess.state).order_by(MinorAccess.id)).all()
        assert states == ["ended", "lapsed"]


def test_no_field_is_in_the_audit(county, minor, work):
    path = approved(county, minor, fields=["real_name", "id_number"])
    county.coordinator.post(f"{path}/look")
    with work() as session:
        text = str([vars(each) for each in session.scalars(sa.select(AuditEntry))])
    assert "minor_access.approve" in text
    assert "杨小娟" not in text
    assert number_of("20100101") not in text


def test_who_decides_and_who_asked_are_told(county, minor):
    def told(person) -> list[str]:
        found = person.get("/me/notices")[1]["items"]
        return [each["kind"] for each in found if each["kind"].startswith("request")]

    approved(county, minor)
    assert told(county.administrator) == ["request_filed"]
    assert told(county.coordinator) == ["request_decided"]
    status, second = ask(county, county.coordinator, minor)
    assert status == 201
    path = f"/minor-accesses/{second['id']}/refuse"
    assert county.administrator.post(path, {"reason": "不必要"})[0] == 200
    assert told(county.coordinator) == ["request_decided"] * 2
    text = county.coordinator.get("/me/notices")[1]["items"][0]["text"]
    assert "小杨" not in text


def test_looks_go_after_three_years_and_the_request_with_the_last(app, work, county):
    now = datetime.now(UTC)
    county.clock.freeze(now)
    with work():
        for ages in ((1_200, 1_150), (1_200, 1_000), (1_150,)):
            access = MinorAccess(minor_id=county.coordinator.id, fields=["phone"], why="x", hours=2)
            access.organisation_id, access.asked_by = county.organisation_id, county.coordinator.id
            access.state, access.asked_at = AccessState.ENDED, now - timedelta(days=ages[0])
            access.ends_at = access.asked_at + HOUR
            add(access)
            for days in ages:
                look = MinorLook(access_id=access.id, actor_id=county.coordinator.id, fields=[])
                look.at = now - timedelta(days=days)
                add(look)
    for _ in range(2):
        with app.app_context():
            delete_old_looks()
        with work() as session:
            (kept,) = session.scalars(sa.select(MinorLook)).all()
            assert kept.at == now - timedelta(days=1_000)
            assert session.scalars(sa.select(MinorAccess.id)).all() == [kept.access_id]
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
        session.execute(sa.delete(MinorLook))
