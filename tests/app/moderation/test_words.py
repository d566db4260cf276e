"""What people write is seen by nobody before somebody has looked; over HTTP to WeChat's stub."""

import dataclasses

import pytest

from app.accounts.jobs import ask_about_all
from app.wechat.models import ContentCheck
from tests.app.conftest import START, circle
from tests.contract.conftest import make_client, pauses, stub, wechat  # noqa: F401 - fixtures


@pytest.fixture
def looking(app, monkeypatch):
    """The installation looks at words."""
    settings = dataclasses.replace(app.config["SETTINGS"], look_at_words=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def person(app, looking, stub, wechat, anyone, monkeypatch):  # noqa: F811
    """Somebody who came through WeChat, which answers."""
    monkeypatch.setitem(app.extensions, "wechat", wechat)
    _, found = anyone.post("/auth/wechat", {"code": stub.press_login("openid-a")})
    return dataclasses.replace(anyone, token=found["access_token"], user=found["user"])


@pytest.fixture
def answered(at_once, clock):
    """``answered()``: a worker asks WeChat about all that waits."""

    def run():
        clock.advance(seconds=61)
        at_once(ask_about_all)

    return run


def rename(person, name: str) -> dict:
    status, found = person.patch("/me", {"nickname": name})
    assert status == 200, found
    return found


def waiting(person) -> list[dict]:
    status, found = person.get("/content-checks")
    assert status == 200, found
    return found["items"]


def decide(person, check: dict, *, shown: bool):
    return person.post(f"/content-checks/{check['id']}/decide", {"shown": shown, "reason": "已看"})


def test_a_nickname_counts_when_wechat_lets_it_pass(person, answered, work):
    found = rename(person, "乌江小杨")
    assert found["nickname"] == "志愿者"
    assert found["nickname_waits"] == {"words": "乌江小杨", "state": "machine_check"}
    answered()
    me = person.get("/me")[1]
    assert (me["nickname"], me["nickname_waits"]) == ("乌江小杨", None)
    with work() as session:
        assert session.query(ContentCheck).one().words is None


def test_a_risky_nickname_never_counts_and_its_writer_is_told(person, answered):
    rename(person, "来赌博吧")
    answered()
    me = person.get("/me")[1]
    assert (me["nickname"], me["nickname_waits"]["state"]) == ("志愿者", "risky")
    rename(person, "小杨")
    answered()
    assert person.get("/me")[1]["nickname"] == "小杨"


@pytest.mark.parametrize(("shown", "nickname"), [(True, "加我微信"), (False, "志愿者")])
def test_a_doubtful_nickname_waits_for_a_person(person, answered, login, *, shown, nickname):
    administrator = login("administrator")
    rename(person, "加我微信")
    assert waiting(administrator) == []
    answered()
    [check] = waiting(administrator)
    assert (check["words"], check["state"], check["label"]) == ("加我微信", "review", 10001)
    assert decide(administrator, check, shown=shown)[0] == 200
    assert person.get("/me")[1]["nickname"] == nickname
    assert waiting(administrator) == []
    assert decide(administrator, check, shown=shown)[0] == 409
    told = person.get("/me/notices")[1]["items"][0]
    assert (told["kind"], told["values"]["reason"]) == ("content_decided", "已看")
    [entry] = administrator.get("/audit-entries", deed="content.decide")[1]["items"]
    assert "加我微信" not in str(entry)


def test_where_wechat_cannot_say_a_person_looks(person, answered, login, stub):  # noqa: F811
    stub.fault = "500"
    rename(person, "小杨")
    answered()
    [check] = waiting(login("administrator"))
    assert check["state"] == "human_review"


def test_who_has_no_wechat_waits_for_a_person(looking, login):
    person, administrator = login(), login("administrator")
    assert rename(person, "小田")["nickname_waits"]["state"] == "human_review"
    assert decide(administrator, waiting(administrator)[0], shown=True)[0] == 200
    assert person.get("/me")[1]["nickname"] == "小田"


def test_of_two_nicknames_in_a_row_the_last_counts(looking, login):
    person, administrator = login(), login("administrator")
    rename(person, "第一")
    rename(person, "第二")
    [check] = waiting(administrator)
    assert decide(administrator, check, shown=True)[0] == 200
    assert person.get("/me")[1]["nickname"] == "第二"


def test_nobody_decides_about_their_own_words(looking, login):
    administrator = login("administrator")
    rename(administrator, "自己")
    status, problem = decide(administrator, waiting(administrator)[0], shown=True)
    assert (status, problem["code"]) == (403, "own_content")


def test_content_is_decided_by_administrators_of_its_subtree(looking, county, login, work):
    from tests import factories  # noqa: PLC0415 - needs the application

    with work():
        elsewhere = factories.make_organisation(name="别处").id
    activity = county.draft()
    path = f"/activities/{activity['id']}"
    county.coordinator.put(f"{path}/sites", circle())
    assert county.coordinator.post(f"{path}/submit")[0] == 200
    stranger = login("administrator", "别处管理员", elsewhere)
    [check] = waiting(county.administrator)
    assert check["words"] == "清理河道"
    assert waiting(stranger) == []
    assert decide(stranger, check, shown=True)[0] == 404
    for role in ("volunteer", "coordinator"):
        other = login(role, role, county.organisation_id)
        assert other.get("/content-checks")[0] == 403
        assert decide(other, check, shown=True)[0] == 403
    assert decide(county.administrator, check | {"id": 999}, shown=True)[0] == 404
    assert county.administrator.post(f"{path}/approve")[0] == 200
    assert waiting(county.administrator) == []


def test_a_risky_activity_is_not_approved(looking, county):
    activity = county.draft(title="来赌博吧")
    path = f"/activities/{activity['id']}"
    county.coordinator.put(f"{path}/sites", circle())
    county.coordinator.post(f"{path}/submit")
    [check] = waiting(county.administrator)
    assert decide(county.administrator, check, shown=False)[0] == 200
    status, problem = county.administrator.post(f"{path}/approve")
    assert (status, problem["code"]) == (409, "content_risky")
    assert county.administrator.post(f"{path}/reject", {"reason": "标题"})[0] == 200


def test_in_a_trial_everything_passes(login, work):
    assert rename(login(), "来赌博吧")["nickname"] == "来赌博吧"
    with work() as session:
        assert session.query(ContentCheck).count() == 0


def test_words_that_did_not_pass_are_forgotten_after_half_a_year(looking, login, clock, app, work):
    from app.wechat.jobs import forget_words  # noqa: PLC0415

    clock.freeze(START)
    person, other, administrator = login(), login(), login("administrator")
    rename(person, "不雅")
    rename(other, "等着")
    decide(administrator, waiting(administrator)[0], shown=False)
    for days, kept in ((179, {"不雅", "等着"}), (2, {None, "等着"})):
        clock.advance(days=days)
        with app.app_context():
            forget_words()
        with work() as session:
            assert {each.words for each in session.query(ContentCheck)} == kept
