"""Logging in, staying logged in, and logging out."""

from datetime import timedelta

import pytest

from app.accounts import identities, service
from app.accounts.tokens import RETRY_WINDOW
from app.core.errors import InvalidError, UnavailableError
from app.wechat import WeChatSession
from tests.factories import make_organisation


@pytest.fixture
def wechat(app):
    """WeChat as far as logging in needs it: it knows three codes and is down for all others."""

    class Known:
        people = {"code-1": "openid-a", "code-2": "openid-a", "code-3": "openid-b"}  # noqa: RUF012
        unions = {}  # noqa: RUF012 - openid → unionid, where the app is bound to others

        def code_to_session(self, code):
            if code not in self.people:
                raise UnavailableError("wechat_unavailable", "微信不可用", "WeChat is down")
            openid = self.people[code]
            return WeChatSession(openid, self.unions.get(openid))

        def risk_rank(self, _question):
            return 0

    before, app.extensions["wechat"] = app.extensions["wechat"], Known()
    yield app.extensions["wechat"]
    app.extensions["wechat"] = before


def refresh(api, token):
    return api.post("/auth/refresh", {"refresh_token": token})


def me_with(api, token):
    return api.send("GET", "/me", headers={"Authorization": f"Bearer {token}"})


def test_wechat_login_knows_a_person_again(anyone, wechat):
    status, first = anyone.post("/auth/wechat", {"code": "code-1"})
    _, again = anyone.post("/auth/wechat", {"code": "code-2"})
    _, other = anyone.post("/auth/wechat", {"code": "code-3"})
    assert status == 200
    assert first["user"]["id"] == again["user"]["id"] != other["user"]["id"]
    assert first["user"]["roles"] == []
    assert (first["token_type"], first["expires_in"]) == ("Bearer", 15 * 60)
    assert "openid" not in str(first)


def test_who_comes_through_another_app_of_ours_is_the_same_person(anyone, wechat, work):
    first = anyone.post("/auth/wechat", {"code": "code-1"})[1]["user"]["id"]  # not bound yet
    wechat.unions = {"openid-a": "union-x", "openid-b": "union-x"}
    assert anyone.post("/auth/wechat", {"code": "code-2"})[1]["user"]["id"] == first
    assert anyone.post("/auth/wechat", {"code": "code-3"})[1]["user"]["id"] == first
    with work() as session:
        assert session.query(service.User).count() == 1
        # Messages go to the app that was used last.
        assert session.scalar(identities.openid_asked(first)) == "openid-b"


def test_two_people_of_before_stay_two_when_apps_are_bound(anyone, wechat):
    one, other = (anyone.post("/auth/wechat", {"code": code})[1] for code in ("code-1", "code-3"))
    wechat.unions = {"openid-a": "union-x", "openid-b": "union-x"}
    for code, before in (("code-1", one), ("code-3", other)):
        assert anyone.post("/auth/wechat", {"code": code})[1]["user"]["id"] == before["user"]["id"]


def test_wechat_being_down_makes_no_account(anyone, wechat, work):
    status, problem = anyone.post("/auth/wechat", {"code": "code-9"})
    assert (status, problem["code"]) == (503, "wechat_unavailable")
    with work() as session:
        assert session.query(service.User).count() == 0


def test_first_login_on_two_phones_at_once_makes_one_person(anyone, wechat, together):
    ask = [lambda: anyone.post("/auth/wechat", {"code": "code-1"})] * 4
    answers = together(*ask)
    assert [status for status, _ in answers] == [200] * 4
    assert len({found["user"]["id"] for _, found in answers}) == 1


@pytest.mark.parametrize("code", ["", "x" * 129, "微信", "a\nb", "\x00", 7, None])
def test_a_malformed_code_is_refused(anyone, code):
    status, problem = anyone.post("/auth/wechat", {"code": code})
    assert (status, problem["code"]) == (422, "request_invalid")
    assert "code" in problem["fields"]


