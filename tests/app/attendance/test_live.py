"""The live board: what happens on site, told within a tick, to few at a time."""

import json
from datetime import timedelta

import pytest

from app.attendance import streams
from tests.app.conftest import HOUR, START, batch, stay

MINUTE = timedelta(minutes=1)


def parsed(text: str) -> list[tuple[str, object]]:
    """The events in a stream, with what they carry."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def version_in(text: str) -> str:
    return [line for line in text.splitlines() if line.startswith("id: ")][-1][4:]


@pytest.fixture
def watch(app):
    """Look at an activity for as many ticks as there are deeds, each done before the next look."""

    def run(activity, *deeds, last=""):
        left = iter(deeds)
        place = streams.Place(app, (1, activity["id"]), 9)
        events = streams._events(app, place, last, len(deeds), lambda _: next(left)())
        return b"".join(events).decode()

    return run


def test_what_happens_on_site_is_told(county, watch):
    activity = county.open()
    person = county.volunteer(activity, "田小妹")
    mine = {}

    def arrive():
        mine["id"] = county.arrive(person, activity)

    def go_away():
        county.clock.freeze(START + 20 * MINUTE)
        gone = stay(START + MINUTE, START + 20 * MINUTE, 900)
        county.send(person, mine["id"], batch(0, gone))

    def come_back():
        county.clock.freeze(START + 50 * MINUTE)
        back = stay(START + 30 * MINUTE, START + 50 * MINUTE)
        county.send(person, mine["id"], batch(1, back))

    def leave():
        county.leave(person, mine["id"], START + HOUR)

    text = watch(activity, arrive, go_away, come_back, leave)
    events = parsed(text)
    names = [name for name, _ in events if name != "counts"]
    assert names == ["board", "arrived", "departed", "returned", "checked_out"]
    assert events[0][1]["people"] == []
    assert events[0][1]["counts"] == {"on_site": 0, "away": 0, "left": 0, "expected": 1}
    assert events[1][1]["name"] == "田小妹"
    counts = [what for name, what in events if name == "counts"]
    assert counts[0] == {"on_site": 1, "away": 0, "left": 0, "expected": 0}
    assert counts[-1] == {"on_site": 0, "away": 0, "left": 1, "expected": 0}
    assert events[-2][1]["checked_out_at"] is not None


def test_a_quiet_site_sends_a_heartbeat_and_ends(county, watch):
    activity = county.open()
    text = watch(activity, *[lambda: None] * 30)
    assert [name for name, _ in parsed(text)] == ["board"]
    assert text.count(": still here") == 2


def test_who_comes_back_with_the_last_id_is_not_told_again(county, watch):
    activity = county.open()
    county.arrive(county.volunteer(activity), activity)
    seen = version_in(watch(activity))
    assert parsed(watch(activity, last=seen)) == []
    county.arrive(county.volunteer(activity), activity)
    [(name, board)] = parsed(watch(activity, last=seen))
    assert (name, board["counts"]["on_site"]) == ("board", 2)


def test_somebody_called_by_a_leader_is_on_site_without_a_phone(county, watch):
    activity = county.open()
    person = county.volunteer(activity)
    county.clock.freeze(START)
    called = {"event": "arrive", "volunteer_ids": [person.id]}
    county.coordinator.post(f"/activities/{activity['id']}/roll-call", called)
    [(_, board)] = parsed(watch(activity))
    assert board["people"][0]["status"] == "on_site"


def test_who_was_just_let_in_is_on_site_however_vague_the_fix(county, watch):
    activity = county.open()
    county.arrive(county.volunteer(activity), activity, metres_north=95)
    [(_, board)] = parsed(watch(activity))
    assert board["people"][0]["status"] == "on_site"
    assert board["counts"]["on_site"] == 1


def test_streams_are_few_and_the_same_screen_takes_its_own_over(app):
    first = streams.Place(app, (1, 1), 2)
    second = streams.Place(app, (2, 1), 2)
    with pytest.raises(streams.UnavailableError) as refused:
        streams.Place(app, (3, 1), 2)
    assert refused.value.code == "live_by_polling"
    again = streams.Place(app, (1, 1), 2)
    assert not first.is_ours()
    first.leave()  # which is not its own any more
    assert again.is_ours()
    for each in (again, second):
        each.leave()
    assert app.extensions["streams"] == {}


def test_the_route_streams_and_lets_go(county, app):
    activity = county.open()
    answer = app.test_client().get(
        f"/api/v1/activities/{activity['id']}/live",
        headers={"Authorization": f"Bearer {county.coordinator.token}"},
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    assert [name for name, _ in parsed(answer.get_data(as_text=True))] == ["board"]
    assert app.extensions["streams"] == {}
    headers = {"Authorization": f"Bearer {county.coordinator.token}"}
    app.test_client().head(f"/api/v1/activities/{activity['id']}/live", headers=headers).close()
    assert app.extensions["streams"] == {}, "nor keeps a place for what nobody reads"
    assert county.volunteer().get(f"/activities/{activity['id']}/live")[0] == 403


def test_who_polls_hears_only_what_is_new(county):
    activity = county.open()
    path = f"/activities/{activity['id']}/on-site"
    county.arrive(county.volunteer(activity), activity)
    found = county.coordinator.get(path)[1]
    assert (found["total"], found["unchanged"], found["counts"]["on_site"]) == (1, False, 1)
    again = county.coordinator.get(path, since=found["version"])[1]
    assert (again["items"], again["unchanged"]) == ([], True)
    county.arrive(county.volunteer(activity), activity)
    later = county.coordinator.get(path, since=found["version"])[1]
    assert (len(later["items"]), later["unchanged"]) == (2, False)


def test_who_polls_reads_whom_the_leader_calls(county):
    activity = county.open()
    person = county.volunteer(activity)
    county.arrive(person, activity)
    (item,) = county.coordinator.get(f"/activities/{activity['id']}/on-site")[1]["items"]
    (place,) = county.coordinator.get(f"/activities/{activity['id']}/signups")[1]["items"]
    for name in ("nickname", "volunteer_no"):
        assert item[name] == place[name]
    assert item["nickname"]


def test_who_has_left_today_is_listed_too_if_asked_for(county):
    activity = county.open()
    path = f"/activities/{activity['id']}/on-site"
    gone, here = county.volunteer(activity), county.volunteer(activity)
    mine = county.arrive(gone, activity)
    county.arrive(here, activity)
    county.leave(gone, mine, START + HOUR)
    assert [each["volunteer_id"] for each in county.coordinator.get(path)[1]["items"]] == [here.id]
    found = county.coordinator.get(path, left=True)[1]
    assert found["total"] == 2
    [first, second] = found["items"]
    assert (first["state"], first["checked_out_at"]) == ("checked_out", "2026-05-04T02:00:00Z")
    assert first["seen"]["present"] is False
    assert (second["state"], second["checked_out_at"]) == ("checked_in", None)
    county.clock.freeze(START + timedelta(hours=25))
    assert county.coordinator.get(path, left=True)[1]["total"] == 1
