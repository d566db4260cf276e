"""What a volunteer sees of the ledger."""

from datetime import timedelta

from tests.app.conftest import HOUR, START, batch, slot, stay


def serve(county, person, day: int) -> None:
    """Serve for an hour on the n-th day."""
    begin = START + timedelta(days=day)
    county.clock.freeze(begin - HOUR)
    activity = county.open(slots=[slot(begin, begin + HOUR)])
    person.post(f"/activities/{activity['id']}/signups")
    attendance = county.arrive(person, activity, begin)
    county.clock.freeze(begin + HOUR)
    county.send(person, attendance, batch(0, stay(begin, begin + HOUR)))
    county.leave(person, attendance, begin + HOUR)


def test_one_without_service_has_nothing(county):
    person = county.volunteer()
    balance = person.get("/me/hours")[1]
    assert balance == dict.fromkeys(balance, 0)
    assert {"seconds", "verified_hours", "manual_hours", "records", "in_review"} <= balance.keys()
    assert person.get("/me/records")[1] == {"items": [], "next_cursor": None}


def test_hours_are_the_sum_of_the_records_newest_first(county, settle):
    person = county.volunteer()
    for day in range(3):
        serve(county, person, day)
        settle()
    records, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = person.get("/me/records", limit=2, **more)[1]
        records += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [record["number"] for record in records] == [3, 2, 1]
    balance = person.get("/me/hours")[1]
    assert balance["seconds"] == sum(record["seconds"] for record in records)
    assert balance["hours"] == balance["seconds"] // 360 / 10
    assert [r["previous"] for r in records] == [records[1]["seal"], records[2]["seal"], ""]
    assert records[0]["activity"]["title"] == "清理河道"


def test_one_does_not_see_the_records_of_another(county, settle):
    serve(county, county.volunteer(), 0)
    settle()
    assert county.volunteer().get("/me/records")[1]["items"] == []


def test_the_command_that_verifies_finds_a_changed_record(app, county, settle, work):
    from app.hours.models import ServiceRecord  # noqa: PLC0415

    person = county.volunteer()
    serve(county, person, 0)
    settle()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["verify"]).exit_code == 0
    with work() as session:
        session.query(ServiceRecord).one().rule_set = "another"
    found = runner.invoke(args=["verify"])
    assert found.exit_code == 1
    assert f"volunteer {person.id}: record 1" in found.output
