"""Where somebody is logged in, and how they end it from elsewhere."""

from datetime import timedelta

from tests.app.conftest import START


def log_in(anyone, name, device):
    status, found = anyone.post("/auth/dev", {"name": name}, headers={"User-Agent": device})
    assert status == 200
    return found


def sessions(login, name="小杨", **query):
    return login("volunteer", name).get("/me/sessions", **query)[1]["items"]


def test_each_login_is_a_session_that_names_its_device(anyone, login):
    first = log_in(anyone, "小杨", "Phone/1 MicroMessenger")
    second = log_in(anyone, "小杨", "x" * 500)
    log_in(anyone, "小王", "another's")
    shown = {each["id"]: each for each in sessions(login)}
    assert shown[first["session_id"]]["device"] == "Phone/1 MicroMessenger"
    assert shown[second["session_id"]]["device"] == "x" * 160
    assert len(shown) == 3  # with the one that asks
    assert [each["current"] for each in shown.values()] == [True, False, False]
    assert not {"family", "number", "refresh_token"} & shown[first["session_id"]].keys()


def test_a_session_that_is_ended_cannot_be_refreshed_and_the_others_can(anyone, login):
    lost, kept = log_in(anyone, "小杨", "lost"), log_in(anyone, "小杨", "kept")
    me = login("volunteer", "小杨")
    assert me.delete(f"/me/sessions/{lost['session_id']}")[0] == 204
    assert lost["session_id"] not in {each["id"] for each in sessions(login)}
    status, problem = anyone.post("/auth/refresh", {"refresh_token": lost["refresh_token"]})
    assert (status, problem["code"]) == (401, "refresh_token_invalid")
    status, renewed = anyone.post("/auth/refresh", {"refresh_token": kept["refresh_token"]})
    assert (status, renewed["session_id"]) == (200, kept["session_id"])
    assert me.delete(f"/me/sessions/{lost['session_id']}")[0] == 404


def test_nobody_ends_the_session_of_another(anyone, login):
    theirs = log_in(anyone, "小王", "theirs")
    assert login("administrator", "小杨").delete(f"/me/sessions/{theirs['session_id']}")[0] == 404
    assert anyone.post("/auth/refresh", {"refresh_token": theirs["refresh_token"]})[0] == 200


def test_logged_out_and_run_out_sessions_are_not_listed(anyone, login, clock):
    clock.freeze(START)
    out = log_in(anyone, "小杨", "out")
    old = log_in(anyone, "小杨", "old")
    anyone.post("/auth/logout", {"refresh_token": out["refresh_token"]})
    assert old["session_id"] in {each["id"] for each in sessions(login)}
    clock.advance(days=31)
    shown = {each["id"]: each for each in sessions(login)}
    assert not {out["session_id"], old["session_id"]} & shown.keys()
    (present,) = shown.values()
    assert present["began_at"] == (START + timedelta(days=31)).isoformat().replace("+00:00", "Z")


def test_the_list_comes_in_pages(anyone, login):
    made = [log_in(anyone, "小杨", f"phone {k}")["session_id"] for k in range(3)]
    me = login("volunteer", "小杨")
    first = me.get("/me/sessions", limit=2)[1]
    rest = me.get("/me/sessions", limit=2, cursor=first["next_cursor"])[1]
    assert [each["id"] for each in first["items"] + rest["items"]][1:] == made[::-1]
    assert rest["next_cursor"] is None
