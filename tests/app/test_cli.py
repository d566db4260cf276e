"""Commands that an operator types."""

import pytest

from tests import factories


@pytest.fixture
def command(app):
    """``command("name", …)``: run it; the exit code and what it printed."""

    def run(*arguments):
        with app.app_context():
            result = app.test_cli_runner().invoke(args=[str(each) for each in arguments])
        return result.exit_code, result.output

    return run


@pytest.fixture
def person(anyone):
    """Somebody who logged in through WeChat and holds no role yet, as in production."""
    status, found = anyone.post("/auth/wechat", {"code": "first"})
    assert status == 200, found
    return found


def roles(anyone, person) -> list[tuple]:
    """Give what the person may do from the next refresh on."""
    status, found = anyone.post("/auth/refresh", {"refresh_token": person["refresh_token"]})
    assert status == 200, found
    return [(each["role"], each["organisation_id"]) for each in found["user"]["roles"]]


def test_the_first_administrator_comes_from_the_command_line(command, anyone, person):
    assert person["user"]["roles"] == []
    code, output = command("grant-administrator", person["user"]["id"])
    assert (code, "everywhere" in output) == (0, True)
    assert roles(anyone, person) == [("administrator", None)]


def test_an_administrator_of_one_organisation(command, work, anyone, person):
    with work():
        organisation_id = factories.make_organisation().id
    asked = ("grant-administrator", person["user"]["id"], "--organisation", organisation_id)
    assert command(*asked)[0] == 0
    assert roles(anyone, person) == [("administrator", organisation_id)]


def test_granting_twice_is_one_grant(command, anyone, person):
    for _ in range(2):
        assert command("grant-administrator", person["user"]["id"])[0] == 0
    assert roles(anyone, person) == [("administrator", None)]


def test_nobody_and_nowhere_are_refused_in_both_languages(command, anyone, person):
    code, output = command("grant-administrator", 999_999)
    assert (code, "No such user" in output, "用户" in output) == (1, True, True)
    asked = ("grant-administrator", person["user"]["id"], "--organisation", 999_999)
    code, output = command(*asked)
    assert (code, "No such organisation" in output, "组织" in output) == (1, True, True)
    assert roles(anyone, person) == []


def test_an_id_that_no_database_can_hold_is_refused(command):
    for impossible in (0, 2**63, "x"):
        assert command("grant-administrator", impossible)[0] == 2
