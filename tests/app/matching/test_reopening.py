"""A need whose activity comes to nothing looks for somebody again; what was stays written down."""

from datetime import timedelta

import pytest

from app.notices.kinds import Kind
from tests.app.conftest import HOUR, LAT, START, batch, stay
from tests.app.matching.test_matching import Scene
from tests.app.matching.test_told import told, write_down  # noqa: F401 - a fixture

DAY = timedelta(days=1)
LATER = {"starts_at": (START + 8 * DAY).isoformat()}
REST = {"conditions": "无要求", "dangerous": False, "minors_allowed": False}


@pytest.fixture
def scene(county, app) -> Scene:
    return Scene(county, app)


def agreed(scene, **more) -> tuple[int, str]:
    """A need that a team has agreed to see to, and the path of its draft; another team is there."""
    need = scene.open(**more)
    scene.offer()
    scene.offer(latitude=LAT + 0.02)
    scene.match()
    asked = scene.invitations()[0]
    status, answer = scene.county.coordinator.post(f"/invitations/{asked['id']}/accept")
    assert status == 200, answer
    return need, f"/activities/{answer['activity_id']}"


def submit(scene, path: str) -> None:
    leader = scene.county.coordinator
    version = leader.get(path)[1]["version"]
    for answer in (
        leader.patch(path, REST | {"version": version}),
        leader.post(f"{path}/submit"),
    ):
        assert answer[0] == 200, answer


def approve(scene, path: str) -> None:
    submit(scene, path)
    assert scene.county.administrator.post(f"{path}/approve")[0] == 200


def states(scene) -> list[str]:
    return [each["state"] for each in reversed(scene.invitations())]


def test_a_draft_that_is_called_off_opens_the_need_for_the_next_team(scene, work, write_down):  # noqa: F811
    from app.core.audit import AuditEntry  # noqa: PLC0415

    need, path = agreed(scene)
    write_down()
    assert scene.state(need) == "matched"
    assert scene.county.coordinator.post(f"{path}/cancel", {"reason": "人手不够"})[0] == 200
    write_down()
    write_down()
    assert (scene.state(need), states(scene)) == ("open", ["released"])
    (text,) = [each for each in told(scene.resident, Kind.NEED_DECIDED) if "重新寻找" in each]
    assert "为老人做一顿饭" in text
    assert len(told(scene.county.coordinator, Kind.HELP_ENDED)) == 1
    assert scene.match() == 1
    assert states(scene) == ["released", "invited"]
    first, second = reversed(scene.invitations())
    assert first["offer"]["id"] != second["offer"]["id"]
    assert f"/activities/{first['activity_id']}" == path  # history is kept
    with work() as session:
        (entry,) = session.query(AuditEntry).filter_by(deed="need.reopen")
        assert (entry.actor_id, entry.row_id) == (0, need)
    assert scene.county.coordinator.post(f"/invitations/{second['id']}/accept")[0] == 200
    assert scene.state(need) == "matched"
    assert len(told(scene.resident, Kind.HELP_FOUND)) == 2


def test_a_draft_that_nobody_submits_lapses_and_is_called_off(scene, clock, write_down):  # noqa: F811
    need, path = agreed(scene, **LATER)
    begun = clock.now()
    clock.freeze(begun + timedelta(hours=71))
    write_down()
    assert scene.state(need) == "matched"
    clock.freeze(begun + timedelta(hours=73))
    write_down()
    assert scene.state(need) == "open"
    assert scene.county.coordinator.get(path)[1]["state"] == "cancelled"
    (text,) = told(scene.county.coordinator, Kind.HELP_ENDED)
    assert "三天" in text


def test_what_was_sent_back_may_be_mended_for_three_days(scene, clock, write_down):  # noqa: F811
    need, path = agreed(scene, **LATER)
    submit(scene, path)
    clock.advance(hours=100)
    write_down()
    assert scene.state(need) == "matched"  # it waits for its review, and that is not theirs
    said = {"reason": "请补充安全措施"}
    assert scene.county.administrator.post(f"{path}/reject", said)[0] == 200
    write_down()
    assert scene.state(need) == "matched"
    clock.advance(hours=73)
    write_down()
    assert scene.state(need) == "open"


def test_an_activity_to_which_nobody_came_has_not_met_the_need(scene, clock, write_down):  # noqa: F811
    need, path = agreed(scene)
    approve(scene, path)
    ends = scene.county.coordinator.get(path)[1]["slots"][0]["ends_at"]
    clock.freeze(START + 25 * HOUR)
    assert ends == (START + 24 * HOUR).isoformat().replace("+00:00", "Z")
    write_down()
    assert scene.state(need) == "open"


def test_one_that_was_served_has_met_it(scene, clock, settle, write_down):  # noqa: F811
    need, path = agreed(scene)
    approve(scene, path)
    activity = scene.county.coordinator.get(path)[1]
    person = scene.county.volunteer(activity)
    attendance = scene.county.arrive(person, activity)
    clock.freeze(START + HOUR)
    scene.county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    scene.county.leave(person, attendance, START + HOUR)
    clock.freeze(START + 26 * HOUR)
    write_down()
    assert scene.state(need) == "matched"


def test_a_need_whose_time_is_over_by_then_has_run_out(scene, clock, write_down):  # noqa: F811
    need, path = agreed(scene, ends_at=(START + HOUR).isoformat())
    clock.freeze(START + 2 * HOUR)
    assert scene.county.coordinator.post(f"{path}/cancel", {"reason": "人手不够"})[0] == 200
    write_down()
    assert (scene.state(need), states(scene)) == ("expired", ["released"])
    assert "已过期" in told(scene.resident, Kind.NEED_DECIDED)[-1]


def test_a_need_that_is_open_again_frees_the_room_that_the_team_had_for_it(scene, write_down):  # noqa: F811
    _, path = agreed(scene)
    assert scene.county.coordinator.post(f"{path}/cancel", {"reason": "人手不够"})[0] == 200
    write_down()
    scene.open(title="打扫院子")
    assert scene.match() == 2
    loads = [each["reasons"][2]["zh"] for each in scene.invitations()[:2]]
    assert all("手上已有 0 项" in each for each in loads)


def test_jobs_that_run_at_once_open_it_once(scene, app, together, write_down):  # noqa: F811
    need, path = agreed(scene)
    assert scene.county.coordinator.post(f"{path}/cancel", {"reason": "人手不够"})[0] == 200
    together(*[write_down] * 4)
    write_down()
    assert scene.state(need) == "open"
    assert len([t for t in told(scene.resident, Kind.NEED_DECIDED) if "重新寻找" in t]) == 1
