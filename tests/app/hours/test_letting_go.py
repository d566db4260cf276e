"""Records whose ten years are over: they go, and chain and sums stay right."""

import pytest
import sqlalchemy as sa

from app.attendance.jobs import let_old_go as let_old_attendances_go
from app.attendance.models import Attendance, Dispute, DisputeState, EvidenceRow, Settlement
from app.core import retention
from app.hours import chains, letting_go
from app.hours.jobs import let_old_go
from app.hours.models import ChainCheckpoint, ServiceRecord
from tests.app.conftest import START
from tests.app.hours.test_hours import serve

OLD = (-4_500, -4_499, -4_400)  # days before START: more than eleven years


@pytest.fixture
def served(county, settle):
    """A volunteer who served three times long ago, and once lately."""
    person = county.volunteer()
    for day in (*OLD, 0):
        serve(county, person, day)
        settle()
    return person


def numbers(work, person) -> list[int]:
    with work() as session:
        mine = sa.select(ServiceRecord.number).where(ServiceRecord.volunteer_id == person.id)
        return list(session.scalars(mine.order_by(ServiceRecord.number)))


def verified(app) -> tuple[int, str]:
    found = app.test_cli_runner().invoke(args=["verify"])
    return found.exit_code, found.output


def test_old_records_go_and_the_sum_stays(app, served, work, county, settle):
    before = served.get("/me/hours")[1]
    assert before["records"] == 4
    assert before["seconds"] > 0
    for _ in range(2):  # once more changes nothing
        with app.app_context():
            let_old_go()
        assert numbers(work, served) == [4]
        assert served.get("/me/hours")[1] == before
        assert verified(app)[0] == 0
    serve(county, served, 1)
    settle()
    assert numbers(work, served) == [4, 5]
    assert served.get("/me/hours")[1]["records"] == 5
    assert verified(app)[0] == 0


def test_what_comes_after_all_records_went_goes_on_from_the_checkpoint(
    app, county, settle, work, monkeypatch
):
    person = county.volunteer()
    serve(county, person, OLD[0])
    settle()
    county.clock.advance(days=4_300)
    with app.app_context():
        let_old_go()
    assert numbers(work, person) == []
    assert person.get("/me/hours")[1]["records"] == 1
    serve(county, person, 0)
    settle()
    with work() as session:
        record = session.scalars(sa.select(ServiceRecord)).one()
        point = session.scalars(sa.select(ChainCheckpoint)).one()
        assert (record.number, record.previous) == (2, point.digest)
    assert verified(app)[0] == 0


def test_who_is_killed_between_checkpoint_and_deletion_leaves_nothing_wrong(
    app, served, work, monkeypatch
):
    before = served.get("/me/hours")[1]

    class KilledError(BaseException):
        """As if the process had ended."""

    def die(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(letting_go, "delete_covered", die)
        with pytest.raises(KilledError), app.app_context():
            let_old_go()
    assert numbers(work, served) == [1, 2, 3, 4]
    assert served.get("/me/hours")[1] == before
    # And the same with a checkpoint that was durable already, as after a restore or a bug.
    with monkeypatch.context() as patch:
        patch.setattr(letting_go, "delete_covered", lambda *_: 0)
        with app.app_context():
            let_old_go()
    assert numbers(work, served) == [1, 2, 3, 4]
    assert served.get("/me/hours")[1] == before
    assert verified(app)[0] == 0
    with app.app_context():
        let_old_go()
    assert numbers(work, served) == [4]
    assert served.get("/me/hours")[1] == before


def test_a_run_takes_some_and_the_next_goes_on(app, served, work, monkeypatch):
    before = served.get("/me/hours")[1]
    monkeypatch.setattr(letting_go, "RECORDS_AT_ONCE", 2)
    monkeypatch.setattr(retention, "DELETED_AT_ONCE", 1)
    for left in ([2, 3, 4], [3, 4], [4], [4]):
        with app.app_context():
            let_old_go()
        assert numbers(work, served) == left
        assert served.get("/me/hours")[1] == before
        assert verified(app)[0] == 0


def test_a_chain_that_does_not_hold_is_kept_for_whoever_looks_into_it(app, served, work):
    with work() as session:
        session.query(ServiceRecord).filter_by(number=2).one().seconds += 1
    with app.app_context():
        let_old_go()
    assert numbers(work, served) == [1, 2, 3, 4]
    code, said = verified(app)
    assert (code, f"volunteer {served.id}: record 2" in said) == (1, True)


@pytest.mark.parametrize("name", ["seconds", "number", "digest"])
def test_a_changed_checkpoint_is_found(app, served, work, name):
    with app.app_context():
        let_old_go()
    with work() as session:
        row = session.scalars(sa.select(ChainCheckpoint)).one()
        setattr(row, name, "0" * 64 if name == "digest" else getattr(row, name) + 1)
    assert verified(app)[0] == 1


def test_hours_that_went_are_not_given_again_by_a_late_settlement(app, served, work, settle):
    from app.hours.service import book_pending  # noqa: PLC0415

    before = served.get("/me/hours")[1]
    with app.app_context():
        let_old_go()
    with work() as session:
        first = session.scalars(sa.select(Attendance).order_by(Attendance.id).limit(1)).one()
        old = session.query(Settlement).filter_by(attendance_id=first.id).one()
        again = Settlement(attendance_id=first.id, number=2, recorded=False)
        for name in (
            "verdict", "digest", "present_seconds", "credited_seconds", "rule_set", "state",
            "created_at",
        ):  # fmt: skip
            setattr(again, name, getattr(old, name))
        session.add(again)
    with work():
        book_pending()
    assert numbers(work, served) == [4]
    assert served.get("/me/hours")[1] == before


def test_the_database_refuses_what_is_younger_than_ten_years(served, work):
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
        session.execute(sa.delete(ServiceRecord).where(ServiceRecord.number == 4))
    with work() as session:
        assert chains.first_broken(ServiceRecord, served.id) is None


def attendances(work, person) -> list[int]:
    with work() as session:
        mine = sa.select(Attendance.id).where(Attendance.volunteer_id == person.id)
        return list(session.scalars(mine.order_by(Attendance.id)))


def test_attendances_go_with_all_that_hangs_on_them_once_their_records_have_gone(app, served, work):
    before, all_four = served.get("/me/hours")[1], attendances(work, served)
    with app.app_context():
        let_old_attendances_go()
    assert attendances(work, served) == all_four
    with app.app_context():
        let_old_go()
        for _ in range(2):
            let_old_attendances_go()
    assert attendances(work, served) == all_four[-1:]
    with work() as session:
        for table in (EvidenceRow, Settlement):
            assert set(session.scalars(sa.select(table.attendance_id))) == set(all_four[-1:])
    assert served.get("/me/hours")[1] == before
    assert verified(app)[0] == 0


def test_what_was_looked_into_lately_stays(app, served, work, county):
    first, *rest = attendances(work, served)
    with work() as session:
        settlement = session.query(Settlement).filter_by(attendance_id=first).one()
        late = Dispute(attendance_id=first, settlement_id=settlement.id, reason="时长不对")
        late.state, late.created_at = DisputeState.WITHDRAWN, START
        session.add(late)
    with app.app_context():
        let_old_go()
        let_old_attendances_go()
    assert attendances(work, served) == [first, rest[-1]]


def test_what_is_not_booked_yet_stays_until_it_is(app, served, work):
    with work() as session:
        settlements = sa.select(Settlement).order_by(Settlement.id)
        session.scalars(settlements).first().recorded = False
    with app.app_context():
        let_old_go()
        let_old_attendances_go()
    assert len(attendances(work, served)) == 2