def test_development_login_knows_a_name_again_and_adds_roles(login):
    first = login("volunteer", "王芳")
    again = login("coordinator", " 王芳 ")
    assert again.id == first.id
    assert [grant["role"] for grant in again.user["roles"]] == ["volunteer", "coordinator"]
    assert len(login("coordinator", "王芳").user["roles"]) == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": "", "role": "volunteer"}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "字" * 61}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"name": "王芳", "role": "king"}, "role"),
        ({"name": "王芳", "organisation_id": 2**63}, "organisation_id"),
        ({"name": "王芳", "organisation_id": "1; drop"}, "organisation_id"),
        ({"role": "volunteer"}, "name"),
        ({"name": "王芳", "admin": True}, "admin"),
    ],
)
def test_a_malformed_development_login_names_its_field(anyone, asked, field):
    status, problem = anyone.post("/auth/dev", asked)
    assert (status, problem["code"]) == (422, "request_invalid")
    assert field in problem["fields"]


def roles_of(anyone, name, role, **more):
    status, found = anyone.post("/auth/dev", {"name": name, "role": role} | more)
    assert status == 200, found
    return [(each["role"], each["organisation_id"]) for each in found["user"]["roles"]]


def test_persons_of_a_trial_have_the_roles_that_their_screens_need(anyone, work):
    with work():
        place = make_organisation(name="站").id
    assert roles_of(anyone, "居民", "resident") == []
    assert roles_of(anyone, "负责人", "leader") == [("coordinator", None)]
    assert roles_of(anyone, "审核员", "reviewer") == [("administrator", None)]
    here = [("coordinator", place)]
    assert roles_of(anyone, "站长", "coordinator", organisation_id=place) == here
    assert roles_of(anyone, "站长", "leader") == here, "who leads somewhere leads there"


def test_development_login_at_an_unknown_organisation_stores_nothing(anyone, work):
    status, problem = anyone.post("/auth/dev", {"name": "王芳", "organisation_id": 12345})
    assert (status, problem["code"]) == (404, "not_found")
    with work() as session:
        assert session.query(service.User).count() == 0


def test_me(login):
    api = login("coordinator", "王芳")
    status, me = api.get("/me")
    assert status == 200
    assert (me["id"], me["nickname"]) == (api.id, "王芳")
    assert [grant["role"] for grant in me["roles"]] == ["coordinator"]
    assert api.patch("/me", {"nickname": "小王 👨‍👩‍👧"})[1]["nickname"] == "小王 👨‍👩‍👧"
    assert api.get("/me")[1]["nickname"] == "小王 👨‍👩‍👧"
    assert login("volunteer", "王芳").id == api.id  # renaming does not change who one is


def test_me_without_or_with_a_bad_token(anyone):
    assert anyone.get("/me")[0] == 401
    assert anyone.get("/me")[1]["code"] == "token_missing"
    assert me_with(anyone, "a.b.c")[1]["code"] == "token_invalid"
    # A token that claims to be unsigned.
    unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5LCJncmFudHMiOltdfQ."
    assert me_with(anyone, unsigned)[1]["code"] == "token_invalid"


def test_an_access_token_expires(login, clock):
    api = login()
    clock.advance(minutes=14)
    assert api.get("/me")[0] == 200
    clock.advance(minutes=2)
    status, problem = api.get("/me")
    assert (status, problem["code"]) == (401, "token_expired")


def test_refresh_gives_a_fresh_pair_that_works(login, anyone, clock):
    api = login()
    clock.advance(minutes=20)
    status, fresh = refresh(anyone, api.refresh_token)
    assert status == 200
    assert fresh["refresh_token"] != api.refresh_token
    assert me_with(anyone, fresh["access_token"])[0] == 200
    assert refresh(anyone, fresh["refresh_token"])[0] == 200


def test_a_retry_is_answered_with_the_token_that_was_lost(login, anyone, clock):
    api = login()
    clock.freeze(clock.now())
    _, lost = refresh(anyone, api.refresh_token)
    clock.advance(seconds=RETRY_WINDOW.total_seconds())
    status, again = refresh(anyone, api.refresh_token)
    assert status == 200
    assert again["refresh_token"] == lost["refresh_token"]  # the chain does not split
    assert me_with(anyone, again["access_token"])[0] == 200


def test_a_token_used_again_later_ends_the_whole_login(login, anyone, clock):
    api, other = login("volunteer", "王芳"), login("volunteer", "王芳")
    clock.freeze(clock.now())
    _, fresh = refresh(anyone, api.refresh_token)
    clock.advance(seconds=RETRY_WINDOW.total_seconds() + 1)
    status, problem = refresh(anyone, api.refresh_token)
    assert (status, problem["code"]) == (401, "refresh_token_reused")
    # The revocation outlived the refusal: the thief's and the owner's newest token are both dead.
    assert refresh(anyone, fresh["refresh_token"])[1]["code"] == "refresh_token_invalid"
    assert refresh(anyone, other.refresh_token)[0] == 200  # another login of the same person


