"""A PATCH that WeChat can only send as a POST."""

import pytest

NAME = {"nickname": "小王"}


def send(client, token, meant):
    headers = {"Authorization": f"Bearer {token}", "X-HTTP-Method-Override": meant}
    return client.post("/api/v1/me", json=NAME, headers=headers)


def test_a_post_may_be_meant_as_a_patch(app, login):
    client, token = app.test_client(), login("volunteer", "王").token
    answer = send(client, token, "PATCH")
    assert (answer.status_code, answer.json["nickname"]) == (200, "小王")


@pytest.mark.parametrize("meant", ["DELETE", "PUT", "GET", "patch", ""])
def test_and_as_nothing_else(app, login, meant):
    client, token = app.test_client(), login("volunteer", "王").token
    assert send(client, token, meant).status_code == 405
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json["nickname"] != "小王"