def test_the_token_before_the_previous_one_is_no_retry(login, anyone):
    api = login()
    _, second = refresh(anyone, api.refresh_token)
    _, third = refresh(anyone, second["refresh_token"])
    assert refresh(anyone, api.refresh_token)[1]["code"] == "refresh_token_reused"
    assert refresh(anyone, third["refresh_token"])[0] == 401


def test_two_refreshes_at_once_both_get_the_next_token(login, anyone, together):
    api = login()
    answers = together(*[lambda: refresh(anyone, api.refresh_token)] * 4)
    assert [status for status, _ in answers] == [200] * 4
    assert len({fresh["refresh_token"] for _, fresh in answers}) == 1


def test_a_refresh_token_lives_thirty_days_unused(login, anyone, clock):
    api = login()
    clock.advance(days=29)
    _, fresh = refresh(anyone, api.refresh_token)
    clock.advance(days=29)
    status, fresh = refresh(anyone, fresh["refresh_token"])
    assert status == 200
    clock.advance(days=31)
    assert refresh(anyone, fresh["refresh_token"])[1]["code"] == "refresh_token_invalid"


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace(".1.", ".2."),
        lambda token: "f" * 32 + token[32:],
        lambda _: "",
        lambda _: "...",
        lambda _: "微光" * 10,
        lambda _: "x" * 201,
    ],
)
def test_a_forged_refresh_token_is_refused_and_ends_nothing(login, anyone, forge):
    api = login()
    assert refresh(anyone, forge(api.refresh_token))[0] in {401, 422}
    assert refresh(anyone, api.refresh_token)[0] == 200


def test_the_database_holds_nothing_to_log_in_with(login, work):
    api = login()
    with work() as session:
        row = session.execute(service.tokens.sa.text("SELECT * FROM logins")).one()
    assert api.refresh_token.rpartition(".")[2] not in str(row)


def test_logging_out_ends_this_login_alone_and_may_be_repeated(login, anyone):
    api, other = login("volunteer", "王芳"), login("volunteer", "王芳")
    for _ in range(2):
        assert anyone.post("/auth/logout", {"refresh_token": api.refresh_token})[0] == 204
    assert anyone.post("/auth/logout", {"refresh_token": "unknown"})[0] == 204
    assert refresh(anyone, api.refresh_token)[0] == 401
    assert refresh(anyone, other.refresh_token)[0] == 200


def test_logins_that_ran_out_are_forgotten(login, anyone, work, clock):
    old = login()
    clock.advance(days=20)
    fresh = login()
    clock.advance(days=11)
    with work():
        assert service.forget_requests() == 1
    assert refresh(anyone, old.refresh_token)[0] == 401
    assert refresh(anyone, fresh.refresh_token)[0] == 200


def test_the_retry_window_is_longer_than_the_phone_waits():
    assert timedelta(seconds=60) < RETRY_WINDOW < timedelta(minutes=5)


def test_tokens_are_remembered_by_nobody_on_the_way(app, login, work):
    from app.core.idempotency import IdempotentRequest  # noqa: PLC0415

    api = login()
    first = api.post("/auth/refresh", {"refresh_token": api.refresh_token}, key="k1")
    assert first[0] == 200
    with work() as session:
        assert session.query(IdempotentRequest).count() == 0
    answer = app.test_client().post("/api/v1/auth/dev", json={"name": "王芳"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_many_wrong_codes_from_one_address_have_to_wait(anyone, wechat, monkeypatch):
    known = wechat.code_to_session

    def refuse(code):
        if code not in wechat.people:
            raise InvalidError("wechat_code_invalid", "凭证已失效", "Not valid any more")
        return known(code)

    monkeypatch.setattr(wechat, "code_to_session", refuse, raising=False)
    answers = [anyone.post("/auth/wechat", {"code": f"wrong-{n}"})[0] for n in range(61)]
    assert answers == [422] * 60 + [429]
    assert anyone.post("/auth/wechat", {"code": "code-1"})[1]["code"] == "too_many_tries"
